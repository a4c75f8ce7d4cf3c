"""RedriveExecution: an execution that ended badly goes on from where it failed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from infra.local.stepfunctions.descriptions import REDRIVABLE_MS
from infra.local.stepfunctions.service import StepFunctions

from .conftest import Client, Clock, FunctionError, Functions, Listener, invoke

PASS = {"P": {"Type": "Pass", "End": True}}
WAIT = {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}


class Flaky:
    """A function that fails until it is repaired."""

    def __init__(self, functions: Functions) -> None:
        self.broken = True
        self.calls = functions.calls
        functions.handlers |= {"first": self._first, "flaky": self._flaky}

    async def _first(self, _event: Any) -> Any:
        return "kept"

    async def _flaky(self, event: Any) -> Any:
        if self.broken:
            raise FunctionError("Refused", "not yet")
        return event

    @property
    def names(self) -> list[str]:
        return [name for name, *_ in self.calls]


MACHINE = {
    "First": invoke("first", {}, Assign={"kept": "{% $states.result.Payload %}"}, Next="Flaky"),
    "Flaky": invoke("flaky", "{% $kept %}"),
}


async def failed(sfn: Client, listener: Listener, states: dict[str, Any] = MACHINE) -> str:
    machine = await sfn.machine("m", states)
    arn: str = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    assert (await listener.end_of(arn))["detail"]["status"] == "FAILED"
    listener.changes.clear()
    return arn


async def test_it_goes_on_from_the_state_that_failed(sfn: Client, listener: Listener, functions: Functions) -> None:
    flaky = Flaky(functions)
    arn = await failed(sfn, listener)
    before = await sfn("describe_execution", executionArn=arn)
    flaky.broken = False

    redriven = await sfn("redrive_execution", executionArn=arn)

    change = await listener.end_of(arn)
    described = await sfn("describe_execution", executionArn=arn)
    assert (before["redriveStatus"], before["redriveCount"]) == ("REDRIVABLE", 0)
    assert (described["status"], described["output"]) == ("SUCCEEDED", '"kept"')
    assert (described["redriveCount"], described["redriveDate"]) == (1, redriven["redriveDate"])
    assert flaky.names == ["first", "flaky", "flaky"]
    assert (change["detail"]["status"], change["detail"]["redriveCount"]) == ("SUCCEEDED", 1)
    history = (await sfn("get_execution_history", executionArn=arn))["events"]
    [event] = [event for event in history if event["type"] == "ExecutionRedriven"]
    assert event["executionRedrivenEventDetails"] == {"redriveCount": 1}
    assert [event["id"] for event in history] == list(range(1, len(history) + 1))


async def test_it_can_fail_again_and_be_redriven_again(sfn: Client, listener: Listener, functions: Functions) -> None:
    flaky = Flaky(functions)
    arn = await failed(sfn, listener)

    await sfn("redrive_execution", executionArn=arn)
    assert (await listener.end_of(arn))["detail"]["status"] == "FAILED"
    listener.changes.clear()
    flaky.broken = False
    await sfn("redrive_execution", executionArn=arn)

    assert (await listener.end_of(arn))["detail"]["redriveCount"] == 2
    machine = (await sfn("describe_execution", executionArn=arn))["stateMachineArn"]
    for redrives, count in (("REDRIVEN", 1), ("NOT_REDRIVEN", 0)):
        listed = await sfn("list_executions", stateMachineArn=machine, redriveFilter=redrives)
        assert len(listed["executions"]) == count


async def test_a_redrive_survives_a_restart(
    sfn: Client, service: StepFunctions, listener: Listener, functions: Functions, postgres_url: str
) -> None:
    flaky = Flaky(functions)
    arn = await failed(sfn, listener)
    flaky.broken = False
    begun, held = asyncio.Event(), asyncio.Event()

    async def slow(event: Any) -> Any:
        begun.set()
        await held.wait()
        return event

    functions.handlers["flaky"] = slow
    await sfn("redrive_execution", executionArn=arn)
    await begun.wait()
    await service.stop()
    held.set()

    again = StepFunctions(postgres_url, functions.invoke, listener.take)
    await again.start()
    change = await listener.end_of(arn)

    assert (change["detail"]["status"], change["detail"]["redriveCount"]) == ("SUCCEEDED", 1)
    assert flaky.names == ["first", "flaky", "flaky", "flaky"]
    await again.stop()


async def test_one_client_token_redrives_once(sfn: Client, listener: Listener, functions: Functions) -> None:
    Flaky(functions)
    arn = await failed(sfn, listener)

    first = await sfn("redrive_execution", executionArn=arn, clientToken="a")
    await listener.end_of(arn)
    again = await sfn("redrive_execution", executionArn=arn, clientToken="a")

    assert first == again
    assert (await sfn("describe_execution", executionArn=arn))["redriveCount"] == 1


async def test_only_the_iterations_that_failed_run_again(sfn: Client, listener: Listener, functions: Functions) -> None:
    flaky = Flaky(functions)
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "C",
        "States": {
            "C": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $states.input = 2 %}", "Next": "Bad"}],
                "Default": "Good",
            },
            "Good": invoke("first", {}),
            "Bad": invoke("flaky", "now"),
        },
    }
    state = {"Type": "Map", "Items": [1, 2, 3], "MaxConcurrency": 1, "ItemProcessor": processor, "End": True}
    arn = await failed(sfn, listener, {"M": state})
    flaky.broken = False

    await sfn("redrive_execution", executionArn=arn)

    assert json.loads((await listener.end_of(arn))["detail"]["output"]) == ["kept", "now", "kept"]
    assert flaky.names == ["first", "flaky", "flaky", "first"]
    [map_run] = (await sfn("list_map_runs", executionArn=arn))["mapRuns"]
    assert (await sfn("describe_map_run", mapRunArn=map_run["mapRunArn"]))["redriveCount"] == 1


@pytest.mark.parametrize(
    ("states", "status", "reason"),
    [
        (PASS, "SUCCEEDED", "Execution is SUCCEEDED and cannot be redriven"),
        (WAIT, "RUNNING", "Execution is RUNNING and cannot be redriven"),
    ],
)
async def test_what_did_not_end_badly_is_refused(
    sfn: Client, listener: Listener, states: dict[str, Any], status: str, reason: str
) -> None:
    machine = await sfn.machine("m", states)
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    if status != "RUNNING":
        await listener.end_of(arn)

    code, message = await sfn.error("redrive_execution", executionArn=arn)

    assert code == "ExecutionNotRedrivable"
    assert reason in message
    described = await sfn("describe_execution", executionArn=arn)
    assert (described["redriveStatus"], described["redriveStatusReason"]) == ("NOT_REDRIVABLE", reason)


async def test_after_fourteen_days_it_is_too_late(
    sfn: Client, clock: Clock, listener: Listener, functions: Functions
) -> None:
    Flaky(functions)
    arn = await failed(sfn, listener)

    clock.ahead = REDRIVABLE_MS + 1_000

    code, message = await sfn.error("redrive_execution", executionArn=arn)
    assert code == "ExecutionNotRedrivable"
    assert "period exceeded" in message


async def test_a_stopped_execution_waits_its_time_anew(sfn: Client, service: StepFunctions, listener: Listener) -> None:
    machine = await sfn.machine("m", WAIT)
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    await sfn("stop_execution", executionArn=arn)
    await listener.end_of(arn)

    await sfn("redrive_execution", executionArn=arn)

    assert (await sfn("describe_execution", executionArn=arn))["status"] == "RUNNING"
    [live] = service.runner.live.values()
    assert len(live.run.timers) == 1
