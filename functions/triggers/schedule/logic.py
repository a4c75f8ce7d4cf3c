"""One tick of a schedule starts one execution, named by the time it was due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from statewright.core.runtime.trigger import BrokenRoute, Route, Started, start


def start_tick(event: Mapping[str, Any]) -> Started:
    """`event` is the route with `scheduled_time`, both put into the schedule's `Input` at publish.

    Scheduler delivers at least once; a second delivery has the same time and so the same execution.
    Raises BrokenRoute, and what `start` raises: Lambda then runs the tick twice more, after one and after two minutes,
    and keeps it as a dead letter if it fails again.
    """
    due = _utc(event.get("scheduled_time"))
    return start(Route.parse(event), "schedule", (due,), {"scheduled_time": due})


def _utc(value: object) -> str:
    """The scheduled time as `2030-01-31T09:00:00Z`, however its offset was written."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise BrokenRoute(f"scheduled_time is {value!r}; it must be an RFC 3339 time") from None
    if moment.tzinfo is None:
        raise BrokenRoute(f"scheduled_time is {value!r}; it must carry its offset from UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
