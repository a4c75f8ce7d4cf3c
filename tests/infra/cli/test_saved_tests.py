"""`statewright test` and `statewright backtest`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.infra.cli.conftest import Run
from tests.infra.cli.documents import later


def with_test(folder: Path, **expected: Any) -> None:
    test = {"name": "reminds", "payload": {"body": {"email": "ada@example.com"}}, "expected": expected}
    (folder / "tested.json").write_text(json.dumps(later() | {"tests": [test]}, indent=2))


def test_tests_in_a_file_are_run(run: Run, folder: Path) -> None:
    with_test(folder, ran=["month", "remind"], sent={"remind": {"to": ["ada@example.com"]}})
    passed = run("test", "tested.json")
    assert (passed.status, passed.out) == (0, "tested.json: 1 passed, 0 failed\n")

    with_test(folder, skipped=["remind"])
    failed = run("test", "tested.json", "--json")
    assert failed.status == 1
    assert failed.json()["tests"][0]["mismatches"] == [
        {"node": "remind", "field": "skipped.0", "message": 'expected "skipped", got "succeeded"'}
    ]


def test_a_test_of_an_unknown_node_is_told_with_its_line(run: Run, folder: Path) -> None:
    with_test(folder, ran=["remnd"])
    told = run("test", "tested.json")
    assert told.status == 1
    assert "did you mean `remind`?" in told.err


def test_validate_tells_of_a_files_tests_too(run: Run, folder: Path) -> None:
    with_test(folder, skipped=["remnd"])
    told = run("validate", "tested.json", "--json")
    assert told.status == 1
    assert '"unknown_node_in_test"' in told.out
    assert "did you mean `remind`?" in told.out


def test_recorded_executions_run_again(run: Run, folder: Path) -> None:
    simulated = run("simulate", "later.json", "--payload", '{"body": {"email": "ada@example.com"}}', "--json").json()
    execution = simulated | {
        "id": "00000000-0000-4000-8000-000000000000.run-1",
        "version": 1,
        "graph": later()["graph"],
    }
    (folder / "executions.json").write_text(json.dumps([execution]))
    same = run("backtest", "later.json", "--executions", "executions.json")
    assert (same.status, same.out) == (0, "1 executions: 1 same\n")

    changed = json.dumps(later()).replace("$trigger.body.email", "$lowercase($trigger.body.email) & '.invalid'")
    (folder / "changed.json").write_text(changed)
    other = run("backtest", "changed.json", "--executions", "executions.json", "--json")
    assert other.status == 1
    (group,) = other.json()["groups"]
    assert (group["outcome"], group["node"], group["field"]) == ("sends_other", "remind", "config.to.0")
    assert group["first"]["now"] == "ada@example.com.invalid"
