"""Step Functions' own history of an execution, in the engine's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from statewright.core.runtime.arns import execution_arn
from statewright.language.engine import HistoryEvent
from statewright.recording.json_text import value_of

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_JSON_TEXT: Final = frozenset({"input", "output", "parameters"})


def read_history(client: SFNClient, execution_id: str) -> list[HistoryEvent]:
    """A run's history, oldest first; empty if Step Functions no longer has it.

    At most 25 requests: a history has at most 25,000 events. Raises `botocore.exceptions.ClientError`.
    """
    request: dict[str, Any] = {
        "executionArn": execution_arn(execution_id),
        "maxResults": 1000,
        "includeExecutionData": True,
    }
    events: list[HistoryEvent] = []
    while True:
        try:
            page = client.get_execution_history(**request)
        except client.exceptions.ExecutionDoesNotExist:
            return []
        events += history_events(page["events"])
        if not page.get("nextToken"):
            return events
        request["nextToken"] = page["nextToken"]


def history_events(events: Iterable[Mapping[str, Any]]) -> Iterator[HistoryEvent]:
    """GetExecutionHistory's events (oldest first) with values where AWS gives JSON text."""
    for event in events:
        details: Mapping[str, Any] = next((value for name, value in event.items() if name.endswith("EventDetails")), {})
        yield HistoryEvent(
            id=event["id"],
            previous_id=event.get("previousEventId", 0),
            at=round(event["timestamp"].timestamp() * 1000),
            type=event["type"],
            details={name: _value(name, value) for name, value in details.items()},
        )


def _value(name: str, value: Any) -> Any:
    if name == "assignedVariables" and isinstance(value, Mapping):
        return {variable: value_of(text) for variable, text in value.items()}
    if name in _JSON_TEXT and isinstance(value, str):
        try:
            return value_of(value)
        except ValueError:
            return value
    return value
