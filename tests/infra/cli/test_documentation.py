"""What docs/command-line.md shows is what the command does."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.infra.cli.conftest import Run

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = REPOSITORY / "docs" / "command-line.md"


def sessions() -> list[tuple[str, str]]:
    """(command line, what it shows) of each command in the page's console blocks, in the page's order."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    shown = []
    for block in blocks:
        for command in block.removeprefix("$ ").split("\n$ "):
            line, _, output = command.partition("\n")
            shown.append((line, output))
    return shown


def plain(text: str) -> str:
    """The text without what is not seen: the blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_the_page_shows_what_the_command_does(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(REPOSITORY / "examples", folder / "examples")
    monkeypatch.setenv("COLUMNS", "120")
    status, commands = 0, 0
    for line, expected in sessions():
        if line == "echo $?":
            assert int(expected) == status
            continue
        program, *arguments = shlex.split(line)
        assert program == "statewright"
        ran = run(*arguments)
        status, commands = ran.status, commands + 1
        assert plain(ran.out + ran.err) == plain(expected), line
    assert commands >= 7
