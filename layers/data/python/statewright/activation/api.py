"""API triggers: a field of the route hash."""

from __future__ import annotations

from typing import Any, Final

from statewright.activation.routes import api_field, route_json
from statewright.core import names
from statewright.core.runtime import cache
from statewright.data.triggers import TriggerInstance

_REMOVE_OWN: Final = """
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and cjson.decode(held).instance_id == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return 0
"""
"""A path may have gone to another trigger by now: remove a field only while it is still the instance's own."""


def start(instance: TriggerInstance, route: dict[str, Any]) -> dict[str, Any]:
    field = api_field(instance.config)
    if instance.resource.get("field") not in {None, field}:
        remove(instance)
    cache.shared().call("HSET", names.API_ROUTES_KEY, field, route_json(route))
    return {"field": field}


def pause(instance: TriggerInstance) -> dict[str, Any]:
    remove(instance)
    return {}


def remove(instance: TriggerInstance) -> None:
    field = instance.resource.get("field")
    if field:
        cache.shared().call("EVAL", _REMOVE_OWN, 1, names.API_ROUTES_KEY, field, instance.id)
