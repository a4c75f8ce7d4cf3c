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
    """An execution whose beginning is recorded. `presumed`: its end too, but nobody told of it."""

    id: str
    started_at: datetime
    input: Any
    presumed: bool


def begun(connection: Connection, execution_ids: Sequence[str]) -> dict[str, Begun]:
    """Those of the executions that are recorded, by id; of one that began twice the first beginning."""
    with connection.cursor(row_factory=class_row(Begun)) as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (id) id, started_at, input, nodes = 'presumed' AS presumed FROM executions "
            "WHERE id = ANY(%s) ORDER BY id, started_at",
            (list(execution_ids),),
        )
        return {row.id: row for row in cursor.fetchall()}


def reopen_presumed(connection: Connection, execution_ids: Sequence[str]) -> None:
    """Take back ends that were presumed: they have been told by now. Repeating it changes nothing."""
    connection.execute(
        """WITH opened AS (
               UPDATE executions SET status = 'running', ended_at = NULL, output = NULL, error = NULL, nodes = 'pending'
               WHERE id = ANY(%s) AND nodes = 'presumed' RETURNING id, started_at)
           DELETE FROM node_executions n USING opened
           WHERE n.execution_id = opened.id AND n.execution_started_at = opened.started_at""",
        (list(execution_ids),),
    )


def open_since(connection: Connection, started_before: datetime, *, limit: int) -> list[str]:
    """Ids of Express executions that began before then and have not ended, oldest first."""
    rows = connection.execute(
        "SELECT id FROM executions WHERE ended_at IS NULL AND arn IS NOT NULL AND started_at < %s "
        "ORDER BY started_at LIMIT %s",
        (started_before, limit),
    ).fetchall()
    return [row[0] for row in rows]
