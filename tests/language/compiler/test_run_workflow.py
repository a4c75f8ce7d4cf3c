"""`run_workflow`: another workflow is started, and its result or its failure is the node's own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from statewright.core.names import split_execution_id
from statewright.language.compiler import compile_workflow, validate
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate
from statewright.language.timeline import NodeRun, node_runs

from tests.language.compiler.drawing import REGISTRY, TARGET, loop, node, workflow

CHILD = "7f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"
SUCCEEDED = Returned(
    {"ExecutionArn": "arn:x:c", "Status": "SUCCEEDED", "Output": {"pack": {"boxes": [[1]]}}}, after=500
)
STARTED = Returned({"ExecutionArn": "arn:aws:states:r:0:execution:m:name", "StartDate": 0})


def failed(**child: Any) -> Outcome:
    return Raised("States.TaskFailed", json.dumps({"Status": "FAILED", "ExecutionArn": "arn:x:c", **child}))


def child(key: str = "ship", *, settings: dict[str, Any] | None = None, **config: Any) -> dict[str, Any]:
    given = {"workflow_id": CHILD, "payload": {"order": "{% $t.id %}"}, **config}
    return node(key, "run_workflow", given, **(settings or {}))


def document(drawn: str, ship: dict[str, Any], **more: Any) -> dict[str, Any]:
    after = [node(key, "set", {"values": {"seen": "{% $ship %}"}}) for key in ("done", "sorry") if f">{key}" in drawn]
    return workflow([node("t", "api"), ship, *after], drawn, **more)


class Ran:
    """A run of a document, each call of a child answered by the next outcome."""

    def __init__(self, drawing: dict[str, Any], *outcomes: Outcome, **given: Any) -> None:
        self.calls: list[ScheduleTask] = []
        answers = iter(outcomes)

        def task(command: ScheduleTask) -> Outcome:
            self.calls.append(command)
            return next(answers)

        compiled = compile_workflow(drawing, REGISTRY, TARGET)
        start = {"trigger": {"id": 7}, "trigger_node": "t", "instance_id": None, "workflow_version": 1, **given}
        self.simulation: Simulation = simulate(Machine.parse(compiled.definition), start, task)
        assert self.simulation.finish is not None
        self.finish = self.simulation.finish
        self.runs: list[NodeRun] = node_runs(self.simulation.history.events, compiled.trace)

    def of(self, key: str) -> list[NodeRun]:
        return [run for run in self.runs if run.key == key]


def test_a_child_gets_the_payload_and_gives_its_result() -> None:
    ran = Ran(document("t>ship", child()), SUCCEEDED)

    (call,) = ran.calls
    assert call.resource == "arn:aws:states:::states:startExecution.sync:2"
    prefix = "arn:aws:states:eu-central-1:000000000000:stateMachine"
    assert call.arguments["StateMachineArn"] == f"{prefix}:statewright-{CHILD}:live"
    assert re.fullmatch("run-[0-9a-f]{40}", call.arguments["Name"])
    assert call.arguments["Input"] == {
        "trigger": {"order": 7},
        "trigger_node": None,
        "instance_id": None,
        "workflow_version": None,
        "parent": {"execution_id": f"{TARGET.workflow_id}.run", "node": "ship", "iteration": ""},
        "depth": 1,
    }
    assert ran.finish.output == {"ship": {"pack": {"boxes": [[1]]}}}
    (ship,) = ran.of("ship")
    assert ship.input == {"workflow_id": CHILD, "payload": {"order": 7}}
    assert (ship.status, ship.output, ship.handle) == ("succeeded", {"pack": {"boxes": [[1]]}}, "out")
    assert ship.started_at is not None
    assert ship.ended_at == ship.started_at + 500


def test_what_a_child_keeps_for_its_record_is_not_its_result() -> None:
    answer = Returned({"Status": "SUCCEEDED", "Output": {"at": {"x": 1}, "__observed": {"at": {"x": 1}}}})

    ran = Ran(document("t>ship>done", child()), answer)

    assert ran.finish.output == {"done": {"seen": {"at": {"x": 1}}}}
    assert ran.of("ship")[0].output == {"at": {"x": 1}}


def test_without_waiting_the_output_is_the_id_of_the_run() -> None:
    ran = Ran(document("t>ship", child(wait=False)), STARTED)

    (call,) = ran.calls
    assert call.resource == "arn:aws:states:::states:startExecution"
    (ship,) = ran.of("ship")
    assert split_execution_id(ship.output["execution_id"]) == (CHILD, call.arguments["Name"])
    assert ran.finish.output == {"ship": {"execution_id": f"{CHILD}.name"}}


def test_a_run_that_was_started_before_counts_as_started() -> None:
    refused = Raised("StepFunctions.ExecutionAlreadyExistsException", "Execution Already Exists")

    ran = Ran(document("t>ship>done", child(wait=False, settings={"retry": {"max_attempts": 2}})), refused)

    (ship,) = ran.of("ship")
    assert (ship.status, ship.error, ship.handle) == ("succeeded", None, "out")
    assert ran.finish.output == {"done": {"seen": ship.output}}


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (
            failed(
                Error="ProviderRejected", Cause=json.dumps({"errorMessage": "404", "errorType": "ProviderRejected"})
            ),
            {"name": "ProviderRejected", "message": "404"},
        ),
        (failed(Error="OutOfStock", Cause="none left"), {"name": "OutOfStock", "message": "none left"}),
        (failed(Error="OutOfStock", Cause="{lamp} is {gone}"), {"name": "OutOfStock", "message": "{lamp} is {gone}"}),
        (
            failed(Error="States.QueryEvaluationError", Cause="no value"),
            {"name": "ExpressionFailed", "message": "no value"},
        ),
        (failed(Status="TIMED_OUT"), {"name": "States.Timeout", "message": "the run ended as TIMED_OUT"}),
        (failed(Status="ABORTED"), {"name": "States.TaskFailed", "message": "the run ended as ABORTED"}),
        (
            Raised("StepFunctions.StateMachineDoesNotExistException", "no such machine"),
            {"name": "StepFunctions.StateMachineDoesNotExistException", "message": "no such machine"},
        ),
    ],
)
def test_the_failure_of_a_child_is_the_failure_of_the_node(outcome: Outcome, error: dict[str, str]) -> None:
    unhandled = Ran(document("t>ship>done", child()), outcome)
    handled = Ran(document("t>ship>done ship.error>sorry", child()), outcome)

    assert (unhandled.finish.status, unhandled.finish.error) == ("FAILED", error["name"])
    assert unhandled.finish.cause == error["message"]
    assert handled.finish.output == {"sorry": {"seen": {"error": error}}}
    for ran, handle in ((unhandled, None), (handled, "error")):
        (ship,) = ran.of("ship")
        assert (ship.status, ship.error, ship.handle) == ("failed", error, handle)


def test_a_retry_is_another_run() -> None:
    drawing = document("t>ship>done", child(settings={"retry": {"max_attempts": 1}}))

    ran = Ran(drawing, failed(Error="Flaky", Cause="once"), SUCCEEDED)

    assert ran.finish.status == "SUCCEEDED"
    first, second = ran.calls
    assert first.arguments["Name"] != second.arguments["Name"]
    assert [(run.attempt, run.status) for run in ran.of("ship")] == [(0, "failed"), (1, "succeeded")]


@pytest.mark.parametrize("wait", [True, False])
def test_each_item_of_a_loop_starts_its_own(wait: bool) -> None:
    body = {"nodes": [child("ship", payload="{% $item %}", wait=wait)], "edges": []}
    drawing = workflow([node("t", "api"), node("lines", "loop", {"items": [1, 2], "body": body})], "t>lines")

    ran = Ran(drawing, *([SUCCEEDED, SUCCEEDED] if wait else [STARTED, STARTED]))

    assert ran.finish.status == "SUCCEEDED"
    assert sorted(call.arguments["Input"]["trigger"] for call in ran.calls) == [1, 2]
    assert len({call.arguments["Name"] for call in ran.calls}) == 2
    assert [(run.iteration, run.status) for run in ran.of("ship")] == [("0", "succeeded"), ("1", "succeeded")]


def test_ten_workflows_may_lie_above_a_run() -> None:
    assert Ran(document("t>ship", child()), SUCCEEDED, depth=9).calls[0].arguments["Input"]["depth"] == 10


@pytest.mark.parametrize("wait", [True, False])
def test_recursion_ends_before_anything_is_started(wait: bool) -> None:
    settings = {"retry": {"max_attempts": 3}}
    unhandled = Ran(document("t>ship", child(wait=wait, settings=settings)), depth=10)
    handled = Ran(document("t>ship ship.error>sorry", child(wait=wait, settings=settings)), depth=10)

    assert (unhandled.finish.status, unhandled.finish.error) == ("FAILED", "RecursionLimit")
    assert handled.finish.output["sorry"]["seen"]["error"]["name"] == "RecursionLimit"
    for ran in (unhandled, handled):
        assert ran.calls == []
        (ship,) = ran.of("ship")
        assert ship.error is not None
        assert (ship.status, ship.error["name"]) == ("failed", "RecursionLimit")


def test_a_run_without_a_trigger_node_begins_at_the_first_trigger() -> None:
    values = {"values": {"hook": "{% $hook %}", "clock": "{% $clock %}"}}
    nodes = [node("hook", "api"), node("clock", "schedule"), node("both", "set", values)]

    ran = Ran(workflow(nodes, "hook>both clock>both"), trigger_node=None)

    assert ran.finish.output == {"both": {"hook": {"id": 7}, "clock": None}}
    assert {run.key: run.status for run in ran.runs} == {"hook": "succeeded", "clock": "skipped", "both": "succeeded"}


@pytest.mark.parametrize(
    ("config", "code", "field", "words"),
    [
        ({"payload": {}}, "missing_config", "config.workflow_id", "workflow_id"),
        ({"workflow_id": CHILD}, "missing_config", "config.payload", "payload"),
        ({"workflow_id": "orders", "payload": 1}, "invalid_config", "config.workflow_id", "choose the workflow to run"),
        ({"workflow_id": CHILD.upper(), "payload": 1}, "invalid_config", "config.workflow_id", "not the id"),
        ({"workflow_id": "{% $t.id %}", "payload": 1}, "invalid_config", "config.workflow_id", "workflow"),
        ({"workflow_id": CHILD, "payload": 1, "wait": "no"}, "invalid_config", "config.wait", "true or false"),
    ],
)
def test_what_is_wrong_is_said(config: dict[str, Any], code: str, field: str, words: str) -> None:
    (problem,) = validate(workflow([node("t", "api"), node("ship", "run_workflow", config)], "t>ship"), REGISTRY)

    assert (problem.severity, problem.code, problem.field) == ("error", code, field)
    assert words in problem.message


def test_settings_that_mean_something_are_taken() -> None:
    settings = {"retry": {"on": ["States.TaskFailed"]}, "timeout_seconds": 60, "on_error": "branch"}

    assert validate(document("t>ship ship.error>sorry", child(settings=settings)), REGISTRY) == []


def test_a_retry_cannot_tell_the_errors_of_a_child_apart() -> None:
    (problem,) = validate(document("t>ship", child(settings={"retry": {"on": ["RateLimited"]}})), REGISTRY)

    assert (problem.code, problem.field) == ("unknown_error_name", "settings.retry.on.0")


def test_an_express_run_cannot_wait_for_another() -> None:
    (problem,) = validate(document("t>ship", child(), durability="express"), REGISTRY)

    assert (problem.severity, problem.code, problem.field) == ("error", "express_limit", "config.wait")
    assert validate(document("t>ship", child(wait=False), durability="express"), REGISTRY) == []


@pytest.mark.parametrize("config", [{}, {"concurrency": 100}], ids=["inline", "large"])
def test_a_child_is_told_by_which_item_of_which_run_it_was_started(config: dict[str, Any]) -> None:
    drawing = workflow([node("t", "api"), loop("l", [child()], items=[5, 6], **config)], "t>l")

    ran = Ran(drawing, SUCCEEDED, SUCCEEDED)

    parents = [call.arguments["Input"]["parent"] for call in ran.calls]
    run = f"{TARGET.workflow_id}.run"
    assert parents == [{"execution_id": run, "node": "ship", "iteration": at} for at in ("0", "1")]
