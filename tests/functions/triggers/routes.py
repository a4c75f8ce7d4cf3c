"""Write routes as the workflows service does at publish."""

from __future__ import annotations

import json
import uuid
from typing import Any

from statewright.core import names
from statewright.core.runtime.cache import Cache


def route(config: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The route of a new trigger instance."""
    fields = {
        "instance_id": str(uuid.uuid4()),
        "generation": 1,
        "workflow_id": "0199f0a0-0000-7000-8000-000000000001",
        "node_key": "start",
        "version": 3,
        "alias_arn": "arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-x:live",
        "config": config or {},
    }
    return fields | changes


def publish_api(redis: Cache, method: str, path: str, config: dict[str, Any] | None = None) -> dict[str, Any]:
    published = route({"method": method, "path": path} | (config or {}))
    redis.call("HSET", names.API_ROUTES_KEY, f"{method} {path}", json.dumps(published), "#ready", "1")
    return published


def publish_event(redis: Cache, config: dict[str, Any] | None = None) -> dict[str, Any]:
    published = route({"topic": "orders"} | (config or {}))
    redis.call("SET", names.trigger_route_key(published["instance_id"]), json.dumps(published))
    return published
