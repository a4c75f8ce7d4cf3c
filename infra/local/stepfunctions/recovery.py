"""From the journal back to engine events: for recovery after a crash, and for histories."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import orjson
from statewright.language.engine import (
    CancelTask,
    CancelTimer,
    DefinitionError,
    Event,
    Execution,
    ScheduleTask,
    Started,
    StartTimer,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSucceeded,
    TimerFired,
)

from infra.local.stepfunctions.journal import EventRow, Kind, StartRow
from infra.local.stepfunctions.machines import Machines
from infra.local.stepfunctions.records import Records
from infra.local.stepfunctions.runner import Runner
from infra.local.stepfunctions.tasks import result_of

log = logging.getLogger(__name__)

_AT_ONCE = 500


def event_of(row: EventRow) -> Event | None:  # noqa: PLR0911 - one return a kind
    """The engine event of a journal row; None for a note that is no event."""
    match row.kind:
        case Kind.LAMBDA_SUCCEEDED:
            return TaskSucceeded(row.at, row.reference, result_of(orjson.loads(row.body)))
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
        case _:
            return None


class Replay:
    """Steps a run through its journal and keeps what it still waits for."""

    def __init__(self, run: Execution) -> None:
        self._run = run
        self._pending: dict[int, ScheduleTask] = {}
        self._timers: dict[int, StartTimer] = {}
        self._submitted: set[int] = set()

    def step(self, start: StartRow, journal: Iterable[EventRow]) -> None:
        """Step the start and everything behind it."""
        self._take(Started(start.started_at, orjson.loads(start.input)))
        for row in journal:
            if row.kind == Kind.SUBMITTED:
                self._submitted.add(row.reference)
            elif (event := event_of(row)) is not None:
                self._take(event)

    def pending(self) -> list[ScheduleTask]:
        """Tasks to be done (again)."""
        waiting = self._run.tasks
        return [task for key, task in self._pending.items() if key in waiting and key not in self._submitted]

    def timers(self) -> list[StartTimer]:
        """Timers still to fire."""
        return [timer for key, timer in self._timers.items() if key in self._run.timers]

    def _take(self, event: Event) -> None:
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


async def recover(runner: Runner, records: Records, machines: Machines) -> int:
    """Bring every open execution back to life; returns how many."""
    last = 0
    count = 0
    while starts := await records.open_after(last, _AT_ONCE):
        last = starts[-1].id
        journals = await records.journal([start.id for start in starts])
        for start in starts:
            machine_name = machines.name_of(start.state_machine_id)
            try:
                machine = await machines.parse(start.definition_id)
            except DefinitionError as error:
                log.error("execution %s of %s cannot go on: %s", start.name, machine_name, error)  # noqa: TRY400 - expected
                continue
            definition = await machines.definition(start.definition_id)
            live = runner.make(start, machine_name, definition.role_arn, machine)
            journal = journals[start.id]
            replay = Replay(live.run)
            replay.step(start, journal)
            live.sequence = journal[-1].sequence if journal else 0
            runner.resume(live, replay.pending(), replay.timers())
            count += 1
    return count
