"""Express runs: recorded from what they tell of themselves, and closed by the sweep when they told of no end."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import executions, express_runs, recorder
from statewright.data.connect import Connection, connect
from statewright.data.recorder import ExecutionRow
from statewright.recording.contexts import LiveContexts, Records
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.reconstruct import Reconstruction, from_context
from statewright.recording.status_changes import StatusChange
from statewright.recording.store import EXPRESS_LOST, EXPRESS_PARTLY_LOST, NO_INPUT
from system.record_executions.logic import record
from system.sweep_executions.logic import OVERDUE_GROUP, Swept, sweep

from tests.support.recorded_runs import STARTED, WORKFLOW, execution_input, leave, publish, record_of

MACHINE = f"arn:aws:states:eu-central-1:000000000000:stateMachine:{names.state_machine_name(WORKFLOW, 'express')}"
SETTINGS = {"durability": "express", "timeout_seconds": 120, "timezone": "UTC"}
OUTPUT = {"done": {"status": 200}}


def told(name: str, status: str, *, started: int = STARTED, run: str = "r1", **detail: Any) -> str:
    """The queue record's body."""
    fields = {
        "executionArn": f"{MACHINE.replace(':stateMachine:', ':express:')}:{name}:{run}",
        "stateMachineArn": MACHINE,
        "name": name,
        "status": status,
        "workflowVersion": 1,
        "startDate": started,
        "inputDetails": {"included": True},
        "input": execution_input(),
    }
    if status != "RUNNING":
        fields["stopDate"] = STARTED + 40
    if status == "SUCCEEDED":
        fields |= {"output": OUTPUT, "outputDetails": {"included": True}}
    given = fields | detail
    return json.dumps(
        {"detail-type": names.EXPRESS_REPORT, "detail": {key: value for key, value in given.items() if value != "-"}}
    )


LEFT_OUT: dict[str, Any] = {"input": "-", "inputDetails": {"included": False}}


@pytest.fixture
def observe(connection: Connection, contexts: LiveContexts) -> Any:
    publish(connection, settings=SETTINGS)
    machines = Machines()

    def observed(*bodies: str) -> None:
        recorded = record(connection, contexts, machines, {str(uuid.uuid4()): body for body in bodies})
        assert recorded.failed == []

    return observed


def stored(connection: Connection, name: str) -> tuple[executions.Execution, dict[str, str]]:
    row = executions.get(connection, names.execution_id(WORKFLOW, name))
    assert row is not None
    return row, {node.key: node.status for node in executions.list_nodes(connection, row.id, row.started_at)}


ALL = dict.fromkeys(("order", "prepare", "big", "call", "done"), "succeeded")


def test_a_run_is_recorded_from_its_own_words(observe: Any, connection: Connection, redis_cache: Cache) -> None:
    observe(told("a", "RUNNING"))
    before, _ = stored(connection, "a")
    leave(redis_cache, "a", record_of("call"))
    observe(told("a", "SUCCEEDED"))
    after, nodes = stored(connection, "a")

    assert (before.status, before.express, before.trigger, before.version) == ("running", True, "order", 1)
    assert (after.status, after.nodes, after.output, after.divergences) == ("succeeded", "context", OUTPUT, [])
    assert after.arn == json.loads(told("a", "RUNNING"))["detail"]["executionArn"]
    assert nodes == ALL


@pytest.mark.parametrize("together", [True, False])
def test_a_run_that_begins_twice_is_one(
    observe: Any, connection: Connection, redis_cache: Cache, together: bool
) -> None:
    again: dict[str, Any] = {"started": STARTED + 10_000, "run": "r2"}
    leave(redis_cache, "a", record_of("call"))
    bodies = [
        told("a", "RUNNING"),
        told("a", "RUNNING", **again),
        told("a", "SUCCEEDED", **again, stopDate=STARTED + 10_040),
        told("a", "SUCCEEDED"),
    ]
    if together:
        observe(*bodies)
    else:
        for body in bodies:
            observe(body)

    rows = connection.execute("SELECT status, started_at, ended_at FROM executions").fetchall()
    begun = datetime.fromtimestamp(STARTED / 1000, UTC)
    assert [(row[0], row[1]) for row in rows] == [("succeeded", begun)]
    assert rows[0][2] == begun + timedelta(milliseconds=10_040)
    assert stored(connection, "a")[1] == ALL


def test_the_beginning_that_is_recorded_stays_when_an_earlier_one_is_told(
    observe: Any, swept: Any, connection: Connection, redis_cache: Cache
) -> None:
    leave(redis_cache, "a", record_of("call"))
    observe(told("a", "RUNNING", started=STARTED + 10_000, run="r2"))

    observe(told("a", "RUNNING"))
    observe(told("a", "SUCCEEDED"))

    begun = datetime.fromtimestamp(STARTED / 1000 + 10, UTC)
    rows = connection.execute("SELECT status, started_at, ended_at FROM executions").fetchall()
    assert rows == [("succeeded", begun, begun)]
    assert stored(connection, "a")[1] == ALL
    assert swept(600) == Swept(closed=0, recovered=0)


def test_beginnings_that_are_recorded_at_the_same_time_are_one(
    observe: Any, connection: Connection, postgres_url: str
) -> None:
    execution = names.execution_id(WORKFLOW, "a")
    with connect(postgres_url) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            express_runs.lock(other, [execution])
            waiting = pool.submit(observe, told("a", "RUNNING", run="r2"))
            while not other.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone():
                assert not waiting.done(), "it did not wait"
            row = ExecutionRow(
                id=execution, workflow_id=WORKFLOW, started_at=STARTED + 10_000, status="running", arn="arn"
            )
            recorder.write(other, [row])
        waiting.result()

    assert connection.execute("SELECT count(*) FROM executions").fetchone() == (1,)


def test_what_cannot_be_written_keeps_nothing_else_back(
    connection: Connection, contexts: LiveContexts, redis_cache: Cache
) -> None:
    publish(connection, settings=SETTINGS)
    leave(redis_cache, "b", record_of("call"))
    bodies = {"1": told("a", "RUNNING", workflowVersion=2**40), "2": told("b", "SUCCEEDED")}

    recorded = record(connection, contexts, Machines(), bodies)

    assert recorded.failed == ["1"]
    assert stored(connection, "b")[0].status == "succeeded"


@pytest.mark.parametrize("together", [True, False])
def test_what_an_end_leaves_out_is_known_from_the_beginning_and_the_replay(
    observe: Any, connection: Connection, redis_cache: Cache, together: bool
) -> None:
    leave(redis_cache, "a", record_of("call"))
    bodies = [told("a", "RUNNING"), told("a", "SUCCEEDED", output="-", outputDetails={"included": False}, **LEFT_OUT)]
    if together:
        observe(*reversed(bodies))
    else:
        for body in bodies:
            observe(body)

    row, nodes = stored(connection, "a")
    assert (row.input, row.output, row.divergences) == (execution_input(), OUTPUT, [])
    assert nodes == ALL


def test_what_cannot_be_told_is_said(observe: Any, swept: Any, connection: Connection) -> None:
    observe(told("large", "SUCCEEDED", **LEFT_OUT), told("lost", "SUCCEEDED"))

    (large, no_nodes), (lost, none_either) = stored(connection, "large"), stored(connection, "lost")
    assert (large.status, large.gaps, no_nodes) == ("succeeded", [NO_INPUT], {})
    assert (lost.status, lost.gaps, none_either) == ("succeeded", [EXPRESS_LOST], {})
    assert (large.nodes, lost.nodes) == ("lost", "lost")
    assert executions.replayable(connection, WORKFLOW, 1, limit=9) == []
    assert swept(600) == Swept(closed=0, recovered=0)  # there is no history to ask for


def test_a_step_without_an_outcome_is_named(observe: Any, connection: Connection, redis_cache: Cache) -> None:
    leave(redis_cache, "a", record_of("call", status="running"))

    observe(told("a", "SUCCEEDED"))

    row, _ = stored(connection, "a")
    assert (row.nodes, row.gaps, row.divergences) == ("context", [EXPRESS_PARTLY_LOST.format("`call`")], [])


@pytest.fixture
def swept(connection: Connection, contexts: LiveContexts) -> Any:
    def run(seconds: int) -> Swept:
        now = datetime.fromtimestamp(STARTED / 1000, UTC) + timedelta(seconds=seconds)
        # No client: Step Functions is not asked about Express runs.
        return sweep(connection, contexts, Machines(), None, now)  # type: ignore[arg-type]

    return run


def test_a_run_that_tells_of_no_end_has_timed_out(
    observe: Any, swept: Any, connection: Connection, redis_cache: Cache
) -> None:
    observe(told("a", "RUNNING"))
    leave(redis_cache, "a", record_of("call", status="running"))

    assert swept(179) == Swept(closed=0, recovered=0)
    assert swept(181) == Swept(closed=1, recovered=0)
    assert swept(600) == Swept(closed=0, recovered=0)

    row, nodes = stored(connection, "a")
    assert (row.status, row.nodes) == ("timed_out", "presumed")
    assert row.ended_at == datetime.fromtimestamp(STARTED / 1000, UTC) + timedelta(seconds=120)
    assert row.error == {"name": "States.Timeout", "message": "no end was told within the time limit of 120 seconds"}
    assert nodes["call"] == "failed"  # its own time limit was shorter


def test_a_run_whose_last_word_was_lost_ends_as_its_record_says(
    observe: Any, swept: Any, connection: Connection, redis_cache: Cache
) -> None:
    observe(told("a", "RUNNING"))
    leave(redis_cache, "a", record_of("call"))

    assert swept(181) == Swept(closed=1, recovered=0)

    row, nodes = stored(connection, "a")
    assert (row.status, row.output, row.error, row.divergences) == ("succeeded", OUTPUT, None, [])
    assert nodes == ALL


def test_a_run_whose_replay_fails_keeps_no_other_from_its_end(
    observe: Any, swept: Any, connection: Connection, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    observe(told("a", "RUNNING"), told("b", "RUNNING"))
    leave(redis_cache, "b", record_of("call"))

    def failing(published: PublishedMachine, change: StatusChange, records: Records) -> Reconstruction:
        if change.name == "a":
            raise RecursionError("too deep")
        return from_context(published, change, records)

    monkeypatch.setattr("statewright.recording.express.from_context", failing)

    assert swept(181) == Swept(closed=2, recovered=0)

    assert [stored(connection, name)[0].status for name in "ab"] == ["timed_out", "succeeded"]


def test_many_runs_are_closed_a_few_at_a_time(observe: Any, swept: Any, connection: Connection) -> None:
    count = OVERDUE_GROUP + 2
    observe(*(told(f"run{number}", "RUNNING") for number in range(count)))
    observe(told("young", "RUNNING", started=STARTED + 60_000))

    assert swept(200) == Swept(closed=count, recovered=0)

    assert [run.id for run in express_runs.open_since(connection, datetime(2027, 1, 1, tzinfo=UTC), limit=9)] == [
        names.execution_id(WORKFLOW, "young")
    ]


def test_a_later_row_of_a_run_is_not_swept(observe: Any, swept: Any, connection: Connection) -> None:
    observe(told("a", "RUNNING"))
    connection.execute(
        "INSERT INTO executions (id, started_at, workflow_id, status, arn) "
        "SELECT id, started_at + interval '1 s', workflow_id, status, arn FROM executions"
    )

    assert swept(600) == Swept(closed=1, recovered=0)

    assert express_runs.open_since(connection, datetime(2027, 1, 1, tzinfo=UTC), limit=9) == []


def test_an_end_that_is_told_late_replaces_the_presumed_one(
    observe: Any, swept: Any, connection: Connection, redis_cache: Cache
) -> None:
    observe(told("a", "RUNNING"))
    leave(redis_cache, "a", record_of("call", status="running"))
    swept(181)
    leave(redis_cache, "a", record_of("call"))

    observe(told("a", "SUCCEEDED"))
    observe(told("a", "FAILED", error="Late", cause="too late"))

    row, nodes = stored(connection, "a")
    assert (row.status, row.nodes, row.output, row.error) == ("succeeded", "context", OUTPUT, None)
    assert nodes == ALL


def test_an_end_that_is_told_late_keeps_the_presumed_nodes_when_it_has_no_others(
    observe: Any, swept: Any, connection: Connection, redis_cache: Cache
) -> None:
    observe(told("a", "RUNNING"))
    leave(redis_cache, "a", record_of("call"))
    swept(181)
    context = names.live_context_key(names.execution_id(WORKFLOW, "a"))
    assert redis_cache.call("TTL", context) == -1  # stays, for it may be needed yet

    redis_cache.call("DEL", context)
    observe(told("a", "SUCCEEDED"))

    row, nodes = stored(connection, "a")
    assert (row.status, row.nodes, row.gaps) == ("succeeded", "lost", [EXPRESS_LOST])
    assert nodes == ALL
