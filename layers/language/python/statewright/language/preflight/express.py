"""Whether a workflow could run as Express executions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statewright.language.preflight.limits import spoken
from statewright.language.preflight.machine import Block
from statewright.language.preflight.model import ExpressObstacle, RunDuration

MAX_SECONDS: Final = 300
"""An Express execution lasts at most five minutes. Source: Step Functions quotas."""


def reasons_against(machine: Block, duration: RunDuration) -> Iterator[ExpressObstacle]:
    """Everything that stands against it. Source: Step Functions guide, "Choosing workflow type"."""
    told = set()
    for step in machine.everything():
        for holds, message in (
            (step.waits_for_token, "waits for an answer: Express executions have no task tokens"),
            (step.waits_for_job, "waits for another run to end: Express executions cannot"),
            (
                step.repetition is not None and step.repetition.distributed,
                "runs its items as executions of their own: a Distributed Map needs a Standard execution",
            ),
        ):
            if holds and (step.node, message) not in told:
                told.add((step.node, message))
                yield ExpressObstacle(node=step.node, message=message)
    if duration.waiting > MAX_SECONDS:
        message = f"waits take {spoken(duration.waiting)}, and an Express execution ends after {spoken(MAX_SECONDS)}"
        yield ExpressObstacle(node=duration.waits, message=message)
