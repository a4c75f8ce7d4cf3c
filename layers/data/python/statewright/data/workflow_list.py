"""Lists of workflows: by which column they are sorted, and one page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, LiteralString, get_args

from statewright.data.connect import Connection
from statewright.data.cursors import InvalidCursor, decoded, encoded
from statewright.data.workflows import LastExecution, Status, WorkflowSummary

Sort = Literal["updated", "name", "status", "last_run"]
Order = Literal["asc", "desc"]

_NEVER: Final = "-infinity"
_KEYS: Final[dict[Sort, tuple[LiteralString, LiteralString]]] = {
    "updated": ("w.updated_at", "timestamptz"),
    "name": ("lower(w.name)", "text"),
    "status": ("w.status", "text"),
    # What never ran is older than everything that did.
    "last_run": ("coalesce(r.started_at, '-infinity')", "timestamptz"),
}
_BEYOND: Final[dict[Order, LiteralString]] = {"asc": ">", "desc": "<"}
_DIRECTION: Final[dict[Order, LiteralString]] = {"asc": "ASC", "desc": "DESC"}


@dataclass(frozen=True, slots=True)
class ListCursor:
    """The last row of a page: the next one starts behind it. `key` is its value, as PostgreSQL writes it."""

    sort: Sort
    order: Order
    key: str
    id: str

    def encode(self) -> str:
        return encoded(self.sort, self.order, self.key, self.id)

    @classmethod
    def decode(cls, text: str) -> ListCursor:
        """Raises `InvalidCursor` for anything that `encode` did not give."""
        sort, order, key, row_id = decoded(text, 4)
        if sort not in get_args(Sort) or order not in get_args(Order) or not isinstance(row_id, str):
            raise InvalidCursor("not a cursor: it is to hold a column, a direction, a value and an id")
        if not isinstance(key, str) or "\0" in key or not (_KEYS[sort][1] == "text" or _is_moment(key)):
            raise InvalidCursor("not a cursor: its value is none of its column")
        return cls(sort, order, key, row_id)


@dataclass(frozen=True, slots=True)
class WorkflowPage:
    """A part of the list; `next` is None at its end."""

    items: list[WorkflowSummary]
    next: ListCursor | None


def list_page(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    query: str | None,
    status: Status | None,
    sort: Sort,
    order: Order,
    limit: int,
    after: ListCursor | None,
) -> WorkflowPage:
    """Sorted as said, ties by id. Without `status`, archived ones are left out. `query` is part of name or description.

    With `ids`, UUIDs, only these. `after` is a cursor of the same sort and order.
    """
    key, key_type = _KEYS[sort]
    conditions: list[LiteralString] = ["w.status <> 'archived'" if status is None else "w.status = %(status)s"]
    if ids is not None:
        conditions.append("w.id = ANY(%(ids)s::uuid[])")
    if query is not None:
        conditions.append(
            "(strpos(lower(w.name), lower(%(query)s)) > 0 OR strpos(lower(w.description), lower(%(query)s)) > 0)"
        )
    if after is not None:
        conditions.append(f"({key}, w.id) {_BEYOND[order]} (%(key)s::{key_type}, %(id)s::uuid)")
    rows = connection.execute(
        f"""SELECT p.id::text, p.name, p.description, p.status, p.live_version, p.revision, p.created_at,
                   p.updated_at, e.id, e.status, e.started_at, p.key::text
            FROM (
                SELECT w.id, w.name, w.description, w.status, w.live_version, w.revision, w.created_at, w.updated_at,
                       r.execution_id, r.started_at, {key} AS key
                FROM workflows w LEFT JOIN last_runs r ON r.workflow_id = w.id
                WHERE {" AND ".join(conditions)}
                ORDER BY {key} {_DIRECTION[order]}, w.id {_DIRECTION[order]} LIMIT %(limit)s
            ) p
            LEFT JOIN executions e ON e.id = p.execution_id AND e.started_at = p.started_at
            ORDER BY p.key {_DIRECTION[order]}, p.id {_DIRECTION[order]}""",  # noqa: S608 - constants
        {
            "ids": list(ids or ()),
            "status": status,
            "query": query,
            "key": after.key if after else None,
            "id": after.id if after else None,
            "limit": limit + 1,
        },
    ).fetchall()
    shown = rows[:limit]
    following = ListCursor(sort, order, shown[-1][11], shown[-1][0]) if len(rows) > limit else None
    return WorkflowPage([_summary(row) for row in shown], following)


def _summary(row: tuple[Any, ...]) -> WorkflowSummary:
    last_id, last_status, last_started_at = row[8:11]
    return WorkflowSummary(
        id=row[0],
        name=row[1],
        description=row[2],
        status=row[3],
        live_version=row[4],
        revision=row[5],
        created_at=row[6],
        updated_at=row[7],
        last_execution=LastExecution(id=last_id, status=last_status, started_at=last_started_at) if last_id else None,
    )


def _is_moment(text: str) -> bool:
    try:
        return text == _NEVER or datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
