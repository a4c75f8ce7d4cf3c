"""The journal in PostgreSQL: what was accepted and what happened, committed in groups.

One writer takes everything that has arrived and commits it in one statement; what arrives meanwhile makes the next
group. Under load a commit is shared by many executions, without load it starts at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

from infra.local.stepfunctions.database import Connection, connect

log = logging.getLogger(__name__)

STATUSES: Final = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
"""Statuses of ended executions; the database keeps the index."""

_RETRY_SECONDS: Final = (0.05, 0.2, 1.0, 2.0)
_GIVE_UP_SECONDS: Final = 1.0
"""While stopping, the database is waited for until the pauses are this long."""


class Kind(IntEnum):
    """What a journal row says: an event of the engine."""

    LAMBDA_SUCCEEDED = 1
    """Body: the function's answer."""
    TASK_SUCCEEDED = 2
    """Body: the task's output."""
    TASK_FAILED = 3
    """Body: `[error, cause]`."""
    HEARTBEAT = 4
    TIMER_FIRED = 5
    STOPPED = 6
    """Body: `[error, cause]`."""
    SUBMITTED = 7
    """A task whose answer comes later was accepted: one that is answered by its token is not to be repeated.

    Body: the first answer, JSON.
    """
    REDRIVEN = 8
    MAP_RUN_UPDATED = 9
    """Body: `[Map Run ARN, concurrency, tolerated count, tolerated percentage]`."""


class StartRow(NamedTuple):
    """A row of `machine_executions`, or of `express_executions`.

    `started_by`: the request id of the task that started it, so that the task finds it again.
    """

    id: int
    state_machine_id: int
    definition_id: int
    name: str
    version: int | None
    alias: str | None
    seed: int
    started_at: int
    input: bytes
    started_by: uuid.UUID | None = None


class EventRow(NamedTuple):
    """A row of `journal`."""

    execution_id: int
    sequence: int
    kind: int
    at: int
    reference: int
    body: bytes


class EndRow(NamedTuple):
    """A row of `execution_ends`; `fresh`: the execution's start is in the same group."""

    execution_id: int
    end_sequence: int
    status: int
    ended_at: int
    output: bytes | None
    error: str | None
    cause: str | None
    fresh: bool


class MapRunRow(NamedTuple):
    """A row of `map_runs`."""

    arn: str
    execution_id: int
    number: int


@dataclass(slots=True)
class Group:
    """What one commit holds. `after` are called with it once it is durable; `refused`: starts whose name was taken."""

    starts: list[StartRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    ends: list[EndRow] = field(default_factory=list)
    map_runs: list[MapRunRow] = field(default_factory=list)
    express_starts: list[StartRow] = field(default_factory=list)
    express_ends: list[int] = field(default_factory=list)
    delivered: int | None = None
    after: list[Callable[[Group], None]] = field(default_factory=list)
    refused: frozenset[int] = frozenset()

    @property
    def rows(self) -> bool:
        """Whether there is anything to write."""
        return any(self.shape)

    @property
    def shape(self) -> Shape:
        """Which parts its statement has."""
        return (
            bool(self.starts),
            bool(self.events),
            bool(self.ends),
            bool(self.map_runs),
            bool(self.express_starts),
            bool(self.express_ends),
            self.delivered is not None,
        )


Shape = tuple[bool, bool, bool, bool, bool, bool, bool]


_START_ROWS: Final = """(id, state_machine_id, definition_id, name, version, alias, seed, started_at, input, started_by)
    SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::bigint[],
        %b::bigint[], %b::bytea[], %b::uuid[])
    ON CONFLICT DO NOTHING RETURNING id)"""
_STARTS: Final = f"started AS (INSERT INTO stack.machine_executions {_START_ROWS}"
_EXPRESS_STARTS: Final = f"express_started AS (INSERT INTO stack.express_executions {_START_ROWS}"
_EXPRESS_ENDS: Final = "express_ended AS (DELETE FROM stack.express_executions WHERE id = ANY(%b::bigint[]))"
_EVENTS: Final = """journalled AS (
    INSERT INTO stack.journal (execution_id, sequence, kind, at, reference, body)
    SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bytea[])
    ON CONFLICT DO NOTHING)"""
_ENDS: Final = """ended AS (
    INSERT INTO stack.execution_ends (execution_id, end_sequence, status, ended_at, output, error, cause)
    SELECT id, sequence, status, at, output, error, cause
    FROM unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bytea[], %b::text[], %b::text[],
        %b::boolean[]) AS e(id, sequence, status, at, output, error, cause, fresh)
    WHERE {accepted}
    ON CONFLICT DO NOTHING)"""
_MAP_RUNS: Final = """map_runs_started AS (
    INSERT INTO stack.map_runs (arn, execution_id, number)
    SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bigint[])
    ON CONFLICT DO NOTHING)"""
_DELIVERED: Final = """delivery AS (
    UPDATE stack.delivered_ends SET end_sequence = greatest(end_sequence, %b::bigint))"""


@functools.cache
def _statement(shape: Shape) -> LiteralString:
    """The one statement of a group; a data-modifying WITH is a transaction of its own. The few shapes are prepared."""
    starts, *_ = shape
    accepted: LiteralString = "NOT fresh OR id IN (SELECT id FROM started)" if starts else "true"
    every = (_STARTS, _EVENTS, _ENDS.format(accepted=accepted), _MAP_RUNS, _EXPRESS_STARTS, _EXPRESS_ENDS, _DELIVERED)
    parts: list[LiteralString] = [part for part, wanted in zip(every, shape, strict=True) if wanted]
    result: LiteralString = "SELECT id FROM started" if starts else "SELECT 0 WHERE false"
    return "WITH " + ", ".join(parts) + " " + result


def _report(writer: asyncio.Task[None]) -> None:
    """Without its writer the service accepts nothing more: that must not go unseen."""
    if not writer.cancelled() and (error := writer.exception()) is not None:
        log.critical("the journal cannot be written any more: restart the local stack", exc_info=error)


class Journal:
    """The single writer. Add to `group` in one turn of the loop and call `wake`; `after` runs once it is durable."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Connection | None = None
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._stopping = False
        self.group = Group()
        self.commits = 0

    async def start(self) -> None:
        """Connect and begin to write."""
        self._connection = await connect(self._dsn)
        self._writer = asyncio.create_task(self._write())
        self._writer.add_done_callback(_report)

    async def stop(self) -> None:
        """Commit what has arrived, then close."""
        self._stopping = True
        self._wake.set()
        if self._writer is not None:
            await self._writer
        if self._connection is not None:
            await self._connection.close()

    def wake(self) -> None:
        """Something was added to `group`."""
        self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            group, self.group = self.group, Group()
            if group.rows:
                if not await self._commit(group):
                    return
                self.commits += 1
            for act in group.after:
                act(group)
            if self._stopping and not (self.group.rows or self.group.after):
                return

    async def _commit(self, group: Group) -> bool:
        """Make a group durable, however long the database is away. Sets `group.refused`.

        False: the database is away and the service is stopping. Nothing of the group was let out, so nothing is lost.
        """
        repeated = False
        for wait in itertools.chain(_RETRY_SECONDS, itertools.repeat(_RETRY_SECONDS[-1])):
            try:
                accepted = await self._execute(group, repeated)
            except psycopg.OperationalError as error:
                log.warning("the journal could not be written, trying again: %s", str(error).strip())
                repeated = True
                if self._stopping and wait >= _GIVE_UP_SECONDS:
                    return False
                await asyncio.sleep(wait)
                continue
            group.refused = frozenset(row.id for row in group.starts) - accepted if group.starts else frozenset()
            return True
        return False

    async def _execute(self, group: Group, repeated: bool) -> frozenset[int]:
        if self._connection is None or self._connection.closed or self._connection.broken:
            if self._connection is not None:
                with contextlib.suppress(psycopg.Error):
                    await self._connection.close()
            self._connection = await connect(self._dsn)
        columns: list[Any] = []
        for rows in (group.starts, group.events, group.ends, group.map_runs, group.express_starts):
            if rows:
                columns.extend(map(list, zip(*rows, strict=True)))
        if group.express_ends:
            columns.append(group.express_ends)
        if group.delivered is not None:
            columns.append(group.delivered)
        cursor = await self._connection.execute(_statement(group.shape), columns)
        if not group.starts:
            return frozenset()
        if repeated:  # the first attempt may have been committed although its answer was lost
            ids = [row.id for row in group.starts]
            query = "SELECT id FROM stack.machine_executions WHERE id = ANY(%b)"
            cursor = await self._connection.execute(query, [ids])
        return frozenset(row[0] for row in await cursor.fetchall())
