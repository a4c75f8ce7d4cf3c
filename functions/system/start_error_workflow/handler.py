"""Takes batches of status changes by which Standard executions failed or timed out."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from statewright.core.runtime.telemetry import count
from statewright.data.connect import database
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines

from .logic import start_error_workflows

_MACHINES = Machines()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`, as SQS event source mappings expect."""
    bodies = {item["messageId"]: item["body"] for item in event["Records"]}
    done = start_error_workflows(database().connection(), live_contexts(), _MACHINES, bodies)
    if done.started or done.not_started or done.failed:
        count(
            {"function": "start_error_workflow"},
            {
                "ErrorWorkflowsStarted": (MetricUnit.Count, done.started),
                "ErrorWorkflowsNotStarted": (MetricUnit.Count, done.not_started),
                "MessagesFailed": (MetricUnit.Count, len(done.failed)),
            },
        )
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in done.failed]}
