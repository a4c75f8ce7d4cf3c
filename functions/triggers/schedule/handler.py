"""Lambda entry point: EventBridge Scheduler invokes it with the route and the scheduled time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .logic import start_tick


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return start_tick(event)
