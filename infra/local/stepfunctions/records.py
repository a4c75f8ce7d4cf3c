"""Executions as they are stored: reads for describing, listing, recovering and delivering."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString, NamedTuple

from infra.local.stepfunctions.database import Database
from infra.local.stepfunctions.journal import STATUSES, EndRow, EventRow, StartRow

_COLUMNS: Final = (
    "e.id, e.state_machine_id, e.definition_id, e.name, e.version, e.alias, e.seed, e.started_at, e.input,"
    " e.started_by, x.execution_id, x.end_sequence, x.status, x.ended_at, x.output, x.error, x.cause, false,"
    " r.number, r.at"
)
_REDRIVES: Final = (
    " LEFT JOIN LATERAL (SELECT number, at FROM stack.redrives WHERE execution_id = e.id"
    " ORDER BY number DESC LIMIT 1) r ON true"
)
_FROM: Final = " FROM stack.machine_executions e LEFT JOIN stack.execution_ends x ON x.execution_id = e.id" + _REDRIVES
_START_WIDTH: Final = len(StartRow._fields)
_END_WIDTH: Final = len(EndRow._fields)
_PRUNE_AT_ONCE: Final = 2_000


class Redrives(NamedTuple):
    """How many redrives an execution has had, and when the last was (epoch milliseconds)."""

    number: int
    at: int | None


NOT_REDRIVEN: Final = Redrives(0, None)


@dataclass(frozen=True, slots=True)
class Record:
    """An execution: its start and, once it has ended, its end."""

    start: StartRow
    end: EndRow | None
    redrives: Redrives = NOT_REDRIVEN

    @property
    def status(self) -> str:
        """As the API names it."""
        return STATUSES[self.end.status] if self.end else "RUNNING"


def _record(row: Sequence[Any]) -> Record:
    end = EndRow(*row[_START_WIDTH : _START_WIDTH + _END_WIDTH]) if row[_START_WIDTH] is not None else None
    redrives = Redrives(row[-2], row[-1]) if row[-1] is not None else NOT_REDRIVEN
    return Record(StartRow(*row[:_START_WIDTH]), end, redrives)


class Records:
    """The stored executions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_numbers(self) -> tuple[int, int, int]:
        """(last execution id, Express ones included, last end sequence, delivered end sequence)."""
        rows = await self._database.rows(
            "SELECT greatest(0, (SELECT max(id) FROM stack.machine_executions),"
            " (SELECT max(id) FROM stack.express_executions)),"
            " greatest((SELECT max(end_sequence) FROM stack.execution_ends), d.end_sequence), d.end_sequence"
            " FROM stack.delivered_ends d"
        )
        last_id, last_end, delivered = rows[0]
        return last_id, last_end, delivered

    async def find(self, machine_id: int, name: str) -> Record | None:
        """The execution of this name."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS}{_FROM} WHERE e.state_machine_id = %b AND e.name = %b",
            machine_id,
            name,
        )
        return _record(rows[0]) if rows else None

    async def find_by_machine_name(self, machine: str, name: str) -> Record | None:
        """The newest execution of this name among all machines that had the name `machine`, deleted ones included."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS}{_FROM} JOIN stack.state_machines m ON m.id = e.state_machine_id"
            " WHERE m.name = %b AND e.name = %b ORDER BY e.id DESC LIMIT 1",
            machine,
            name,
        )
        return _record(rows[0]) if rows else None

    async def page(
        self,
        machine_id: int,
        *,
        before: int,
        limit: int,
        status: str | None = None,
        ids: Sequence[int] | None = None,
        version: int | None = None,
        alias: str | None = None,
        redriven: bool | None = None,
    ) -> Sequence[Record]:
        """Newest first, ids below `before`; `ids` restricts to these, `status` to an end."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS}{_FROM}"
            " WHERE e.state_machine_id = %b AND e.id < %b"
            " AND (%b::bigint IS NULL OR x.status = %b::bigint)"
            " AND (%b::bigint[] IS NULL OR e.id = ANY(%b::bigint[]))"
            " AND (%b::bigint IS NULL OR e.version = %b::bigint) AND (%b::text IS NULL OR e.alias = %b::text)"
            " AND (%b::boolean IS NULL OR (r.number IS NOT NULL) = %b::boolean)"
            " ORDER BY e.id DESC LIMIT %b",
            machine_id,
            before,
            *[None if status is None else STATUSES.index(status)] * 2,
            *[None if ids is None else list(ids)] * 2,
            *[version] * 2,
            *[alias] * 2,
            *[redriven] * 2,
            limit,
        )
        return [_record(row) for row in rows]

    async def open_after(self, execution_id: int, limit: int) -> Sequence[Record]:
        """Executions that have not ended, in order of their start."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS}{_FROM} WHERE x.execution_id IS NULL AND e.id > %b ORDER BY e.id LIMIT %b",
            execution_id,
            limit,
        )
        return [_record(row) for row in rows]

    async def journal(self, execution_ids: Sequence[int]) -> AsyncIterator[EventRow]:
        """The journals of these executions, one after the other and each in order, a few rows in memory at once.

        The database answers nothing else meanwhile: do not ask it anything inside the loop.
        """
        query: LiteralString = (
            "SELECT execution_id, sequence, kind, at, reference, body FROM stack.journal"
            " WHERE execution_id = ANY(%b) ORDER BY execution_id, sequence"
        )
        async for row in self._database.stream(query, list(execution_ids)):
            yield EventRow(*row)

    async def find_by_id(self, execution_id: int) -> Record | None:
        """The execution of this id."""
        rows = await self._database.rows(f"SELECT {_COLUMNS}{_FROM} WHERE e.id = %b", execution_id)
        return _record(rows[0]) if rows else None

    async def map_run_owner(self, map_run_arn: str) -> Record | None:
        """The execution that a Map Run belongs to."""
        rows = await self._database.rows("SELECT execution_id FROM stack.map_runs WHERE arn = %b", map_run_arn)
        return await self.find_by_id(rows[0][0]) if rows else None

    async def map_run_owners(self, prefix: str, limit: int) -> Sequence[Record]:
        """Executions with Map Runs whose ARN begins so, the newest first."""
        rows = await self._database.rows(
            "SELECT DISTINCT execution_id FROM stack.map_runs WHERE starts_with(arn, %b)"
            " ORDER BY execution_id DESC LIMIT %b",
            prefix,
            limit,
        )
        found = [await self.find_by_id(execution_id) for (execution_id,) in rows]
        return [record for record in found if record is not None]

    async def open_express(self) -> Sequence[StartRow]:
        """Asynchronous Express executions that have not ended, in order of their start."""
        rows = await self._database.rows(
            "SELECT id, state_machine_id, definition_id, name, version, alias, seed, started_at, input, started_by"
            " FROM stack.express_executions ORDER BY id"
        )
        return [StartRow(*row) for row in rows]

    async def ends_after(self, end_sequence: int, limit: int) -> Sequence[Record]:
        """Ended executions in the order of their ends."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS} FROM stack.execution_ends x"  # noqa: S608 - constants
            f" JOIN stack.machine_executions e ON e.id = x.execution_id{_REDRIVES}"
            " WHERE x.end_sequence > %b ORDER BY x.end_sequence LIMIT %b",
            end_sequence,
            limit,
        )
        return [_record(row) for row in rows]

    async def prune(self, ended_before: int) -> AsyncIterator[int]:
        """Delete executions that ended before a time, a few at once; yields how many."""
        while True:
            rows = await self._database.rows(
                "WITH old AS (SELECT execution_id FROM stack.execution_ends WHERE ended_at < %b LIMIT %b),"
                " j AS (DELETE FROM stack.journal USING old WHERE journal.execution_id = old.execution_id),"
                " m AS (DELETE FROM stack.map_runs USING old WHERE map_runs.execution_id = old.execution_id),"
                " r AS (DELETE FROM stack.redrives USING old WHERE redrives.execution_id = old.execution_id),"
                " e AS (DELETE FROM stack.machine_executions USING old WHERE id = old.execution_id),"
                " x AS (DELETE FROM stack.execution_ends x USING old WHERE x.execution_id = old.execution_id)"
                " SELECT count(*) FROM old",
                ended_before,
                _PRUNE_AT_ONCE,
            )
            count = rows[0][0]
            yield count
            if count < _PRUNE_AT_ONCE:
                return
