"""`StepFunctions`: the parts put together, and the Python API the rest of the local stack calls."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.database import Database, create_schema
from infra.local.stepfunctions.journal import Journal
from infra.local.stepfunctions.machines import Machines
from infra.local.stepfunctions.records import Records
from infra.local.stepfunctions.recovery import recover
from infra.local.stepfunctions.runner import Runner, change_of
from infra.local.stepfunctions.status_changes import Change, Consumer, StatusChange, StatusChanges
from infra.local.stepfunctions.tasks import InvokeTask

log = logging.getLogger(__name__)

DAY_MS: Final = 86_400_000
_PRUNE_EVERY_SECONDS: Final = 3_600.0


def wall_clock() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


async def nobody(_changes: Sequence[Change]) -> None:
    """Takes status changes and does nothing with them."""


class StepFunctions:
    """Step Functions of one account and region. `await start()` recovers what a crash interrupted.

    `dsn` is a libpq URL; tables are kept in its schema `stack`. `invoke_task` is `FunctionHost.invoke`.
    `on_status_change` is given batches of EventBridge events and returns when it has taken one; it never raises.
    `clock` gives milliseconds since the epoch. What ended more than `retention_days` ago is deleted.
    Stop it before the function host: an invocation cut off by the host would count as a failed task.
    """

    def __init__(
        self,
        dsn: str,
        invoke_task: InvokeTask,
        on_status_change: Consumer = nobody,
        *,
        clock: Callable[[], int] = wall_clock,
        region: str = "eu-central-1",
        account: str = "000000000000",
        retention_days: float = 7.0,
    ) -> None:
        self.arns = Arns(region, account)
        self.clock = clock
        self._dsn = dsn
        self._retention_ms = int(retention_days * DAY_MS)
        self._pruning: asyncio.Task[None] | None = None
        self.database = Database(dsn)
        self.records = Records(self.database)
        self.machines = Machines(self.database, self.arns, clock)
        self.journal = Journal(dsn)
        self.changes = StatusChanges(self.arns, on_status_change, self._read_ends, self._store_mark)
        self.runner = Runner(self.journal, invoke_task, self.arns, clock, self.changes.add)

    async def start(self) -> None:
        """Create the tables, load the machines, continue every open execution."""
        await create_schema(self._dsn, Path(__file__).with_name("schema.sql"))
        await self.machines.load()
        last_id, last_end, delivered = await self.records.last_numbers()
        self.runner.continue_from(last_id, last_end)
        await self.journal.start()
        self.changes.start(delivered, last_end)
        recovered = await recover(self.runner, self.records, self.machines)
        if recovered:
            log.info("%d executions go on where they were", recovered)
        self._pruning = asyncio.create_task(self._prune())

    async def stop(self) -> None:
        """Stop in order; open executions go on after the next start."""
        if self._pruning is not None:
            self._pruning.cancel()
            await asyncio.wait([self._pruning])
        await self.runner.stop()
        await self.changes.stop()
        await self.journal.stop()
        await self.database.close()

    async def start_execution(self, arn: str, name: str, data: bytes) -> tuple[str, int]:
        """Start by a machine, version or alias ARN; (execution ARN, start in epoch milliseconds) once it is durable.

        `data` is the JSON input. Raises ServiceError: StateMachineDoesNotExist, InvalidArn, ExecutionAlreadyExists.
        """
        target = self.machines.target(self.arns.read_machine(arn))
        machine = self.machines.parsed(target.definition_id) or await self.machines.parse(target.definition_id)
        definition = await self.machines.definition(target.definition_id)
        live = await self.runner.start(target, machine, definition.role_arn, name, data)
        return live.run.context.execution_id, live.row.started_at

    async def _read_ends(self, after: int, limit: int) -> Sequence[StatusChange]:
        ends = await self.records.ends_after(after, limit)
        return [change_of(end.start, self.machines.name_of(end.start.state_machine_id), end.end) for end in ends]

    def _store_mark(self, mark: int) -> None:
        self.journal.group.delivered = mark
        self.journal.wake()

    async def _prune(self) -> None:
        while True:
            async for _ in self.records.prune(self.clock() - self._retention_ms):
                await asyncio.sleep(0.05)
            await asyncio.sleep(_PRUNE_EVERY_SECONDS)
