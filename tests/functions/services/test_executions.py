"""Reading executions, live ones included, and stopping them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from statewright.core.runtime.cache import Cache
from statewright.data import error_workflows, recorder, waits
from statewright.data.connect import Connection, Database
from statewright.data.recorder import ExecutionRow, NodeRow
from statewright.language.engine import Machine, Outcome, Returned, ScheduleTask, simulate
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines
from statewright.recording.status_changes import parse
from statewright.recording.store import store

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.graphs import api_trigger, drawn, graph, loop, node, set_values
from tests.support.recorded_runs import (
    MACHINE,
    STARTED,
    WORKFLOW,
    execution_input,
    leave,
    publish,
    record_of,
    status_change,
    told_history,
)

Call = Callable[..., Any]


@pytest.fixture
def connection(database: Database) -> Connection:
    return database.connection()


@pytest.fixture
def redis_cache(valkey_url: str) -> Iterator[Cache]:
    cache = Cache(valkey_url)
    yield cache
    cache.close()


def observe(connection: Connection, *bodies: str) -> None:
    """Record status changes, as the recording function does."""
    changes = [change for body in bodies if (change := parse(body)) is not None]
    store(connection, live_contexts(), Machines(), changes)


def test_an_ended_execution_is_shown_as_recorded(call: Call, connection: Connection, redis_cache: Cache) -> None:
    publish(connection)
    leave(redis_cache, "a", record_of("call"))
    observe(connection, status_change("a", "SUCCEEDED", output='{"done": {"status": 200}}'))

    answer = call("executions", f"GET /api/executions/{WORKFLOW}.a")

    assert answer.status == 200, answer.body
    shown = answer.body
    assert (shown["status"], shown["duration_ms"], shown["version"]) == ("succeeded", 40, 1)
    assert (shown["workflow_name"], shown["timezone"]) == ("Orders", "UTC")
    assert shown["started_at"] == "2026-11-18T11:06:40.123Z"
    assert shown["input"] == execution_input()
    assert [item["key"] for item in shown["nodes"]] == ["order", "prepare", "big", "call", "done"]
    assert {item["key"] for item in shown["graph"]["nodes"]} == {item["key"] for item in shown["nodes"]}
    assert "correct horse" not in str(shown)


def test_a_running_execution_is_shown_as_it_stands(call: Call, connection: Connection, redis_cache: Cache) -> None:
    publish(connection)
    leave(redis_cache, "r", record_of("call", status="running"))
    observe(connection, status_change("r", "RUNNING"))

    shown = call("executions", f"GET /api/executions/{WORKFLOW}.r").body

    assert (shown["status"], shown["ended_at"], shown["duration_ms"]) == ("running", None, None)
    by_key = {item["key"]: item for item in shown["nodes"]}
    assert {key: item["status"] for key, item in by_key.items()} == {
        "order": "succeeded",
        "prepare": "succeeded",
        "big": "succeeded",
        "call": "running",
    }
    assert by_key["call"]["input"]["auth"]["token"] == "********"
    assert by_key["call"]["started_at"] == "2026-11-18T11:06:40.123Z"
    assert shown["divergences"] == []


def test_an_execution_that_has_just_begun_is_shown_before_it_is_recorded(
    call: Call, connection: Connection, aws: FakeAws, redis_cache: Cache
) -> None:
    publish(connection)
    leave(redis_cache, "new", record_of("call", status="running"))
    arn = f"{MACHINE.replace(':stateMachine:', ':execution:')}:new"
    began = {"input": json.dumps(execution_input())}
    aws.histories[arn] = [
        {"id": 1, "timestamp": STARTED / 1000, "type": "ExecutionStarted", "executionStartedEventDetails": began}
    ]

    shown = call("executions", f"GET /api/executions/{WORKFLOW}.new").body

    assert (shown["status"], shown["started_at"]) == ("running", "2026-11-18T11:06:40.123Z")
    assert (shown["workflow_name"], shown["trigger"], shown["version"]) == ("Orders", "order", 1)
    assert {item["key"]: item["status"] for item in shown["nodes"]}["call"] == "running"
    assert call("executions", f"GET /api/executions/{WORKFLOW}.other").status == 404


def test_what_a_run_did_before_a_redrive_is_not_shown_as_what_it_did_after(
    call: Call, connection: Connection, aws: FakeAws, redis_cache: Cache
) -> None:
    publish(connection)
    leave(redis_cache, "again", record_of("call", status="failed", error={"name": "ProviderRejected", "message": "no"}))
    observe(connection, status_change("again", "FAILED", error="ProviderRejected", cause="no"))
    observe(connection, status_change("again", "SUCCEEDED", redriveCount=1, output="{}"))
    aws.refuse["GetExecutionHistory"] = Refusal(400, "InvalidArn")

    shown = call("executions", f"GET /api/executions/{WORKFLOW}.again").body
    listed = call("executions", f"GET /api/executions/{WORKFLOW}.again/nodes").body

    assert (shown["status"], shown["nodes"], listed["items"]) == ("succeeded", [], [])
    assert ("redriven" in shown["gaps"][0], shown["diverged"]) == (True, False)


def test_a_run_that_left_much_behind_is_read_by_the_sweep(
    call: Call, connection: Connection, aws: FakeAws, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(connection)
    leave(redis_cache, "much", record_of("call"), record_of("call", attempt=1))
    observe(connection, status_change("much", "SUCCEEDED", input=None, inputDetails={"included": False}))
    monkeypatch.setattr("services.executions.logic.RECOVERED_AT_ONCE", 1)

    shown = call("executions", f"GET /api/executions/{WORKFLOW}.much").body
    asked = aws.calls.count("GetExecutionHistory")
    monkeypatch.setattr("services.executions.logic.RECOVERED_AT_ONCE", 2)
    call("executions", f"GET /api/executions/{WORKFLOW}.much")

    assert ("will be read from its history" in shown["gaps"][0], asked) == (True, 0)
    assert aws.calls.count("GetExecutionHistory") == 1


def test_a_running_loop_over_more_items_than_are_followed_says_so(
    call: Call, connection: Connection, aws: FakeAws, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.executions.logic._MACHINES", Machines())
    export = node("export", "api_call@1", {"method": "GET", "url": "https://example.com/all"}, offload=True)
    export["settings"]["select"] = "{% $result.body %}"
    body = drawn([set_values("kept", of="{% $item %}")])
    publish(connection, graph(api_trigger(), export, loop("rows", "{% $export %}", body)))
    key = f"{WORKFLOW}/many/export/output.json"
    stored = {"offloaded": {"bucket": "b", "key": key, "bytes": 9, "items": 10_001, "format": "json"}}
    leave(redis_cache, "many", record_of("export", output=stored))
    observe(connection, status_change("many", "RUNNING"))
    definition = connection.execute("SELECT definition FROM workflow_versions").fetchall()[0][0]

    def task(command: ScheduleTask) -> Outcome:
        s3 = command.resource.endswith(":s3:getObject")
        return Returned({"Body": "[1]"} if s3 else {"Payload": {"output": stored}}, after=25)

    events = list(simulate(Machine.parse(definition), execution_input(), task, start_at=STARTED).history)
    begun = next(at for at, event in enumerate(events) if event.type == "MapRunStarted") + 1
    aws.histories[f"{MACHINE.replace(':stateMachine:', ':execution:')}:many"] = told_history(events[:begun])

    shown = call("executions", f"GET /api/executions/{WORKFLOW}.many").body

    assert {each["key"]: each["status"] for each in shown["nodes"]} == {
        "order": "succeeded",
        "export": "succeeded",
        "rows": "running",
    }
    assert "10,001 items" in shown["gaps"][0]
    assert shown["divergences"] == []


def test_a_workflow_shows_its_last_execution(call: Call, connection: Connection) -> None:
    publish(connection)
    observe(connection, status_change("a", "RUNNING"), status_change("b", "FAILED", startDate=STARTED + 1))

    shown = call("workflows", f"GET /api/workflows/{WORKFLOW}").body["last_execution"]

    assert shown == {"id": f"{WORKFLOW}.b", "status": "failed", "started_at": "2026-11-18T11:06:40.124Z"}
    assert call("workflows", "GET /api/workflows").body["items"][0]["last_execution"] == shown


def test_lists_filter_and_go_on(call: Call, connection: Connection) -> None:
    other = "22222222-2222-4222-8222-222222222222"
    rows = [
        ExecutionRow(
            id=f"{WORKFLOW if number % 2 else other}.e{number}",
            workflow_id=WORKFLOW if number % 2 else other,
            started_at=STARTED + number // 2,
            ended_at=STARTED + 100 if number < 4 else None,
            status=("failed" if number == 3 else "succeeded") if number < 4 else "running",
        )
        for number in range(6)
    ]
    recorder.write(connection, rows)

    def listed(query: str = "") -> list[str]:
        seen: list[str] = []
        cursor = ""
        while True:
            page = call("executions", f"GET /api/executions?limit=2{query}{cursor}").body
            seen += [item["id"].partition(".")[2] for item in page["items"]]
            if page["next_cursor"] is None:
                return seen
            cursor = f"&cursor={page['next_cursor']}"

    assert listed() == ["e4", "e5", "e2", "e3", "e0", "e1"]
    assert listed(f"&workflow_id={WORKFLOW}") == ["e5", "e3", "e1"]
    assert listed("&status=running") == ["e4", "e5"]
    assert listed(f"&status=failed&workflow_id={WORKFLOW}") == ["e3"]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (f"GET /api/executions/{WORKFLOW}.nobody", 404),
        ("GET /api/executions/nonsense", 422),
        ("GET /api/executions?status=odd", 422),
        ("GET /api/executions?cursor=bm9uc2Vuc2U", 422),
        (f"POST /api/executions/{WORKFLOW}.nobody/cancel", 404),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_a_problem(call: Call, request_line: str, status: int) -> None:
    answer = call("executions", request_line)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")


def test_cancelling_stops_the_execution_and_says_who_did_it(call: Call, connection: Connection, aws: FakeAws) -> None:
    observe(connection, status_change("r", "RUNNING"))

    assert call("executions", f"POST /api/executions/{WORKFLOW}.r/cancel").status == 202

    (request,) = aws.stopped
    assert request["executionArn"] == f"{MACHINE.replace(':stateMachine:', ':execution:')}:r"
    assert "ada@example.com" in request["cause"]


def test_an_ended_execution_cannot_be_cancelled(call: Call, connection: Connection, aws: FakeAws) -> None:
    observe(connection, status_change("a", "ABORTED"))

    assert call("executions", f"POST /api/executions/{WORKFLOW}.a/cancel").status == 409
    assert aws.stopped == []


def test_a_refused_stop_is_said_and_not_logged_as_done(call: Call, connection: Connection, aws: FakeAws) -> None:
    observe(connection, status_change("r", "RUNNING"))
    aws.refuse["StopExecution"] = Refusal(400, "AccessDeniedException", "no")

    assert call("executions", f"POST /api/executions/{WORKFLOW}.r/cancel").status == 502

    logged = connection.execute("SELECT count(*) FROM audit_log WHERE action = 'execution.cancel'").fetchone()
    assert logged == (0,)


def test_a_run_of_thousands_of_nodes_is_shown_in_part_and_listed_in_whole(call: Call, connection: Connection) -> None:
    publish(connection)
    large = {"text": "x" * 20_000}

    def node_row(position: int) -> NodeRow:
        return NodeRow(
            position=position,
            node_key="call" if position else "order",
            iteration=str(position - 1) if position else "",
            attempt=0,
            status="failed" if position == 4000 else "succeeded",
            started_at=STARTED,
            ended_at=STARTED + 1,
            input=large,
            output=None,
            error={"name": "ProviderRejected", "message": "no"} if position == 4000 else None,
            handle="out",
        )

    row = ExecutionRow(
        id=f"{WORKFLOW}.many",
        workflow_id=WORKFLOW,
        started_at=STARTED,
        status="failed",
        version=1,
        ended_at=STARTED + 9,
        nodes="context",
        node_rows=[node_row(position) for position in range(5000)],
    )
    recorder.write(connection, [row])

    shown = call("executions", f"GET /api/executions/{row.id}").body
    pages = [call("executions", f"GET /api/executions/{row.id}/nodes?key=call&limit=200").body]
    while pages[-1]["next_cursor"] is not None:
        more = f"?key=call&limit=200&cursor={pages[-1]['next_cursor']}"
        pages.append(call("executions", f"GET /api/executions/{row.id}/nodes{more}").body)

    assert (shown["nodes_total"], len(shown["nodes"])) == (5000, 1000)
    assert len(json.dumps(shown)) < 4_500_000
    assert [node["iteration"] for node in (shown["nodes"][0], shown["nodes"][-1])] == ["", "3999"]
    assert (shown["nodes"][0]["input"], shown["nodes"][0]["values_omitted"]) == (large, False)
    omitted = shown["nodes"][-2]
    assert (omitted["input"], omitted["values_omitted"]) == (None, True)
    alone = call("executions", f"GET /api/executions/{row.id}/nodes?key=call&limit=1&cursor={omitted['position'] - 1}")
    (whole,) = alone.body["items"]
    assert (whole["iteration"], whole["input"], whole["values_omitted"]) == (omitted["iteration"], large, False)
    listed = [node["iteration"] for each in pages for node in each["items"]]
    assert listed == [str(index) for index in range(4999)]


def test_nodes_of_a_run_that_goes_on_are_listed_too(call: Call, connection: Connection, redis_cache: Cache) -> None:
    publish(connection)
    observe(connection, status_change("live", "RUNNING"))
    leave(redis_cache, "live", record_of("call", status="running"))

    first = call("executions", f"GET /api/executions/{WORKFLOW}.live/nodes?limit=3").body
    second = call("executions", f"GET /api/executions/{WORKFLOW}.live/nodes?cursor={first['next_cursor']}").body

    keys = [node["key"] for page in (first, second) for node in page["items"]]
    assert keys == ["order", "prepare", "big", "call"]
    assert second["next_cursor"] is None


def test_a_run_that_waits_for_somebody_says_so_until_it_ends(
    call: Call, connection: Connection, redis_cache: Cache
) -> None:
    publish(connection)
    observe(connection, status_change("a", "RUNNING"), status_change("b", "RUNNING"))
    asked = datetime.now(UTC)
    for name, lasting in (("first", timedelta(hours=1)), ("second", timedelta(hours=1)), ("over", timedelta(0))):
        waits.register(connection, open_wait(f"{WORKFLOW}.a", name, asked, asked + lasting))

    def waiting() -> dict[str, int]:
        items = call("executions", "GET /api/executions").body["items"]
        return {item["id"].rpartition(".")[2]: item["waiting"] for item in items}

    assert waiting() == {"a": 2, "b": 0}
    assert call("executions", f"GET /api/executions/{WORKFLOW}.a").body["waiting"] == 2

    leave(redis_cache, "a", record_of("call"))
    observe(connection, status_change("a", "SUCCEEDED", output='{"done": {"status": 200}}'))

    assert waiting() == {"a": 0, "b": 0}


def open_wait(execution_id: str, node_key: str, created_at: datetime, expires_at: datetime) -> waits.Wait:
    """An approval that nobody has answered."""
    return waits.Wait(
        id=waits.wait_id(execution_id, node_key, "", node_key),
        token=node_key,
        kind="approval",
        title="May it go on?",
        execution_id=execution_id,
        node_key=node_key,
        iteration="",
        invocation={},
        created_at=created_at,
        expires_at=expires_at,
    )


def test_a_run_and_those_it_started_name_each_other(call: Call, connection: Connection, redis_cache: Cache) -> None:
    publish(connection)
    by = {"execution_id": f"{WORKFLOW}.parent", "node": "pack", "iteration": "0"}
    for name, more in (
        ("parent", {}),
        ("first", {"parent": by}),
        ("again", {"parent": by}),
        ("other", {"parent": {**by, "execution_id": f"{WORKFLOW}.x"}}),
    ):
        later = STARTED + (1_000 if name == "again" else 0)
        observe(connection, status_change(name, "RUNNING", startDate=later, input=json.dumps(execution_input() | more)))

    shown = call("executions", f"GET /api/executions/{WORKFLOW}.parent").body
    child = call("executions", f"GET /api/executions/{WORKFLOW}.again").body

    told = [(each["execution_id"], each["node_key"], each["iteration"], each["status"]) for each in shown["children"]]
    assert told == [(f"{WORKFLOW}.{name}", "pack", "0", "running") for name in ("again", "first")]
    assert child["parent"] == {"execution_id": f"{WORKFLOW}.parent", "node_key": "pack", "iteration": "0"}
    assert (shown["parent"], child["children"]) == (None, [])


def test_a_run_that_failed_says_why_its_error_workflow_was_not_started(
    call: Call, connection: Connection, redis_cache: Cache
) -> None:
    publish(connection)
    observe(connection, status_change("f", "FAILED", error="Broke", cause="no money"))
    run = f"{WORKFLOW}.f"

    def told() -> Any:
        return call("executions", f"GET /api/executions/{run}").body["error_workflow_fault"]

    before = told()
    error_workflows.note_fault(connection, run, 0, "it is archived")
    error_workflows.note_fault(connection, run, 1, "it is express")

    assert (before, told()) == (None, "it is express")
