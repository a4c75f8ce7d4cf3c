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
    ScheduleTask,
    Started,
    StartTimer,
    TaskFailed,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.execution import MAX_EVENTS, Execution
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


def simulate(
    machine: Machine,
    input: Any,  # noqa: A002 - what Step Functions calls it
    task: Callable[[ScheduleTask], Outcome],
    *,
    start_at: int = START,
    seed: int = 0,
    context: ExecutionContext = SIMULATED,
    max_events: int = MAX_EVENTS,
) -> Simulation:
    """Runs `machine` on `input`; `task` says what each task does. Events of one time happen in the order they arose."""
    history = History()
    run = Execution(machine, context, seed, history, max_events)
    steps: list[tuple[Event, tuple[Command, ...]]] = []
    agenda: list[tuple[int, int, str, int, Event]] = []
    dead: set[tuple[str, int]] = set()
    event: Event = Started(start_at, input)
    order = 0
    while True:
        commands = run.step(event)
        steps.append((event, tuple(commands)))
        for command in commands:
            order += 1
            match command:
                case Finish():
                    return Simulation(command, history, event.at, tuple(steps))
                case ScheduleTask():
                    answer = _answer(command.task_id, task(command), event.at)
                    if answer is not None:
                        heapq.heappush(agenda, (answer.at, order, "task", command.task_id, answer))
                case StartTimer():
                    at = max(command.at, event.at)
                    heapq.heappush(agenda, (at, order, "timer", command.timer_id, TimerFired(at, command.timer_id)))
                case CancelTask():
                    dead.add(("task", command.task_id))
                case CancelTimer():
                    dead.add(("timer", command.timer_id))
        while agenda and (agenda[0][2], agenda[0][3]) in dead:
            heapq.heappop(agenda)
        if not agenda:
            return Simulation(None, history, event.at, tuple(steps))
        event = heapq.heappop(agenda)[4]


def _answer(task_id: int, outcome: Outcome, now: int) -> TaskSucceeded | TaskFailed | None:
    match outcome:
        case Returned():
            return TaskSucceeded(now + outcome.after, task_id, outcome.output)
        case Raised():
            return TaskFailed(now + outcome.after, task_id, outcome.error, outcome.cause)
        case None:
            return None
