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

from statewright.language.engine import distributed, fan_out, flow, handling, redrive, task
from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.errors import (
    QUERY_EVALUATION,
    RUNTIME,
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
    Redriven,
    Started,
    StartTimer,
    Status,
)
from statewright.language.engine.frame import SEEDS, Delay, FanOut, Frame, TaskWork
from statewright.language.engine.handlers import HANDLERS
from statewright.language.engine.machine import Machine
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.states import (
    Assignments,
    Block,
    Choice,
    DistributedMap,
    Fail,
    Map,
    Parallel,
    Pass,
    State,
    Succeed,
    Task,
    Wait,
)
from statewright.language.engine.workflow_run import ChildRun, HistoryFull, WorkflowRun
from statewright.language.expressions import MAX_PAYLOAD, MISSING, EvaluationError, Template


class Execution:
    """One execution. Only `step` changes it.

    `status` is None until it has ended. `history` None collects nothing; event ids are counted all the same.
    `max_events` bounds the history, and with it loops that never wait (None: as AWS does). `map_runs` are those of its
    distributed Maps, by their ARN.
    """

    __slots__ = (
        "at",
        "commands",
        "drawn",
        "last_task",
        "last_timer",
        "machine",
        "map_runs",
        "ready",
        "seed",
        "tasks",
        "timers",
        "workflow",
    )

    def __init__(
        self,
        machine: Machine,
        context: ExecutionContext,
        seed: int,
        history: History | None = None,
        max_events: int | None = None,
    ) -> None:
        self.machine = machine
        self.seed = seed
        self.workflow = WorkflowRun(context, history, max_events or machine.max_events, machine.time_limit)
        self.at = 0
        self.tasks: dict[int, Frame] = {}
        self.timers: dict[int, Frame] = {}
        self.map_runs: dict[str, MapRun] = {}
        self.ready: deque[tuple[Frame, State | None]] = deque()
        self.commands: list[Command] = []
        self.last_task = self.last_timer = self.drawn = 0

    @property
    def context(self) -> ExecutionContext:
        """Who this is."""
        return self.workflow.context

    @property
    def history(self) -> History | None:
        """What it collects its history in."""
        return self.workflow.history

    @property
    def status(self) -> Status | None:
        """How it ended; None while it goes on."""
        return self.workflow.status

    @property
    def redrive_count(self) -> int:
        """How often it was redriven."""
        return self.workflow.redrive_count

    def not_redrivable(self) -> str | None:
        """Why a Redriven event would be refused now, in AWS's words; None if it would be taken."""
        return redrive.not_redrivable(self)

    def step(self, event: Event) -> list[Command]:
        """What to do after `event`, in order. Late answers and cancelled timers give nothing.

        Raises ValueError for a second Started, for another event before it, and for a Redriven that is not possible.
        """
        kind = type(event)
        workflow = self.workflow
        if (kind is Started) is not (workflow.root is None):
            raise ValueError(f"{kind.__name__}: an execution takes exactly one Started event, first")
        if workflow.status is not None and kind is not Redriven:
            return []
        self.at = max(self.at, event.at)
        commands: list[Command] = []
        self.commands = commands
        try:
            HANDLERS[kind](self, event)
            if self.ready:
                self._run_ready()
        except HistoryFull as full:
            self._cut_off(full.workflow)
        return commands

    # Entering and leaving states

    def enter(self, frame: Frame, state: State) -> State | None:
        """Enters a state; the next one, or None if the frame now waits or has ended."""
        frame.state = state
        frame.entered_at = self.at
        frame.attempts = None
        frame.retry_count = 0
        frame.result = MISSING
        history_id = frame.record(state.entered, {"name": state.name, "input": frame.input})
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
        work, frame.work = frame.work, None
        frame.result = value
        frame.result_size = size
        assert state is not None  # noqa: S101 - only an entered state has work
        try:
            return self.leave(frame, state, state.assign, state.output, state.next, value, size)
        except (EvaluationError, StateError) as problem:
            frame.work = work
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
            frame.record(state.exited, {"name": state.name, "output": value})
        else:
            values, sizes = frame.evaluate(assign, state.name)
            frame.record(state.exited, {"name": state.name, "output": value, "assignedVariables": values})
            frame.assign(values, sizes)
        if target is not None:
            frame.input = value
            frame.input_size = size
            return frame.states[target]
        frame.ended = True
        if frame.parent is None:
            self.end(frame.workflow, "SUCCEEDED", output=value)
        else:
            fan_out.child_ended(self, frame.parent, frame, value, size)
        return None

    def state_error(self, frame: Frame, problem: EvaluationError | StateError) -> StateError:
        """What retriers and catchers see of a failure; a failed evaluation is recorded first."""
        if isinstance(problem, StateError):
            return problem
        state = frame.state
        name = state.name if state else ""
        where = f"An error occurred while executing the state '{name}' (entered at the event id #{frame.entered_id})."
        cause = f"{where} {problem.cause}"
        details = {"error": QUERY_EVALUATION, "cause": cause, "location": problem.field, "state": name}
        frame.record("EvaluationFailed", details)
        return StateError(QUERY_EVALUATION, cause)

    # Workflow executions: this one and the children of Map Runs

    def begin(self, workflow: WorkflowRun, block: Block, given: Any, size: int) -> Frame:
        """Starts a workflow execution at the first state of `block`; its frame, which is yet to go there."""
        workflow.root = root = Frame(self, workflow, block, None, 0)
        workflow.started_at = self.at
        workflow.input = root.input = given
        root.input_size = size
        root.record("ExecutionStarted", {"input": given, "roleArn": workflow.context.role_arn})
        root.previous = 0  # Step Functions links the first state to 0, not to ExecutionStarted
        self.start_deadline(workflow)
        return root

    def start_deadline(self, workflow: WorkflowRun) -> None:
        if workflow.time_limit is not None and workflow.root is not None:
            workflow.deadline = self.start_timer(workflow.root, self.at + workflow.time_limit * 1000)

    def end(
        self,
        workflow: WorkflowRun,
        status: Status,
        *,
        output: Any = None,
        error: str | None = None,
        cause: str | None = None,
    ) -> None:
        """Ends a workflow execution, and with the outermost one everything."""
        root = workflow.root
        assert root is not None  # noqa: S101 - what ends has begun
        details = {"output": output} if status == "SUCCEEDED" else failure_details(error, cause)
        root.record(_ENDINGS[status], details, ends=status != "SUCCEEDED")
        root.ended = True
        workflow.status, workflow.ended_at = status, self.at
        workflow.output, workflow.error, workflow.cause = output, error, cause
        self.cancel_timer(workflow.deadline)
        if isinstance(workflow, ChildRun):
            distributed.child_ended(self, workflow)
        else:
            self.commands.append(Finish(status, output, error, cause))

    def end_failed(self, frame: Frame, problem: StateError) -> None:
        """Ends a frame whose failure nothing handled: it fails the execution, or the state it runs in."""
        frame.ended = True
        if frame.parent is None:
            self.end(frame.workflow, "FAILED", error=problem.error, cause=problem.cause)
        else:
            fan_out.child_failed(self, frame.parent, frame, problem)

    def abort(self, frame: Frame) -> None:
        """Stops a frame and everything below it. What a redrive needs to go on from here is kept."""
        if frame.ended:
            return
        frame.ended = True
        if isinstance(frame.work, FanOut):
            for child in list(frame.work.children.values()):
                self.abort(child)
        elif isinstance(frame.work, MapRun):
            distributed.abort(self, frame.work)
        self.cancel_work(frame)
        if frame.state is not None:
            frame.record(frame.state.aborted, {"name": frame.state.name}, ends=True)

    def stop(self, workflow: WorkflowRun, status: Status, error: str | None = None, cause: str | None = None) -> None:
        """Ends a workflow execution from outside."""
        if workflow.root is not None:
            self.abort(workflow.root)
        self.end(workflow, status, error=error, cause=cause)

    def redrive(self, workflow: WorkflowRun) -> None:
        """Lets a workflow execution go on that did not succeed."""
        redrive.redrive(self, workflow)

    def _cut_off(self, workflow: WorkflowRun) -> None:
        """Ends a workflow execution whose history is full."""
        cause = f"The execution reached the maximum number of history events ({workflow.max_events})."
        try:
            self.stop(workflow, "FAILED", RUNTIME, cause)
            self._run_ready()
        except HistoryFull as full:  # of the parent of a child, say
            self._cut_off(full.workflow)

    # What behaviours use

    def start_timer(self, frame: Frame, at: int) -> int:
        self.last_timer = timer_id = self.last_timer + 1
        self.timers[timer_id] = frame
        self.commands.append(StartTimer(timer_id, at))
        return timer_id

    def cancel_timer(self, timer_id: int | None) -> None:
        if timer_id is not None and self.timers.pop(timer_id, None) is not None:
            self.commands.append(CancelTimer(timer_id))

    def cancel_task(self, task_id: int) -> None:
        if self.tasks.pop(task_id, None) is not None:
            self.commands.append(CancelTask(task_id))

    def cancel_work(self, frame: Frame) -> None:
        """Forgets a frame's task and timers."""
        work = frame.work
        if isinstance(work, TaskWork):
            self.cancel_task(work.task_id)
            self.cancel_timer(work.timeout_timer)
            self.cancel_timer(work.heartbeat_timer)
            frame.work = None
        elif isinstance(work, Delay):
            self.cancel_timer(work.timer_id)
            frame.work = None

    def next_seed(self) -> int:
        """Seeds are counted, so that a replay draws the same."""
        self.drawn += 1
        digest = hashlib.sha256(f"{self.seed}:{self.drawn}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % SEEDS

    def _run_ready(self) -> None:
        ready = self.ready
        while ready:
            frame, state = ready.popleft()
            if state is None:
                redrive.go_on(self, frame)
            else:
                self.go(frame, state)

    def go(self, frame: Frame, following: State | None) -> None:
        """Runs a frame until it waits or has ended."""
        while following is not None and not frame.ended:
            following = self.enter(frame, following)


_BEHAVIOURS: Final[dict[type[State], Callable[[Execution, Frame, Any], State | None]]] = {
    Pass: flow.do_pass,
    Choice: flow.do_choice,
    Wait: flow.do_wait,
    Succeed: flow.do_succeed,
    Fail: flow.do_fail,
    Task: task.do_task,
    Parallel: fan_out.do_parallel,
    Map: fan_out.do_map,
    DistributedMap: distributed.do_distributed_map,
}

_ENDINGS: Final[dict[Status, str]] = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "ABORTED": "ExecutionAborted",
}
