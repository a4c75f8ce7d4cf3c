"""Live executions: events go into the engine and the journal, effects come out once the journal is durable.

An event is stepped at once and its row joins the journal's open group; the tasks it schedules are started, and its end
is reported, only after that group is committed. So a crash loses no step that was acted upon, and the last task's
result and the end it leads to share one commit.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from statewright.language.engine import (
    CancelTimer,
    Command,
    Event,
    Execution,
    ExecutionContext,
    Finish,
    Machine,
    ScheduleTask,
    Started,
    StartTimer,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSucceeded,
    TimerFired,
    make_token,
)

from infra.local.stepfunctions import tasks
from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.errors import execution_exists, stopping
from infra.local.stepfunctions.journal import STATUSES, EndRow, EventRow, Group, Journal, Kind, StartRow
from infra.local.stepfunctions.machines import Target
from infra.local.stepfunctions.status_changes import StatusChange
from infra.local.stepfunctions.timers import Timers

log = logging.getLogger(__name__)

_NO_BODY: Final = b""


@dataclass(slots=True, eq=False)
class LiveExecution:
    """An execution that has not ended: its start, its engine state, and how far its journal goes."""

    row: StartRow
    machine: str
    run: Execution
    accepted: asyncio.Future[bool] | None
    sequence: int = 0


@dataclass(slots=True)
class _Effects:
    """What one step leads to once it is durable."""

    live: LiveExecution
    tasks: list[ScheduleTask] = field(default_factory=list)
    end: EndRow | None = None


class Runner:
    """All live executions of the account."""

    def __init__(
        self,
        journal: Journal,
        invoke_task: tasks.InvokeTask,
        arns: Arns,
        clock: Callable[[], int],
        on_change: Callable[[StatusChange], None],
    ) -> None:
        self._journal = journal
        self._invoke_task = invoke_task
        self._arns = arns
        self._clock = clock
        self._on_change = on_change
        self._work: set[asyncio.Task[None]] = set()
        self._next_id = 1
        self._next_end = 1
        self.live: dict[int, LiveExecution] = {}
        self._by_name: dict[tuple[int, str], LiveExecution] = {}
        self.timers = Timers(clock, self._on_timer, self._is_live)
        self._stopping = False

    def continue_from(self, last_id: int, last_end: int) -> None:
        """Number executions and ends behind those stored."""
        self._next_id, self._next_end = last_id + 1, last_end + 1

    async def stop(self) -> None:
        """Start nothing more. Functions still running are invoked again after the next start."""
        self._stopping = True
        self.timers.stop()
        for task in list(self._work):
            task.cancel()
        if self._work:
            await asyncio.wait(list(self._work))

    async def start(self, target: Target, machine: Machine, role_arn: str, name: str, data: bytes) -> LiveExecution:
        """Accept an execution; returns once it is durable.

        The same name with the same input, while that execution runs, gives that execution; anything else with a name
        that was used: ExecutionAlreadyExists. `data` is the JSON input.
        """
        if self._stopping:
            raise stopping()
        state_machine = target.machine
        key = (state_machine.id, name)
        known = self._by_name.get(key)
        if known is not None:
            if known.row.input != data:
                raise execution_exists(self._arns.execution(known.machine, name))
            if known.accepted is not None and not await asyncio.shield(known.accepted):
                raise execution_exists(self._arns.execution(known.machine, name))
            return known
        row = StartRow(
            self._next_id,
            state_machine.id,
            target.definition_id,
            name,
            target.version,
            target.alias,
            secrets.randbits(62),
            self._clock(),
            data,
        )
        self._next_id += 1
        live = self.make(row, state_machine.name, role_arn, machine)
        live.accepted = accepted = asyncio.get_running_loop().create_future()
        commands = live.run.step(Started(row.started_at, orjson.loads(data)))
        self.live[row.id] = live
        self._by_name[key] = live
        self._journal.group.starts.append(row)
        self._apply(live, commands, fresh=True)
        if not await asyncio.shield(accepted):
            raise execution_exists(self._arns.execution(state_machine.name, name))
        return live

    def make(self, row: StartRow, machine_name: str, role_arn: str, machine: Machine) -> LiveExecution:
        """An execution that has not been stepped."""
        return LiveExecution(
            row, machine_name, Execution(machine, self.context(row, machine_name, role_arn), row.seed), None
        )

    def context(self, row: StartRow, machine_name: str, role_arn: str) -> ExecutionContext:
        """What the context object says about an execution."""
        return ExecutionContext(
            execution_id=self._arns.execution(machine_name, row.name),
            execution_name=row.name,
            state_machine_id=self._arns.machine(machine_name),
            state_machine_name=machine_name,
            role_arn=role_arn,
        )

    def resume(self, live: LiveExecution, pending: list[ScheduleTask], timers: list[StartTimer]) -> None:
        """Take an execution back that was rebuilt from the journal, with what it still waits for."""
        self.live[live.row.id] = live
        self._by_name[(live.row.state_machine_id, live.row.name)] = live
        for timer in timers:
            self.timers.start(live.row.id, timer.timer_id, timer.at)
        for command in pending:
            self._perform(live, command)
        self._on_change(change_of(live.row, live.machine, None))

    def find(self, machine_id: int, name: str) -> LiveExecution | None:
        """The live execution of this name, if there is one."""
        return self._by_name.get((machine_id, name))

    async def stop_execution(self, live: LiveExecution, error: str | None, cause: str | None) -> int:
        """Abort; returns the time once it is durable."""
        at = self._clock()
        await self._record(live, Stopped(at, error, cause), Kind.STOPPED, 0, orjson.dumps([error, cause]))
        return at

    def claims(self, live: LiveExecution, task_id: int, token: str) -> bool:
        """Whether `token` is the token of a task this execution still waits for."""
        expected = make_token(live.run.context.execution_id, task_id, live.row.seed)
        return task_id in live.run.tasks and secrets.compare_digest(expected.encode(), token.encode())

    async def task_succeeded(self, live: LiveExecution, task_id: int, output: bytes) -> None:
        """SendTaskSuccess; returns once it is durable."""
        event = TaskSucceeded(self._clock(), task_id, orjson.loads(output))
        await self._record(live, event, Kind.TASK_SUCCEEDED, task_id, output)

    async def task_failed(self, live: LiveExecution, task_id: int, error: str, cause: str | None) -> None:
        """SendTaskFailure; returns once it is durable."""
        body = orjson.dumps([error, cause])
        await self._record(live, TaskFailed(self._clock(), task_id, error, cause), Kind.TASK_FAILED, task_id, body)

    async def heartbeat(self, live: LiveExecution, task_id: int) -> None:
        """SendTaskHeartbeat; returns once it is durable."""
        await self._record(live, TaskHeartbeat(self._clock(), task_id), Kind.HEARTBEAT, task_id, _NO_BODY)

    # Events in

    async def _record(self, live: LiveExecution, event: Event, kind: Kind, reference: int, body: bytes) -> None:
        if self._stopping:
            raise stopping()
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._journal.group.after.append(lambda _group: None if durable.done() else durable.set_result(None))
        self._step(live, event, kind, reference, body)
        await durable

    def _step(self, live: LiveExecution, event: Event, kind: Kind, reference: int, body: bytes) -> None:
        commands = live.run.step(event)
        live.sequence += 1
        row = EventRow(live.row.id, live.sequence, kind, event.at, reference, body)
        self._journal.group.events.append(row)
        self._apply(live, commands, fresh=False)

    def _on_timer(self, execution_id: int, timer_id: int) -> None:
        live = self.live[execution_id]
        self._step(live, TimerFired(self._clock(), timer_id), Kind.TIMER_FIRED, timer_id, _NO_BODY)

    def _is_live(self, execution_id: int, timer_id: int) -> bool:
        live = self.live.get(execution_id)
        return live is not None and timer_id in live.run.timers and not self._stopping

    # Effects out

    def _apply(self, live: LiveExecution, commands: list[Command], *, fresh: bool) -> None:
        """Timers start at once, they harm nobody; everything else waits for the commit."""
        effects = _Effects(live)
        for command in commands:
            if isinstance(command, ScheduleTask):
                effects.tasks.append(command)
            elif isinstance(command, StartTimer):
                self.timers.start(live.row.id, command.timer_id, command.at)
            elif isinstance(command, CancelTimer):
                self.timers.cancelled()
            elif isinstance(command, Finish):
                effects.end = end = self._end_row(live, command, fresh)
                self._journal.group.ends.append(end)
        if fresh or effects.tasks or effects.end is not None:
            self._journal.group.after.append(lambda group: self._durable(group, effects))
        self._journal.wake()

    def _end_row(self, live: LiveExecution, finish: Finish, fresh: bool) -> EndRow:
        row = EndRow(
            live.row.id,
            self._next_end,
            STATUSES.index(finish.status),
            live.run.at,
            orjson.dumps(finish.output) if finish.status == "SUCCEEDED" else None,
            _storable(finish.error),
            _storable(finish.cause),
            fresh,
        )
        self._next_end += 1
        return row

    def _durable(self, group: Group, effects: _Effects) -> None:
        """The step is committed: let its effects out."""
        live = effects.live
        row = live.row
        if row.id in group.refused:
            self._forget(live)
            if live.accepted is not None and not live.accepted.done():
                live.accepted.set_result(False)
            return
        if live.accepted is not None:
            if not live.accepted.done():
                live.accepted.set_result(True)
            live.accepted = None
            self._on_change(change_of(row, live.machine, None))
        if effects.end is not None:
            self._forget(live)
            self._on_change(change_of(row, live.machine, effects.end))
        for command in effects.tasks:
            if command.task_id in live.run.tasks:
                self._perform(live, command)

    def _forget(self, live: LiveExecution) -> None:
        self.live.pop(live.row.id, None)
        self._by_name.pop((live.row.state_machine_id, live.row.name), None)

    def _perform(self, live: LiveExecution, command: ScheduleTask) -> None:
        if self._stopping:
            return
        task = asyncio.get_running_loop().create_task(self._run_task(live, command))
        self._work.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task's answer could not be taken; its execution waits for the next start", exc_info=error)

    async def _run_task(self, live: LiveExecution, command: ScheduleTask) -> None:
        call = tasks.read_call(command.resource, command.arguments)
        task_id = command.task_id
        if isinstance(call, tasks.Failure):
            outcome: bytes | tasks.Failure = call
        else:
            request = tasks.request_id(live.run.context.execution_id, live.row.seed, task_id)
            outcome = await tasks.invoke(call, request, self._invoke_task)
        if task_id not in live.run.tasks:
            return  # timed out, cancelled or answered by its token meanwhile
        at = self._clock()
        if isinstance(outcome, tasks.Failure):
            error, cause = outcome.error, outcome.cause
            self._step(
                live, TaskFailed(at, task_id, error, cause), Kind.TASK_FAILED, task_id, orjson.dumps([error, cause])
            )
        elif command.token is not None:
            self._submitted(live, task_id, at)
        else:
            wrapped = not isinstance(call, tasks.Failure) and call.wrapped
            self._answered(live, task_id, at, outcome, wrapped=wrapped)

    def _answered(self, live: LiveExecution, task_id: int, at: int, payload: bytes, *, wrapped: bool) -> None:
        try:
            value: Any = orjson.loads(payload)
        except orjson.JSONDecodeError as problem:
            body = ["Lambda.Unknown", f"the function's answer is not JSON: {problem}"]
            self._step(live, TaskFailed(at, task_id, *body), Kind.TASK_FAILED, task_id, orjson.dumps(body))
            return
        kind, output = (Kind.LAMBDA_SUCCEEDED, tasks.result_of(value)) if wrapped else (Kind.TASK_SUCCEEDED, value)
        self._step(live, TaskSucceeded(at, task_id, output), kind, task_id, payload)

    def _submitted(self, live: LiveExecution, task_id: int, at: int) -> None:
        """The holder of the token answers from here on; noted, so that a restart does not hand it over again."""
        live.sequence += 1
        self._journal.group.events.append(EventRow(live.row.id, live.sequence, Kind.SUBMITTED, at, task_id, _NO_BODY))
        self._journal.wake()


def _storable(text: str | None) -> str | None:
    """PostgreSQL's text holds no NUL."""
    return None if text is None else text.replace("\x00", "\ufffd")


def change_of(row: StartRow, machine: str, end: EndRow | None) -> StatusChange:
    """The status change of a start, or of an end."""
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
    )
