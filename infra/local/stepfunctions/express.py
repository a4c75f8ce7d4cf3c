"""Express executions: in memory, with no more durability than AWS promises.

Asynchronous ones run at least once: an accepted start is durable and forgotten at its end, and after a crash it begins
again from the start. Synchronous ones run at most once: nothing of them is stored, and a crash ends them. Neither has a
history, a place in a list, or status changes. Source: Step Functions developer guide, "Choosing workflow type" (Express
executions keep no state between transitions) and "Automating Step Functions event delivery with EventBridge" (Standard
workflows only).
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from statewright.language.engine import (
    CancelTask,
    CancelTimer,
    Event,
    Execution,
    ExecutionContext,
    Finish,
    Machine,
    ScheduleTask,
    Started,
    StartTimer,
    TimerFired,
)

from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.errors import stopping
from infra.local.stepfunctions.journal import Group, Journal, StartRow
from infra.local.stepfunctions.state_machine import Target
from infra.local.stepfunctions.tasks.calls import Outcome, TaskCall, completion
from infra.local.stepfunctions.tasks.dispatch import Tasks
from infra.local.stepfunctions.timers import Timers
from infra.local.stepfunctions.work import Work


@dataclass(slots=True, eq=False)
class _Run:
    """`waiter` gets the end of a synchronous one; None: its start is stored."""

    row: StartRow
    run: Execution
    waiter: asyncio.Future[Finish] | None


class Ended(NamedTuple):
    """A synchronous execution that has ended. Times in epoch milliseconds."""

    arn: str
    started_at: int
    ended_at: int
    finish: Finish

    @property
    def billing(self) -> dict[str, int]:
        """`billingDetails`: begun 100 ms, and the least memory that is billed. Source: AWS Step Functions pricing."""
        taken = self.ended_at - self.started_at
        return {"billedDurationInMilliseconds": max(1, -(-taken // 100)) * 100, "billedMemoryUsedInMB": 64}


class ExpressExecutions:
    """All live executions of the account's Express state machines."""

    def __init__(
        self, journal: Journal, tasks: Tasks, arns: Arns, clock: Callable[[], int], next_id: Callable[[], int]
    ) -> None:
        self._journal = journal
        self._work = Work(tasks)
        self._arns = arns
        self._clock = clock
        self._next_id = next_id
        self._live: dict[int, _Run] = {}
        self._timers = Timers(clock, self._on_timer, self._is_live)
        self._stopping = False

    async def start(self, target: Target, machine: Machine, role_arn: str, name: str, data: bytes) -> tuple[str, int]:
        """Accept an asynchronous execution: (ARN, start) once it is durable. Names need not be unique."""
        row = self._row(target, name, data)
        run = self._make(row, target.machine.name, role_arn, machine, None)
        accepted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def begin(_: Group) -> None:
            self._begin(run)
            if not accepted.done():
                accepted.set_result(None)

        self._journal.group.express_starts.append(row)
        self._journal.group.after.append(begin)
        self._journal.wake()
        await accepted
        return run.run.context.execution_id, row.started_at

    async def run(self, target: Target, machine: Machine, role_arn: str, name: str, data: bytes) -> Ended:
        """Run a synchronous execution to its end."""
        row = self._row(target, name, data)
        waiter: asyncio.Future[Finish] = asyncio.get_running_loop().create_future()
        run = self._make(row, target.machine.name, role_arn, machine, waiter)
        self._begin(run)
        finish = await waiter
        return Ended(run.run.context.execution_id, row.started_at, run.run.at, finish)

    def resume(self, row: StartRow, machine_name: str, role_arn: str, machine: Machine) -> None:
        """Begin an accepted execution again that a crash interrupted."""
        self._begin(self._make(row._replace(started_at=self._clock()), machine_name, role_arn, machine, None))

    async def stop(self) -> None:
        """Start nothing more. Asynchronous executions begin again after the next start."""
        self._stopping = True
        self._timers.stop()
        await self._work.stop()
        for run in self._live.values():
            if run.waiter is not None and not run.waiter.done():
                run.waiter.set_exception(stopping())

    def _row(self, target: Target, name: str, data: bytes) -> StartRow:
        if self._stopping:
            raise stopping()
        machine, seed = target.machine.id, secrets.randbits(62)
        ids = (self._next_id(), machine, target.definition_id, name, target.version, target.alias, seed)
        return StartRow(*ids, self._clock(), data)

    def _make(
        self,
        row: StartRow,
        machine_name: str,
        role_arn: str,
        machine: Machine,
        waiter: asyncio.Future[Finish] | None,
    ) -> _Run:
        run_id = str(uuid.UUID(int=row.seed << 64 | row.id))
        context = ExecutionContext(
            execution_id=self._arns.express(machine_name, row.name, run_id),
            execution_name=row.name,
            state_machine_id=self._arns.machine(machine_name),
            state_machine_name=machine_name,
            role_arn=role_arn,
        )
        return _Run(row, Execution(machine, context, row.seed), waiter)

    def _begin(self, run: _Run) -> None:
        self._live[run.row.id] = run
        self._step(run, Started(run.row.started_at, orjson.loads(run.row.input)))

    def _step(self, run: _Run, event: Event) -> None:
        for command in run.run.step(event):
            match command:
                case ScheduleTask():
                    self._perform(run, command)
                case StartTimer():
                    self._timers.start(run.row.id, command.timer_id, command.at)
                case CancelTimer():
                    self._timers.cancelled()
                case CancelTask():
                    self._work.cancel((run.row.id, command.task_id))
                case Finish():
                    self._end(run, command)

    def _perform(self, run: _Run, command: ScheduleTask) -> None:
        if self._stopping:
            return
        arn, task_id = run.run.context.execution_id, command.task_id
        call = TaskCall(command.resource, command.arguments, arn, run.row.seed, task_id)

        def done(outcome: Outcome) -> None:
            if task_id in run.run.tasks:
                self._step(run, completion(self._clock(), task_id, outcome)[0])

        self._work.begin((run.row.id, task_id), call, done)

    def _end(self, run: _Run, finish: Finish) -> None:
        del self._live[run.row.id]
        if run.waiter is None:
            self._journal.group.express_ends.append(run.row.id)
            self._journal.wake()
        elif not run.waiter.done():
            run.waiter.set_result(finish)

    def _on_timer(self, execution_id: int, timer_id: int) -> None:
        self._step(self._live[execution_id], TimerFired(self._clock(), timer_id))

    def _is_live(self, execution_id: int, timer_id: int) -> bool:
        run = self._live.get(execution_id)
        return run is not None and timer_id in run.run.timers and not self._stopping
