"""Schedules whose runs may not overlap: a tick while the run before goes on starts nothing, and that is kept and told.

Redis knows which run the trigger started last, Step Functions whether it goes on. A tick that is delivered again is
decided as before: a run that was started has its name, and a tick that was skipped is remembered for a day, longer than
it can be delivered. Where Redis cannot be asked, the tick is to come again; where it has lost the last run, this one
may overlap with it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from aws_lambda_powertools.metrics import MetricUnit
from statewright.core import names
from statewright.core.runtime import cache, telemetry
from statewright.core.runtime.arns import execution_arn
from statewright.core.runtime.cache import Script
from statewright.core.runtime.trigger import Route, StartUnavailable

DAY_MS: Final = 24 * 3600 * 1000
RUN_MS: Final = 400 * DAY_MS
"""A run lasts at most a year."""
SHOWN_MS: Final = 90 * DAY_MS
LEASE_MS: Final = 20_000
"""Longer than the function's own limit: a run that was to be started before that, and is not there, never began."""

_State = Literal["goes on", "over", "absent"]


@lru_cache(maxsize=1)
def _tick() -> Script:
    return Script.read(Path(__file__).with_name("tick.lua"))


@dataclass(frozen=True, slots=True)
class _Last:
    """What `last_tick_key` holds; `raw` is that itself."""

    execution_id: str
    at: int
    raw: bytes


def running_before(route: Route, name: str, due: str) -> str | None:
    """Id of the run that goes on, so that this tick starts nothing; None where it is to start.

    `name` is that of the execution it would start, `due` its time. A skip is counted and logged, once. Raises
    CacheError or AwsError, and StartUnavailable while another tick of this trigger is under way.
    """
    execution_id = names.execution_id(route.workflow_id, name)
    skipped, last = _known(route, due)
    if skipped is not None:
        return skipped
    now = time.time_ns() // 1_000_000
    if last is not None and last.execution_id != execution_id:
        state = _state(last.execution_id)
        if state == "absent" and now - last.at < LEASE_MS:
            raise StartUnavailable(f"{last.execution_id} is being started: this tick has to come again")
        if state == "goes on":
            if _state(execution_id) != "absent":
                return None  # delivered again: it was started, and another one since
            return _skip(route, due, last, now)
    begun = orjson.dumps({"execution_id": execution_id, "at": now})
    return _decide(route, due, last, begun, b"")


def _known(route: Route, due: str) -> tuple[str | None, _Last | None]:
    """The run because of which this tick was skipped before, and the run that was started last."""
    skipped, last = cache.shared().pipeline(
        [
            ("GET", names.skipped_tick_key(route.instance_id, due)),
            ("GET", names.last_tick_key(route.instance_id)),
        ]
    )
    told: Mapping[str, Any] = orjson.loads(last) if isinstance(last, bytes) else {}
    return (
        orjson.loads(skipped)["execution_id"] if isinstance(skipped, bytes) else None,
        _Last(told["execution_id"], told["at"], last) if isinstance(last, bytes) else None,
    )


def _skip(route: Route, due: str, last: _Last, now: int) -> str | None:
    told = orjson.dumps({"execution_id": last.execution_id, "scheduled_time": due, "at": now})
    return _decide(route, due, last, b"", told)


def _decide(route: Route, due: str, last: _Last | None, begun: bytes, skip: bytes) -> str | None:
    """Keep what was decided, if the last run is still the one that it was decided by."""
    instance = route.instance_id
    keys = names.last_tick_key(instance), names.skipped_tick_key(instance, due), names.last_skip_key(instance)
    seen = b"" if last is None else last.raw
    verdict, *before = cache.shared().run(_tick(), keys, (seen, begun, RUN_MS, skip, DAY_MS, SHOWN_MS))
    if verdict == b"changed":
        raise StartUnavailable(f"another tick of trigger {instance} is being handled: this one has to come again")
    if verdict == b"skipped" and isinstance(before[0], bytes):
        return str(orjson.loads(before[0])["execution_id"])
    if verdict == b"start" or last is None:
        return None
    telemetry.logger().warning(
        "a tick was skipped: the run before goes on",
        trigger=instance,
        workflow=route.workflow_id,
        scheduled_time=due,
        running=last.execution_id,
    )
    telemetry.count(
        {"function": "schedule"},
        {"TicksSkipped": (MetricUnit.Count, 1)},
        trigger=instance,
        scheduled_time=due,
        running=last.execution_id,
    )
    return last.execution_id


def _state(execution_id: str) -> _State:
    """Raises `aws.AwsError`."""
    from statewright.core.runtime import aws  # noqa: PLC0415  only where a run came before

    client = aws.step_functions()
    with aws.translated():
        try:
            found = client.describe_execution(executionArn=execution_arn(execution_id), includedData="METADATA_ONLY")
        except client.exceptions.ExecutionDoesNotExist:
            return "absent"
    return "goes on" if found["status"] in ("RUNNING", "PENDING_REDRIVE") else "over"
