"""Redrive: an execution that did not succeed goes on from the states that failed or were stopped.

Source: Step Functions developer guide, "Restarting state machine executions with redrive": same definition, input and
variables; branches and iterations that succeeded are kept; attempts are counted from zero and the machine's time limit
starts again. States are not entered again: history goes on behind what it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from statewright.language.engine import distributed, fan_out
from statewright.language.engine.frame import FanOut, Frame
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.workflow_run import WorkflowRun

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution

MAX_REDRIVES: Final = 1_000
"""Source: Step Functions developer guide, "Quotas"."""


def not_redrivable(run: Execution) -> str | None:
    """Why an execution cannot be redriven, in AWS's words; None if it can."""
    workflow = run.workflow
    if run.machine.kind == "EXPRESS":
        return "Execution is an Express workflow and cannot be redriven"
    if workflow.status is None:
        return "Execution is RUNNING and cannot be redriven"
    if workflow.status == "SUCCEEDED":
        return "Execution is SUCCEEDED and cannot be redriven"
    if workflow.last_event >= workflow.max_events - 2:
        return "Execution history event limit exceeded"
    if workflow.redrive_count >= MAX_REDRIVES:
        return f"Execution redrive limit of {MAX_REDRIVES} exceeded"
    return None


def redrive(run: Execution, workflow: WorkflowRun) -> None:
    """Lets a workflow execution go on that has ended without success."""
    root = workflow.root
    if root is None:
        raise TypeError("only what has begun can be redriven")
    workflow.status = workflow.ended_at = workflow.error = workflow.cause = workflow.data = None
    workflow.redrive_count += 1
    workflow.redriven_at = run.at
    last = root.previous
    root.record("ExecutionRedriven", {"redriveCount": workflow.redrive_count})
    root.previous = last
    run.start_deadline(workflow)
    _revive(run, root)


def _revive(run: Execution, frame: Frame) -> None:
    """Wakes a frame and what was stopped below it, which is what goes on first."""
    frame.ended = False
    if isinstance(frame.work, FanOut):
        for _, child in sorted(frame.work.children.items()):
            _revive(run, child)
    run.ready.append((frame, None))


def go_on(run: Execution, frame: Frame) -> None:
    """Has a frame do what it did when it was stopped."""
    if frame.ended:
        return  # a sibling that failed at once has stopped it again
    if frame.state is None:
        frame.begin()
    elif isinstance(frame.work, FanOut):
        fan_out.go_on(run, frame)
    elif isinstance(frame.work, MapRun):
        distributed.redrive(run, frame.work)
    else:
        frame.attempts = None
        frame.retry_count = 0
        run.go(frame, run.attempt(frame, frame.state))
