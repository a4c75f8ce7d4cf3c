"""Every golden machine is one that npm's `asl-validator` accepts, too."""

from __future__ import annotations

from pathlib import Path

from scripts import golden
from tests.support.node_tools import run_tool


def test_the_golden_machines_are_valid_to_another_validator() -> None:
    files = [str(case / "asl.json") for case in golden.cases()]

    found = run_tool("validate.mjs", *files)

    assert found.keys() == set(files)
    assert {file: problems for file, problems in found.items() if problems} == {}


def test_the_other_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "asl.json"
    file.write_text('{"StartAt": "a", "States": {"a": {"Type": "Pass", "Next": "nowhere"}}}')

    assert run_tool("validate.mjs", str(file))[str(file)]
