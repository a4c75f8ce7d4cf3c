"""Any order and repetition of what is known about executions ends in the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statewright.data import executions, waits
from statewright.data.connect import Connection, connect
from statewright.data.migrate import migrate
from statewright.data.partitions import ensure_partitions
from statewright.data.recorder import ExecutionRow, NodeRow, replace_lost_nodes, write

WORKFLOW = "11111111-1111-4111-8111-111111111111"
STARTED = 1_795_000_000_123
"""2026-11-18, in ms."""


def node(position: int = 0, **changes: Any) -> NodeRow:
    fields: dict[str, Any] = {
        "position": position,
        "node_key": f"n{position}",
        "iteration": "",
        "attempt": 0,
        "status": "succeeded",
        "started_at": STARTED + 1,
        "ended_at": STARTED + 2,
        "input": {"a": 1},
        "output": [1, {"b": None}],
        "error": None,
        "handle": None,
    }
    return NodeRow(**{**fields, **changes})


def running(name: str = "a") -> ExecutionRow:
    return ExecutionRow(
        id=f"{WORKFLOW}.{name}", workflow_id=WORKFLOW, started_at=STARTED, status="running", version=1, input={"x": 1}
    )


def ended(name: str = "a", **changes: Any) -> ExecutionRow:
    fields: dict[str, Any] = {
        "id": f"{WORKFLOW}.{name}",
        "workflow_id": WORKFLOW,
        "started_at": STARTED,
        "status": "succeeded",
        "version": 1,
        "ended_at": STARTED + 50,
        "input": {"x": 1},
        "output": {"y": 2},
        "nodes": "context",
        "node_rows": [node(0), node(1)],
    }
    return ExecutionRow(**{**fields, **changes})


def everything(connection: Connection) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """All rows, without when they were written."""
    recorded = connection.execute(
        "SELECT id, started_at, workflow_id, version, status, trigger_node, ended_at, input, output, error, nodes, "
        "diverged, divergences FROM executions ORDER BY id"
    ).fetchall()
    nodes = connection.execute(
        "SELECT * FROM node_executions ORDER BY execution_id, execution_started_at, position"
    ).fetchall()
    return recorded, nodes


def test_a_run_is_stored_with_its_nodes_and_exact_times(connection: Connection) -> None:
    written = write(connection, [ended()])

    assert written.ended == [f"{WORKFLOW}.a"]
    row = executions.get(connection, f"{WORKFLOW}.a")
    assert row is not None
    assert row.started_at.timestamp() * 1000 == pytest.approx(STARTED, abs=1e-3)
    assert (row.status, row.input, row.output, row.diverged) == ("succeeded", {"x": 1}, {"y": 2}, False)
    nodes = executions.list_nodes(connection, row.id, row.started_at)
    assert [item.key for item in nodes] == ["n0", "n1"]
    assert nodes[0].output == [1, {"b": None}]
    assert connection.execute("SELECT DISTINCT tableoid::regclass::text FROM node_executions").fetchall() == [
        ("node_executions_y2026m11",)
    ]


def test_what_comes_late_does_not_reopen_and_what_comes_twice_changes_nothing(connection: Connection) -> None:
    write(connection, [ended()])
    before = everything(connection)

    assert write(connection, [running()]).ended == []
    assert write(connection, [ended(status="failed", node_rows=[node(5)])]).ended == []

    assert everything(connection) == before


def test_what_cannot_be_stored_is_refused_alone(connection: Connection) -> None:
    written = write(
        connection,
        [ended("good"), ended("bad", status="nonsense"), ended("unjson", output={"x": object()}), ended("fine")],
    )

    assert sorted(written.refused) == [f"{WORKFLOW}.bad", f"{WORKFLOW}.unjson"]
    assert sorted(written.ended) == [f"{WORKFLOW}.fine", f"{WORKFLOW}.good"]


def test_nul_characters_are_stored_as_replacement_characters(connection: Connection) -> None:
    write(connection, [ended(input={"k\0": ["a\0b", "\\u0000"]}, node_rows=[node(output="\0")])])

    row = executions.get(connection, f"{WORKFLOW}.a")
    assert row is not None
    assert row.input == {"k\ufffd": ["a\ufffdb", "\\u0000"]}
    assert executions.list_nodes(connection, row.id, row.started_at)[0].output == "\ufffd"


def test_lost_nodes_are_replaced_once(connection: Connection) -> None:
    write(connection, [ended(nodes="lost", divergences=["lost"], node_rows=[])])

    for _ in range(2):
        replace_lost_nodes(connection, ended(nodes="history", node_rows=[node(0)]))

    row = executions.get(connection, f"{WORKFLOW}.a")
    assert row is not None
    assert (row.nodes, row.diverged, row.divergences) == ("history", False, [])
    assert len(executions.list_nodes(connection, row.id, row.started_at)) == 1


@pytest.fixture(scope="module")
def shared(postgres_server: str) -> Iterable[Connection]:
    """One database for all examples of a property; each empties it."""
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute("CREATE DATABASE recorder_property")
    with connect(postgres_server.rsplit("/", 1)[0] + "/recorder_property") as opened:
        migrate(opened)
        ensure_partitions(opened, date(2026, 11, 23))
        yield opened
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute("DROP DATABASE recorder_property WITH (FORCE)")


ROWS = [running("a"), ended("a"), running("b"), ended("b", status="failed", error={"name": "E", "message": "m"})]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(ROWS), max_size=4, unique_by=lambda row: row.id), max_size=6))
def test_any_order_and_repetition_gives_the_same_rows(shared: Connection, batches: list[list[ExecutionRow]]) -> None:
    shared.execute("TRUNCATE executions, node_executions")
    for batch in [*batches, ROWS[:1], ROWS[1:3], ROWS[3:]]:
        write(shared, batch)
    found = everything(shared)

    shared.execute("TRUNCATE executions, node_executions")
    write(shared, [ROWS[1], ROWS[3]])
    assert found == everything(shared)


def test_a_runs_end_closes_what_it_waited_for(connection: Connection) -> None:
    """Given three waits, one with an answer on its way, When one run ends, Then its waits are over and no other."""
    ids = [register_wait(connection, name, token) for name, token in (("a", "1"), ("a", "2"), ("b", "3"))]
    waits.take_answer(connection, ids[1], {"x": 1}, "ada@example.com")

    write(connection, [ended("a"), running("b")])

    found = [waits.get(connection, id_) for id_ in ids]
    assert [each.status for each in found if each] == ["closed", "answered", "pending"]


def register_wait(connection: Connection, execution: str, token: str) -> str:
    run, now = f"{WORKFLOW}.{execution}", datetime.now(UTC)
    wait = waits.Wait(
        id=waits.wait_id(run, "ask", "", token),
        kind="approval",
        execution_id=run,
        node_key="ask",
        iteration="",
        token=token,
        invocation={},
        created_at=now,
        expires_at=now + timedelta(hours=1),
        title="Go?",
    )
    waits.register(connection, wait)
    return wait.id


def test_a_presumed_end_gives_way_once_with_all_its_nodes(connection: Connection) -> None:
    presumed = ended(arn="arn", nodes="presumed", status="timed_out", node_rows=[node(0), node(1)])
    write(connection, [presumed])

    told = write(connection, [ended(arn="arn", node_rows=[node(0, output="told")])])
    for late in (ended(arn="arn", status="failed"), presumed):
        assert write(connection, [late]).ended == []

    row = executions.get(connection, presumed.id)
    assert row is not None
    nodes = executions.list_nodes(connection, row.id, row.started_at)
    assert told.ended == [row.id]
    assert (row.status, row.nodes, [each.output for each in nodes]) == ("succeeded", "context", ["told"])


def test_the_run_of_a_workflow_that_started_last_is_known_in_whatever_order_runs_are_told(
    connection: Connection,
) -> None:
    other = "22222222-2222-4222-8222-222222222222"

    def run(name: str, started_at: int, workflow_id: str = WORKFLOW) -> ExecutionRow:
        return ExecutionRow(
            id=f"{workflow_id}.{name}", workflow_id=workflow_id, started_at=started_at, status="running"
        )

    write(connection, [run("b", STARTED + 2), run("c", STARTED + 3), run("a", STARTED, other)])
    write(connection, [run("late", STARTED + 1), run("d", STARTED + 3)])

    found = connection.execute("SELECT workflow_id::text, execution_id FROM last_runs ORDER BY workflow_id").fetchall()
    assert found == [(WORKFLOW, f"{WORKFLOW}.d"), (other, f"{other}.a")]
