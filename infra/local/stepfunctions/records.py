"""Executions as they are stored: reads for describing, listing, recovering and delivering."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from infra.local.stepfunctions.database import Database
from infra.local.stepfunctions.journal import STATUSES, EndRow, EventRow, StartRow

_COLUMNS: Final = (
    "e.id, e.state_machine_id, e.definition_id, e.name, e.version, e.alias, e.seed, e.started_at, e.input,"
    " x.execution_id, x.end_sequence, x.status, x.ended_at, x.output, x.error, x.cause, false"
)
_FROM: Final = " FROM stack.machine_executions e LEFT JOIN stack.execution_ends x ON x.execution_id = e.id"
_START_WIDTH: Final = len(StartRow._fields)
_PRUNE_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Record:
    """An execution: its start and, once it has ended, its end."""

    start: StartRow
    end: EndRow | None

    @property
    def status(self) -> str:
        """As the API names it."""
        return STATUSES[self.end.status] if self.end else "RUNNING"


def _record(row: Sequence[Any]) -> Record:
    end = EndRow(*row[_START_WIDTH:]) if row[_START_WIDTH] is not None else None
    return Record(StartRow(*row[:_START_WIDTH]), end)


class Records:
    """The stored executions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_numbers(self) -> tuple[int, int, int]:
        """(last execution id, last end sequence, delivered end sequence)."""
        rows = await self._database.rows(
            "SELECT (SELECT coalesce(max(id), 0) FROM stack.machine_executions),"
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
    ) -> Sequence[Record]:
        """Newest first, ids below `before`; `ids` restricts to these, `status` to an end."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS}{_FROM}"
            " WHERE e.state_machine_id = %b AND e.id < %b"
            " AND (%b::bigint IS NULL OR x.status = %b::bigint)"
            " AND (%b::bigint[] IS NULL OR e.id = ANY(%b::bigint[]))"
            " AND (%b::bigint IS NULL OR e.version = %b::bigint) AND (%b::text IS NULL OR e.alias = %b::text)"
            " ORDER BY e.id DESC LIMIT %b",
            machine_id,
            before,
            *[None if status is None else STATUSES.index(status)] * 2,
            *[None if ids is None else list(ids)] * 2,
            *[version] * 2,
            *[alias] * 2,
            limit,
        )
        return [_record(row) for row in rows]

    async def open_after(self, execution_id: int, limit: int) -> Sequence[StartRow]:
        """Executions that have not ended, in order of their start."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS}{_FROM} WHERE x.execution_id IS NULL AND e.id > %b ORDER BY e.id LIMIT %b",
            execution_id,
            limit,
        )
        return [_record(row).start for row in rows]

    async def journal(self, execution_ids: Sequence[int]) -> dict[int, list[EventRow]]:
        """The journals of these executions, each in order."""
        rows = await self._database.rows(
            "SELECT execution_id, sequence, kind, at, reference, body FROM stack.journal"
            " WHERE execution_id = ANY(%b) ORDER BY execution_id, sequence",
            list(execution_ids),
        )
        journals: dict[int, list[EventRow]] = {execution_id: [] for execution_id in execution_ids}
        for row in rows:
            journals[row[0]].append(EventRow(*row))
        return journals

    async def ends_after(self, end_sequence: int, limit: int) -> Sequence[Record]:
        """Ended executions in the order of their ends."""
        rows = await self._database.rows(
            f"SELECT {_COLUMNS} FROM stack.execution_ends x JOIN stack.machine_executions e ON e.id = x.execution_id"  # noqa: S608 - constants
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
