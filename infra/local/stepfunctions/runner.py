"""Live executions: events go into the engine and the journal, effects come out once the journal is durable.

An event is stepped at once and its row joins the journal's open group; the tasks it schedules are started, and its end
is reported, only after that group is committed. So a crash loses no step that was acted upon, and the last task's
result and the end it leads to share one commit.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from statewright.language.engine import (
    CancelTask,
    CancelTimer,
    Command,
    Event,
    Execution,
    ExecutionContext,
    Finish,
    History,
    Machine,
    MapRunUpdated,
    ScheduleTask,
    Started,
    StartTimer,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSubmitted,
    TaskSucceeded,
    TimerFired,
    make_token,
)

from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.errors import execution_exists, stopping
from infra.local.stepfunctions.journal import STATUSES, EndRow, EventRow, Group, Journal, Kind, MapRunRow, StartRow
from infra.local.stepfunctions.live import LiveExecution, change_of
from infra.local.stepfunctions.records import NOT_REDRIVEN, Redrives
from infra.local.stepfunctions.state_machine import Target
from infra.local.stepfunctions.status_changes import StatusChange
from infra.local.stepfunctions.tasks.calls import Outcome, TaskCall, completion
from infra.local.stepfunctions.tasks.dispatch import Tasks
from infra.local.stepfunctions.timers import Timers
from infra.local.stepfunctions.work import Work

log = logging.getLogger(__name__)

_NO_BODY: Final = b""
_NO_TRANSITION: Final = (Kind.HEARTBEAT, Kind.SUBMITTED, Kind.MAP_RUN_UPDATED)
_DELETED: Final = "the state machine is being deleted"


@dataclass(slots=True)
class _Effects:
    """What one step leads to once it is durable."""

    live: LiveExecution
    tasks: list[ScheduleTask] = field(default_factory=list)
    end: EndRow | None = None


class Runner:
    """All live executions of the account's Standard state machines.

    `draining` are the ids of machines that are being deleted: their executions end at their next transition, and
    `on_drained` is called with the id when none is left.
    """

    def __init__(
        self,
        journal: Journal,
        tasks: Tasks,
        arns: Arns,
        clock: Callable[[], int],
        on_change: Callable[[StatusChange], None],
        on_drained: Callable[[int], None],
    ) -> None:
        self._journal = journal
        self._tasks = tasks
        self._arns = arns
        self._clock = clock
        self._on_change = on_change
        self._on_drained = on_drained
        self._work = Work(tasks)
        self._next_id = 1
        self._next_end = 1
        self.live: dict[int, LiveExecution] = {}
        self.draining: set[int] = set()
        self._by_name: dict[tuple[int, str], LiveExecution] = {}
        self.timers = Timers(clock, self._on_timer, self._is_live)
        self._stopping = False

    def continue_from(self, last_id: int, last_end: int) -> None:
        """Number executions and ends behind those stored."""
        self._next_id, self._next_end = last_id + 1, last_end + 1

    def next_id(self) -> int:
        """A number for another execution."""
        self._next_id += 1
        return self._next_id - 1

    async def stop(self) -> None:
        """Start nothing more. Functions still running are invoked again after the next start."""
        self._stopping = True
        self.timers.stop()
        await self._work.stop()

    async def start(
        self,
        target: Target,
        machine: Machine,
        role_arn: str,
        name: str,
        data: bytes,
        started_by: uuid.UUID | None = None,
    ) -> LiveExecution:
        """Accept an execution; returns once it is durable.

        The same name with the same input (or of the same task), while that execution runs, gives that execution;
        anything else with a name that was used: ExecutionAlreadyExists. `data` is the JSON input.
        """
        if self._stopping:
            raise stopping()
        state_machine = target.machine
        key = (state_machine.id, name)
        known = self._by_name.get(key)
        if known is not None:
            same_task = started_by is not None and known.row.started_by == started_by
            if known.row.input != data and not same_task:
                raise execution_exists(self._arns.execution(known.machine, name))
            if known.accepted is not None and not await asyncio.shield(known.accepted):
                raise execution_exists(self._arns.execution(known.machine, name))
            return known
        row = StartRow(
            self.next_id(),
            state_machine.id,
            target.definition_id,
            name,
            target.version,
            target.alias,
            secrets.randbits(62),
            self._clock(),
            data,
            started_by,
        )
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

    def make(
        self,
        row: StartRow,
        machine_name: str,
        role_arn: str,
        machine: Machine,
        redrives: Redrives = NOT_REDRIVEN,
        history: History | None = None,
    ) -> LiveExecution:
        """An execution that has not been stepped."""
        context = ExecutionContext(
            execution_id=self._arns.execution(machine_name, row.name),
            execution_name=row.name,
            state_machine_id=self._arns.machine(machine_name),
            state_machine_name=machine_name,
            role_arn=role_arn,
        )
        return LiveExecution(row, machine_name, Execution(machine, context, row.seed, history), redrives=redrives)

    def resume(self, live: LiveExecution, commands: list[Command]) -> None:
        """Take back an execution that was rebuilt from the journal; `commands` are those that still matter."""
        self.live[live.row.id] = live
        self._by_name[(live.row.state_machine_id, live.row.name)] = live
        self._on_change(change_of(live.row, live.machine, None, live.redrives))
        self._apply(live, commands, fresh=False)

    def running(self, machine_id: int) -> bool:
        """Whether an execution of this state machine is live."""
        return any(live.row.state_machine_id == machine_id for live in self.live.values())

    def find(self, machine_id: int, name: str) -> LiveExecution | None:
        """The live execution of this name, if there is one."""
        return self._by_name.get((machine_id, name))

    async def stop_execution(self, live: LiveExecution, error: str | None, cause: str | None) -> int:
        """Abort; returns the time once it is durable."""
        at = self._clock()
        await self._record(live, Stopped(at, error, cause), Kind.STOPPED, 0, orjson.dumps([error, cause]))
        return at

    def abort(self, live: LiveExecution, cause: str | None = None) -> None:
        """Stop it in the turn, and so in the commit, of what made it pointless."""
        if live.run.status is None and live.accepted is None and not self._stopping:
            self._step(live, Stopped(self._clock(), None, cause), Kind.STOPPED, 0, orjson.dumps([None, cause]))

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

    async def update_map_run(self, live: LiveExecution, event: MapRunUpdated) -> None:
        """UpdateMapRun; returns once it is durable."""
        await self._record(live, event, Kind.MAP_RUN_UPDATED, 0, orjson.dumps(event[1:]))

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
        if self.draining and live.row.state_machine_id in self.draining and kind not in _NO_TRANSITION:
            self.abort(live, _DELETED)

    def _on_timer(self, execution_id: int, timer_id: int) -> None:
        live = self.live[execution_id]
        self._step(live, TimerFired(self._clock(), timer_id), Kind.TIMER_FIRED, timer_id, _NO_BODY)

    def _is_live(self, execution_id: int, timer_id: int) -> bool:
        live = self.live.get(execution_id)
        return live is not None and timer_id in live.run.timers and not self._stopping

    # Effects out

    def _apply(self, live: LiveExecution, commands: list[Command], *, fresh: bool) -> None:
        """Timers start at once, they harm nobody; tasks and the end wait for the commit."""
        effects = _Effects(live)
        for command in commands:
            if isinstance(command, ScheduleTask):
                effects.tasks.append(command)
            elif isinstance(command, StartTimer):
                self.timers.start(live.row.id, command.timer_id, command.at)
            elif isinstance(command, CancelTimer):
                self.timers.cancelled()
            elif isinstance(command, CancelTask):
                self._work.cancel((live.row.id, command.task_id))
            elif isinstance(command, Finish):
                effects.end = end = self._end_row(live, command, fresh)
                self._journal.group.ends.append(end)
        if len(live.run.map_runs) > live.map_runs:
            self._note_map_runs(live)
        if fresh or effects.tasks or effects.end is not None:
            self._journal.group.after.append(lambda group: self._durable(group, effects))
        self._journal.wake()

    def _note_map_runs(self, live: LiveExecution) -> None:
        """Under their ARNs they are asked for."""
        started = enumerate(live.run.map_runs, 1)
        rows = [MapRunRow(arn, live.row.id, number) for number, arn in started if number > live.map_runs]
        self._journal.group.map_runs += rows
        live.map_runs = len(live.run.map_runs)

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
            self._on_change(change_of(row, live.machine, None, live.redrives))
        if effects.end is not None:
            self._forget(live)
            self._on_change(change_of(row, live.machine, effects.end, live.redrives))
            live.ended(effects.end)
            if row.state_machine_id in self.draining and not self.running(row.state_machine_id):
                self._on_drained(row.state_machine_id)
        for command in effects.tasks:
            if command.task_id in live.run.tasks:
                self._perform(live, command)

    def _forget(self, live: LiveExecution) -> None:
        self.live.pop(live.row.id, None)
        self._by_name.pop((live.row.state_machine_id, live.row.name), None)

    def _perform(self, live: LiveExecution, command: ScheduleTask) -> None:
        if not self._stopping:
            key = (live.row.id, command.task_id)
            self._work.begin(
                key,
                call_of(live, command),
                lambda outcome: self._done(live, command, outcome),
                lambda answer: self._submitted(live, command.task_id, answer),
            )

    def _done(self, live: LiveExecution, command: ScheduleTask, outcome: Outcome) -> None:
        task_id = command.task_id
        if task_id not in live.run.tasks:
            return  # timed out, cancelled or answered by its token meanwhile
        event, kind, body = completion(self._clock(), task_id, outcome)
        if command.token is not None and isinstance(event, TaskSucceeded):
            self._submitted(live, task_id, event.output)
        else:
            self._step(live, event, kind, task_id, body)

    def _submitted(self, live: LiveExecution, task_id: int, output: Any) -> None:
        """Another answer follows; noted, so that a restart neither tells this one again nor repeats a token's task."""
        if live.submitted is None:
            live.submitted = set()
        if task_id in live.run.tasks and task_id not in live.submitted:
            live.submitted.add(task_id)
            event = TaskSubmitted(self._clock(), task_id, output)
            self._step(live, event, Kind.SUBMITTED, task_id, orjson.dumps(output))


def _storable(text: str | None) -> str | None:
    """PostgreSQL's text holds no NUL."""
    return None if text is None else text.replace("\x00", "\ufffd")


def call_of(live: LiveExecution, command: ScheduleTask) -> TaskCall:
    """The work behind a command."""
    return TaskCall(
        command.resource,
        command.arguments,
        live.run.context.execution_id,
        live.row.seed,
        command.task_id,
    )
