"""Invoked when a route is missing that should be there: at a start with an empty Redis, and after Redis was lost."""

from __future__ import annotations

from typing import Any

from statewright.core.runtime import cache, telemetry
from statewright.data.connect import database

from .logic import sync


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers `{"routes": n}`."""
    routes = sync(database().connection(), cache.shared())
    telemetry.logger().info("routes are in the cache", routes=routes)
    return {"routes": routes}
