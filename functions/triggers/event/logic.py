"""A batch of Kafka records starts one execution per record, named by its place in its topic.

The batch either succeeds as a whole or raises: the event source mapping then delivers it again and commits no
offset. Records of it that had been started are recognised by their names.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from statewright.core import names
from statewright.core.runtime import cache, telemetry
from statewright.core.runtime.expected import misfits
from statewright.core.runtime.expiring import Expiring
from statewright.core.runtime.lost_routes import rebuild
from statewright.core.runtime.trigger import InputTooLarge, Route, start

ALIAS_PREFIX: Final = "i-"
ROUTE_SECONDS: Final = 1.0
MAX_TOLD: Final = 5
"""Misfits of one record that its `value_error` names."""
MAX_PLACE: Final = 200
"""Characters of each one's place."""

_routes: Final[Expiring[Route]] = Expiring(ROUTE_SECONDS)

Json = Mapping[str, Any]


class UnknownInstance(Exception):
    """The function was invoked without an alias of a trigger instance, or the instance has no route."""


def start_batch(event: Json, function_arn: str) -> dict[str, int]:
    """Start an execution for each record of an `aws:kafka` or `SelfManagedKafka` event.

    Returns how many records were `started`, had been started before (`known`) or were `skipped` by the node's
    `on_invalid`. Raises UnknownInstance, BrokenRoute, CacheError, StartUnavailable or StartRefused for the whole batch.
    """
    route = _route_of(_instance_of(function_arn))
    counts = {"started": 0, "known": 0, "skipped": 0}
    for record in _records(event):
        counts[_start_record(route, record)] += 1
    return counts


def _instance_of(function_arn: str) -> str:
    alias = function_arn.rpartition(":")[2]
    if not alias.startswith(ALIAS_PREFIX):
        raise UnknownInstance(f"{function_arn} is not an alias of a trigger instance (i-<instance id>)")
    return alias.removeprefix(ALIAS_PREFIX)


def _route_of(instance_id: str) -> Route:
    fresh = _routes.fresh(instance_id)
    if fresh is not None:
        return fresh
    raw = cache.shared().call("GET", names.trigger_route_key(instance_id))
    if not isinstance(raw, bytes):
        rebuild.ask()
        raise UnknownInstance(
            f"trigger instance {instance_id} has no route: it was removed, or Redis has lost it and it is being rebuilt"
        )
    return _routes.keep(instance_id, Route.parse(raw))


def _records(event: Json) -> Iterator[Json]:
    for records in event.get("records", {}).values():
        yield from records


def _start_record(route: Route, record: Json) -> str:
    trigger = trigger_of(record)
    if trigger["value_error"] is None:
        trigger["value_error"] = _misfit(route, trigger["value"])
    skips = route.config.get("on_invalid") == "skip_and_log"
    if trigger["value_error"] is not None and skips:
        return _skip(route, trigger)
    # The timestamp is part of the record, so a redelivery has the same; a topic that was deleted and made again
    # counts its offsets from 0 and must not meet the names of its predecessor.
    place = (trigger["topic"], str(trigger["partition"]), str(trigger["offset"]), str(trigger["timestamp"]))
    try:
        started = start(route, "event", place, trigger)
    except InputTooLarge as problem:
        # Raising would deliver this record for ever and hold up its partition.
        trigger = _without_content(trigger, str(problem))
        if skips:
            return _skip(route, trigger)
        started = start(route, "event", place, trigger)
    return "started" if started.started else "known"


def _misfit(route: Route, value: Any) -> str | None:
    """Why a value does not fit the schema of its trigger. The value stays: what it is good for is for the workflow."""
    found = misfits(route, "value_schema", value, "value")
    if not found:
        return None
    told = "; ".join(f"{each.place('value')[:MAX_PLACE]}: {each.message}" for each in found[:MAX_TOLD])
    more = len(found) - MAX_TOLD
    return f"does not fit the schema: {told}{f'; and {more} more' if more > 0 else ''}"


def _skip(route: Route, trigger: Json) -> str:
    telemetry.logger().warning(
        "record skipped",
        extra={
            "instance_id": route.instance_id,
            "topic": trigger["topic"],
            "partition": trigger["partition"],
            "offset": trigger["offset"],
            "reason": trigger["value_error"],
        },
    )
    return "skipped"


def trigger_of(record: Json) -> dict[str, Any]:
    """`$trigger` of one record (`Output` in spec.py), before it is held against a schema.

    The value of a record that is not JSON is null, beside its `text` and the `value_error`; bytes that are not UTF-8
    are shown with replacement characters.
    """
    value, text, problem = _decoded(record.get("value"))
    return {
        "topic": record["topic"],
        "partition": record["partition"],
        "offset": record["offset"],
        "timestamp": record.get("timestamp", 0),
        "key": _text(record.get("key")),
        "headers": {
            name: bytes(byte & 0xFF for byte in data).decode(errors="replace")
            for header in record.get("headers") or ()
            for name, data in header.items()
        },
        "value": value,
        "text": text,
        "value_error": problem,
    }


def _decoded(encoded: str | None) -> tuple[Any, str | None, str | None]:
    """(value, text, error) of a base64 record value; a null value (a tombstone) is JSON null."""
    if encoded is None:
        return None, None, None
    data = base64.b64decode(encoded)
    try:
        return orjson.loads(data), None, None
    except orjson.JSONDecodeError as error:
        return (
            None,
            data.decode(errors="replace"),
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
        )


def _text(encoded: str | None) -> str | None:
    return None if encoded is None else base64.b64decode(encoded).decode(errors="replace")


def _without_content(trigger: Json, reason: str) -> dict[str, Any]:
    return {**trigger, "key": None, "headers": {}, "value": None, "text": None, "value_error": reason}
