"""Schedules, groups and undelivered firings in PostgreSQL. Its index on due times is the scheduler's queue.

Each call takes its own short connection: an idle stack holds none, and a restarted server is met with a new one.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row
from statewright.language.schedules.timing import InvalidExpression

from infra.local.rest_json import AwsError
from infra.local.scheduler.model import DEFAULT_GROUP, Definition, Schedule, Target, turn

log = logging.getLogger(__name__)

BATCH = 500
"""Due schedules taken in one transaction."""

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS stack;
CREATE TABLE IF NOT EXISTS stack.schedule_groups (
    name text PRIMARY KEY,
    created_at timestamptz NOT NULL,
    client_token text
);
CREATE TABLE IF NOT EXISTS stack.schedules (
    group_name text NOT NULL REFERENCES stack.schedule_groups ON DELETE CASCADE,
    name text NOT NULL,
    definition jsonb NOT NULL,
    anchor timestamptz NOT NULL,
    next_at timestamptz,
    completed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    PRIMARY KEY (group_name, name)
);
CREATE INDEX IF NOT EXISTS schedules_due ON stack.schedules (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS stack.schedule_firings (
    id uuid PRIMARY KEY,
    group_name text NOT NULL,
    name text NOT NULL,
    target jsonb NOT NULL,
    scheduled_at timestamptz NOT NULL,
    fired_at timestamptz NOT NULL,
    attempt integer NOT NULL DEFAULT 1,
    retry_at timestamptz
);
ALTER TABLE stack.schedule_firings ADD COLUMN IF NOT EXISTS function_errors integer NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS schedule_firings_due ON stack.schedule_firings (retry_at) WHERE retry_at IS NOT NULL;
"""
DELETE_COMPLETED = """
DELETE FROM stack.schedules s
WHERE group_name = %s AND name = %s AND completed AND definition->>'ActionAfterCompletion' = 'DELETE'
    AND NOT EXISTS (SELECT FROM stack.schedule_firings f WHERE f.group_name = s.group_name AND f.name = s.name)
"""
# Several parts create the schema at the same start, and CREATE ... IF NOT EXISTS races with itself.
SCHEMA_LOCK = "SELECT pg_advisory_xact_lock(hashtext('statewright.stack'))"


@dataclass(frozen=True, slots=True)
class Firing:
    """One occurrence on its way to its target. A stored firing without a retry time is being delivered.

    `attempt` counts hand-overs, from 1, as Scheduler does; `function_errors` the failed runs, as Lambda does.
    """

    id: uuid.UUID
    group: str
    name: str
    target: Target
    scheduled_at: datetime
    fired_at: datetime
    attempt: int
    function_errors: int = 0

    @classmethod
    def of(cls, row: DictRow) -> Firing:
        target = Target.model_validate(row["target"])
        return cls(
            row["id"],
            row["group_name"],
            row["name"],
            target,
            row["scheduled_at"],
            row["fired_at"],
            row["attempt"],
            row["function_errors"],
        )


def _schedule(row: DictRow) -> Schedule:
    definition = Definition.model_validate(row["definition"])
    return Schedule(
        row["name"],
        definition,
        row["anchor"],
        row["next_at"],
        row["completed"],
        row["created_at"],
        row["modified_at"],
    )


def missing(what: str, name: str) -> AwsError:
    return AwsError(HTTPStatus.NOT_FOUND, "ResourceNotFoundException", f"{what} {name} does not exist.")


def conflict(message: str) -> AwsError:
    return AwsError(HTTPStatus.CONFLICT, "ConflictException", message)


class Store:
    """All the SQL of the scheduler. Methods raise `AwsError` for what a caller did, `psycopg.Error` for the rest."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[psycopg.AsyncConnection[DictRow]]:
        async with await psycopg.AsyncConnection.connect(self._url, row_factory=dict_row) as connection:
            yield connection

    async def prepare(self, now: datetime) -> None:
        """Create what is missing, and make due again what was being delivered when the last process ended."""
        async with self._transaction() as connection:
            await connection.execute(SCHEMA_LOCK)
            await connection.execute(SCHEMA)
            await connection.execute(
                "INSERT INTO stack.schedule_groups VALUES (%s, %s) ON CONFLICT DO NOTHING", (DEFAULT_GROUP, now)
            )
            await connection.execute("UPDATE stack.schedule_firings SET retry_at = %s WHERE retry_at IS NULL", (now,))

    # Schedules

    async def create(self, schedule: Schedule) -> None:
        """Store a new schedule; the same request with the same token again is no second one."""
        definition = schedule.definition
        async with self._transaction() as connection:
            await self._require_group(connection, definition.group_name)
            inserted = await connection.execute(
                "INSERT INTO stack.schedules VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (
                    definition.group_name,
                    schedule.name,
                    definition.model_dump_json(by_alias=True),
                    schedule.anchor,
                    schedule.next_at,
                    schedule.completed,
                    schedule.created_at,
                    schedule.modified_at,
                ),
            )
            if inserted.rowcount:
                return
            existing = await self._read(connection, definition.group_name, schedule.name)
            if definition.client_token is None or existing.definition != definition:
                raise conflict(f"Schedule {schedule.name} already exists.")

    async def update(self, schedule: Schedule) -> None:
        async with self._transaction() as connection:
            definition = schedule.definition
            updated = await connection.execute(
                "UPDATE stack.schedules SET definition = %s, anchor = %s, next_at = %s, completed = %s, "
                "modified_at = %s WHERE group_name = %s AND name = %s",
                (
                    definition.model_dump_json(by_alias=True),
                    schedule.anchor,
                    schedule.next_at,
                    schedule.completed,
                    schedule.modified_at,
                    definition.group_name,
                    schedule.name,
                ),
            )
            if not updated.rowcount:
                raise missing("Schedule", schedule.name)

    async def get(self, group: str, name: str) -> Schedule:
        async with self._transaction() as connection:
            return await self._read(connection, group, name)

    async def delete(self, group: str, name: str) -> None:
        async with self._transaction() as connection:
            deleted = await connection.execute(
                "DELETE FROM stack.schedules WHERE group_name = %s AND name = %s", (group, name)
            )
            if not deleted.rowcount:
                raise missing("Schedule", name)

    async def page(
        self, group: str | None, prefix: str, state: str | None, after: tuple[str, str], limit: int
    ) -> Sequence[Schedule]:
        """Schedules in the order of (group, name) behind `after`."""
        async with self._transaction() as connection:
            if group is not None:
                await self._require_group(connection, group)
            rows = await connection.execute(
                "SELECT * FROM stack.schedules WHERE (%(group)s::text IS NULL OR group_name = %(group)s)"
                " AND starts_with(name, %(prefix)s) AND (%(state)s::text IS NULL OR definition->>'State' = %(state)s)"
                " AND (group_name, name) > (%(after_group)s, %(after_name)s) ORDER BY group_name, name LIMIT %(limit)s",
                {
                    "group": group,
                    "prefix": prefix,
                    "state": state,
                    "after_group": after[0],
                    "after_name": after[1],
                    "limit": limit,
                },
            )
            return [_schedule(row) async for row in rows]

    # Groups

    async def create_group(self, name: str, token: str | None, now: datetime) -> None:
        async with self._transaction() as connection:
            inserted = await connection.execute(
                "INSERT INTO stack.schedule_groups VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (name, now, token)
            )
            if inserted.rowcount:
                return
            existing = await self._group(connection, name)
            if token is None or existing["client_token"] != token:
                raise conflict(f"Schedule group {name} already exists.")

    async def get_group(self, name: str) -> dict[str, Any]:
        async with self._transaction() as connection:
            return await self._group(connection, name)

    async def list_groups(self, prefix: str, after: str, limit: int) -> Sequence[dict[str, Any]]:
        async with self._transaction() as connection:
            rows = await connection.execute(
                "SELECT * FROM stack.schedule_groups WHERE starts_with(name, %s) AND name > %s ORDER BY name LIMIT %s",
                (prefix, after, limit),
            )
            return await rows.fetchall()

    async def delete_group(self, name: str) -> None:
        """Delete a group and its schedules."""
        async with self._transaction() as connection:
            if not (await connection.execute("DELETE FROM stack.schedule_groups WHERE name = %s", (name,))).rowcount:
                raise missing("Schedule group", name)

    async def _group(self, connection: psycopg.AsyncConnection[DictRow], name: str) -> dict[str, Any]:
        row = await (
            await connection.execute("SELECT * FROM stack.schedule_groups WHERE name = %s", (name,))
        ).fetchone()
        if row is None:
            raise missing("Schedule group", name)
        return row

    async def _require_group(self, connection: psycopg.AsyncConnection[DictRow], name: str) -> None:
        await self._group(connection, name)

    async def _read(self, connection: psycopg.AsyncConnection[DictRow], group: str, name: str) -> Schedule:
        row = await (
            await connection.execute("SELECT * FROM stack.schedules WHERE group_name = %s AND name = %s", (group, name))
        ).fetchone()
        if row is None:
            raise missing("Schedule", name)
        return _schedule(row)

    # Time

    async def take_due(self, now: datetime) -> list[Firing]:
        """Move due schedules on to their next time and hand out what is to be delivered, in one transaction."""
        async with self._transaction() as connection:
            due = await connection.execute(
                "SELECT * FROM stack.schedules WHERE next_at <= %s ORDER BY next_at LIMIT %s FOR UPDATE", (now, BATCH)
            )
            firings: list[Firing] = []
            moves: list[tuple[datetime | None, bool, str, str]] = []
            for schedule in [_schedule(row) async for row in due]:
                definition, name = schedule.definition, schedule.name
                assert schedule.next_at is not None  # noqa: S101 - the query asks for it
                try:
                    decided = turn(definition, schedule.anchor, schedule.next_at, now)
                except InvalidExpression:
                    # Accepted once, and no longer: a time zone that an update has removed. It must not stop the rest.
                    log.exception("schedule %s/%s is due no more: change its expression", definition.group_name, name)
                    moves.append((None, False, definition.group_name, name))
                    continue
                moves.append((decided.next_at, decided.next_at is None, definition.group_name, name))
                if decided.scheduled_at is not None:
                    identity = uuid.uuid4()
                    firings.append(
                        Firing(identity, definition.group_name, name, definition.target, decided.scheduled_at, now, 1)
                    )
            async with connection.cursor() as cursor:
                await cursor.executemany(
                    "UPDATE stack.schedules SET next_at = %s, completed = %s WHERE group_name = %s AND name = %s", moves
                )
                await cursor.executemany(
                    "INSERT INTO stack.schedule_firings VALUES (%s, %s, %s, %s, %s, %s, %s)",
                    [
                        (
                            f.id,
                            f.group,
                            f.name,
                            f.target.model_dump_json(by_alias=True),
                            f.scheduled_at,
                            f.fired_at,
                            f.attempt,
                        )
                        for f in firings
                    ],
                )
                await cursor.executemany(DELETE_COMPLETED, [(group, name) for _, done, group, name in moves if done])
            again = await connection.execute(
                "UPDATE stack.schedule_firings SET retry_at = NULL WHERE id IN"
                " (SELECT id FROM stack.schedule_firings WHERE retry_at <= %s ORDER BY retry_at LIMIT %s) RETURNING *",
                (now, BATCH),
            )
            return firings + [Firing.of(row) async for row in again]

    async def next_due(self) -> datetime | None:
        """The earliest moment at which `take_due` would give something."""
        async with self._transaction() as connection:
            row = await (
                await connection.execute(
                    "SELECT least((SELECT min(next_at) FROM stack.schedules),"
                    " (SELECT min(retry_at) FROM stack.schedule_firings)) AS due"
                )
            ).fetchone()
            due: datetime | None = row["due"] if row else None
            return due

    async def retry(self, firing: Firing, at: datetime) -> None:
        """Keep a firing, with its counts as given, until it is due again."""
        async with self._transaction() as connection:
            await connection.execute(
                "UPDATE stack.schedule_firings SET attempt = %s, function_errors = %s, retry_at = %s WHERE id = %s",
                (firing.attempt, firing.function_errors, at, firing.id),
            )

    async def settle(self, firing: Firing) -> None:
        """Forget a firing; with it its schedule, if this was its last and it asked to be deleted then."""
        async with self._transaction() as connection:
            await connection.execute("DELETE FROM stack.schedule_firings WHERE id = %s", (firing.id,))
            await connection.execute(DELETE_COMPLETED, (firing.group, firing.name))
