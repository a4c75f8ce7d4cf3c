"""Executions and node executions: reading what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Literal

from psycopg.rows import class_row
from statewright.data.connect import Connection

Status = Literal["running", "succeeded", "failed", "timed_out", "cancelled"]
NodesSource = Literal["pending", "context", "history", "lost", "presumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionSummary:
    id: str
    workflow_id: str
    workflow_name: str
    version: int | None
    status: Status
    trigger: str | None
    started_at: datetime
    ended_at: datetime | None
    error: dict[str, Any] | None
    diverged: bool
    waiting: int
    """Waits that are open."""
    express: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution(ExecutionSummary):
    """`error` is `{"name", "message"}`."""

    input: Any
    output: Any
    nodes: NodesSource
    divergences: list[str]
    gaps: list[str]
    """What is not known of it."""
    redrive_count: int
    arn: str | None
    """Of an Express execution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeExecution:
    """One attempt of one node; `error` is `{"name", "message"}`."""

    key: str
    iteration: str
    attempt: int
    status: str
    started_at: datetime | None
    ended_at: datetime | None
    input: Any
    output: Any
    error: dict[str, Any] | None
    handle: str | None


@dataclass(frozen=True, slots=True)
class OpenExecution:
    """An execution that has started and whose end is not known."""

    id: str
    started_at: datetime


SUMMARY: Final = (
    "e.id, e.workflow_id::text, coalesce(w.name, '') AS workflow_name, e.version, e.status, e.trigger_node AS trigger, "
    "e.started_at, e.ended_at, e.error, e.diverged, "
    "CASE WHEN e.ended_at IS NULL THEN (SELECT count(*) FROM wait_states s WHERE s.execution_id = e.id "
    "AND s.status = 'pending' AND s.expires_at > now()) ELSE 0 END AS waiting, e.arn IS NOT NULL AS express"
)
"""The columns of an `ExecutionSummary` from `executions e LEFT JOIN workflows w`."""


_NODE_FIELDS: Final = tuple(field.name for field in fields(NodeExecution))


def get(connection: Connection, execution_id: str) -> Execution | None:
    with connection.cursor(row_factory=class_row(Execution)) as cursor:
        cursor.execute(
            f"SELECT {SUMMARY}, e.input, e.output, e.nodes, e.divergences, e.gaps, e.redrive_count, e.arn "  # noqa: S608 - constants
            "FROM executions e LEFT JOIN workflows w ON w.id = e.workflow_id WHERE e.id = %s ORDER BY e.started_at",
            (execution_id,),
        )
        return cursor.fetchone()


def list_nodes(connection: Connection, execution_id: str, started_at: datetime) -> list[NodeExecution]:
    """In the order of the timeline. `started_at` of the execution finds its partition."""
    with connection.cursor(row_factory=class_row(NodeExecution)) as cursor:
        cursor.execute(
            """SELECT node_key AS key, iteration, attempt, status, started_at, ended_at, input, output, error, handle
               FROM node_executions WHERE execution_id = %s AND execution_started_at = %s ORDER BY position""",
            (execution_id, started_at),
        )
        return cursor.fetchall()


def count_nodes(connection: Connection, execution_id: str, started_at: datetime) -> int:
    """How many node executions of an execution are stored."""
    row = connection.execute(
        "SELECT count(*) FROM node_executions WHERE execution_id = %s AND execution_started_at = %s",
        (execution_id, started_at),
    ).fetchone()
    return row[0] if row else 0


def replayable(connection: Connection, workflow_id: str, version: int, *, limit: int) -> list[Execution]:
    """The last executions of a version that came to an end of their own and whose nodes are known, newest first."""
    with connection.cursor(row_factory=class_row(Execution)) as cursor:
        cursor.execute(
            f"SELECT {SUMMARY}, e.input, e.output, e.nodes, e.divergences, e.gaps, e.redrive_count, e.arn "  # noqa: S608 - constants
            "FROM executions e LEFT JOIN workflows w ON w.id = e.workflow_id "
            "WHERE e.workflow_id = %s AND e.version = %s AND e.ended_at IS NOT NULL "
            "AND e.status IN ('succeeded', 'failed', 'timed_out') AND e.nodes IN ('context', 'history') "
            "ORDER BY e.started_at DESC, e.id DESC LIMIT %s",
            (workflow_id, version, limit),
        )
        return cursor.fetchall()


def nodes_of(connection: Connection, of: Sequence[Execution]) -> dict[str, list[NodeExecution]]:
    """By execution id, each in the order of its timeline."""
    found: dict[str, list[NodeExecution]] = {each.id: [] for each in of}
    starts = [each.started_at for each in of]
    if not starts:
        return found
    rows = connection.execute(
        """SELECT n.execution_id, n.node_key, n.iteration, n.attempt, n.status, n.started_at, n.ended_at,
                  n.input, n.output, n.error, n.handle
           FROM unnest(%s::text[], %s::timestamptz[]) AS e(id, started_at)
           JOIN node_executions n ON n.execution_id = e.id AND n.execution_started_at = e.started_at
           WHERE n.execution_started_at BETWEEN %s AND %s ORDER BY n.execution_id, n.position""",
        (list(found), starts, min(starts), max(starts)),
    )
    for execution_id, *values in rows:
        found[execution_id].append(NodeExecution(**dict(zip(_NODE_FIELDS, values, strict=True))))
    return found


def last_input(connection: Connection, workflow_id: str, trigger_node: str) -> Any:
    """The input of the newest execution that this trigger started; None if there is none."""
    row = connection.execute(
        "SELECT input FROM executions WHERE workflow_id = %s AND trigger_node = %s ORDER BY started_at DESC LIMIT 1",
        (workflow_id, trigger_node),
    ).fetchone()
    return row[0] if row else None


def open_workflows(connection: Connection, started_before: datetime) -> list[str]:
    """Ids of workflows with Standard executions that started before then and are open; each time in another order."""
    rows = connection.execute(
        "SELECT workflow_id::text FROM executions WHERE ended_at IS NULL AND arn IS NULL AND started_at < %s "
        "GROUP BY workflow_id ORDER BY random()",
        (started_before,),
    ).fetchall()
    return [row[0] for row in rows]


def any_open(connection: Connection) -> bool:
    """Whether an execution of either kind has not ended, as far as is known."""
    row = connection.execute("SELECT EXISTS (SELECT FROM executions WHERE ended_at IS NULL)").fetchone()
    return row is not None and row[0] is True


def open_of(
    connection: Connection, workflow_id: str, started_before: datetime, *, but: Sequence[str], limit: int
) -> list[OpenExecution]:
    """Standard ones that are not among those ids; first those that nothing was heard of, or looked up, for longest."""
    with connection.cursor(row_factory=class_row(OpenExecution)) as cursor:
        cursor.execute(
            "SELECT id, started_at FROM executions "
            "WHERE workflow_id = %s AND ended_at IS NULL AND arn IS NULL AND started_at < %s AND id <> ALL(%s) "
            "ORDER BY recorded_at, id LIMIT %s",
            (workflow_id, started_before, list(but), limit),
        )
        return cursor.fetchall()


def lost(connection: Connection, started_after: datetime, *, limit: int) -> list[str]:
    """Ids of Standard executions whose node executions could not be told, newest first; others have no history."""
    rows = connection.execute(
        "SELECT id FROM executions WHERE nodes = 'lost' AND arn IS NULL AND started_at > %s "
        "ORDER BY started_at DESC LIMIT %s",
        (started_after, limit),
    ).fetchall()
    return [row[0] for row in rows]
