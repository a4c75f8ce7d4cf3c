"""The journal outlives its database connections."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import psycopg

from infra.local.stepfunctions.service import StepFunctions
from tests.support import servers

from .conftest import Client, Functions, Listener, definition, invoke

PASS = {"P": {"Type": "Pass", "Output": "done", "End": True}}
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def cut_connections(dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute(CUT)


async def test_work_goes_on_after_the_database_was_away(sfn: Client, listener: Listener, postgres_url: str) -> None:
    machine = await sfn.machine("m", PASS)
    await cut_connections(postgres_url)

    arns = await asyncio.gather(
        *[sfn("start_execution", stateMachineArn=machine, name=f"run-{number}") for number in range(10)]
    )

    for arn in arns:
        assert (await listener.end_of(arn["executionArn"]))["detail"]["output"] == '"done"'
    assert len((await sfn("list_executions", stateMachineArn=machine))["executions"]) == 10


async def test_starts_that_come_together_share_commits(sfn: Client, service: StepFunctions) -> None:
    machine = await sfn.machine("m", {"W": {"Type": "Wait", "Seconds": 3600, "End": True}})
    before = service.journal.commits

    await asyncio.gather(*[service.start_execution(machine, f"run-{number}", b"{}") for number in range(200)])

    assert service.journal.commits - before < 20
    assert len(service.runner.live) == 200


async def test_ended_executions_are_pruned_and_running_ones_are_not(
    sfn: Client, service: StepFunctions, listener: Listener, functions: Functions
) -> None:
    async def answer(event: Any) -> Any:
        return event

    functions.handlers["answer"] = answer
    machine = await sfn.machine("m", {"T": invoke("answer", {})})
    waiting = await sfn.machine("w", {"W": {"Type": "Wait", "Seconds": 3600, "End": True}})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]
    await sfn("start_execution", stateMachineArn=waiting)
    await listener.end_of(arn)

    pruned = [count async for count in service.records.prune(service.clock() + 1_000)]

    assert pruned == [1]
    assert (await sfn.error("describe_execution", executionArn=arn))[0] == "ExecutionDoesNotExist"
    assert len((await sfn("list_executions", stateMachineArn=waiting))["executions"]) == 1
    assert await service.database.rows("SELECT 1 FROM stack.journal") == []


async def test_a_result_over_the_limit_fails_the_state(sfn: Client, listener: Listener, functions: Functions) -> None:
    async def large(_event: Any) -> Any:
        return "x" * 262_145

    functions.handlers["large"] = large
    created = await sfn(
        "create_state_machine",
        name="m",
        definition=definition({"T": invoke("large", {})}),
        roleArn="arn:aws:iam::0:role/x",
    )
    arn = (await sfn("start_execution", stateMachineArn=created["stateMachineArn"]))["executionArn"]

    detail = (await listener.end_of(arn))["detail"]

    assert (detail["status"], detail["error"]) == ("FAILED", "States.DataLimitExceeded")
    assert "maximum number of bytes" in json.dumps(detail["cause"])


async def test_stopping_does_not_wait_for_a_database_that_is_gone(functions: Functions) -> None:
    with servers.postgres() as dsn:
        service = StepFunctions(dsn, functions.invoke)
        await service.start()
        states = definition({"W": {"Type": "Wait", "Seconds": 3600, "End": True}})
        await service.machines.create("w", "STANDARD", states, "arn:aws:iam::0:role/x", {}, publish=None)
    start = asyncio.create_task(service.start_execution(service.arns.machine("w"), "one", b"{}"))
    await asyncio.sleep(0)

    await service.stop()

    assert not start.done()
    start.cancel()


async def test_text_the_database_cannot_hold_does_not_stop_the_journal(sfn: Client, listener: Listener) -> None:
    machine = await sfn.machine("m", {"W": {"Type": "Wait", "Seconds": 3600, "End": True}})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]

    await sfn("stop_execution", executionArn=arn, error="E", cause="nul \x00 byte")

    assert (await sfn("describe_execution", executionArn=arn))["cause"] == "nul \ufffd byte"
    assert (await listener.end_of(arn))["detail"]["status"] == "ABORTED"
