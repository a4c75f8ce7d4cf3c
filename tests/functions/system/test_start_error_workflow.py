"""A run that failed starts the workflow that its version names for that: once, and never for an error run."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import error_workflows, versions, workflows
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from system.start_error_workflow.logic import Done, start_error_workflows

from tests.support.graphs import Json, api_trigger, drawn, graph, loop, node, set_values
from tests.support.recorded_runs import (
    MACHINE,
    WORKFLOW,
    execution_input,
    leave,
    publish,
    record_of,
    status_change,
)
from tests.support.stepfunctions import StepFunctions

HANDLER = "22222222-2222-4222-8222-222222222222"
LIVE = f"arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-{HANDLER}:live"
REJECTED = {"name": "ProviderRejected", "message": "404 from example.com"}
CAUSE = json.dumps({"errorType": "ProviderRejected", "errorMessage": "404 from example.com"})


class Failures:
    """Feeds batches to the function, as the queue does."""

    def __init__(self, connection: Connection, contexts: LiveContexts) -> None:
        self.connection, self._contexts, self._machines = connection, contexts, Machines()

    def __call__(self, *bodies: str) -> Done:
        numbered = {f"m{index}": body for index, body in enumerate(bodies)}
        return start_error_workflows(self.connection, self._contexts, self._machines, numbered)

    def fault(self, name: str) -> str | None:
        return error_workflows.fault_of(self.connection, names.execution_id(WORKFLOW, name))

    def install(self, *, status: workflows.Status = "published", durability: str = "standard") -> None:
        """The workflow that is to be started, in version 1."""
        settings = {"durability": durability, "timeout_seconds": 60, "timezone": "UTC"}
        workflows.insert(
            self.connection, workflow_id=HANDLER, name="Alert", description="", graph={}, settings=settings
        )
        versions.prepare(
            self.connection,
            workflow_id=HANDLER,
            version=1,
            revision=1,
            name="Alert",
            graph={},
            settings=settings,
            definition_json="{}",
            trace={},
            published_by="ada@example.com",
        )
        if status != "draft":
            workflows.set_status(self.connection, HANDLER, status, live_version=1)


@pytest.fixture
def failures(
    connection: Connection,
    contexts: LiveContexts,
    executions: StepFunctions,
    lambda_environment: pytest.MonkeyPatch,
) -> Failures:
    lambda_environment.setenv(
        "STATEWRIGHT_MACHINE_ARN_PREFIX", "arn:aws:states:eu-central-1:000000000000:stateMachine:"
    )
    return Failures(connection, contexts)


def handled(connection: Connection, drawing: Json | None = None, error_workflow: str | None = HANDLER) -> None:
    settings = {"durability": "standard", "timeout_seconds": 3600, "timezone": "UTC", "error_workflow": error_workflow}
    publish(connection, drawing, settings)


def failed(name: str = "f", status: str = "FAILED", **detail: Any) -> str:
    return status_change(name, status, **{"error": "ProviderRejected", "cause": CAUSE} | detail)


def test_a_failed_run_starts_its_error_workflow_and_says_what_failed(
    failures: Failures, executions: StepFunctions, redis_cache: Cache
) -> None:
    handled(failures.connection)
    failures.install()
    leave(redis_cache, "f", record_of("call", status="failed", error=REJECTED))

    done = failures(failed())

    assert (done.started, done.not_started, done.failed) == (1, 0, [])
    (start,) = executions.starts
    assert start["stateMachineArn"] == LIVE
    assert names.is_error_run(start["name"])
    run = names.execution_id(WORKFLOW, "f")
    assert executions.input_of(0) == {
        "trigger": {
            "workflow": {"id": WORKFLOW, "name": "Orders", "version": 1},
            "execution": {
                "id": run,
                "arn": f"{MACHINE.replace(':stateMachine:', ':execution:')}:f",
                "name": "f",
                "started_at": "2026-11-18T11:06:40.123Z",
                "ended_at": "2026-11-18T11:06:40.163Z",
                "status": "failed",
            },
            "error": {**REJECTED, "node": {"id": "n-call", "key": "call", "name": "Call"}},
        },
        "trigger_node": None,
        "instance_id": None,
        "workflow_version": None,
        "parent": {"execution_id": run, "node": "", "iteration": ""},
        "depth": 1,
    }
    assert failures.fault("f") is None


def test_the_same_failure_told_twice_starts_once_and_a_failed_redrive_starts_again(
    failures: Failures, executions: StepFunctions, redis_cache: Cache
) -> None:
    handled(failures.connection)
    failures.install()
    leave(redis_cache, "f", record_of("call", status="failed", error=REJECTED))

    failures(failed(), failed())
    executions.ended.add(executions.starts[0]["name"])
    # The live context is gone by now: which node failed is not known any more.
    redis_cache.call("FLUSHDB")
    again = failures(failed())
    redriven = failures(failed(redriveCount=1))

    assert (again.started, again.failed, redriven.started) == (0, [], 1)
    assert len({start["name"] for start in executions.starts}) == len(executions.starts) == 2
    assert executions.input_of(1)["trigger"]["error"] == {**REJECTED, "node": None}


def test_a_run_that_timed_out_starts_it_too_and_others_do_not(failures: Failures, executions: StepFunctions) -> None:
    handled(failures.connection)
    failures.install()

    failures(
        failed("late", "TIMED_OUT", error=None, cause=None),
        status_change("cancelled", "ABORTED"),
        status_change("fine", "SUCCEEDED", output="{}"),
        status_change("going", "RUNNING"),
    )

    assert len(executions.starts) == 1
    told = executions.input_of(0)["trigger"]
    assert (told["execution"]["name"], told["execution"]["status"]) == ("late", "timed_out")
    assert told["error"] == {"name": "States.Timeout", "message": "", "node": None}


@pytest.mark.parametrize(
    ("state", "expression", "problem", "told"),
    [
        ("call", "$order.country", "returned nothing (undefined).", "Call: `$order.country` gave no value"),
        (
            "call-if",
            "$lines__item__1 + $price__1",
            "threw an error during evaluation. T2002: no number",
            "Call: `$item + $price` failed: T2002: no number",
        ),
        (
            "call-way",
            "$hash(($key__ := $string($order.x); $error('…')))",
            "threw an error during evaluation. D3137: the key of `call` has no value",
            "Call: the key of `call` has no value",
        ),
    ],
)
def test_an_expression_that_failed_is_told_in_words(
    failures: Failures, executions: StepFunctions, state: str, expression: str, problem: str, told: str
) -> None:
    handled(failures.connection)
    failures.install()
    cause = (
        f"An error occurred while executing the state '{state}' (entered at the event id #4). "
        f"The JSONata expression '{expression}' specified for the field 'Assign/call/country' {problem}"
    )

    failures(failed(error="States.QueryEvaluationError", cause=cause))

    assert executions.input_of(0)["trigger"]["error"]["message"] == told


def test_the_run_of_an_error_workflow_starts_none(
    failures: Failures, executions: StepFunctions, capsys: pytest.CaptureFixture[str]
) -> None:
    handled(failures.connection)
    failures.install()

    done = failures(failed(names.execution_name(names.ERROR_PREFIX, "another run", "0")))

    assert (done.started, done.not_started, executions.starts) == (0, 0, [])
    assert "an error workflow's own run failed" in capsys.readouterr().out


def test_what_an_error_workflow_runs_lies_deeper_than_the_run_that_failed(
    failures: Failures, executions: StepFunctions
) -> None:
    handled(failures.connection)
    failures.install()

    failures(
        failed("deep", input=json.dumps(execution_input() | {"depth": 4})),
        failed("run-hidden", input=None, inputDetails={"included": False}),
    )

    assert [executions.input_of(index)["depth"] for index in (0, 1)] == [5, 11]


def test_a_workflow_without_one_starts_none(failures: Failures, executions: StepFunctions) -> None:
    handled(failures.connection, error_workflow=None)

    done = failures(failed())

    assert (done.started, done.not_started, executions.starts) == (0, 0, [])


def test_the_version_that_ran_decides(failures: Failures, executions: StepFunctions) -> None:
    """Given a live version that names an error workflow, and one before it that does not."""
    handled(failures.connection, error_workflow=None)
    failures.install()
    failures.connection.execute(
        "INSERT INTO workflow_versions (workflow_id, version, revision, name, graph, settings, definition, trace, "
        "state_machine_version_arn, published_by) SELECT workflow_id, 2, 2, name, graph, settings::jsonb || %s::jsonb, "
        "definition, trace, %s, published_by FROM workflow_versions WHERE workflow_id = %s",
        (json.dumps({"error_workflow": HANDLER}), f"{MACHINE}:2", WORKFLOW),
    )

    failures(failed("old"), failed("new", stateMachineVersionArn=f"{MACHINE}:2"))

    assert [executions.input_of(at)["trigger"]["execution"]["name"] for at in range(len(executions.starts))] == ["new"]
    assert executions.input_of(0)["trigger"]["workflow"]["version"] == 2


@pytest.mark.parametrize(
    ("installed", "reason"),
    [
        ({}, "is not there, or archived"),
        ({"status": "archived"}, "is not there, or archived"),
        ({"status": "draft"}, "has never been published"),
        ({"durability": "express"}, '"Alert" is express'),
    ],
)
def test_one_that_cannot_be_started_is_noted_with_the_run(
    failures: Failures,
    executions: StepFunctions,
    capsys: pytest.CaptureFixture[str],
    installed: dict[str, Any],
    reason: str,
) -> None:
    handled(failures.connection)
    if installed:
        failures.install(**installed)

    done = failures(failed())

    assert (done.started, done.not_started, done.failed, executions.starts) == (0, 1, [], [])
    assert reason in (failures.fault("f") or "")
    assert "an error workflow was not started" in capsys.readouterr().out


def test_one_that_is_refused_is_noted_and_one_that_starts_after_all_is_not(
    failures: Failures, executions: StepFunctions
) -> None:
    handled(failures.connection)
    failures.install(status="inactive")
    executions.failures = [(400, "StateMachineDoesNotExist")]

    refused = failures(failed())
    noted = failures.fault("f")
    started = failures(failed())

    assert (refused.not_started, started.started) == (1, 1)
    assert "StateMachineDoesNotExist" in (noted or "")
    assert failures.fault("f") is None


def test_what_cannot_be_started_now_comes_again_alone(failures: Failures, executions: StepFunctions) -> None:
    handled(failures.connection)
    failures.install()
    executions.failures = [(503, "ServiceUnavailable")] * 3

    done = failures(failed("first"), failed("second"), "no JSON")

    assert (done.failed, done.started) == (["m0", "m2"], 1)
    assert executions.input_of(0)["trigger"]["execution"]["name"] == "second"


def test_a_run_of_a_version_that_nobody_knows_is_noted(failures: Failures) -> None:
    done = failures(failed(stateMachineVersionArn=f"{MACHINE}:9"))

    assert done.not_started == 1
    assert "version is not in the database" in (failures.fault("f") or "")


def failing_nodes() -> dict[str, tuple[Json, list[Any], str, str | None, str]]:
    """Drawing, records, error, cause and the key of the node that is to blame."""
    call = node("call", "api_call@1", {"method": "POST", "url": "https://example.com/orders"})
    stop = node("broke", "stop", {"outcome": "error", "error": "Broke", "message": "no money"})
    handled_call = drawn(
        [api_trigger(), call, set_values("sorry", a=1), stop], "order -> call", "call.error -> sorry", "sorry -> broke"
    )
    retried = [record_of("call", attempt=at, status="failed", error=REJECTED) for at in (0, 1)]
    body = drawn([{**call, "key": "send", "id": "n-send"}])
    looped = drawn([api_trigger(), loop("lines", [1], body)], "order -> lines")
    return {
        "a stop": (graph(api_trigger(), stop), [], "Broke", "no money", "broke"),
        "not the one that was handled": (
            handled_call,
            [record_of("call", status="failed", error=REJECTED)],
            "Broke",
            "no money",
            "broke",
        ),
        "the last attempt": (
            graph(api_trigger(), {**call, "settings": {"retry": {"max_attempts": 1, "on": ["ProviderRejected"]}}}),
            retried,
            "ProviderRejected",
            CAUSE,
            "call",
        ),
        "in a loop": (
            looped,
            [record_of("send", iteration="0", status="failed", error=REJECTED)],
            "ProviderRejected",
            CAUSE,
            "send",
        ),
    }


@pytest.mark.parametrize("case", failing_nodes())
def test_which_node_failed(failures: Failures, executions: StepFunctions, redis_cache: Cache, case: str) -> None:
    drawing, records, error, cause, expected = failing_nodes()[case]
    handled(failures.connection, drawing)
    failures.install()
    if records:
        leave(redis_cache, "f", *records)

    failures(failed(error=error, cause=cause))

    assert executions.input_of(0)["trigger"]["error"]["node"]["key"] == expected


def test_without_redis_it_is_started_all_the_same(
    connection: Connection, failures: Failures, executions: StepFunctions
) -> None:
    handled(connection)
    failures.install()
    nowhere = LiveContexts("redis://127.0.0.1:1")

    done = start_error_workflows(connection, nowhere, Machines(), {"m": failed()})

    assert done.started == 1
    assert executions.input_of(0)["trigger"]["error"] == {**REJECTED, "node": None}


def test_an_execution_of_something_else_is_left_alone(failures: Failures, executions: StepFunctions) -> None:
    foreign = MACHINE.replace(f"statewright-{WORKFLOW}", f"other-{uuid.uuid4()}")
    handled(failures.connection)
    failures.install()

    done = failures(failed(stateMachineArn=foreign), failed("item", stateMachineArn=f"{MACHINE}/lines"))

    assert (done.started, done.not_started, done.failed, executions.starts) == (0, 0, [], [])
