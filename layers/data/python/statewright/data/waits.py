"""Waits: nodes that hold a task token until somebody answers, and events that came before their wait."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from statewright.data.connect import Connection
from statewright.data.cursors import Cursor, Page

Kind = Literal["event", "approval"]
Status = Literal["pending", "answered", "closed"]
HOLD_MINUTES: Final = 10
"""How long an event that nobody waits for is kept for the first wait that asks for it."""
_IDS: Final = uuid.UUID("0d7f4a8e-52a3-4c1f-9b7e-6d1c8f0a2b35")
_FIELDS: Final = (
    "id::text, kind, status, event, key, title, message, execution_id, node_key, iteration, created_at, expires_at, "
    "answered_at, answered_by, token, invocation, mailed_at, mail_error, answer"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One attempt of one node that waits. `invocation` is what its state sent, without the token.

    `answer`: `{"output": ...}` while an answer, of `answered_by`, is on its way to the run.
    """

    id: str
    kind: Kind
    execution_id: str
    node_key: str
    iteration: str
    token: str = field(repr=False)
    invocation: dict[str, Any]
    created_at: datetime
    expires_at: datetime
    event: str | None = None
    key: str | None = None
    title: str | None = None
    message: str | None = None
    status: Status = "pending"
    answered_at: datetime | None = None
    answered_by: str | None = None
    mailed_at: datetime | None = None
    mail_error: str | None = None
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An event that came before its wait."""

    id: int
    payload: Any


def wait_id(execution_id: str, node_key: str, iteration: str, token: str) -> str:
    """The same for the same token, so that a repeated registration is one wait."""
    return str(uuid.uuid5(_IDS, f"{execution_id}|{node_key}|{iteration}|{token}"))


def register(connection: Connection, wait: Wait) -> Held | None:
    """Store the wait, once; gives the event that came before it, if there is one: whoever uses it says so by `used`.

    In the caller's transaction. The lock makes an event and its wait see each other, whichever is first.
    """
    if wait.kind == "event":
        _lock(connection, wait.event, wait.key)
    stored = connection.execute(
        """INSERT INTO wait_states (id, token, kind, event, key, title, message, execution_id, node_key, iteration,
                                    invocation, created_at, expires_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id""",
        (
            *(wait.id, wait.token, wait.kind, wait.event, wait.key, wait.title, wait.message, wait.execution_id),
            *(wait.node_key, wait.iteration, Jsonb(wait.invocation), wait.created_at, wait.expires_at),
        ),
    ).fetchone()
    if stored is None or wait.kind != "event":
        return None
    row = connection.execute(
        """SELECT id, payload FROM held_events
           WHERE event = %s AND key = %s AND held_at > now() - make_interval(mins => %s) ORDER BY held_at LIMIT 1""",
        (wait.event, wait.key, HOLD_MINUTES),
    ).fetchone()
    return Held(*row) if row is not None else None


def used(connection: Connection, held: Held) -> None:
    """The event has let a run go on: no other wait gets it. In the transaction of `register`."""
    connection.execute("DELETE FROM held_events WHERE id = %s", (held.id,))


def waiting_for(connection: Connection, event: str, key: str, payload: Any, by: str | None) -> dict[str, bool]:
    """The pending waits for an event by id: whether they take it as their answer, or have one already.

    If there is none the event is held. In the caller's transaction.
    """
    _lock(connection, event, key)
    rows = connection.execute(
        "SELECT id::text FROM wait_states WHERE event = %s AND key = %s AND status = 'pending' "
        "ORDER BY created_at, id FOR UPDATE",
        (event, key),
    ).fetchall()
    found = {id_: take_answer(connection, id_, payload, by) for (id_,) in rows}
    if not found:
        connection.execute("DELETE FROM held_events WHERE held_at < now() - make_interval(mins => %s)", (HOLD_MINUTES,))
        connection.execute(
            "INSERT INTO held_events (event, key, payload) VALUES (%s, %s, %s)", (event, key, Jsonb(payload))
        )
    return found


def take_answer(connection: Connection, id_: str, output: Any, by: str | None) -> bool:
    """Keep what a pending wait is answered with, before its run is told; False if it has an answer already."""
    kept = connection.execute(
        "UPDATE wait_states SET answer = %s, answered_by = %s WHERE id = %s AND status = 'pending' AND answer IS NULL",
        (Jsonb({"output": output}), by, id_),
    )
    return kept.rowcount == 1


def get(connection: Connection, id_: str) -> Wait | None:
    """One wait."""
    with connection.cursor(row_factory=class_row(Wait)) as cursor:
        cursor.execute(f"SELECT {_FIELDS} FROM wait_states WHERE id = %s", (id_,))  # noqa: S608 - constants
        return cursor.fetchone()


def unmailed(connection: Connection, id_: str) -> Wait | None:
    """The wait, if it is still to be asked for by mail."""
    wait = get(connection, id_)
    return wait if wait is not None and wait.status == "pending" and wait.mailed_at is None else None


def mailed(connection: Connection, id_: str, *, sent: bool, error: str | None) -> None:
    """What became of the wait's mail: an `error` together with `sent` names who did not get it."""
    connection.execute(
        "UPDATE wait_states SET mailed_at = CASE WHEN %s THEN now() END, mail_error = %s WHERE id = %s",
        (sent, error, id_),
    )


def locked(connection: Connection, id_: str) -> Wait | None:
    """One wait, for the caller's transaction alone."""
    with connection.cursor(row_factory=class_row(Wait)) as cursor:
        cursor.execute(f"SELECT {_FIELDS} FROM wait_states WHERE id = %s FOR UPDATE", (id_,))  # noqa: S608 - constants
        return cursor.fetchone()


def settle(connection: Connection, id_: str, status: Literal["answered", "closed"], by: str | None = None) -> None:
    """The wait is over: somebody answered, or its run no longer waits."""
    connection.execute(
        "UPDATE wait_states SET status = %s, answered_at = now(), answered_by = %s, answer = NULL "
        "WHERE id = %s AND status = 'pending'",
        (status, by, id_),
    )


def list_page(
    connection: Connection, *, status: Status | None, execution_id: str | None, limit: int, after: Cursor | None
) -> Page[Wait]:
    """Newest first. A pending wait whose run has ended is not listed as pending."""
    conditions = ["true"]
    if status == "pending":
        conditions.append("w.status = 'pending' AND w.expires_at > now()")
        conditions.append(
            "NOT EXISTS (SELECT FROM executions e WHERE e.id = w.execution_id AND e.ended_at IS NOT NULL)"
        )
    elif status is not None:
        conditions.append("w.status = %(status)s")
    if execution_id is not None:
        conditions.append("w.execution_id = %(execution_id)s")
    if after is not None:
        conditions.append("(w.created_at, w.id) < (%(at)s, %(id)s)")
    with connection.cursor(row_factory=class_row(Wait)) as cursor:
        cursor.execute(
            f"SELECT {_FIELDS} FROM wait_states w "  # noqa: S608 - constants
            f"WHERE {' AND '.join(conditions)} ORDER BY w.created_at DESC, w.id DESC LIMIT %(limit)s",
            {
                "status": status,
                "execution_id": execution_id,
                "at": after.at if after else None,
                "id": after.id if after else None,
                "limit": limit + 1,
            },
        )
        rows = cursor.fetchall()
    items = rows[:limit]
    return Page(items, Cursor(items[-1].created_at, items[-1].id) if len(rows) > limit else None)


def _lock(connection: Connection, event: str | None, key: str | None) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{event}|{key}",))
