"""The front end in a real browser, against the whole local stack."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from statewright.language.compiler.check.structure import RESERVED

from tests.support.stack import ROOT, Stack

FRONTEND = ROOT / "frontend"
LIMIT_SECONDS = 600
FILES = sorted(path.name for path in (FRONTEND / "tests" / "browser").glob("*.test.ts"))


@pytest.mark.timeout(LIMIT_SECONDS + 10)
@pytest.mark.parametrize("file", FILES)
def test_the_front_end_works_in_a_browser(stack: Stack, file: str) -> None:
    """Runs `npm run e2e` for a file: it finds or installs a Chromium, or says what to install."""
    programs = Path(sys.executable).parent
    result = subprocess.run(
        [programs / "npm", "run", "--silent", "e2e", "--", f"tests/browser/{file}"],
        cwd=FRONTEND,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "STATEWRIGHT_URL": stack.url},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"


def test_the_builder_avoids_every_key_that_the_compiler_reserves() -> None:
    source = (FRONTEND / "src/lib/graph/keys.ts").read_text()
    listed = {name for line in re.findall(r'\.\.\."([^"]+)"', source) for name in line.split()}
    assert listed == {name for name in RESERVED if re.fullmatch(r"[a-z][a-z0-9_]*", name)}
