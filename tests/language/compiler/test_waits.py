"""`wait_for_events` and `approval`: a token is handed out, and the answer says how the run goes on."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.compiler import compile_workflow, validate
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate
from statewright.language.timeline import NodeRun, node_runs

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow

PAYLOAD = {"id": 7, "total": 30}
DECISION = {"decision": "approved", "by": "ada@example.com", "comment": "", "at": "2026-01-01T00:00:00.000Z"}


def answered(output: Any) -> Outcome:
    return Returned({"Payload": {"output": output}}, after=1_000)


def run(document: dict[str, Any], outcome: Outcome) -> tuple[Simulation, list[ScheduleTask], dict[str, NodeRun]]:
    calls: list[ScheduleTask] = []

    def task(command: ScheduleTask) -> Outcome:
        calls.append(command)
        return outcome

    compiled = compile_workflow(document, REGISTRY, TARGET)
    start = {"trigger": PAYLOAD, "trigger_node": "t", "instance_id": None, "workflow_version": 1}
    simulation = simulate(Machine.parse(compiled.definition), start, task)
    runs = {item.key: item for item in node_runs(simulation.history.events, compiled.trace)}
    return simulation, calls, runs


def event(drawn: str, *more: dict[str, Any], **config: Any) -> dict[str, Any]:
    wait = node("wait", "wait_for_events", {"event": "payment.received", "key": "{% $string($t.id) %}", **config})
    return workflow([node("t", "api"), wait, *more], drawn)


def approval(drawn: str, **config: Any) -> dict[str, Any]:
    asked = node("ask", "approval", {"title": "{% 'Refund ' & $t.total & '?' %}", **config})
    ends = [node(key, "set", {"values": {"seen": "{% $ask %}"}}) for key in ("yes", "no", "late", "after")]
    return workflow([node("t", "api"), asked, *(end for end in ends if f">{end['key']}" in drawn)], drawn)


def test_an_event_is_awaited_with_a_token() -> None:
    simulation, (call,), runs = run(event("t>wait"), answered({"amount": 30}))

    assert call.resource.endswith("lambda:invoke.waitForTaskToken")
    assert call.arguments["FunctionName"].endswith(":statewright-system-register-wait")
    payload = call.arguments["Payload"]
    assert payload["token"] == call.token
    assert payload["config"] == {"event": "payment.received", "key": "7"}
    assert (payload["node"]["key"], payload["node"]["definition"]) == ("wait", "wait_for_events@1")
    assert simulation.finish is not None
    assert simulation.finish.output == {"wait": {"amount": 30}}
    assert (runs["wait"].status, runs["wait"].output, runs["wait"].handle) == ("succeeded", {"amount": 30}, "out")
    assert runs["wait"].input == payload["config"]


def test_a_late_event_leaves_by_timeout() -> None:
    late = node("late", "set", {"values": {"wait": "{% $wait %}"}})

    simulation, _, runs = run(event("t>wait wait.timeout>late", late, timeout_seconds=60), None)

    assert simulation.finish is not None
    assert simulation.finish.output == {"late": {"wait": None}}
    assert runs["wait"].handle == "timeout"


def test_without_a_way_for_it_a_timeout_fails_the_run() -> None:
    simulation, _, _ = run(event("t>wait", timeout_seconds=60), None)

    assert simulation.finish is not None
    assert (simulation.finish.status, simulation.finish.error) == ("FAILED", "States.Timeout")


def test_a_wait_that_cannot_be_stored_is_asked_for_again_while_the_database_wakes_up() -> None:
    outcomes: list[Outcome] = [*[Raised("ProviderUnavailable")] * 12, answered(DECISION)]
    compiled = compile_workflow(approval("t>ask ask.approved>yes ask.rejected>no"), REGISTRY, TARGET)
    start = {"trigger": PAYLOAD, "trigger_node": "t", "instance_id": None, "workflow_version": 1}

    simulation = simulate(Machine.parse(compiled.definition), start, lambda _: outcomes.pop(0))

    assert simulation.finish is not None
    assert simulation.finish.status == "SUCCEEDED"
    assert simulation.ended_at - simulation.steps[0][0].at == 61_000


def test_another_failure_is_no_timeout() -> None:
    late = node("late", "set", {"values": {"x": 1}})

    simulation, _, _ = run(event("t>wait wait.timeout>late", late), Raised("InvalidInput", "{}"))

    assert simulation.finish is not None
    assert simulation.finish.error == "InvalidInput"


@pytest.mark.parametrize(("decision", "key"), [("approved", "yes"), ("rejected", "no")])
def test_an_approval_leaves_by_what_was_decided(decision: str, key: str) -> None:
    answer = DECISION | {"decision": decision}

    simulation, (call,), runs = run(
        approval("t>ask ask.approved>yes ask.rejected>no ask.timeout>late"), answered(answer)
    )

    assert call.arguments["Payload"]["config"] == {"title": "Refund 30?"}
    assert simulation.finish is not None
    assert simulation.finish.output == {key: {"seen": answer}}
    assert (runs["ask"].handle, runs["ask"].output) == (decision, answer)
    assert {name for name, item in runs.items() if item.status == "skipped"} == {"yes", "no", "late"} - {key}


@pytest.mark.parametrize(
    ("drawn", "result"),
    [
        ("t>ask", {"ask": DECISION}),
        ("t>ask ask.rejected>no", {"ask": DECISION}),
        ("t>ask ask.approved>after ask.rejected>after", {"after": {"seen": DECISION}}),
    ],
)
def test_handles_without_edges_end_the_run(drawn: str, result: dict[str, Any]) -> None:
    simulation, _, _ = run(approval(drawn), answered(DECISION))

    assert simulation.finish is not None
    assert simulation.finish.output == result


def test_a_late_approval_leaves_by_timeout() -> None:
    simulation, _, runs = run(approval("t>ask ask.approved>yes ask.timeout>late", timeout_seconds=60), None)

    assert simulation.finish is not None
    assert simulation.finish.output == {"late": {"seen": None}}
    assert runs["ask"].handle == "timeout"


def test_approvals_side_by_side() -> None:
    asks = [node(key, "approval", {"title": key}) for key in ("one", "two")]
    merged = node("both", "set", {"values": {"one": "{% $one.decision %}", "two": "{% $two.decision %}"}})
    document = workflow([node("t", "api"), *asks, merged], "")
    document["graph"]["edges"] = [
        {"id": f"e{index}", "source": f"n_{source}", "source_handle": handle, "target": f"n_{target}"}
        for index, (source, handle, target) in enumerate(
            [("t", "out", "one"), ("t", "out", "two"), ("one", "approved", "both"), ("two", "approved", "both")]
        )
    ]

    simulation, _, _ = run(document, answered(DECISION))

    assert simulation.finish is not None
    assert simulation.finish.output == {"both": {"one": "approved", "two": "approved"}}


@pytest.mark.parametrize(
    ("kind", "config", "field"),
    [
        ("wait_for_events", {"event": "paid"}, "config.key"),
        ("wait_for_events", {"event": "two words", "key": "1"}, "config.event"),
        ("wait_for_events", {"event": "{% $t %}", "key": "1"}, "config.event"),
        ("wait_for_events", {"event": "paid", "key": "1", "timeout_seconds": 0}, "config.timeout_seconds"),
        ("approval", {}, "config.title"),
        ("approval", {"title": "Go?", "to": ["nobody"]}, "config.to.0"),
        ("approval", {"title": "Go?", "to": "ada@example.com"}, "config.to"),
    ],
)
def test_what_is_wrong_is_said(kind: str, config: dict[str, Any], field: str) -> None:
    problems = validate(workflow([node("t", "api"), node("wait", kind, config)], "t>wait"), REGISTRY)

    assert [problem.field for problem in problems if problem.severity == "error"] == [field], problems
