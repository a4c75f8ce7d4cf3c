"""What the golden workflows compile to, byte for byte; `make golden` rewrites the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from statewright.language.compiler import validate
from statewright.language.engine import Machine

from scripts import golden

REGISTRY = golden.registry()


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_a_golden_workflow_compiles_to_its_golden_machine(case: Path) -> None:
    assert golden.compiled(case, REGISTRY) == (case / "asl.json").read_text(), "run `make golden`, read the difference"


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_a_golden_machine_is_one_the_engine_takes(case: Path) -> None:
    machine = Machine.parse(json.loads((case / "asl.json").read_text()))

    assert machine.block.states


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_a_golden_workflow_has_no_errors(case: Path) -> None:
    problems = validate(json.loads((case / "workflow.json").read_text()), REGISTRY)

    assert [problem for problem in problems if problem.severity == "error"] == []


def test_every_golden_case_is_in_the_table_of_contents() -> None:
    contents = (golden.GOLDEN / "README.md").read_text()

    assert [case.name for case in golden.cases() if f"({case.name})" not in contents] == []
    assert len(golden.cases()) >= 40
