"""Executions over the wire: plain boto3, a real socket, a real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from statewright.language.engine import make_token

from infra.local.stepfunctions.service import StepFunctions

from .conftest import Client, FunctionError, Functions, Listener, invoke

PASS = {"P": {"Type": "Pass", "Output": {"said": "{% $states.input.word %}"}, "End": True}}
WAIT = {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}


async def finish(sfn: Client, listener: Listener, machine: str, **input_: Any) -> dict[str, Any]:
    arn = (await sfn("start_execution", stateMachineArn=machine, input=json.dumps(input_)))["executionArn"]
    await listener.end_of(arn)
    return await sfn("describe_execution", executionArn=arn)


async def test_an_execution_runs_and_is_described(sfn: Client, listener: Listener) -> None:
    machine = await sfn.machine("m", PASS)

    described = await finish(sfn, listener, machine, word="hi")

    assert described["status"] == "SUCCEEDED"
    assert json.loads(described["output"]) == {"said": "hi"}
    assert json.loads(described["input"]) == {"word": "hi"}
    assert described["stopDate"] >= described["startDate"]
    assert described["stateMachineArn"] == machine


async def test_a_task_invokes_its_function_with_the_alias(
    sfn: Client, listener: Listener, functions: Functions
) -> None:
    async def double(event: Any) -> Any:
        return event["n"] * 2

    functions.handlers["double"] = double
    arn = "arn:aws:lambda:eu-central-1:000000000000:function:double:live"
    machine = await sfn.machine("m", {"T": invoke(arn, {"n": "{% $states.input.n %}"})})

    described = await finish(sfn, listener, machine, n=21)

    assert described["output"] == "42"
    assert functions.calls == [("double", {"n": 21}, "live")]


async def test_the_class_of_an_exception_is_the_error_name(
    sfn: Client, listener: Listener, functions: Functions
) -> None:
    async def fail(_event: Any) -> Any:
        raise FunctionError("RateLimited", "slow down")

    functions.handlers["fail"] = fail
    machine = await sfn.machine("m", {"T": invoke("fail", {})})

    described = await finish(sfn, listener, machine)

    assert described["status"] == "FAILED"
    assert described["error"] == "RateLimited"
    assert json.loads(described["cause"])["errorMessage"] == "slow down"


async def test_a_function_that_does_not_exist_is_named(sfn: Client, listener: Listener) -> None:
    machine = await sfn.machine("m", {"T": invoke("nobody", {})})

    described = await finish(sfn, listener, machine)

    assert described["error"] == "Lambda.ResourceNotFoundException"
    assert "nobody" in described["cause"]


async def test_the_same_start_again_gives_the_running_execution(sfn: Client) -> None:
    machine = await sfn.machine("m", WAIT)

    first = await sfn("start_execution", stateMachineArn=machine, name="one", input='{"a": 1}')
    second = await sfn("start_execution", stateMachineArn=machine, name="one", input='{"a": 1}')
    code, message = await sfn.error("start_execution", stateMachineArn=machine, name="one", input='{"a": 2}')

    assert first == second
    assert code == "ExecutionAlreadyExists"
    assert message == f"Execution Already Exists: '{first['executionArn']}'"


async def test_concurrent_starts_of_one_name_start_once(sfn: Client, service: StepFunctions) -> None:
    machine = await sfn.machine("m", WAIT)

    arns = await asyncio.gather(*[service.start_execution(machine, "one", b"{}") for _ in range(20)])

    assert len(set(arns)) == 1
    assert len(service.runner.live) == 1


async def test_the_name_of_an_ended_execution_is_taken(sfn: Client, listener: Listener) -> None:
    machine = await sfn.machine("m", PASS)
    arn = (await sfn("start_execution", stateMachineArn=machine, name="one", input='{"word": 1}'))["executionArn"]
    await listener.end_of(arn)

    code, _ = await sfn.error("start_execution", stateMachineArn=machine, name="one", input='{"word": 1}')

    assert code == "ExecutionAlreadyExists"
    assert len([c for c in listener.changes if c["detail"]["status"] == "SUCCEEDED"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"input": "{not json"}, "InvalidExecutionInput"),
        ({"input": json.dumps("x" * 262_144)}, "InvalidExecutionInput"),
        ({"name": "a b"}, "InvalidName"),
        (
            {"stateMachineArn": "arn:aws:states:eu-central-1:000000000000:stateMachine:nobody"},
            "StateMachineDoesNotExist",
        ),
        ({"stateMachineArn": "arn:aws:states:eu-central-1:000000000000:stateMachine:m:7"}, "StateMachineDoesNotExist"),
        ({"stateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:m"}, "InvalidArn"),
        ({"stateMachineArn": "nonsense"}, "InvalidArn"),
    ],
)
async def test_a_start_that_is_wrong_says_how(sfn: Client, arguments: dict[str, str], code: str) -> None:
    machine = await sfn.machine("m", WAIT)

    assert (await sfn.error("start_execution", **({"stateMachineArn": machine} | arguments)))[0] == code


async def test_a_stopped_execution_is_aborted(sfn: Client, listener: Listener, service: StepFunctions) -> None:
    machine = await sfn.machine("m", WAIT)
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]

    stopped = await sfn("stop_execution", executionArn=arn, error="Enough", cause="of this")
    again = await sfn("stop_execution", executionArn=arn)

    described = await sfn("describe_execution", executionArn=arn)
    assert (described["status"], described["error"], described["cause"]) == ("ABORTED", "Enough", "of this")
    assert described["stopDate"] == stopped["stopDate"] == again["stopDate"]
    assert (await listener.end_of(arn))["detail"]["status"] == "ABORTED"
    assert not service.runner.live


async def test_executions_are_listed_newest_first_by_status_and_page(sfn: Client, listener: Listener) -> None:
    waiting = await sfn.machine("waiting", WAIT)
    for number in range(5):
        await sfn("start_execution", stateMachineArn=waiting, name=f"w{number}")
    for name in ("w1", "w3"):
        await sfn("stop_execution", executionArn=waiting.replace("stateMachine", "execution") + f":{name}")

    async def names(**more: Any) -> list[str]:
        answer = await sfn("list_executions", stateMachineArn=waiting, **more)
        return [item["name"] for item in answer["executions"]]

    assert await names() == ["w4", "w3", "w2", "w1", "w0"]
    assert await names(statusFilter="RUNNING") == ["w4", "w2", "w0"]
    assert await names(statusFilter="ABORTED") == ["w3", "w1"]
    first = await sfn("list_executions", stateMachineArn=waiting, maxResults=2)
    assert await names(maxResults=2, nextToken=first["nextToken"]) == ["w2", "w1"]


async def test_history_is_given_in_pages_and_backwards(sfn: Client, listener: Listener) -> None:
    machine = await sfn.machine("m", PASS)
    arn = (await finish(sfn, listener, machine, word="hi"))["executionArn"]

    history = (await sfn("get_execution_history", executionArn=arn))["events"]
    backwards = (await sfn("get_execution_history", executionArn=arn, reverseOrder=True))["events"]
    page = await sfn("get_execution_history", executionArn=arn, maxResults=3)
    rest = await sfn("get_execution_history", executionArn=arn, maxResults=3, nextToken=page["nextToken"])

    assert [event["type"] for event in history] == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]
    assert history[1]["stateEnteredEventDetails"]["name"] == "P"
    assert history[3]["executionSucceededEventDetails"]["output"] == '{"said":"hi"}'
    assert backwards == history[::-1]
    assert page["events"] + rest["events"] == history
    assert "nextToken" not in rest


async def test_an_sdk_integration_calls_aws(sfn: Client, listener: Listener, bucket: Any) -> None:
    await asyncio.to_thread(bucket.put_object, Key="greeting", Body=b"hi")
    arguments = {"Bucket": "data", "Key": "{% $states.input.key %}"}
    state = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Arguments": arguments, "End": True}
    machine = await sfn.machine("m", {"G": state})

    found = await finish(sfn, listener, machine, key="greeting")
    missing = await finish(sfn, listener, machine, key="nothing")

    assert json.loads(found["output"])["Body"] == "hi"
    assert missing["error"] == "S3.NoSuchKeyException"
    assert "Status Code: 404" in missing["cause"]


@pytest.mark.parametrize(
    ("resource", "error"),
    [
        ("arn:aws:states:::aws-sdk:s3:doNothing", "States.Runtime"),
        ("arn:aws:states:::aws-sdk:nobody:getObject", "States.Runtime"),
        ("arn:aws:states:::aws-sdk:lambda:invoke", "States.TaskFailed"),
        ("arn:aws:states:::glue:startJobRun.sync", "States.TaskFailed"),
    ],
)
async def test_what_is_not_run_here_says_so(sfn: Client, listener: Listener, resource: str, error: str) -> None:
    machine = await sfn.machine("m", {"T": {"Type": "Task", "Resource": resource, "Arguments": {}, "End": True}})

    described = await finish(sfn, listener, machine)

    assert (described["status"], described["error"]) == ("FAILED", error)


async def test_an_unknown_execution_is_refused(sfn: Client) -> None:
    arn = "arn:aws:states:eu-central-1:000000000000:execution:m:nobody"

    for operation in ("describe_execution", "stop_execution", "get_execution_history"):
        assert await sfn.error(operation, executionArn=arn) == (
            "ExecutionDoesNotExist",
            f"Execution Does Not Exist: '{arn}'",
        )


async def test_a_task_token_is_answered_once(sfn: Client, listener: Listener, functions: Functions) -> None:
    tokens: asyncio.Queue[str] = asyncio.Queue()

    async def keep(event: Any) -> Any:
        tokens.put_nowait(event["token"])

    functions.handlers["keep"] = keep
    state = invoke("keep", {"token": "{% $states.context.Task.Token %}"}, Output="{% $states.result %}")
    state["Resource"] += ".waitForTaskToken"
    machine = await sfn.machine("m", {"T": state})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    token = await tokens.get()

    await sfn("send_task_heartbeat", taskToken=token)
    await sfn("send_task_success", taskToken=token, output='{"yes": true}')

    described = await sfn("describe_execution", executionArn=arn)
    assert json.loads(described["output"]) == {"yes": True}
    assert (await sfn.error("send_task_success", taskToken=token, output="{}"))[0] == "TaskTimedOut"
    assert (await sfn.error("send_task_success", taskToken="bogus", output="{}"))[0] == "InvalidToken"
    assert (await sfn.error("send_task_success", taskToken=token, output="{"))[0] == "InvalidOutput"


async def test_a_task_can_be_failed_by_its_token(sfn: Client, listener: Listener, functions: Functions) -> None:
    tokens: asyncio.Queue[str] = asyncio.Queue()

    async def keep(event: Any) -> Any:
        tokens.put_nowait(event["token"])

    functions.handlers["keep"] = keep
    state = invoke("keep", {"token": "{% $states.context.Task.Token %}"})
    state["Resource"] += ".waitForTaskToken"
    machine = await sfn.machine("m", {"T": state})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]

    await sfn("send_task_failure", taskToken=await tokens.get(), error="Refused", cause="no")

    change = await listener.end_of(arn)
    assert (change["detail"]["status"], change["detail"]["error"]) == ("FAILED", "Refused")


async def test_a_token_is_answered_after_a_restart_and_handed_out_once(
    sfn: Client, service: StepFunctions, listener: Listener, functions: Functions, postgres_url: str
) -> None:
    tokens: asyncio.Queue[str] = asyncio.Queue()

    async def keep(event: Any) -> Any:
        tokens.put_nowait(event["token"])

    functions.handlers["keep"] = keep
    state = invoke(
        "keep", {"token": "{% $states.context.Task.Token %}"}, HeartbeatSeconds=60, Output="{% $states.result %}"
    )
    state["Resource"] += ".waitForTaskToken"
    machine = await sfn.machine("m", {"T": state})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    token = await tokens.get()
    await sfn("send_task_heartbeat", taskToken=token)
    await service.stop()

    again = StepFunctions(postgres_url, functions.invoke, listener.take)
    await again.start()
    [live] = again.runner.live.values()
    assert again.runner.claims(live, 1, token)
    await again.runner.heartbeat(live, 1)
    await again.runner.task_succeeded(live, 1, b'"yes"')

    assert (await listener.end_of(arn))["detail"]["output"] == '"yes"'
    assert len(functions.calls) == 1
    await again.stop()


async def test_a_token_without_heartbeats_times_out(sfn: Client, listener: Listener, functions: Functions) -> None:
    async def keep(_event: Any) -> Any:
        return None

    functions.handlers["keep"] = keep
    state = invoke("keep", {"token": "{% $states.context.Task.Token %}"}, HeartbeatSeconds=1)
    state["Resource"] += ".waitForTaskToken"
    machine = await sfn.machine("m", {"T": state})

    described = await finish(sfn, listener, machine)

    assert (described["status"], described["error"]) == ("FAILED", "States.Timeout")


async def test_a_forged_token_is_refused(sfn: Client, service: StepFunctions, functions: Functions) -> None:
    called = asyncio.Event()

    async def hang(_event: Any) -> Any:
        called.set()
        await asyncio.Event().wait()

    functions.handlers["hang"] = hang
    machine = await sfn.machine("m", {"T": invoke("hang", {})})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    await called.wait()
    code, _ = await sfn.error("send_task_success", taskToken=make_token(arn, 1, seed=0), output="{}")

    assert code == "TaskTimedOut"
    assert service.runner.live


async def test_status_changes_are_eventbridge_events(sfn: Client, listener: Listener) -> None:
    machine = await sfn.machine("m", PASS)
    arn = (await sfn("start_execution", stateMachineArn=machine, name="one", input='{"word": 1}'))["executionArn"]

    change = await listener.end_of(arn)

    assert change["source"] == "aws.states"
    assert change["detail-type"] == "Step Functions Execution Status Change"
    assert change["resources"] == [arn]
    detail = change["detail"]
    assert (detail["name"], detail["status"], detail["stateMachineArn"]) == ("one", "SUCCEEDED", machine)
    assert json.loads(detail["output"]) == {"said": 1}
    assert detail["stopDate"] >= detail["startDate"] > 1_700_000_000_000
