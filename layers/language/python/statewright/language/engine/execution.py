"""One execution of a machine: events in, commands out.

    run = Execution(machine, context, seed=1, history=History())
    commands = run.step(Started(at, {"order": 1}))

Everything that happens is determined by the events: ids are counted, random values come from the seed, the time is
the event's. Stepping the same events again gives the same commands and the same history. Nothing waits in here: an
execution that has nothing to do is a few small objects.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from statewright.language.engine import fan_out, flow, handling, task
from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.errors import (
    QUERY_EVALUATION,
    RUNTIME,
    TIMEOUT,
    StateError,
    failure_details,
    too_large,
)
from statewright.language.engine.events import (
    CancelTask,
    CancelTimer,
    Command,
    Event,
    Finish,
    History,
    HistoryEvent,
    Started,
    StartTimer,
    Status,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.frame import SEEDS, Delay, FanOut, Frame, TaskWork
from statewright.language.engine.machine import Machine
from statewright.language.engine.states import (
    Assignments,
    Choice,
    Fail,
    Map,
    Parallel,
    Pass,
    State,
    Succeed,
    Task,
    Wait,
)
from statewright.language.expressions import MAX_PAYLOAD, MISSING, EvaluationError, Template, measure

MAX_EVENTS: Final = 25_000
"""History events of a Standard execution. Source: Step Functions developer guide, "Quotas"."""

_MAX_VARIABLES: Final = 10 * 1024 * 1024
_UNCOUNTED_VARIABLES: Final = _MAX_VARIABLES // MAX_PAYLOAD


class Execution:
    """One execution. Only `step` changes it.

    `status` is None until it has ended. `history` None collects nothing; event ids are counted all the same.
    `max_events` bounds the history, and with it loops that never wait.
    """

    __slots__ = (
        "at",
        "commands",
        "context",
        "data",
        "deadline",
        "drawn",
        "history",
        "last_event",
        "last_task",
        "last_timer",
        "machine",
        "max_events",
        "ready",
        "root",
        "seed",
        "start",
        "status",
        "tasks",
        "timers",
    )

    def __init__(
        self,
        machine: Machine,
        context: ExecutionContext,
        seed: int,
        history: History | None = None,
        max_events: int = MAX_EVENTS,
    ) -> None:
        self.machine = machine
        self.context = context
        self.seed = seed
        self.history = history
        self.max_events = max_events
        self.status: Status | None = None
        self.at = 0
        self.start: Started | None = None
        self.root = Frame(self, machine.block, None, 0)
        self.tasks: dict[int, Frame] = {}
        self.timers: dict[int, Frame] = {}
        self.deadline: int | None = None
        self.ready: deque[tuple[Frame, State]] = deque()
        self.commands: list[Command] = []
        self.last_event = self.last_task = self.last_timer = self.drawn = 0
        self.data: dict[str, Any] | None = None

    def step(self, event: Event) -> list[Command]:
        """What to do after `event`, in order. Late answers and cancelled timers give nothing.

        Raises ValueError for a second Started, or for another event before it.
        """
        kind = type(event)
        if (kind is Started) is not (self.start is None):
            raise ValueError(f"{kind.__name__}: an execution takes exactly one Started event, first")
        if self.status is not None:
            return []
        self.at = max(self.at, event.at)
        commands: list[Command] = []
        self.commands = commands
        try:
            _HANDLERS[kind](self, event)
            if self.ready:
                self._run_ready()
        except _HistoryFull:
            cause = f"The execution reached the maximum number of history events ({self.max_events})."
            self.max_events += 1_000_000  # what ends the execution is still recorded
            self.abort(self.root)
            self.finish("FAILED", error=RUNTIME, cause=cause)
        return commands

    # Entering and leaving states

    def enter(self, frame: Frame, state: State) -> State | None:
        """Enters a state; the next one, or None if the frame now waits or has ended."""
        frame.state = state
        frame.entered_at = self.at
        frame.attempts = None
        frame.retry_count = 0
        frame.result = MISSING
        history_id = self.record(frame, state.entered, {"name": state.name, "input": frame.input})
        frame.entered_id = history_id
        return self.attempt(frame, state)

    def attempt(self, frame: Frame, state: State) -> State | None:
        """Does what the state does, again if it is a retry."""
        try:
            return _BEHAVIOURS[type(state)](self, frame, state)
        except (EvaluationError, StateError) as problem:
            return self.fail(frame, problem)

    def complete(self, frame: Frame, value: Any, size: int) -> State | None:
        """The state's work gave `value`; the next state, or None."""
        state = frame.state
        frame.work = None
        frame.result = value
        frame.result_size = size
        assert state is not None  # noqa: S101 - only an entered state has work
        try:
            return self.leave(frame, state, state.assign, state.output, state.next, value, size)
        except (EvaluationError, StateError) as problem:
            return self.fail(frame, problem)

    def fail(self, frame: Frame, problem: EvaluationError | StateError) -> State | None:
        """The state failed; where that leads, or None."""
        return handling.handle(self, frame, self.state_error(frame, problem))

    def leave(
        self,
        frame: Frame,
        state: State,
        assign: Assignments | None,
        output: Template | None,
        target: str | None,
        value: Any,
        size: int,
    ) -> State | None:
        """Ends a state with `value`, or with what `output` makes of it. The next state; None at the block's end."""
        if output is not None:
            if output.constant:
                value, size = output.value, output.base_size
            else:
                value = output.evaluate(frame)
                size = output.size(frame, value)
        if size > MAX_PAYLOAD:
            raise too_large(state.name)
        if assign is None:
            self.record(frame, state.exited, {"name": state.name, "output": value})
        else:
            # every template sees the values at entry, so nothing is set before all are evaluated
            values, sizes, total = {}, {}, 0
            for name, template in assign:
                values[name] = assigned = template.evaluate(frame)
                sizes[name] = assigned_size = template.size(frame, assigned)
                total += assigned_size
            if total > MAX_PAYLOAD and sum(map(measure, values.values())) > MAX_PAYLOAD:
                raise too_large(state.name)
            if len(frame.sizes) >= _UNCOUNTED_VARIABLES and sum({**frame.sizes, **sizes}.values()) > _MAX_VARIABLES:
                # those were upper bounds
                sizes = {key: measure(variable) for key, variable in {**frame.variables, **values}.items()}
                if sum(sizes.values()) > _MAX_VARIABLES:
                    raise too_large(state.name)
            self.record(frame, state.exited, {"name": state.name, "output": value, "assignedVariables": values})
            frame.assign(values, sizes)
        if target is not None:
            frame.input = value
            frame.input_size = size
            return frame.states[target]
        frame.ended = True
        if frame.parent is None:
            self.finish("SUCCEEDED", output=value)
            return None
        fan_out.child_ended(self, frame.parent, frame, value, size)
        return None

    # What behaviours use

    def record(self, frame: Frame, kind: str, details: dict[str, Any]) -> int:
        """Adds an event behind the frame's last one; its id."""
        event_id = self.last_event + 1
        if event_id >= self.max_events:
            raise _HistoryFull
        self.last_event = event_id
        if self.history is not None:
            # half the cost of HistoryEvent(...), in the hottest line of the engine
            event = tuple.__new__(HistoryEvent, (event_id, frame.previous, self.at, kind, details))
            self.history.events.append(event)
        frame.previous = event_id
        return event_id

    def start_timer(self, frame: Frame, at: int) -> int:
        self.last_timer = timer_id = self.last_timer + 1
        self.timers[timer_id] = frame
        self.commands.append(StartTimer(timer_id, at))
        return timer_id

    def cancel_timer(self, timer_id: int | None) -> None:
        if timer_id is not None and self.timers.pop(timer_id, None) is not None:
            self.commands.append(CancelTimer(timer_id))

    def cancel_work(self, frame: Frame) -> None:
        """Forgets a frame's task and timers."""
        work = frame.work
        if isinstance(work, TaskWork):
            if self.tasks.pop(work.task_id, None) is not None:
                self.commands.append(CancelTask(work.task_id))
            self.cancel_timer(work.timeout_timer)
            self.cancel_timer(work.heartbeat_timer)
        elif isinstance(work, Delay):
            self.cancel_timer(work.timer_id)
        frame.work = None

    def abort(self, frame: Frame) -> None:
        """Stops a frame and everything below it."""
        if frame.ended:
            return
        frame.ended = True
        if isinstance(frame.work, FanOut):
            for child in list(frame.work.children.values()):
                self.abort(child)
        self.cancel_work(frame)
        if frame.state is not None:
            self.record(frame, frame.state.aborted, {"name": frame.state.name})

    def end_failed(self, frame: Frame, problem: StateError) -> None:
        """Ends a frame whose failure nothing handled: it fails the execution, or the state it runs in."""
        frame.ended = True
        if frame.parent is None:
            self.finish("FAILED", error=problem.error, cause=problem.cause)
        else:
            fan_out.child_failed(self, frame.parent, frame, problem)

    def finish(self, status: Status, *, output: Any = None, error: str | None = None, cause: str | None = None) -> None:
        """Ends the execution."""
        details = {"output": output} if status == "SUCCEEDED" else failure_details(error, cause)
        self.record(self.root, _ENDINGS[status], details)
        self.status = status
        self.root.ended = True
        self.cancel_timer(self.deadline)
        self.commands.append(Finish(status, output, error, cause))

    def next_seed(self) -> int:
        """Seeds are counted, so that a replay draws the same."""
        self.drawn += 1
        digest = hashlib.sha256(f"{self.seed}:{self.drawn}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % SEEDS

    def execution_data(self) -> dict[str, Any]:
        """`$states.context.Execution`."""
        if self.data is None:
            self.data = self.context.execution_data(self.start or Started(self.at, None))
        return self.data

    # Events

    def _run_ready(self) -> None:
        ready = self.ready
        while ready and self.status is None:
            self._go(*ready.popleft())

    def _go(self, frame: Frame, following: State | None) -> None:
        """Runs a frame until it waits or has ended."""
        while following is not None and not frame.ended:
            following = self.enter(frame, following)

    def state_error(self, frame: Frame, problem: EvaluationError | StateError) -> StateError:
        """What retriers and catchers see of a failure; a failed evaluation is recorded first."""
        if isinstance(problem, StateError):
            return problem
        state = frame.state
        name = state.name if state else ""
        where = f"An error occurred while executing the state '{name}' (entered at the event id #{frame.entered_id})."
        cause = f"{where} {problem.cause}"
        details = {"error": QUERY_EVALUATION, "cause": cause, "location": problem.field, "state": name}
        self.record(frame, "EvaluationFailed", details)
        return StateError(QUERY_EVALUATION, cause)

    def on_started(self, event: Started) -> None:
        self.start = event
        root = self.root
        self.record(root, "ExecutionStarted", {"input": event.input, "roleArn": self.context.role_arn})
        root.previous = 0  # Step Functions links the first state to 0, not to ExecutionStarted
        root.input = event.input
        root.input_size = measure(event.input)
        if self.machine.timeout is not None:
            self.deadline = self.start_timer(root, event.at + self.machine.timeout * 1000)
        self._go(root, root.states[self.machine.block.start_at])

    def on_task_succeeded(self, event: TaskSucceeded) -> None:
        frame = self.tasks.pop(event.task_id, None)
        if frame is not None:
            self._go(frame, task.succeeded(self, frame, event.output))

    def on_task_failed(self, event: TaskFailed) -> None:
        frame = self.tasks.pop(event.task_id, None)
        if frame is not None:
            self._go(frame, task.failed(self, frame, event.error, event.cause))

    def on_task_heartbeat(self, event: TaskHeartbeat) -> None:
        frame = self.tasks.get(event.task_id)
        if frame is not None and isinstance(frame.work, TaskWork):
            frame.work.last_beat = self.at

    def on_timer_fired(self, event: TimerFired) -> None:
        frame = self.timers.pop(event.timer_id, None)
        if frame is None:
            return
        if event.timer_id == self.deadline:
            self.abort(self.root)
            self.finish("TIMED_OUT", error=TIMEOUT)
        elif isinstance(frame.work, TaskWork):
            self._go(frame, task.timer_fired(self, frame, event.timer_id))
        elif isinstance(frame.work, Delay) and frame.state is not None:
            retry = frame.work.retry
            frame.work = None
            self._go(frame, self.attempt(frame, frame.state) if retry else flow.waited(self, frame, frame.state))

    def on_stopped(self, event: Stopped) -> None:
        self.abort(self.root)
        self.finish("ABORTED", error=event.error, cause=event.cause)


class _HistoryFull(Exception):
    """The execution has as many events as it may have."""


_HANDLERS: Final[dict[type, Callable[[Execution, Any], None]]] = {
    Started: Execution.on_started,
    TaskSucceeded: Execution.on_task_succeeded,
    TaskFailed: Execution.on_task_failed,
    TaskHeartbeat: Execution.on_task_heartbeat,
    TimerFired: Execution.on_timer_fired,
    Stopped: Execution.on_stopped,
}

_BEHAVIOURS: Final[dict[type[State], Callable[[Execution, Frame, Any], State | None]]] = {
    Pass: flow.do_pass,
    Choice: flow.do_choice,
    Wait: flow.do_wait,
    Succeed: flow.do_succeed,
    Fail: flow.do_fail,
    Task: task.do_task,
    Parallel: fan_out.do_parallel,
    Map: fan_out.do_map,
}

_ENDINGS: Final[dict[Status, str]] = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "ABORTED": "ExecutionAborted",
}
