"""Runs that another run has started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.rows import class_row
from statewright.data.connect import Connection
from statewright.data.executions import Status

LIMIT: Final = 200
"""Of one run: in a loop there may be thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRun:
    """A run, and the node that started it, in which iteration."""

    execution_id: str
    node_key: str
    iteration: str
    status: Status
    started_at: datetime


def started_by(connection: Connection, execution_id: str, started_at: datetime) -> list[ChildRun]:
    """The last runs that the one of this id and start has started, the newest first."""
    with connection.cursor(row_factory=class_row(ChildRun)) as cursor:
        cursor.execute(
            """SELECT id AS execution_id, input -> 'parent' ->> 'node' AS node_key,
                      input -> 'parent' ->> 'iteration' AS iteration, status, started_at
               FROM executions
               WHERE input -> 'parent' ->> 'execution_id' = %s AND started_at >= %s - interval '1 minute'
               ORDER BY started_at DESC, id DESC LIMIT %s""",
            (execution_id, started_at, LIMIT),
        )
        return cursor.fetchall()
