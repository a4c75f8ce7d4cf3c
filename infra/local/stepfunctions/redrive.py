"""RedriveExecution: an execution that has ended badly goes on from where it failed.

The redrive is written to the journal, and the end deleted, in one transaction; then the execution is rebuilt from the
journal, as after a crash. So there is one way back to life, and a crash at any point leaves the one or the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from infra.local.stepfunctions.database import Database
from infra.local.stepfunctions.descriptions import Descriptions
from infra.local.stepfunctions.errors import ServiceError
from infra.local.stepfunctions.journal import EventRow, Kind
from infra.local.stepfunctions.records import Record, Records, Redrives
from infra.local.stepfunctions.recovery import Rebuilding
from infra.local.stepfunctions.runner import Runner

TOKEN_MS: Final = 15 * 60_000
"""How long a client token is remembered."""
_TOKENS: Final = 10


class Redriving:
    """Redrives executions, one after the other."""

    def __init__(
        self,
        database: Database,
        records: Records,
        rebuilding: Rebuilding,
        runner: Runner,
        descriptions: Descriptions,
        clock: Callable[[], int],
    ) -> None:
        self._database = database
        self._records = records
        self._rebuilding = rebuilding
        self._runner = runner
        self._descriptions = descriptions
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def redrive(self, machine: str, name: str, client_token: str | None) -> int | None:
        """Continue the execution; the time of the redrive, None if there is no such execution.

        A client token that was used in the last 15 minutes gives the redrive it was used for. Raises
        ExecutionNotRedrivable.
        """
        async with self._one_at_a_time:
            record = await self._records.find_by_machine_name(machine, name)
            if record is None:
                return None
            if client_token is not None and (known := await self._known(record, client_token)) is not None:
                return known
            if (reason := self._descriptions.not_redrivable(record)) is not None:
                raise _refused(self._descriptions.arn(record), reason)
            at = self._clock()
            for live, replay in await self._rebuilding.rebuild([record]):
                if (reason := live.run.not_redrivable()) is not None:
                    raise _refused(self._descriptions.arn(record), reason)
                row = EventRow(record.start.id, replay.sequence + 1, Kind.REDRIVEN, at, 0, b"")
                live.redrives = Redrives(record.redrives.number + 1, at)
                live.sequence = row.sequence
                await self._write(row, live.redrives, client_token)
                replay.take(row)
                self._runner.resume(live, replay.commands())
            return at

    async def _known(self, record: Record, client_token: str) -> int | None:
        rows = await self._database.rows(
            "SELECT at, client_token FROM stack.redrives WHERE execution_id = %b AND at >= %b"
            " ORDER BY number DESC LIMIT %b",
            record.start.id,
            self._clock() - TOKEN_MS,
            _TOKENS,
        )
        return next((at for at, token in rows if token == client_token), None)

    async def _write(self, row: EventRow, redrives: Redrives, client_token: str | None) -> None:
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM stack.execution_ends WHERE execution_id = %s", (row.execution_id,))
            await connection.execute("INSERT INTO stack.journal VALUES (%s, %s, %s, %s, %s, %s)", row)
            await connection.execute(
                "INSERT INTO stack.redrives (execution_id, number, at, client_token) VALUES (%s, %s, %s, %s)",
                (row.execution_id, *redrives, client_token),
            )


def _refused(arn: str, reason: str) -> ServiceError:
    return ServiceError("ExecutionNotRedrivable", f"Execution is not redrivable: '{arn}'. {reason}")
