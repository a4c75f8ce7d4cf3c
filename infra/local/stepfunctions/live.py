"""An execution that has not ended, and what is told about its changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from statewright.language.engine import Execution

from infra.local.stepfunctions.journal import STATUSES, EndRow, StartRow
from infra.local.stepfunctions.records import NOT_REDRIVEN, Redrives
from infra.local.stepfunctions.status_changes import StatusChange


@dataclass(slots=True, eq=False)
class LiveExecution:
    """Its start, its engine state, and how far its journal goes.

    `accepted` is set until the start is durable: False if its name was taken. `final` is its durable end, `waiters`
    want it. `map_runs` are those that the journal knows of, `submitted` the tasks
    whose first answer it holds.
    """

    row: StartRow
    machine: str
    run: Execution
    accepted: asyncio.Future[bool] | None = None
    sequence: int = 0
    redrives: Redrives = NOT_REDRIVEN
    map_runs: int = 0
    submitted: set[int] | None = None
    final: EndRow | None = None
    waiters: list[asyncio.Future[EndRow]] | None = None

    async def end(self) -> EndRow:
        """Wait until its end is durable."""
        if self.final is not None:
            return self.final
        future: asyncio.Future[EndRow] = asyncio.get_running_loop().create_future()
        self.waiters = [*(self.waiters or ()), future]
        return await future

    def ended(self, end: EndRow) -> None:
        """The end is durable."""
        self.final = end
        for waiter in self.waiters or ():
            if not waiter.done():
                waiter.set_result(end)


def change_of(row: StartRow, machine: str, end: EndRow | None, redrives: Redrives) -> StatusChange:
    """The status change of a start, a redrive, or an end."""
    return StatusChange(
        end_sequence=end.end_sequence if end else 0,
        execution_id=row.id,
        machine=machine,
        name=row.name,
        version=row.version,
        alias=row.alias,
        status=STATUSES[end.status] if end else "RUNNING",
        started_at=row.started_at,
        ended_at=end.ended_at if end else None,
        input=row.input,
        output=end.output if end else None,
        error=end.error if end else None,
        cause=end.cause if end else None,
        redrive_count=redrives.number,
        redriven_at=redrives.at,
    )
