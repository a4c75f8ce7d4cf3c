"""Task states: schedule the work, then wait for its answer, its timeout or a missing heartbeat."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from statewright.language.engine.errors import HEARTBEAT_TIMEOUT, TIMEOUT, StateError, failure_details, too_large
from statewright.language.engine.events import ScheduleTask
from statewright.language.engine.flow import whole_number
from statewright.language.engine.frame import Frame, TaskWork
from statewright.language.engine.states import State, Task
from statewright.language.expressions import MAX_PAYLOAD, Template, measure

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution


def do_task(run: Execution, frame: Frame, state: Task) -> State | None:
    run.last_task = task_id = run.last_task + 1
    token = make_token(run.context.execution_id, task_id, run.seed) if state.waits_for_token else None
    # the token is part of what Arguments may read
    frame.work = work = TaskWork(task_id, token)
    arguments: Any = frame.input
    if state.arguments is not None:
        arguments = state.arguments.evaluate(frame)
        if state.arguments.size(frame, arguments) > MAX_PAYLOAD:
            raise too_large(state.name)
    timeout = _seconds(frame, state.timeout, "TimeoutSeconds")
    heartbeat = _seconds(frame, state.heartbeat, "HeartbeatSeconds")

    details = {**state.described, state.arguments_detail: arguments}
    if timeout is not None:
        details["timeoutInSeconds"] = timeout
    if heartbeat is not None:
        details["heartbeatInSeconds"] = heartbeat
    frame.record(state.scheduled, details)
    frame.record(state.started, state.answer_details())

    run.tasks[task_id] = frame
    timeout_at = None if timeout is None else run.at + timeout * 1000
    run.commands.append(ScheduleTask(task_id, state.name, state.resource, arguments, token, timeout_at))
    if timeout_at is not None:
        work.timeout_timer = run.start_timer(frame, timeout_at)
    if heartbeat is not None:
        work.heartbeat_within = heartbeat * 1000
        work.last_beat = run.at
        work.heartbeat_timer = run.start_timer(frame, run.at + work.heartbeat_within)
    return None


def succeeded(run: Execution, frame: Frame, output: Any) -> State | None:
    """The task's answer has come; it is no longer among the run's tasks."""
    state = _close(run, frame)
    size = measure(output)
    if size > MAX_PAYLOAD:
        what = state.described.get("resourceType") or state.resource
        return _fail(run, frame, state, too_large(what, terminal=False))
    frame.record(state.succeeded, state.answer_details({"output": output}))
    return run.complete(frame, output, size)


def failed(run: Execution, frame: Frame, error: str, cause: str | None) -> State | None:
    """The task answered with an error; it is no longer among the run's tasks."""
    return _fail(run, frame, _close(run, frame), StateError(error, cause))


def timer_fired(run: Execution, frame: Frame, timer_id: int) -> State | None:
    """The task's timeout has come, or it is time to look for a heartbeat."""
    work = frame.work
    if not isinstance(work, TaskWork):
        return None
    if timer_id == work.heartbeat_timer:
        due = work.last_beat + work.heartbeat_within
        if due > run.at:
            work.heartbeat_timer = run.start_timer(frame, due)
            return None
        problem = StateError(TIMEOUT, None, also=HEARTBEAT_TIMEOUT)
    else:
        problem = StateError(TIMEOUT, None)
    run.cancel_task(work.task_id)
    return _fail(run, frame, _close(run, frame), problem)


def _close(run: Execution, frame: Frame) -> Task:
    work, state = frame.work, frame.state
    if not isinstance(work, TaskWork) or not isinstance(state, Task):
        raise TypeError("only a Task state has a task")
    if work.timeout_timer is not None:
        run.cancel_timer(work.timeout_timer)
    if work.heartbeat_timer is not None:
        run.cancel_timer(work.heartbeat_timer)
    frame.work = None
    return state


def _fail(run: Execution, frame: Frame, state: Task, problem: StateError) -> State | None:
    kind = state.timed_out if problem.error in (TIMEOUT, HEARTBEAT_TIMEOUT) else state.failed
    frame.record(kind, state.answer_details(failure_details(problem.error, problem.cause)))
    return run.fail(frame, problem)


def _seconds(frame: Frame, template: Template | None, field: str) -> int | None:
    if template is None:
        return None
    return whole_number(template, field, template.evaluate(frame), 1)


def make_token(execution_id: str, task_id: int, seed: int) -> str:
    """The task token of one attempt: it names the execution and the task, and cannot be made without the seed."""
    proof = hashlib.sha256(f"{seed}|{task_id}|{execution_id}".encode()).hexdigest()[:32]
    return base64.urlsafe_b64encode(f"{task_id}|{proof}|{execution_id}".encode()).decode()


def read_token(token: str) -> tuple[str, int] | None:
    """(execution id, task id) that a token claims to be for; None if it is no token.

    Compare the token with `make_token` of the execution's seed before trusting it.
    """
    try:
        task_id, _, execution_id = base64.urlsafe_b64decode(token.encode()).decode().split("|", 2)
        return execution_id, int(task_id)
    except (ValueError, binascii.Error):
        return None
