"""Compiled workflows mean what the language says: machine on the engine = direct interpretation of the graph.

`STATEWRIGHT_EXAMPLES=20000 pytest tests/language/compiler/test_meaning.py` looks longer.
"""

from __future__ import annotations

import json
import os
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statewright.language.compiler import compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow
from tests.language.compiler.random_graphs import Case, cases
from tests.language.compiler.reference import Run, interpret

EXAMPLES = int(os.environ.get("STATEWRIGHT_EXAMPLES", "300"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="STATEWRIGHT_EXAMPLES" not in os.environ,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def simulated(case: Case) -> tuple[Simulation, dict[str, object]]:
    """The case on the engine, and the configuration each action was called with (a second call is an error)."""
    called: dict[str, object] = {}

    def task(command: ScheduleTask) -> Outcome:
        payload = command.arguments["Payload"]
        key = payload["node"]["key"]
        assert key not in called, f"{key} ran twice"
        called[key] = payload["config"]
        outcome, value = case.answers[key]
        if outcome == "returned":
            return Returned({"Payload": {"output": value}}, after=len(key))
        return Raised(value, json.dumps({"errorMessage": key, "errorType": value}))

    compiled = compile_workflow(case.document, REGISTRY, TARGET)
    start = {"trigger": case.payload, "trigger_node": case.fired, "instance_id": None, "workflow_version": 1}
    return simulate(Machine.parse(compiled.definition), start, task), called


def expected(case: Case) -> Run:
    return interpret(case.document, case.fired, case.payload, lambda key, _: case.answers[key])


@thorough
@given(cases())
def test_the_machine_does_what_the_graph_says(case: Case) -> None:
    simulation, called = simulated(case)
    run = expected(case)

    finish = simulation.finish
    assert finish is not None
    if run.failures:
        assert finish.status == "FAILED", finish
        assert json.loads(finish.cause or "{}")["errorMessage"] in run.failures
        assert all(run.calls[key] == config for key, config in called.items())
    else:
        assert finish.status == "SUCCEEDED", finish
        assert called == run.calls
        assert finish.output == run.result


@settings(thorough, max_examples=max(50, EXAMPLES // 5))
@given(cases(), st.randoms(use_true_random=False))
def test_the_same_graph_gives_the_same_bytes(case: Case, random: object) -> None:
    del random
    one = compile_workflow(case.document, REGISTRY, TARGET)
    other = compile_workflow(json.loads(json.dumps(case.document)), REGISTRY, TARGET)

    assert one.definition_json == other.definition_json
    assert one.trace == other.trace


def _nested_states(states: dict[str, dict[str, object]]) -> list[str]:
    names = list(states)
    for state in states.values():
        for branch in state.get("Branches", ()):  # type: ignore[attr-defined]
            names += _nested_states(branch["States"])
    return names


@settings(thorough, max_examples=max(50, EXAMPLES // 5))
@given(cases())
def test_every_state_has_a_name_of_its_own_and_a_place_in_the_trace(case: Case) -> None:
    compiled = compile_workflow(case.document, REGISTRY, TARGET)

    names = _nested_states(compiled.definition["States"])
    assert not [name for name, count in Counter(names).items() if count > 1]
    assert all(len(name) <= 80 for name in names)
    assert set(names) == set(compiled.trace["states"])


def test_a_node_waits_for_what_leads_to_it_by_a_dead_edge() -> None:
    nodes = [
        node("t", "api"),
        node("before", "work"),
        node("check", "condition", {"expression": "{% $before.v = 1 %}"}, disabled=True),
        node("after", "work", {"data": "{% $before %}"}),
    ]
    document = workflow(nodes, "t>before>check check.false>after t>after")
    case = Case(document, "t", None, {"before": ("returned", {"v": 2}), "after": ("returned", 1)})

    simulation, called = simulated(case)

    assert called["after"] == {"data": {"v": 2}}
    assert simulation.finish is not None
    assert simulation.finish.output == expected(case).result
