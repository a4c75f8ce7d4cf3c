"""The command run in a folder of its own, in this process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.cli.main import main
from tests.infra.cli.documents import later, misspelt


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command did."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `later.json` and `misspelt.json` in it."""
    for name, document in {"later": later(), "misspelt": misspelt()}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document, indent=2))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `statewright` with these arguments and this standard input, where no terminal has a width."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as usage:
            status = int(str(usage.code))
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run
