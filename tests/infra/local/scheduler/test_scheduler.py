"""The scheduler over its wire protocol, with a plain boto3 client, a real PostgreSQL and a clock the test sets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import psycopg
import pytest
from botocore.exceptions import ClientError

from infra.local.scheduler import Scheduler, SchedulerApi
from tests.support.asgi import served
from tests.support.functions import Answer, Functions

ROLE = "arn:aws:iam::000000000000:role/scheduler"
FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:statewright-trigger-schedule:live"
MACHINE = "arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-x:live"
OFF = {"Mode": "OFF"}


@dataclass
class Clock:
    """UTC, moved forward by hand."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@asynccontextmanager
async def running(
    database_url: str,
    functions: Functions,
    clock: Callable[[], datetime],
    started: asyncio.Queue[tuple[str, str]] | None = None,
) -> AsyncIterator[Any]:
    """A started scheduler behind its API; yields `call(operation, **parameters)` of a boto3 client."""

    async def start_execution(arn: str, text: str) -> None:
        assert started is not None
        started.put_nowait((arn, text))

    scheduler = Scheduler(database_url, functions, start_execution if started is not None else None, clock)
    await scheduler.start()
    try:
        async with served(SchedulerApi(scheduler).app) as url:
            client = boto3.client(
                "scheduler",
                endpoint_url=url,
                region_name="eu-central-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )

            async def call(operation: str, **parameters: Any) -> Any:
                return await asyncio.to_thread(getattr(client, operation), **parameters)

            call.scheduler = scheduler  # type: ignore[attr-defined]
            call.url = url  # type: ignore[attr-defined]
            yield call
            client.close()
    finally:
        await scheduler.stop()


def at(moment: datetime) -> str:
    return f"at({moment:%Y-%m-%dT%H:%M:%S})"


def target(**more: Any) -> dict[str, Any]:
    return {"Arn": FUNCTION, "RoleArn": ROLE, **more}


async def until_empty(database_url: str, table: str) -> None:
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        rows = f"SELECT count(*) FROM stack.{table}"  # noqa: S608
        while (await (await connection.execute(rows)).fetchone()) != (0,):  # noqa: ASYNC110 - another connection's work
            await asyncio.sleep(0.01)


async def until_waiting(database_url: str) -> datetime:
    """When the only firing is due again."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        due = "SELECT retry_at FROM stack.schedule_firings WHERE retry_at IS NOT NULL"
        while (row := await (await connection.execute(due)).fetchone()) is None:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
        moment: datetime = row[0]
        return moment


async def test_a_rate_fires_at_once_with_its_placeholders_filled_in(postgres_url: str) -> None:
    functions = Functions()
    text = json.dumps(
        {
            "at": "<aws.scheduler.scheduled-time>",
            "arn": "<aws.scheduler.schedule-arn>",
            "id": "<aws.scheduler.execution-id>",
            "attempt": "<aws.scheduler.attempt-number>",
        }
    )
    async with running(postgres_url, functions, Clock()) as call:
        before = datetime.now(UTC).replace(microsecond=0)
        created = await call(
            "create_schedule",
            Name="every-hour",
            ScheduleExpression="rate(1 hour)",
            FlexibleTimeWindow=OFF,
            Target=target(Input=text),
        )
        name, event, qualifier = await functions.next()

    arn = "arn:aws:scheduler:eu-central-1:000000000000:schedule/default/every-hour"
    assert created["ScheduleArn"] == arn
    assert (name, qualifier) == ("statewright-trigger-schedule", "live")
    assert (event["arn"], event["attempt"]) == (arn, "1")
    assert event["id"]
    assert before <= datetime.strptime(event["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) <= datetime.now(UTC)


async def test_a_one_time_schedule_missed_while_down_fires_after_the_restart(postgres_url: str) -> None:
    """Given at() in an hour and a stack that stops, When it starts two hours later, Then it fires for its own time."""
    functions, clock = Functions(), Clock()
    moment = datetime.now(UTC) + timedelta(hours=1)
    async with running(postgres_url, functions, clock) as call:
        await call(
            "create_schedule",
            Name="once",
            ScheduleExpression=at(moment),
            FlexibleTimeWindow=OFF,
            ActionAfterCompletion="DELETE",
            Target=target(Input='{"at": "<aws.scheduler.scheduled-time>"}'),
        )
        assert functions.calls.empty()
    clock.ahead = timedelta(hours=2)
    async with running(postgres_url, functions, clock) as call:
        _, event, _ = await functions.next()
        await until_empty(postgres_url, "schedules")
        with pytest.raises(ClientError, match="Schedule once does not exist"):
            await call("get_schedule", Name="once")
    assert event == {"at": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}


async def test_of_many_missed_occurrences_the_latest_fires(postgres_url: str) -> None:
    """Given a daily and a yearly schedule, When the stack was down for three days, Then one tick of the daily one."""
    functions, clock = Functions(), Clock()
    async with running(postgres_url, functions, clock) as call:
        for name, expression in (("daily", "cron(0 0 * * ? *)"), ("yearly", "cron(0 0 1 1 ? 2199)")):
            text = json.dumps({"name": name, "at": "<aws.scheduler.scheduled-time>"})
            await call(
                "create_schedule",
                Name=name,
                ScheduleExpression=expression,
                FlexibleTimeWindow=OFF,
                Target=target(Input=text),
            )
    clock.ahead = timedelta(days=3)
    async with running(postgres_url, functions, clock):
        _, event, _ = await functions.next()
        await until_empty(postgres_url, "schedule_firings")
    midnight = clock().replace(hour=0, minute=0, second=0)
    assert event == {"name": "daily", "at": f"{midnight:%Y-%m-%dT%H:%M:%SZ}"}
    assert functions.calls.empty()


async def test_a_new_schedule_that_is_due_sooner_moves_the_timer(postgres_url: str) -> None:
    """Given a timer set to tomorrow, When a schedule for now comes, Then it does not wait; the later one is kept."""
    functions = Functions()
    async with running(postgres_url, functions, Clock()) as call:
        for name, expression in (("later", at(datetime.now(UTC) + timedelta(days=1))), ("now", "rate(1 day)")):
            await call(
                "create_schedule",
                Name=name,
                ScheduleExpression=expression,
                FlexibleTimeWindow=OFF,
                Target=target(Input=json.dumps(name)),
            )
        assert (await functions.next())[1] == "now"
        await until_empty(postgres_url, "schedule_firings")
        assert (await call.scheduler.store.get("default", "later")).next_at is not None


async def test_a_schedule_that_cannot_be_read_any_more_does_not_stop_the_rest(postgres_url: str) -> None:
    functions, clock = Functions(), Clock()
    async with running(postgres_url, functions, clock) as call:
        for name in ("broken", "sound"):
            await call(
                "create_schedule",
                Name=name,
                ScheduleExpression="cron(0 0 * * ? *)",
                ScheduleExpressionTimezone="Europe/Berlin",
                FlexibleTimeWindow=OFF,
                Target=target(Input=json.dumps(name)),
            )
    async with await psycopg.AsyncConnection.connect(postgres_url) as connection:
        await connection.execute(
            'UPDATE stack.schedules SET definition = definition || \'{"ScheduleExpressionTimezone": "Gone/Zone"}\''
            " WHERE name = 'broken'"
        )
    clock.ahead = timedelta(days=1)
    async with running(postgres_url, functions, clock):
        assert (await functions.next())[1] == "sound"


async def test_what_was_being_delivered_at_the_end_is_delivered_again(postgres_url: str) -> None:
    """Given a function that never answers, When the stack ends, Then the next one repeats the same occurrence."""
    stuck = asyncio.Event()

    class Hanging(Functions):
        async def __call__(self, name: str, payload: bytes, qualifier: str | None) -> Answer:
            await super().__call__(name, payload, qualifier)
            await stuck.wait()
            return Answer()

    hanging, functions = Hanging(), Functions()
    async with running(postgres_url, hanging, Clock()) as call:
        await call(
            "create_schedule",
            Name="r",
            ScheduleExpression="rate(1 day)",
            FlexibleTimeWindow=OFF,
            Target=target(Input='{"at": "<aws.scheduler.scheduled-time>"}'),
        )
        first = await hanging.next()
    async with running(postgres_url, functions, Clock()):
        assert await functions.next() == first
        await until_empty(postgres_url, "schedule_firings")


async def test_a_failed_hand_over_is_repeated_and_then_given_up(postgres_url: str) -> None:
    """Given two retries, When the function cannot be invoked, Then three attempts and a dead letter."""
    functions = Functions(answers=[RuntimeError("no such function")] * 3)
    async with running(postgres_url, functions, Clock()) as call:
        await call(
            "create_schedule",
            Name="failing",
            ScheduleExpression="rate(1 day)",
            FlexibleTimeWindow=OFF,
            Target=target(
                Input='{"attempt": "<aws.scheduler.attempt-number>"}', RetryPolicy={"MaximumRetryAttempts": 2}
            ),
        )
        attempts = [(await functions.next())[1]["attempt"] for _ in range(3)]
        await until_empty(postgres_url, "schedule_firings")
        counts = call.scheduler.counts
    assert attempts == ["1", "2", "3"]
    assert (counts.delivered, counts.failed_attempts, counts.dead_letters) == (0, 3, 1)


async def test_a_function_that_fails_is_run_twice_more_whatever_the_retry_policy(postgres_url: str) -> None:
    """Given ten retries of the hand-over, When the function raises, Then Lambda's two runs, a minute and two later.

    Each wait outlives a restart; the event is the one that Scheduler handed over, with its attempt number.
    """
    clock, raised = Clock(), Answer(b'{"errorType": "X"}', "Unhandled")
    functions = Functions(answers=[raised] * 4)
    text = '{"attempt": "<aws.scheduler.attempt-number>", "id": "<aws.scheduler.execution-id>"}'
    events, pauses = [], []
    for run, ahead in enumerate((0, 61, 61 + 121)):
        clock.ahead = timedelta(seconds=ahead)
        before = clock()
        async with running(postgres_url, functions, clock) as call:
            if run == 0:
                await call(
                    "create_schedule",
                    Name="failing",
                    ScheduleExpression="rate(1 day)",
                    FlexibleTimeWindow=OFF,
                    Target=target(Input=text, RetryPolicy={"MaximumRetryAttempts": 10}),
                )
            events.append((await functions.next())[1])
            if run < 2:
                pauses.append(await until_waiting(postgres_url) - before)
            else:
                await until_empty(postgres_url, "schedule_firings")
            counts = call.scheduler.counts
        assert functions.calls.empty()
    assert events == [events[0]] * 3
    assert events[0]["attempt"] == "1"
    assert [pause >= timedelta(minutes=minutes) for minutes, pause in enumerate(pauses, 1)] == [True, True]
    assert (counts.failed_attempts, counts.dead_letters) == (1, 1)


async def test_a_state_machine_is_started(postgres_url: str) -> None:
    started: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    async with running(postgres_url, Functions(), Clock(), started) as call:
        await call(
            "create_schedule",
            Name="machine",
            ScheduleExpression="rate(1 day)",
            FlexibleTimeWindow=OFF,
            Target={"Arn": MACHINE, "RoleArn": ROLE, "Input": '{"a": 1}'},
        )
        assert await asyncio.wait_for(started.get(), 20) == (MACHINE, '{"a": 1}')


async def test_disable_enable_and_edit(postgres_url: str) -> None:
    """Given a rate, When disabled it is silent; enabled it goes on; with a new expression it starts over."""
    functions, clock = Functions(), Clock()
    definition: dict[str, Any] = {
        "Name": "r",
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": OFF,
        "Target": target(Input="{}"),
    }
    async with running(postgres_url, functions, clock) as call:
        await call("create_schedule", **definition)
        await functions.next()
        await call("update_schedule", **definition, State="DISABLED")
        assert (await call("get_schedule", Name="r"))["State"] == "DISABLED"
        assert (await call.scheduler.store.get("default", "r")).next_at is None
        await call("update_schedule", **definition, State="ENABLED")
        stored = await call.scheduler.store.get("default", "r")
        assert stored.next_at == stored.anchor + timedelta(days=1)
        assert functions.calls.empty()
        await call("update_schedule", **{**definition, "ScheduleExpression": "rate(2 days)"})
        await functions.next()


async def test_start_and_end_dates_bound_a_recurring_schedule(postgres_url: str) -> None:
    functions, clock = Functions(), Clock()
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    async with running(postgres_url, functions, clock) as call:
        await call(
            "create_schedule",
            Name="bounded",
            ScheduleExpression="rate(1 hour)",
            FlexibleTimeWindow=OFF,
            Target=target(Input='{"at": "<aws.scheduler.scheduled-time>"}'),
            StartDate=start,
            EndDate=start + timedelta(minutes=90),
            ActionAfterCompletion="DELETE",
        )
        assert (await call.scheduler.store.get("default", "bounded")).next_at == start
    clock.ahead = timedelta(hours=5)
    async with running(postgres_url, functions, clock):
        _, event, _ = await functions.next()
        await until_empty(postgres_url, "schedules")
    assert event == {"at": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}


async def test_create_is_idempotent_by_its_token_only(postgres_url: str) -> None:
    definition: dict[str, Any] = {
        "Name": "a",
        "ScheduleExpression": "cron(0 0 1 1 ? 2199)",
        "FlexibleTimeWindow": OFF,
        "Target": target(),
    }
    async with running(postgres_url, Functions(), Clock()) as call:
        first = await call("create_schedule", **definition, ClientToken="t1")
        assert (await call("create_schedule", **definition, ClientToken="t1"))["ScheduleArn"] == first["ScheduleArn"]
        for change in ({"ClientToken": "t2"}, {"ClientToken": "t1", "Description": "other"}):
            with pytest.raises(ClientError) as raised:
                await call("create_schedule", **definition, **change)
            assert raised.value.response["Error"]["Code"] == "ConflictException"


async def test_groups_hold_schedules_and_take_them_along(postgres_url: str) -> None:
    async with running(postgres_url, Functions(), Clock()) as call:
        await call("create_schedule_group", Name="statewright")
        for name in ("b1", "b2", "a1"):
            await call(
                "create_schedule",
                Name=name,
                GroupName="statewright",
                ScheduleExpression="cron(0 0 1 1 ? 2199)",
                FlexibleTimeWindow=OFF,
                Target=target(),
            )
        page = await call("list_schedules", GroupName="statewright", NamePrefix="b", MaxResults=1)
        rest = await call("list_schedules", GroupName="statewright", NamePrefix="b", NextToken=page["NextToken"])
        names = [schedule["Name"] for schedule in page["Schedules"] + rest["Schedules"]]
        assert names == ["b1", "b2"]
        assert "NextToken" not in rest
        assert [g["Name"] for g in (await call("list_schedule_groups"))["ScheduleGroups"]] == ["default", "statewright"]
        with pytest.raises(ClientError, match="already exists"):
            await call("create_schedule_group", Name="statewright")
        await call("delete_schedule_group", Name="statewright")
        assert (await call("list_schedules"))["Schedules"] == []
        with pytest.raises(ClientError) as raised:
            await call("get_schedule_group", Name="statewright")
        assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("change", "code", "complaint"),
    [
        ({"ScheduleExpression": "cron(0 10 * * * *)"}, "ValidationException", "exactly one of day-of-month"),
        ({"ScheduleExpressionTimezone": "Mars/Olympus"}, "ValidationException", "IANA"),
        ({"GroupName": "nowhere"}, "ResourceNotFoundException", "Schedule group nowhere does not exist"),
        ({"Target": {"Arn": "arn:aws:sqs:x:1:q", "RoleArn": ROLE}}, "ValidationException", "Target.*Lambda function"),
        ({"Target": {"Arn": MACHINE, "RoleArn": ROLE}}, "ValidationException", "not connected"),
        ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "ValidationException", "FlexibleTimeWindow.Mode"),
        ({"StartDate": datetime(2020, 1, 1, tzinfo=UTC)}, "ValidationException", "5 minutes ago"),
        ({"EndDate": datetime(2020, 1, 1, tzinfo=UTC)}, "ValidationException", "EndDate"),
        ({"Name": "a b"}, "ValidationException", "1 to 64"),
    ],
)
async def test_refused_requests_name_the_field(
    postgres_url: str, change: dict[str, Any], code: str, complaint: str
) -> None:
    definition = {"Name": "a", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": OFF, "Target": target()}
    async with running(postgres_url, Functions(), Clock()) as call:
        with pytest.raises(ClientError, match=complaint) as raised:
            await call("create_schedule", **(definition | change))
        assert raised.value.response["Error"]["Code"] == code
        for operation in ("get_schedule", "delete_schedule"):
            with pytest.raises(ClientError, match="Schedule missing does not exist"):
                await call(operation, Name="missing")


async def test_bodies_that_are_no_requests(postgres_url: str) -> None:
    async with running(postgres_url, Functions(), Clock()) as call, httpx.AsyncClient(base_url=call.url) as http:
        answers = [
            await http.post("/schedules/a", content=b"{not json"),
            await http.post("/schedules/a", content=b"x" * 2_000_000),
            await http.get("/nothing"),
            await http.patch("/schedules/a"),
            await http.get("/schedules?NextToken=%ff"),
            await http.get("/schedules?MaxResults=0"),
        ]
        assert [answer.status_code for answer in answers] == [400, 413, 404, 405, 400, 400]
        assert all(answer.json()["Message"] for answer in answers)
