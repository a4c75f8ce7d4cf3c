"""The node executions of one execution as people look at them: bounded in number and in bytes.

A loop runs its body's nodes once per item, and each input and output may have 256 KiB: all of it together is more than
an answer can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import orjson
from psycopg.rows import class_row
from statewright.data.connect import Connection
from statewright.data.executions import NodeExecution

VALUES_LIMIT_BYTES: Final = 3 * 1024 * 1024
"""JSON of inputs and outputs in one answer: Lambda answers with 6 MB at most."""
MESSAGE_LIMIT: Final = 500
"""Characters of an error's message that stay where the values do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNode(NodeExecution):
    """`values_omitted`: input and output were too much for this answer, and the error's message may be cut."""

    position: int
    values_omitted: bool
    total: int
    """Node executions there are, shown or not."""


def most_telling(connection: Connection, execution_id: str, started_at: datetime, *, limit: int) -> list[ShownNode]:
    """At most `limit`, in the order of the timeline: those outside of loops, then those that did not succeed."""
    order = "iteration <> '', status NOT IN ('failed', 'running', 'cancelled'), position"
    return _select(connection, execution_id, started_at, order, limit=limit, key=None, after=-1)


def page(
    connection: Connection, execution_id: str, started_at: datetime, *, key: str | None, limit: int, after: int
) -> list[ShownNode]:
    """At most `limit`, in the order of the timeline behind the position `after`; of one node if `key` is given."""
    return _select(connection, execution_id, started_at, "position", limit=limit, key=key, after=after)


def telling_first(nodes: Sequence[NodeExecution], *, limit: int) -> list[ShownNode]:
    """`most_telling` of what is not stored."""

    def rank(position: int) -> tuple[bool, bool, int]:
        node = nodes[position]
        return node.iteration != "", node.status not in ("failed", "running", "cancelled"), position

    return within_limit(nodes, sorted(range(len(nodes)), key=rank)[:limit])


def within_limit(nodes: Sequence[NodeExecution], positions: Sequence[int]) -> list[ShownNode]:
    """These of the nodes, in the order of the timeline; the first positions keep their values."""
    size = 0
    shown = []
    for position in positions:
        node = nodes[position]
        size += len(orjson.dumps([node.input, node.output, node.error]))
        values = {name: getattr(node, name) for name in NodeExecution.__dataclass_fields__}
        kept = ShownNode(**values, position=position, values_omitted=False, total=len(nodes))
        shown.append(kept if size <= VALUES_LIMIT_BYTES else _omitted(kept))
    return sorted(shown, key=lambda node: node.position)


def _omitted(node: ShownNode) -> ShownNode:
    error = node.error and {**node.error, "message": str(node.error.get("message", ""))[:MESSAGE_LIMIT]}
    return replace(node, input=None, output=None, error=error, values_omitted=True)


def _select(
    connection: Connection,
    execution_id: str,
    started_at: datetime,
    order: str,
    *,
    limit: int,
    key: str | None,
    after: int,
) -> list[ShownNode]:
    parameters: dict[str, Any] = {
        "id": execution_id,
        "started_at": started_at,
        "key": key,
        "after": after,
        "limit": limit,
        "bytes": VALUES_LIMIT_BYTES,
        "message": MESSAGE_LIMIT,
    }
    with connection.cursor(row_factory=class_row(ShownNode)) as cursor:
        cursor.execute(
            f"""
            WITH ranked AS (
                SELECT *, count(*) OVER () AS total, row_number() OVER (ORDER BY {order}) AS rank
                FROM node_executions
                WHERE execution_id = %(id)s AND execution_started_at = %(started_at)s AND position > %(after)s
                  AND (%(key)s::text IS NULL OR node_key = %(key)s)
            ), kept AS (
                SELECT *, sum(octet_length(concat(input, output, error))) OVER (ORDER BY rank) > %(bytes)s AS omitted
                FROM ranked WHERE rank <= %(limit)s
            )
            SELECT position, node_key AS key, iteration, attempt, status, started_at, ended_at, handle,
                   CASE WHEN NOT omitted THEN input END AS input, CASE WHEN NOT omitted THEN output END AS output,
                   CASE WHEN omitted AND error IS NOT NULL THEN
                       error || jsonb_build_object('message', left(error ->> 'message', %(message)s)) ELSE error
                   END AS error,
                   omitted AS values_omitted, total
            FROM kept ORDER BY position""",  # noqa: S608 - constants
            parameters,
        )
        return cursor.fetchall()
