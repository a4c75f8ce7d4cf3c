"""Takes batches of execution status changes from the queue; the only writer of executions and node executions."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from statewright.core.runtime import cache
from statewright.core.runtime.telemetry import count
from statewright.data.connect import database
from statewright.recording import quiet
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines

from .logic import record

_MACHINES = Machines()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`, as SQS event source mappings expect."""
    bodies = {item["messageId"]: item["body"] for item in event["Records"]}
    try:
        recorded = record(
            database().connection(),
            live_contexts(),
            _MACHINES,
            bodies,
            lambda: context.get_remaining_time_in_millis() / 1000,
        )
    finally:
        # Some of it may be stored even so.
        quiet.note_recorded(cache.shared())
    stored = recorded.stored
    if stored.ended or recorded.failed:
        count(
            {"function": "record_executions"},
            {
                "ExecutionsEnded": (MetricUnit.Count, stored.ended),
                "ExecutionsDiverged": (MetricUnit.Count, stored.diverged),
                "MessagesFailed": (MetricUnit.Count, len(recorded.failed)),
            },
        )
    again = (*recorded.failed, *recorded.postponed)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in again]}
