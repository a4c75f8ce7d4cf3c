"""Routes: what a trigger function must know to start an execution (docs/reference/contracts.md, "Routes")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from statewright.core.runtime.arns import alias_arn
from statewright.data.triggers import TriggerInstance

ROUTES_LOCK: Final = "trigger routes"
"""Shared by whoever changes a trigger, exclusive to whoever rebuilds the cache: a rebuild must not undo a change."""
READY_FIELD: Final = "#ready"
"""Field of the API routes that marks them complete."""


def route_of(instance: TriggerInstance) -> dict[str, Any]:
    """The route of an instance."""
    return {
        "instance_id": instance.id,
        "generation": instance.generation,
        "workflow_id": instance.workflow_id,
        "node_key": instance.node_key,
        "version": instance.version,
        "alias_arn": alias_arn(instance.workflow_id, instance.durability),
        "config": instance.config,
        "durability": instance.durability,
    } | ({"overlap": instance.overlap} if instance.overlap == "skip" else {})


def route_json(route: dict[str, Any]) -> bytes:
    return orjson.dumps(route, option=orjson.OPT_SORT_KEYS)


def api_field(config: Mapping[str, Any]) -> str:
    """`<METHOD> <path>` of an API trigger's configuration."""
    return f"{config.get('method', 'POST')} {str(config.get('path', '')).strip('/')}"
