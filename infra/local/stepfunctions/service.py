"""`StepFunctions`: the parts put together, and the Python API the rest of the local stack calls."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from statewright.language.engine import DefinitionError, Machine

from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.database import Database, create_schema
from infra.local.stepfunctions.descriptions import REDRIVABLE_MS, Descriptions
from infra.local.stepfunctions.errors import ServiceError, wrong_type
from infra.local.stepfunctions.express import Ended, ExpressExecutions
from infra.local.stepfunctions.journal import Journal
from infra.local.stepfunctions.live import LiveExecution, change_of
from infra.local.stepfunctions.machines import Machines
from infra.local.stepfunctions.map_runs import MapRuns
from infra.local.stepfunctions.rebuilt import Rebuilt
from infra.local.stepfunctions.records import Record, Records
from infra.local.stepfunctions.recovery import Rebuilding
from infra.local.stepfunctions.redrive import Redriving
from infra.local.stepfunctions.runner import Runner
from infra.local.stepfunctions.state_machine import StateMachine, Target
from infra.local.stepfunctions.status_changes import Change, Consumer, StatusChange, StatusChanges
from infra.local.stepfunctions.tasks.dispatch import Tasks
from infra.local.stepfunctions.tasks.functions import InvokeTask
from infra.local.stepfunctions.tasks.nested import Child, Description, NestedExecutions
from infra.local.stepfunctions.tasks.queues import Queues

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
    `clock` gives milliseconds since the epoch. What ended more than `retention_days` ago is deleted: by default when
    it can no longer be redriven. `aws_endpoint` is where S3 and other AWS services answer; None: nowhere.
    `queues`: what `sqs:sendMessage` sends to, by URL.
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
        retention_days: float = REDRIVABLE_MS / DAY_MS,
        aws_endpoint: str | None = None,
        queues: Queues = MappingProxyType({}),
    ) -> None:
        self.arns = Arns(region, account)
        self.clock = clock
        self._dsn = dsn
        self._retention_ms = int(retention_days * DAY_MS)
        self._pruning: asyncio.Task[None] | None = None
        self._removals: set[asyncio.Task[None]] = set()
        self.database = Database(dsn)
        self.records = Records(self.database)
        self.machines = Machines(self.database, self.arns, clock)
        self.descriptions = Descriptions(self.arns, self.machines, clock)
        self.journal = Journal(dsn)
        self.changes = StatusChanges(self.arns, on_status_change, self._read_ends, self._store_mark)
        self.tasks = Tasks(invoke_task, NestedExecutions(self._start_child), aws_endpoint, region, queues)
        self.runner = Runner(self.journal, self.tasks, self.arns, clock, self.changes.add, self._on_drained)
        self.express = ExpressExecutions(self.journal, self.tasks, self.arns, clock, self.runner.next_id)
        self.rebuilding = Rebuilding(self.runner, self.records, self.machines)
        self.rebuilt = Rebuilt(self.rebuilding)
        self.map_runs = MapRuns(self.records, self.runner, self.rebuilt, self.arns)
        self.redriving = Redriving(self.database, self.records, self.rebuilding, self.runner, self.descriptions, clock)

    async def start(self) -> None:
        """Create the tables, load the machines, continue every open execution."""
        await create_schema(self._dsn, Path(__file__).with_name("schema.sql"))
        await self.machines.load()
        last_id, last_end, delivered = await self.records.last_numbers()
        self.runner.continue_from(last_id, last_end)
        self.runner.draining = {machine.id for machine in self.machines.all() if machine.deleting}
        await self.journal.start()
        self.changes.start(delivered, last_end)
        recovered = await self.rebuilding.recover() + await self._resume_express()
        if recovered:
            log.info("%d executions go on where they were", recovered)
        for machine_id in list(self.runner.draining):
            self._on_drained(machine_id)
        self._pruning = asyncio.create_task(self._prune())

    async def stop(self) -> None:
        """Stop in order; open executions go on after the next start."""
        if self._pruning is not None:
            self._pruning.cancel()
            await asyncio.wait([self._pruning])
        await self.express.stop()
        await self.runner.stop()
        self.tasks.stop()
        await self.changes.stop()
        await self.journal.stop()
        await asyncio.gather(*self._removals)
        await self.database.close()

    async def start_execution(self, arn: str, name: str, data: bytes) -> tuple[str, int]:
        """Start by a machine, version or alias ARN; (execution ARN, start in epoch milliseconds) once it is durable.

        `data` is the JSON input. Raises ServiceError: StateMachineDoesNotExist, StateMachineDeleting, InvalidArn,
        ExecutionAlreadyExists.
        """
        target, machine, role_arn = await self._target(arn)
        if target.machine.type == "EXPRESS":
            return await self.express.start(target, machine, role_arn, name, data)
        live = await self.runner.start(target, machine, role_arn, name, data)
        return live.run.context.execution_id, live.row.started_at

    async def run_express(self, arn: str, name: str, data: bytes) -> Ended:
        """StartSyncExecution. Raises ServiceError, StateMachineTypeNotSupported for Standard machines."""
        target, machine, role_arn = await self._target(arn)
        if target.machine.type != "EXPRESS":
            raise wrong_type(arn)
        return await self.express.run(target, machine, role_arn, name, data)

    async def delete(self, machine: StateMachine) -> None:
        """Accept nothing more for a machine; its executions end at their next transition, and then it is gone.

        Source: API reference, DeleteStateMachine.
        """
        await self.machines.begin_deletion(machine)
        self.runner.draining.add(machine.id)
        self._on_drained(machine.id)

    def _on_drained(self, machine_id: int) -> None:
        """Delete a machine that was to be deleted, if nothing of it runs any more."""
        if self.runner.running(machine_id):
            return
        self.runner.draining.discard(machine_id)
        removal = asyncio.get_running_loop().create_task(self._remove(machine_id))
        self._removals.add(removal)
        removal.add_done_callback(self._removals.discard)

    async def _remove(self, machine_id: int) -> None:
        machine = self.machines.find(self.machines.name_of(machine_id))
        if machine is not None and machine.id == machine_id:
            await self.machines.delete(machine)

    async def _target(self, arn: str) -> tuple[Target, Machine, str]:
        """What a start with this ARN runs, and the role it has."""
        target = self.machines.target(self.arns.read_machine(arn))
        definitions = self.machines.definitions
        machine = definitions.parsed(target.definition_id)
        if machine is None:
            machine = await definitions.parse(target.definition_id, target.machine.type)
        return target, machine, (await definitions.get(target.definition_id)).role_arn

    async def _start_child(self, arn: str, name: str, data: bytes, started_by: uuid.UUID) -> Child:
        """Start an execution for a task, or find the one that the same task has started before a crash."""
        ref = self.arns.read_machine(arn)
        try:
            target, machine, role_arn = await self._target(arn)
            if target.machine.type == "EXPRESS":
                express, at = await self.express.start(target, machine, role_arn, name, data)
                return Child(express, at, None, None)
            live = await self.runner.start(target, machine, role_arn, name, data, started_by)
        except ServiceError:
            known = await self.records.find_by_machine_name(ref.name, name)
            if known is None or known.start.started_by != started_by:
                raise
            found = self.runner.live.get(known.start.id)
            if found is None:
                return Child(self.descriptions.arn(known), known.start.started_at, partial(self._told, known), None)
            live = found
        ended, stop = partial(self._end_of, live), partial(self.runner.abort, live)
        return Child(live.run.context.execution_id, live.row.started_at, ended, stop)

    async def _end_of(self, live: LiveExecution) -> Description:
        return await self._told(Record(live.row, await live.end(), live.redrives))

    async def _told(self, record: Record) -> Description:
        return self.descriptions.description(record)

    async def _resume_express(self) -> int:
        rows = await self.records.open_express()
        for row in rows:
            try:
                machine = await self.machines.definitions.parse(row.definition_id, "EXPRESS")
            except DefinitionError as error:
                log.error("Express execution %s cannot begin again: %s", row.name, error)  # noqa: TRY400 - expected
                continue
            definition = await self.machines.definitions.get(row.definition_id)
            self.express.resume(row, self.machines.name_of(row.state_machine_id), definition.role_arn, machine)
        return len(rows)

    async def _read_ends(self, after: int, limit: int) -> Sequence[StatusChange]:
        ends = await self.records.ends_after(after, limit)
        return [
            change_of(end.start, self.machines.name_of(end.start.state_machine_id), end.end, end.redrives)
            for end in ends
        ]

    def _store_mark(self, mark: int) -> None:
        self.journal.group.delivered = mark
        self.journal.wake()

    async def _prune(self) -> None:
        while True:
            async for _ in self.records.prune(self.clock() - self._retention_ms):
                await asyncio.sleep(0.05)
            await asyncio.sleep(_PRUNE_EVERY_SECONDS)
