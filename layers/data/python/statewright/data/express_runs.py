"""What is known of Express executions, which Step Functions neither lists nor describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row
from statewright.data.connect import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An execution whose beginning is recorded."""

    id: str
    started_at: datetime
    input: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An execution that has not ended, as far as its time limit needs."""

    id: str
    started_at: datetime
    workflow_id: str
    version: int | None


def begun(connection: Connection, execution_ids: Sequence[str]) -> dict[str, Begun]:
    """Those of the executions that are recorded, by id; of one that began twice the first beginning."""
    with connection.cursor(row_factory=class_row(Begun)) as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (id) id, started_at, input FROM executions WHERE id = ANY(%s) ORDER BY id, started_at",
            (list(execution_ids),),
        )
        return {row.id: row for row in cursor.fetchall()}


def lock(connection: Connection, execution_ids: Sequence[str]) -> None:
    """Hold the executions until the transaction ends: who records another beginning of one waits, and finds this one.

    In one order everywhere, so that two batches never wait for each other.
    """
    connection.execute(
        "SELECT pg_advisory_xact_lock(key) FROM "
        "(SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest(%s::text[]) AS given(id) ORDER BY key) AS keys",
        (list(execution_ids),),
    )


def open_since(connection: Connection, started_before: datetime, *, limit: int) -> list[Open]:
    """Express executions that began before then and have not ended, oldest first; by their first rows."""
    with connection.cursor(row_factory=class_row(Open)) as cursor:
        cursor.execute(
            """SELECT id, started_at, workflow_id::text, version FROM executions e
               WHERE ended_at IS NULL AND arn IS NOT NULL AND started_at < %s
               AND NOT EXISTS (SELECT FROM executions first WHERE first.id = e.id AND first.started_at < e.started_at)
               ORDER BY started_at LIMIT %s""",
            (started_before, limit),
        )
        return cursor.fetchall()
