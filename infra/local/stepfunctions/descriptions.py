"""How executions are told by the API: ListExecutions' items and DescribeExecution's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.machines import Machines
from infra.local.stepfunctions.records import Record

REDRIVABLE_MS: Final = 14 * 86_400_000
"""Source: API reference, RedriveExecution: the redrivable period of 14 days begins at the end."""
_HISTORY_FULL: Final = "The execution reached the maximum number of history events"


class Descriptions:
    """Writes records as the API does. Times in seconds since the epoch."""

    def __init__(self, arns: Arns, machines: Machines, clock: Callable[[], int]) -> None:
        self._arns = arns
        self._machines = machines
        self._clock = clock

    def arn(self, record: Record) -> str:
        """ARN of the execution."""
        return self._arns.execution(self._machines.name_of(record.start.state_machine_id), record.start.name)

    def summary(self, record: Record) -> dict[str, Any]:
        """An item of ListExecutions."""
        start, end = record.start, record.end
        machine = self._machines.name_of(start.state_machine_id)
        summary: dict[str, Any] = {
            "executionArn": self._arns.execution(machine, start.name),
            "stateMachineArn": self._arns.machine(machine),
            "name": start.name,
            "status": record.status,
            "startDate": start.started_at / 1000,
            "redriveCount": record.redrives.number,
        }
        if record.redrives.at is not None:
            summary["redriveDate"] = record.redrives.at / 1000
        if end is not None:
            summary["stopDate"] = end.ended_at / 1000
        if start.version is not None:
            summary["stateMachineVersionArn"] = self._arns.version(machine, start.version)
        if start.alias is not None:
            summary["stateMachineAliasArn"] = self._arns.alias(machine, start.alias)
        return summary

    def description(self, record: Record) -> dict[str, Any]:
        """What DescribeExecution answers."""
        end = record.end
        answer = self.summary(record) | {
            "input": record.start.input.decode(),
            "inputDetails": {"included": True},
            "redriveStatus": "REDRIVABLE",
        }
        if (reason := self.not_redrivable(record)) is not None:
            answer |= {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}
        if end is not None:
            if end.output is not None:
                answer |= {"output": end.output.decode(), "outputDetails": {"included": True}}
            answer |= {key: value for key, value in (("error", end.error), ("cause", end.cause)) if value is not None}
        return answer

    def not_redrivable(self, record: Record) -> str | None:
        """Why an execution cannot be redriven; None if it can.

        Source: API reference, DescribeExecution, `redriveStatusReason`.
        """
        end = record.end
        if end is None or record.status == "SUCCEEDED":
            return f"Execution is {record.status} and cannot be redriven"
        if not self._machines.accepts(record.start.state_machine_id):
            return "State machine is in DELETING status"
        if end.ended_at + REDRIVABLE_MS < self._clock():
            return "Execution redrivable period exceeded"
        if end.error == "States.Runtime" and (end.cause or "").startswith(_HISTORY_FULL):
            return "Execution history event limit exceeded"
        return None
