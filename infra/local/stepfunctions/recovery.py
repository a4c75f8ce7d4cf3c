"""From the journal back to engine events: for recovery after a crash, for redrives, and for histories."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import orjson
from statewright.language.engine import (
    CancelTask,
    CancelTimer,
    Command,
    DefinitionError,
    Event,
    Execution,
    Finish,
    History,
    MapRunUpdated,
    Redriven,
    ScheduleTask,
    Started,
    StartTimer,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSubmitted,
    TaskSucceeded,
    TimerFired,
)

from infra.local.stepfunctions.journal import EventRow, Kind, StartRow
from infra.local.stepfunctions.live import LiveExecution
from infra.local.stepfunctions.machines import Machines
from infra.local.stepfunctions.records import Record, Records
from infra.local.stepfunctions.runner import Runner
from infra.local.stepfunctions.tasks.calls import lambda_result

log = logging.getLogger(__name__)

_AT_ONCE = 500


def event_of(row: EventRow) -> Event | None:  # noqa: PLR0911 - one return a kind
    """The engine event of a journal row; None for what an older journal noted without one."""
    match row.kind:
        case Kind.LAMBDA_SUCCEEDED:
            return TaskSucceeded(row.at, row.reference, lambda_result(orjson.loads(row.body)))
        case Kind.TASK_SUCCEEDED:
            return TaskSucceeded(row.at, row.reference, orjson.loads(row.body))
        case Kind.TASK_FAILED:
            error, cause = orjson.loads(row.body)
            return TaskFailed(row.at, row.reference, error, cause)
        case Kind.HEARTBEAT:
            return TaskHeartbeat(row.at, row.reference)
        case Kind.TIMER_FIRED:
            return TimerFired(row.at, row.reference)
        case Kind.STOPPED:
            error, cause = orjson.loads(row.body)
            return Stopped(row.at, error, cause)
        case Kind.SUBMITTED if row.body:
            return TaskSubmitted(row.at, row.reference, orjson.loads(row.body))
        case Kind.MAP_RUN_UPDATED:
            return MapRunUpdated(row.at, *orjson.loads(row.body))
        case Kind.REDRIVEN:
            return Redriven(row.at)
        case _:
            return None


class Replay:
    """Steps a run through its journal and keeps what it still waits for."""

    def __init__(self, run: Execution, start: StartRow) -> None:
        self._run = run
        self._pending: dict[int, ScheduleTask] = {}
        self._timers: dict[int, StartTimer] = {}
        self.submitted: set[int] = set()
        self._finish: Finish | None = None
        self.sequence = 0
        self._step(Started(start.started_at, orjson.loads(start.input)))

    def take(self, row: EventRow) -> None:
        """Step the next row."""
        self.sequence = row.sequence
        if row.kind == Kind.SUBMITTED:
            self.submitted.add(row.reference)
        if (event := event_of(row)) is not None:
            self._step(event)

    def commands(self) -> list[Command]:
        """What is still to be done: timers, tasks that nobody works on, and the end if it has come."""
        timers = [timer for key, timer in self._timers.items() if key in self._run.timers]
        tasks = [
            task
            for key, task in self._pending.items()
            if key in self._run.tasks and not (task.token is not None and key in self.submitted)
        ]
        ended = [self._finish] if self._finish is not None and self._run.status is not None else []
        return [*timers, *tasks, *ended]

    def _step(self, event: Event) -> None:
        for command in self._run.step(event):
            match command:
                case ScheduleTask():
                    self._pending[command.task_id] = command
                case CancelTask():
                    self._pending.pop(command.task_id, None)
                case StartTimer():
                    self._timers[command.timer_id] = command
                case CancelTimer():
                    self._timers.pop(command.timer_id, None)
                case Finish():
                    self._finish = command


class Rebuilding:
    """Rebuilds executions from what is stored."""

    def __init__(self, runner: Runner, records: Records, machines: Machines) -> None:
        self._runner = runner
        self._records = records
        self._machines = machines

    async def rebuild(
        self, records: Sequence[Record], history: History | None = None
    ) -> list[tuple[LiveExecution, Replay]]:
        """These executions as their journals say; left out is what the engine no longer accepts.

        `history` collects the events; give one for one execution only.
        """
        lives: dict[int, LiveExecution] = {}
        for record in records:
            if (live := await self._unstepped(record, history)) is not None:
                lives[record.start.id] = live
        replays = {key: Replay(live.run, live.row) for key, live in lives.items()}
        async for row in self._records.journal(list(lives)):
            replays[row.execution_id].take(row)
        for key, live in lives.items():
            live.sequence = replays[key].sequence
            live.submitted = replays[key].submitted
        return [(lives[key], replays[key]) for key in lives]

    async def recover(self) -> int:
        """Bring every open execution back to life; returns how many."""
        last = count = 0
        while records := await self._records.open_after(last, _AT_ONCE):
            last = records[-1].start.id
            for live, replay in await self.rebuild(records):
                self._runner.resume(live, replay.commands())
                count += 1
        return count

    async def _unstepped(self, record: Record, history: History | None) -> LiveExecution | None:
        start = record.start
        name = self._machines.name_of(start.state_machine_id)
        try:
            machine = await self._machines.definitions.parse(start.definition_id)
        except DefinitionError as error:
            log.error("execution %s of %s cannot go on: %s", start.name, name, error)  # noqa: TRY400 - expected
            return None
        definition = await self._machines.definitions.get(start.definition_id)
        return self._runner.make(start, name, definition.role_arn, machine, record.redrives, history)
