"""One tick of a schedule starts one execution, named by the time it was due, or none where runs may not overlap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from statewright.core import names
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.trigger import BrokenRoute, Route, StartUnavailable, execution_name, start

from .overlap import running_before


def start_tick(event: Mapping[str, Any]) -> dict[str, Any]:
    """`event` is the route with `scheduled_time`, both put into the schedule's `Input` at publish.

    Gives `{"execution_id", "started"}`; of a tick that is skipped `skipped_for` too, the id of the run that goes on.
    Scheduler delivers at least once; a second delivery has the same time and so the same execution.
    Raises BrokenRoute, and what `start` and `running_before` raise: Lambda then runs the tick twice more, after one and
    after two minutes, and keeps it as a dead letter if it fails again.
    """
    due = _utc(event.get("scheduled_time"))
    route = Route.parse(event)
    if route.skips_overlap and (running := _running(route, due)):
        skipped = names.execution_id(route.workflow_id, execution_name(route, "schedule", (due,)))
        return {"execution_id": skipped, "started": False, "skipped_for": running}
    return start(route, "schedule", (due,), {"scheduled_time": due}).as_json()


def _running(route: Route, due: str) -> str | None:
    try:
        return running_before(route, execution_name(route, "schedule", (due,)), due)
    except CacheError as error:
        # Without Redis the run before is not known: as with Step Functions away, it may be tried again.
        raise StartUnavailable(f"whether the run before goes on cannot be told: {error}") from error


def _utc(value: object) -> str:
    """The scheduled time as `2030-01-31T09:00:00Z`, however its offset was written."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise BrokenRoute(f"scheduled_time is {value!r}; it must be an RFC 3339 time") from None
    if moment.tzinfo is None:
        raise BrokenRoute(f"scheduled_time is {value!r}; it must carry its offset from UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
