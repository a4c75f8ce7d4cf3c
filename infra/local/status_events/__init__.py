"""Execution status changes, delivered in SQS batches to the functions that want them.

status_events = StatusEvents(invoke_lambda, "statewright-system-record-executions")
await status_events.deliver(changes)       # EventBridge events; returns when the function has taken them
await status_events.stop()
"""

from infra.local.status_events.rules import EventRules
from infra.local.status_events.status_events import Counts, StatusEvents

__all__ = ["Counts", "EventRules", "StatusEvents"]
