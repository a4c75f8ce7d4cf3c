"""What each event does to an execution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from statewright.language.engine import distributed, flow, task
from statewright.language.engine.errors import TIMEOUT
from statewright.language.engine.events import (
    MapRunUpdated,
    Redriven,
    Started,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSubmitted,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.frame import Delay, TaskWork
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.states import Task
from statewright.language.expressions import measure

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution


def _started(run: Execution, event: Started) -> None:
    block = run.machine.block
    root = run.begin(run.workflow, block, event.input, measure(event.input))
    run.go(root, root.states[root.start_at])


def _task_succeeded(run: Execution, event: TaskSucceeded) -> None:
    frame = run.tasks.pop(event.task_id, None)
    if frame is not None:
        if isinstance(frame.work, MapRun):
            run.go(frame, distributed.answered(run, frame.work, event.task_id, event.output))
        else:
            run.go(frame, task.succeeded(run, frame, event.output))


def _task_failed(run: Execution, event: TaskFailed) -> None:
    frame = run.tasks.pop(event.task_id, None)
    if frame is not None:
        if isinstance(frame.work, MapRun):
            run.go(frame, distributed.refused(run, frame.work, event.task_id, event.error, event.cause))
        else:
            run.go(frame, task.failed(run, frame, event.error, event.cause))


def _task_submitted(run: Execution, event: TaskSubmitted) -> None:
    frame = run.tasks.get(event.task_id)
    if frame is not None and isinstance(frame.state, Task):
        frame.record("TaskSubmitted", frame.state.answer_details({"output": event.output}))


def _task_heartbeat(run: Execution, event: TaskHeartbeat) -> None:
    frame = run.tasks.get(event.task_id)
    if frame is not None and isinstance(frame.work, TaskWork):
        frame.work.last_beat = run.at


def _timer_fired(run: Execution, event: TimerFired) -> None:
    frame = run.timers.pop(event.timer_id, None)
    if frame is None:
        return
    if event.timer_id == frame.workflow.deadline:
        run.stop(frame.workflow, "TIMED_OUT", TIMEOUT)
    elif isinstance(frame.work, TaskWork):
        run.go(frame, task.timer_fired(run, frame, event.timer_id))
    elif isinstance(frame.work, Delay) and frame.state is not None:
        retry = frame.work.retry
        frame.work = None
        run.go(frame, run.attempt(frame, frame.state) if retry else flow.waited(run, frame, frame.state))


def _stopped(run: Execution, event: Stopped) -> None:
    run.stop(run.workflow, "ABORTED", event.error, event.cause)


def _redriven(run: Execution, event: Redriven) -> None:
    refused = run.not_redrivable()
    if refused is not None:
        raise ValueError(refused)
    run.redrive(run.workflow)


def _map_run_updated(run: Execution, event: MapRunUpdated) -> None:
    map_run = run.map_runs.get(event.map_run_arn)
    if map_run is not None and map_run.status == "RUNNING":
        run.go(map_run.frame, distributed.update(run, map_run, event))


HANDLERS: Final[Mapping[type, Callable[[Execution, Any], None]]] = {
    Started: _started,
    TaskSucceeded: _task_succeeded,
    TaskFailed: _task_failed,
    TaskSubmitted: _task_submitted,
    TaskHeartbeat: _task_heartbeat,
    TimerFired: _timer_fired,
    Stopped: _stopped,
    Redriven: _redriven,
    MapRunUpdated: _map_run_updated,
}
