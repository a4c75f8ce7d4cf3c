"""A saved test is rewritten to what a run of it gave, where the two are at odds."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.core.runtime.select import select
from statewright.language.accepted import accepted
from statewright.language.compiler import Registry, Target, compile_workflow
from statewright.language.dry_run import DryRun, Failure, Stubs, dry_run, start_input
from statewright.language.saved_tests import Expected, mismatches

OUTPUT = {"type": "object", "properties": {"id": {"type": "integer", "examples": [7]}, "by": {"type": "string"}}}
CATALOG = {
    "triggers": [{"id": "hook@1", "config_schema": {"type": "object"}}],
    "actions": [{"id": "mail@1", "config_schema": {"type": "object"}, "function": "statewright-action-mail"}],
}
REGISTRY = Registry.from_catalog(CATALOG)


def ran(total: int, failures: dict[str, Failure] | None = None) -> DryRun:
    """An order: a call where it is large, else thanks."""
    nodes: list[dict[str, Any]] = [
        {"id": "h", "key": "hook", "type": "trigger", "definition": "hook@1"},
        {"id": "l", "key": "is_large", "type": "condition", "config": {"expression": "{% $hook.total > 100 %}"}},
        {
            "id": "c",
            "key": "call",
            "type": "action",
            "definition": "mail@1",
            "config": {"to": "{% $hook.to %}", "n": 1},
        },
        {"id": "t", "key": "thanks", "type": "action", "definition": "mail@1", "config": {}},
    ]
    edges = [
        {"id": "e1", "source": "h", "target": "l"},
        {"id": "e2", "source": "l", "source_handle": "true", "target": "c"},
        {"id": "e3", "source": "l", "source_handle": "false", "target": "t"},
    ]
    target = Target("arn:aws:lambda:x:0:function:", workflow_id="w")
    compiled = compile_workflow({"graph": {"nodes": nodes, "edges": edges}}, REGISTRY, target)
    stubs = Stubs(outputs={"mail@1": OUTPUT}, select=select, failures=failures or {})
    return dry_run(compiled, REGISTRY, stubs, start_input("hook", {"total": total, "to": "ada@example.com"}))


def refitted(run: DryRun, **expected: Any) -> dict[str, Any]:
    """What of the expectations is said after the run was accepted, which then fits."""
    was = Expected.model_validate(expected)
    assert list(mismatches(was, run)), "there is something to accept"
    now = accepted(was, run)
    assert now is not None
    assert list(mismatches(now, run)) == []
    return now.model_dump(exclude_unset=True)


def test_the_other_way_is_expected_and_what_it_passes_by_is_skipped() -> None:
    said = refitted(ran(150), ran=["hook", "is_large.false", "thanks"], skipped=["call"])
    assert said == {"ran": ["hook", "is_large.true", "call"], "skipped": ["thanks"]}


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"outputs": {"call": {"id": 8}}}, {"outputs": {"call": {"id": 7}}}),
        ({"outputs": {"thanks": {"id": 7}}}, {"outputs": {}}),
        ({"sent": {"call": {"to": "bob@example.com"}}}, {"sent": {"call": {"to": "ada@example.com"}}}),
        ({"output": {"call": {"id": 7, "gone": 1}}}, {"output": {"call": {"id": 7}}}),
    ],
)
def test_of_values_only_what_was_looked_at_is_taken(expected: dict[str, Any], said: dict[str, Any]) -> None:
    assert refitted(ran(150), **expected) == said


def test_another_end_is_expected_with_its_error_and_no_output() -> None:
    failing = ran(150, {"call": Failure("ProviderRejected")})
    assert refitted(failing, status="succeeded", output={"call": {"id": 7}}) == {
        "status": "failed",
        "error": "ProviderRejected",
    }
    assert refitted(ran(150), status="failed", error="ProviderRejected") == {"status": "succeeded"}


def test_what_fits_stays_as_it_was_said() -> None:
    fits = Expected.model_validate({"ran": ["is_large"], "outputs": {"call": {"id": 7}}})
    assert accepted(fits, ran(150)) == fits
