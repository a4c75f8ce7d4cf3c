"""Lists of executions: what is asked for, one page of it, and how many there are by status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, get_args

from psycopg.rows import class_row
from statewright.data.connect import Connection
from statewright.data.cursors import Cursor, Page
from statewright.data.executions import SUMMARY, ExecutionSummary, Status

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
MOST_COUNTED: Final = 1000
"""Counting goes up to here: a list of a million costs no more than one of a thousand."""

_WAITING: Final = (
    "e.ended_at IS NULL AND e.id IN (SELECT s.execution_id FROM wait_states s "
    "WHERE s.status = 'pending' AND s.expires_at > now())"
)
# An execution is found by the beginning of its id, of its name (`<workflow id>.<name>`) or of its error's name.
_TEXT: Final = r"(substr(e.id, 38) LIKE %(text)s OR lower(e.error->>'name') LIKE lower(%(text)s))"
_WHOLE_ID: Final = "e.id LIKE %(text)s"


# What has not ended has an index of its own; a redriven run is open again, whatever it was before.
_OF: Final[dict[Status, LiteralString]] = {
    "running": "e.ended_at IS NULL",
    "succeeded": "e.ended_at IS NOT NULL AND e.status = 'succeeded'",
    "failed": "e.ended_at IS NOT NULL AND e.status = 'failed'",
    "timed_out": "e.ended_at IS NOT NULL AND e.status = 'timed_out'",
    "cancelled": "e.ended_at IS NOT NULL AND e.status = 'cancelled'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which executions; None is any."""

    ids: tuple[str, ...] | None = None
    """Only these."""
    workflow_id: str | None = None
    version: int | None = None
    trigger: str | None = None
    """Key of the trigger node."""
    started_from: datetime | None = None
    started_before: datetime | None = None
    text: str | None = None
    """The beginning of an id, of the name in it, or of an error's name."""
    diverged: bool = False
    """Only those whose replay differs."""
    waiting: bool = False
    """Only those that wait for an answer or an event now."""


def list_page(
    connection: Connection, wanted: Filter, *, status: Status | None = None, limit: int, after: Cursor | None = None
) -> Page[ExecutionSummary]:
    """Newest start first."""
    with connection.cursor(row_factory=class_row(ExecutionSummary)) as cursor:
        cursor.execute(*statement(wanted, status=status, limit=limit + 1, after=after))
        rows = cursor.fetchall()
    items = rows[:limit]
    return Page(items, Cursor(items[-1].started_at, items[-1].id) if len(rows) > limit else None)


def statement(
    wanted: Filter, *, status: Status | None, limit: int, after: Cursor | None = None
) -> tuple[LiteralString, dict[str, Any]]:
    """The SQL of a page and its parameters."""
    conditions, values = _conditions(wanted)
    if status is not None:
        conditions.append(_OF[status])
    if after is not None:
        conditions.append("(e.started_at, e.id) < (%(at)s, %(id)s)")
        values |= {"at": after.at, "id": after.id}
    text = (
        f"SELECT {SUMMARY} FROM executions e LEFT JOIN workflows w ON w.id = e.workflow_id "  # noqa: S608 - constants
        f"WHERE {' AND '.join(conditions)} ORDER BY e.started_at DESC, e.id DESC LIMIT %(limit)s"
    )
    return text, {**values, "limit": limit}


def count(connection: Connection, wanted: Filter) -> dict[Status, int]:
    """How many there are of each status; `MOST_COUNTED` + 1 stands for more than that."""
    conditions, values = _conditions(wanted)
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT FROM executions e WHERE {' AND '.join([*conditions, _OF[status]])} "  # noqa: S608 - constants
        "LIMIT %(most)s) counted)"
        for status in STATUSES
    )
    row = connection.execute(f"SELECT {counts}", {**values, "most": MOST_COUNTED + 1}).fetchone()
    return dict(zip(STATUSES, row or (), strict=True))


def _conditions(wanted: Filter) -> tuple[list[LiteralString], dict[str, Any]]:
    text = wanted.text
    asked = {
        "e.id = ANY(%(ids)s)": wanted.ids is not None,
        "e.workflow_id = %(workflow_id)s": wanted.workflow_id is not None,
        "e.version = %(version)s": wanted.version is not None,
        "e.trigger_node = %(trigger)s": wanted.trigger is not None,
        "e.started_at >= %(started_from)s": wanted.started_from is not None,
        "e.started_at < %(started_before)s": wanted.started_before is not None,
        _WHOLE_ID: text is not None and _is_id(text),
        _TEXT: text is not None and not _is_id(text),
        "e.diverged": wanted.diverged,
        _WAITING: wanted.waiting,
    }
    values = {
        "ids": list(wanted.ids or ()),
        "workflow_id": wanted.workflow_id,
        "version": wanted.version,
        "trigger": wanted.trigger,
        "started_from": wanted.started_from,
        "started_before": wanted.started_before,
        "text": _beginning(text) if text is not None else None,
    }
    return ["true", *(condition for condition, is_asked in asked.items() if is_asked)], values


def _is_id(text: str) -> bool:
    """Whether it can only be (the beginning of) `<workflow id>.<name>`: as far as it goes it looks like a UUID."""
    return len(text) >= 9 and text[8] == "-" and all(letter in "0123456789abcdef" for letter in text[:8])


def _beginning(text: str) -> str:
    """A LIKE pattern for texts that begin so."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, "\\" + special)
    return text + "%"
