"""Run an execution to its end on a virtual clock, with a function in place of the world.

For tests, proofs and replays: hours of waiting cost nothing, and the same arguments give the same history.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.events import (
    CancelTask,
    CancelTimer,
    Command,
    Event,
    Finish,
    History,
    HistoryEvent,
    ScheduleTask,
    Started,
    StartTimer,
    TaskFailed,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.execution import Execution
from statewright.language.engine.machine import Machine

START: Final = 1_767_225_600_000
"""2026-01-01T00:00:00Z."""

SIMULATED: Final = ExecutionContext(
    execution_id="arn:aws:states:eu-central-1:000000000000:execution:simulated:run",
    execution_name="run",
    state_machine_id="arn:aws:states:eu-central-1:000000000000:stateMachine:simulated",
    state_machine_name="simulated",
    role_arn="arn:aws:iam::000000000000:role/simulated",
)


class Returned(NamedTuple):
    """The task gives `output` after so many milliseconds."""

    output: Any
    after: int = 0


class Raised(NamedTuple):
    """The task fails after so many milliseconds."""

    error: str
    cause: str | None = None
    after: int = 0


_ENDINGS: Final = frozenset({"ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"})

Outcome = Returned | Raised | None
"""None: the task never answers."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """How it ended (None if nothing more could happen before it had ended), when, and what happened."""

    finish: Finish | None
    history: History
    ended_at: int
    steps: tuple[tuple[Event, tuple[Command, ...]], ...]
    """Every event that was given, with the commands it led to."""
    stopped: bool
    """Whether it was left off because `stop` held."""


def simulate(
    machine: Machine,
    input: Any,  # noqa: A002 - what Step Functions calls it
    task: Callable[[ScheduleTask], Outcome],
    *,
    start_at: int = START,
    seed: int = 0,
    context: ExecutionContext = SIMULATED,
    max_events: int | None = None,
    stop: Callable[[HistoryEvent], bool] | None = None,
) -> Simulation:
    """Runs `machine` on `input`; `task` says what each task does. Events of one time happen in the order they arose.

    The run is left off right after the first event for which `stop` holds, of its own history or of one of a
    distributed Map's children; nothing is called any more.
    """
    simulator = Simulator(machine, task, seed=seed, context=context, max_events=max_events, stop=stop)
    return simulator.play(Started(start_at, input))


class Simulator:
    """An execution on a virtual clock that can be played in parts: up to its end, and on from there when redriven."""

    def __init__(
        self,
        machine: Machine,
        task: Callable[[ScheduleTask], Outcome],
        *,
        seed: int = 0,
        context: ExecutionContext = SIMULATED,
        max_events: int | None = None,
        stop: Callable[[HistoryEvent], bool] | None = None,
    ) -> None:
        self.task = task
        self.history = History()
        self.run = Execution(machine, context, seed, self.history, max_events)
        self._steps: list[tuple[Event, tuple[Command, ...]]] = []
        self._agenda: list[tuple[int, int, str, int, Event]] = []
        self._dead: set[tuple[str, int]] = set()
        self._order = 0
        self._stop = stop
        self._stopped = False
        self._watched: list[tuple[History, int]] = [(self.history, 0)]
        """Histories that go on, and how many of their events `stop` has seen."""
        self._begun: dict[str, int] = {}
        """How many children of each Map Run are or were watched."""

    def play(self, event: Event) -> Simulation:
        """Gives `event` to the execution, and then what follows from it until it has ended or nothing more can happen.

        `Started` first; later perhaps `Redriven`, `Stopped` or an answer that `task` left open.
        """
        finish = self._step(event)
        while finish is None and not self._stopped:
            while self._agenda and (self._agenda[0][2], self._agenda[0][3]) in self._dead:
                heapq.heappop(self._agenda)
            if not self._agenda:
                break
            finish = self._step(heapq.heappop(self._agenda)[4])
        return Simulation(finish, self.history, self.run.at, tuple(self._steps), self._stopped)

    def _step(self, event: Event) -> Finish | None:
        commands = self.run.step(event)
        self._steps.append((event, tuple(commands)))
        if self._stop is not None and self._is_over(self._stop):
            return None
        finish = None
        for command in commands:
            match command:
                case Finish():
                    finish = command
                case ScheduleTask():
                    answer = _answer(command.task_id, self.task(command), event.at)
                    if answer is not None:
                        self._plan(answer.at, "task", command.task_id, answer)
                case StartTimer():
                    at = max(command.at, event.at)
                    self._plan(at, "timer", command.timer_id, TimerFired(at, command.timer_id))
                case CancelTask():
                    self._dead.add(("task", command.task_id))
                case CancelTimer():
                    self._dead.add(("timer", command.timer_id))
        return finish

    def _is_over(self, stop: Callable[[HistoryEvent], bool]) -> bool:
        """Whether the run is to be left off here; then what that history has beyond it is dropped."""
        watched, self._watched = self._watched, []
        for history, seen in watched:
            events = history.events
            last = next((at for at in range(seen, len(events)) if stop(events[at])), None)
            if last is not None:
                self._stopped = True
                del events[last + 1 :]
                break
            if history is self.history or not (events and events[-1].type in _ENDINGS):
                self._watched.append((history, len(events)))
            for map_run, children in history.map_runs.items():
                watched += [(child, 0) for child in children[self._begun.get(map_run, 0) :]]
                self._begun[map_run] = len(children)
        return self._stopped

    def _plan(self, at: int, what: str, number: int, event: Event) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at, self._order, what, number, event))


def _answer(task_id: int, outcome: Outcome, now: int) -> TaskSucceeded | TaskFailed | None:
    match outcome:
        case Returned():
            return TaskSucceeded(now + outcome.after, task_id, outcome.output)
        case Raised():
            return TaskFailed(now + outcome.after, task_id, outcome.error, outcome.cause)
        case None:
            return None
