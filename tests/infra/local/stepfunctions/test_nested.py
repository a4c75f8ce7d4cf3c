"""Executions that start executions: `states:startExecution`, `.sync` and `.sync:2`."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import pytest

from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.tasks.calls import Answer, Failure, Outcome, TaskCall
from infra.local.stepfunctions.tasks.nested import START

from .conftest import Client, FunctionError, Functions, Listener, invoke

ECHO = {"P": {"Type": "Pass", "Output": {"got": "{% $states.input %}"}, "End": True}}
WAIT = {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}
BAD = {"F": {"Type": "Fail", "Error": "Refused", "Cause": "because"}}


def nested(child: str, pattern: str = "", **arguments: Any) -> dict[str, Any]:
    """A state that starts an execution of `child`."""
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::states:startExecution{pattern}",
        "Arguments": {"StateMachineArn": child, **arguments},
        "End": True,
    }


async def run(sfn: Client, listener: Listener, states: dict[str, Any]) -> dict[str, Any]:
    machine = await sfn.machine("parent", states)
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    await listener.end_of(arn)
    return await sfn("describe_execution", executionArn=arn)


async def test_a_started_execution_is_not_waited_for(sfn: Client, listener: Listener) -> None:
    child = await sfn.machine("child", WAIT)

    described = await run(sfn, listener, {"S": nested(child, Input={"n": 1}, Name="one")})

    assert described["status"] == "SUCCEEDED"
    output = json.loads(described["output"])
    started = await sfn("describe_execution", executionArn=output["ExecutionArn"])
    assert (started["name"], started["status"], json.loads(started["input"])) == ("one", "RUNNING", {"n": 1})
    assert output["StartDate"] == round(started["startDate"].timestamp() * 1000)


@pytest.mark.parametrize(("pattern", "output"), [(".sync", '{"got":{"n":1}}'), (".sync:2", {"got": {"n": 1}})])
async def test_the_result_of_an_execution_that_is_waited_for(
    sfn: Client, listener: Listener, pattern: str, output: Any
) -> None:
    """`.sync` gives its output as text, `.sync:2` as JSON."""
    child = await sfn.machine("child", ECHO)

    described = await run(sfn, listener, {"S": nested(child, pattern, Input={"n": 1})})

    result = json.loads(described["output"])
    assert result["Output"] == output
    assert (result["Status"], result["StateMachineArn"]) == ("SUCCEEDED", child)
    assert result["OutputDetails"] == {"Included": True}
    assert result["StopDate"] >= result["StartDate"] > 1_700_000_000_000
    history = (await sfn("get_execution_history", executionArn=described["executionArn"]))["events"]
    [submitted] = [event for event in history if event["type"] == "TaskSubmitted"]
    assert json.loads(submitted["taskSubmittedEventDetails"]["output"])["ExecutionArn"] == result["ExecutionArn"]


async def test_a_child_that_fails_fails_the_task(sfn: Client, listener: Listener) -> None:
    child = await sfn.machine("child", BAD)

    described = await run(sfn, listener, {"S": nested(child, ".sync:2")})

    assert (described["status"], described["error"]) == ("FAILED", "States.TaskFailed")
    cause = json.loads(described["cause"])
    assert (cause["Status"], cause["Error"], cause["Cause"]) == ("FAILED", "Refused", "because")


async def test_a_child_that_cannot_be_started_is_named_as_aws_does(sfn: Client, listener: Listener) -> None:
    missing = "arn:aws:states:eu-central-1:000000000000:stateMachine:nobody"

    described = await run(sfn, listener, {"S": nested(missing, ".sync:2")})

    assert described["error"] == "StepFunctions.StateMachineDoesNotExistException"
    assert "Status Code: 400" in described["cause"]


async def test_a_name_that_was_used_by_another_is_refused(sfn: Client, listener: Listener) -> None:
    child = await sfn.machine("child", ECHO)
    arn = (await sfn("start_execution", stateMachineArn=child, name="one"))["executionArn"]
    await listener.end_of(arn)

    described = await run(sfn, listener, {"S": nested(child, ".sync:2", Name="one")})

    assert described["error"] == "StepFunctions.ExecutionAlreadyExistsException"


async def test_a_stopped_parent_stops_the_child_it_waits_for(sfn: Client, listener: Listener) -> None:
    child, grandchild = await sfn.machine("child", WAIT), await sfn.machine("grandchild", WAIT)
    middle = await sfn.machine("middle", {"S": nested(grandchild, ".sync:2", Name="deep")})
    states = {
        "P": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": name, "States": {name: nested(machine, pattern, Name="one")}}
                for name, machine, pattern in (("A", middle, ".sync:2"), ("B", child, ""))
            ],
            "Next": "W",
        },
        **WAIT,
    }
    parent = await sfn.machine("parent", states)
    arn = (await sfn("start_execution", stateMachineArn=parent))["executionArn"]
    deep, free = (
        grandchild.replace("stateMachine", "execution") + ":deep",
        child.replace("stateMachine", "execution") + ":one",
    )
    async with asyncio.timeout(10):
        while True:
            listed = await sfn("list_executions", stateMachineArn=grandchild)
            beside = await sfn("list_executions", stateMachineArn=child)
            if listed["executions"] and beside["executions"]:
                break

    await sfn("stop_execution", executionArn=arn)

    assert (await listener.end_of(deep))["detail"]["status"] == "ABORTED"
    assert (await sfn("describe_execution", executionArn=free))["status"] == "RUNNING"


async def test_a_child_of_a_timed_out_task_is_stopped(sfn: Client, listener: Listener) -> None:
    child = await sfn.machine("child", WAIT)

    described = await run(sfn, listener, {"S": {**nested(child, ".sync:2", Name="one"), "TimeoutSeconds": 1}})

    assert described["error"] == "States.Timeout"
    stopped = await listener.end_of(child.replace("stateMachine", "execution") + ":one")
    assert stopped["detail"]["status"] == "ABORTED"


async def test_a_child_answers_by_a_token(sfn: Client, listener: Listener, functions: Functions) -> None:
    tokens: asyncio.Queue[str] = asyncio.Queue()

    async def keep(event: Any) -> Any:
        tokens.put_nowait(event["token"])

    functions.handlers["keep"] = keep
    child = await sfn.machine("child", {"T": invoke("keep", "{% $states.input %}")})
    token = {"token": "{% $states.context.Task.Token %}"}
    parent = await sfn.machine("parent", {"S": nested(child, ".waitForTaskToken", Input=token)})
    arn = (await sfn("start_execution", stateMachineArn=parent))["executionArn"]

    await sfn("send_task_success", taskToken=await tokens.get(), output='"yes"')

    assert (await listener.end_of(arn))["detail"]["output"] == '"yes"'


async def test_a_retry_starts_another_execution(sfn: Client, listener: Listener, functions: Functions) -> None:
    answers = [FunctionError("Busy", "later"), None]

    async def second_time(_event: Any) -> Any:
        if (error := answers.pop(0)) is not None:
            raise error
        return "done"

    functions.handlers["second_time"] = second_time
    child = await sfn.machine("child", {"T": invoke("second_time", {})})
    retry = [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 1, "MaxAttempts": 1}]

    described = await run(sfn, listener, {"S": {**nested(child, ".sync:2"), "Retry": retry}})

    assert json.loads(described["output"])["Output"] == "done"
    assert len((await sfn("list_executions", stateMachineArn=child))["executions"]) == 2


async def test_a_task_that_is_done_again_finds_its_child_running_or_ended(
    sfn: Client, service: StepFunctions, listener: Listener
) -> None:
    """Also when another version is current by then, and when the child's machine accepts nothing more."""
    child = await sfn.machine("child", ECHO)
    task, other = uuid.uuid4(), uuid.uuid4()

    async def start(task: uuid.UUID) -> Outcome:
        call = TaskCall(f"{START}.sync", {"StateMachineArn": child, "Name": "one", "Input": {}}, "arn", 1, task.int)
        return await service.tasks.perform(call)

    first = await start(task)
    await sfn("delete_state_machine", stateMachineArn=child)

    assert await start(task) == first
    assert isinstance(first, Answer)
    assert isinstance(await start(other), Failure)
