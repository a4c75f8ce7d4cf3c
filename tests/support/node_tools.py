"""Tools of the JavaScript world that serve as second opinions, run by the Node.js of the virtual environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

TOOLS: Final = Path(__file__).resolve().parent.parent / "tools"
_BIN: Final = Path(sys.executable).parent


def run_tool(script: str, *arguments: str, given: object = None) -> Any:
    """The JSON that `tests/tools/<script>` writes. Installs what it needs, at the locked versions, on first use."""
    installed, lock = TOOLS / "node_modules" / ".package-lock.json", TOOLS / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(
            [_BIN / "npm", "ci"],
            cwd=TOOLS,
            check=True,
            capture_output=True,
            env={**os.environ, "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}"},
            timeout=120,
        )
    done = subprocess.run(
        [_BIN / "node", TOOLS / script, *arguments],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return json.loads(done.stdout)
