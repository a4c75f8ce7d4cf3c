"""Routes: what a trigger function must know to start an execution (docs/reference/contracts.md, "Routes")."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any, Final

import orjson
import redis

from statewright.core import names
from statewright.data.triggers import TriggerInstance

READY_FIELD: Final = "#ready"
"""Field of the API routes that marks them complete."""


@lru_cache(maxsize=1)
def route_cache() -> redis.Redis:
    """The process's Redis connection, from `STATEWRIGHT_REDIS_URL`."""
    return redis.Redis.from_url(
        os.environ["STATEWRIGHT_REDIS_URL"], socket_timeout=5, socket_connect_timeout=3, health_check_interval=30
    )


def route_of(instance: TriggerInstance) -> dict[str, Any]:
    """The route of an instance."""
    machine = os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(instance.workflow_id)
    return {
        "instance_id": instance.id,
        "generation": instance.generation,
        "workflow_id": instance.workflow_id,
        "node_key": instance.node_key,
        "version": instance.version,
        "alias_arn": f"{machine}:{names.LIVE_ALIAS}",
        "config": instance.config,
    }


def route_json(route: dict[str, Any]) -> bytes:
    return orjson.dumps(route, option=orjson.OPT_SORT_KEYS)


def api_field(config: dict[str, Any]) -> str:
    """`<METHOD> <path>` of an API trigger's configuration."""
    return f"{config.get('method', 'POST')} {str(config.get('path', '')).strip('/')}"
