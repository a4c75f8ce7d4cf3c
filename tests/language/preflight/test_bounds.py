"""Preflight's numbers hold: no simulated run exceeds its bounds, and a straight line is counted exactly."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from statewright.language.compiler import compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate
from statewright.language.preflight import Preflight, preflight

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow
from tests.language.compiler.random_graphs import Case, cases

EXAMPLES = int(os.environ.get("STATEWRIGHT_EXAMPLES", "150"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="STATEWRIGHT_EXAMPLES" not in os.environ,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def told(document: dict[str, Any]) -> Preflight:
    return preflight(compile_workflow(document, REGISTRY, TARGET), document, REGISTRY)


def transitions(simulation: Simulation) -> int:
    """Charged transitions of a run: states entered, and attempts after a state's first."""
    kinds = Counter(event.type for event in simulation.history.events)
    entered = sum(count for kind, count in kinds.items() if kind.endswith("StateEntered"))
    attempts = kinds["TaskScheduled"] + kinds["LambdaFunctionScheduled"]
    return entered + max(0, attempts - kinds["TaskStateEntered"])


def ran(case: Case, failures: int = 0) -> Simulation:
    """The case on the engine; every action first fails `failures` times in a way that is tried again."""
    attempts: Counter[str] = Counter()

    def task(command: ScheduleTask) -> Outcome:
        key = command.arguments["Payload"]["node"]["key"]
        attempts[key] += 1
        if attempts[key] <= failures:
            return Raised("Lambda.TooManyRequestsException")
        outcome, value = case.answer(key)
        return Returned({"Payload": {"output": value}}) if outcome == "returned" else Raised(value)

    compiled = compile_workflow(case.document, REGISTRY, TARGET)
    start = {"trigger": case.payload, "trigger_node": case.fired, "instance_id": None, "workflow_version": 1}
    return simulate(Machine.parse(compiled.definition), start, task)


@pytest.mark.timeout(600)
@thorough
@given(cases())
def test_no_run_takes_more_than_the_worst(case: Case) -> None:
    found, run = told(case.document), ran(case, failures=3)

    assert len(run.history.events) <= found.events.worst
    assert transitions(run) <= found.transitions.worst


@thorough
@given(cases(most=15))
def test_a_run_that_succeeds_takes_one_of_the_paths(case: Case) -> None:
    found, run = told(case.document), ran(case)

    assert run.finish is not None
    if run.finish.status == "SUCCEEDED" and not found.cost.paths_left_out:
        assert transitions(run) in {path.transitions for path in found.cost.paths}
        if all(case.answer(key)[0] == "returned" for key in case.answers):
            assert len(run.history.events) <= found.events.usual


@pytest.mark.parametrize("actions", [1, 7, 40])
@pytest.mark.parametrize("failures", [0, 3])
def test_a_straight_line_is_exact(actions: int, failures: int) -> None:
    keys = [f"w{number}" for number in range(actions)]
    nodes = [node("t", "api"), *(node(key, "work") for key in keys), node("s", "set", {"values": {"x": 1}})]
    document = workflow(nodes, ">".join(["t", *keys, "s"]))
    case = Case(document, "t", None, {key: [("returned", 1)] for key in keys})
    found, run = told(document), ran(case, failures)

    assert run.finish is not None
    assert run.finish.status == "SUCCEEDED"
    assert len(run.history.events) == found.events.usual + 3 * failures * actions
    assert transitions(run) == found.transitions.usual + failures * actions
    assert found.events.worst == found.events.usual + 3 * 15 * actions  # 3 for Lambda, 12 for a claim still held
