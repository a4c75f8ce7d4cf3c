"""Express state machines: asynchronous starts, StartSyncExecution, and what they do not have."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.status_changes import Change

from .conftest import ROLE, Client, FunctionError, Functions, Listener, definition, invoke

ECHO = {"P": {"Type": "Pass", "Output": {"got": "{% $states.input %}"}, "End": True}}


async def express(sfn: Client, states: dict[str, Any], name: str = "x", **more: Any) -> str:
    created = await sfn(
        "create_state_machine", name=name, type="EXPRESS", definition=definition(states, **more), roleArn=ROLE
    )
    arn: str = created["stateMachineArn"]
    return arn


async def test_a_synchronous_execution_answers_with_its_output(sfn: Client, functions: Functions) -> None:
    async def double(event: Any) -> Any:
        return event["n"] * 2

    functions.handlers["double"] = double
    machine = await express(sfn, {"T": invoke("double", {"n": "{% $states.input.n %}"})})

    answer = await sfn("start_sync_execution", stateMachineArn=machine, name="one", input='{"n": 21}')

    assert (answer["status"], answer["output"], answer["input"]) == ("SUCCEEDED", "42", '{"n": 21}')
    assert answer["executionArn"].startswith(machine.replace("stateMachine", "express") + ":one:")
    assert answer["stopDate"] >= answer["startDate"]
    assert answer["billingDetails"]["billedDurationInMilliseconds"] % 100 == 0
    assert answer["billingDetails"]["billedMemoryUsedInMB"] == 64


async def test_a_synchronous_execution_that_fails_is_still_an_answer(sfn: Client, functions: Functions) -> None:
    async def fail(_event: Any) -> Any:
        raise FunctionError("Refused", "no")

    functions.handlers["fail"] = fail
    machine = await express(sfn, {"T": invoke("fail", {})})

    answer = await sfn("start_sync_execution", stateMachineArn=machine)

    assert (answer["status"], answer["error"]) == ("FAILED", "Refused")
    assert "output" not in answer


async def test_a_synchronous_execution_ends_at_its_timeout(sfn: Client) -> None:
    machine = await express(sfn, {"W": {"Type": "Wait", "Seconds": 60, "End": True}}, TimeoutSeconds=1)

    answer = await sfn("start_sync_execution", stateMachineArn=machine)

    assert (answer["status"], answer["error"]) == ("TIMED_OUT", "States.Timeout")


async def test_an_asynchronous_execution_runs_and_is_forgotten(
    sfn: Client, service: StepFunctions, functions: Functions, listener: Listener
) -> None:
    done = asyncio.Event()

    async def note(_event: Any) -> Any:
        done.set()

    functions.handlers["note"] = note
    machine = await express(sfn, {"T": invoke("note", {})})

    first = await sfn("start_execution", stateMachineArn=machine, name="same")
    second = await sfn("start_execution", stateMachineArn=machine, name="same")

    assert first["executionArn"] != second["executionArn"]
    async with asyncio.timeout(10):
        await done.wait()
        while await service.records.open_express():
            pass
    assert len(functions.calls) == 2
    assert listener.changes == []
    assert await service.database.rows("SELECT 1 FROM stack.machine_executions") == []


async def test_an_asynchronous_execution_begins_again_after_a_crash(
    sfn: Client, service: StepFunctions, postgres_url: str, functions: Functions
) -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def slow(_event: Any) -> Any:
        begun.set()
        await released.wait()

    functions.handlers["slow"] = slow
    machine = await express(sfn, {"T": invoke("slow", {})})
    await sfn("start_execution", stateMachineArn=machine, name="one")
    await begun.wait()
    await service.stop()
    released.set()
    changes: list[Change] = []

    async def take(batch: Sequence[Change]) -> None:
        changes.extend(batch)

    again = StepFunctions(postgres_url, functions.invoke, take)
    await again.start()
    async with asyncio.timeout(10):
        while await again.records.open_express():
            pass

    assert len(functions.calls) == 2
    assert changes == []
    await again.stop()


async def test_what_express_does_not_have_is_refused(sfn: Client) -> None:
    machine = await express(sfn, ECHO)
    standard = await sfn.machine("s", ECHO)
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]

    assert (await sfn.error("list_executions", stateMachineArn=machine))[0] == "StateMachineTypeNotSupported"
    assert (await sfn.error("start_sync_execution", stateMachineArn=standard))[0] == "StateMachineTypeNotSupported"
    for operation in ("describe_execution", "get_execution_history", "stop_execution", "redrive_execution"):
        assert (await sfn.error(operation, executionArn=arn))[0] == "InvalidArn"


async def test_a_definition_that_express_cannot_run_is_refused(sfn: Client) -> None:
    waits = invoke("f", {"token": "{% $states.context.Task.Token %}"})
    waits["Resource"] += ".waitForTaskToken"
    text = definition({"T": waits})

    code, _ = await sfn.error("create_state_machine", name="x", type="EXPRESS", definition=text, roleArn=ROLE)
    checked = await sfn("validate_state_machine_definition", definition=text, type="EXPRESS")

    assert code == "InvalidDefinition"
    assert checked["result"] == "FAIL"
    assert json.dumps(checked["diagnostics"])
