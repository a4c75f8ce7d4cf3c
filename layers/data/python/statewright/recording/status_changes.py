"""EventBridge's "Step Functions Execution Status Change", and what Express executions tell in its form, parsed.

Source: AWS Step Functions developer guide, "Automating Step Functions event delivery with EventBridge". Input and
output are left out of an event that would be too large (`inputDetails.included` is false then).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from statewright.core import names
from statewright.data.executions import Status
from statewright.recording.json_text import value_of

STATUSES: Final[Mapping[str, Status]] = {
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "timed_out",
    "ABORTED": "cancelled",
}
"""Step Functions' status -> ours."""


class NotAStatusChange(ValueError):
    """The message is not an execution status change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One change; times in epoch ms. `complete` is False when input or output were too large for the event.

    `redrive_count` counts the beginnings after the first: an execution that ended badly may go on, and end again.
    """

    execution_id: str
    execution_arn: str
    name: str
    workflow_id: str
    machine_arn: str
    version_arn: str | None
    status: Status
    redrive_count: int
    started_at: int
    ended_at: int | None
    input: Any
    output: Any
    error: str | None
    cause: str | None
    complete: bool
    reported_version: int | None = None
    """The version that an Express execution says it is."""
    output_told: bool = True
    """Whether `output` is the output: a large one is left out of what an Express execution tells."""
    began_at: int | None = None
    """When this one of an Express execution's beginnings was, if it was not the first."""
    presumed: bool = False
    """Nobody told of this end: it must have come by now."""

    @property
    def express(self) -> bool:
        return names.is_express(self.execution_arn)

    @property
    def claimed_version(self) -> int | None:
        """The version that the run itself reports, or the one in the input that triggers give."""
        if self.reported_version is not None:
            return self.reported_version
        version = self.input.get("workflow_version") if isinstance(self.input, dict) else None
        return version if isinstance(version, int) else None

    @property
    def trigger_node(self) -> str | None:
        return self._from_input("trigger_node")

    @property
    def instance_id(self) -> str | None:
        return self._from_input("instance_id")

    def _from_input(self, name: str) -> str | None:
        value = self.input.get(name) if isinstance(self.input, dict) else None
        return value if isinstance(value, str) else None


def parse(body: str | bytes) -> StatusChange | None:
    """The change in a queue record's body; None for executions and statuses that are not ours to record.

    Raises `NotAStatusChange`.
    """
    try:
        message = orjson.loads(body)
        detail = message["detail"]
        machine_arn: str = detail["stateMachineArn"]
        workflow_id = names.workflow_id_of(machine_arn)
        status = STATUSES.get(detail["status"])
        # "<machine>/<label>": an item of a large loop, which is a part of its run
        if workflow_id is None or status is None or "/" in machine_arn:
            return None
        # What a run tells of itself has JSON where EventBridge has JSON's text, and may leave some of it out for good.
        tells_itself = message.get("detail-type") == names.EXPRESS_REPORT
        value = _as_it_is if tells_itself else _json
        return StatusChange(
            execution_id=names.execution_id(workflow_id, detail["name"]),
            execution_arn=detail["executionArn"],
            name=detail["name"],
            workflow_id=workflow_id,
            machine_arn=machine_arn,
            version_arn=detail.get("stateMachineVersionArn"),
            status=status,
            redrive_count=int(detail.get("redriveCount") or 0),
            started_at=int(detail["startDate"]),
            ended_at=None if status == "running" else int(detail["stopDate"]),
            input=value(detail.get("input")),
            output=value(detail.get("output")),
            error=detail.get("error"),
            cause=detail.get("cause"),
            complete=tells_itself or (_included(detail, "inputDetails") and _included(detail, "outputDetails")),
            reported_version=detail.get("workflowVersion") if tells_itself else None,
            output_told=_included(detail, "outputDetails"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotAStatusChange(f"not a Step Functions status change: {type(error).__name__}: {error}") from error


def _json(text: str | None) -> Any:
    return None if text is None else value_of(text)


def _as_it_is(value: Any) -> Any:
    return value


def _included(detail: Mapping[str, Any], name: str) -> bool:
    details = detail.get(name)
    return details is None or details.get("included") is not False
