"""`statewright compile`."""

from __future__ import annotations

import json
from pathlib import Path

from statewright.language.compiler import Target, compile_workflow

from infra.cli.catalog import registry
from tests.infra.cli.conftest import Run
from tests.infra.cli.documents import later

PREFIX = "arn:aws:lambda:eu-west-1:123456789012:function:"


def test_the_definition_is_the_compilers(run: Run) -> None:
    options = ("--workflow-id", "w", "--function-arn-prefix", PREFIX)
    compiled = compile_workflow(later(), registry(), Target(PREFIX, workflow_id="w"))
    assert run("compile", "later.json", *options).json() == compiled.definition
    assert run("compile", "--compact", "-", *options, stdin=json.dumps(later()).encode()).out == (
        compiled.definition_json + "\n"
    )


def test_it_can_be_written_to_a_file(run: Run, folder: Path) -> None:
    ran = run("compile", "later.json", "-o", "asl.json")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert (folder / "asl.json").read_text() == run("compile", "later.json").out
    nowhere = run("compile", "later.json", "-o", "nowhere/asl.json")
    assert (nowhere.status, "nowhere/asl.json: No such file" in nowhere.err) == (2, True)


def test_problems_go_to_standard_error_and_nothing_is_written(run: Run, folder: Path) -> None:
    ran = run("compile", "misspelt.json", "-o", "asl.json")
    assert (ran.status, ran.out) == (1, "")
    assert "node 'Remind' (remind) config.to.0" in ran.err
    assert not (folder / "asl.json").exists()
    as_json = run("compile", "misspelt.json", "--json")
    assert (as_json.status, as_json.json()["problems"][0]["code"]) == (1, "unknown_name")


def test_what_is_no_arn_is_refused(run: Run) -> None:
    ran = run("compile", "later.json", "--function-arn-prefix", "lambda:")
    assert (ran.status, "must look like" in ran.err) == (2, True)


def test_json_that_is_no_object_is_a_problem(run: Run, folder: Path) -> None:
    (folder / "odd.json").write_text("[]")
    assert run("compile", "odd.json").status == 1
