"""The route cache, rebuilt from PostgreSQL: what Redis lost, and nothing that should be gone."""

from __future__ import annotations

from statewright.activation.routes import READY_FIELD, ROUTES_LOCK, api_field, route_json, route_of
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import locks, triggers
from statewright.data.connect import Connection

_REPLACE = """
redis.call('DEL', KEYS[1])
return redis.call('HSET', KEYS[1], unpack(ARGV))
"""
"""In one step, so that no request meets half of the routes."""
_ARGUMENTS_LIMIT = 3000
"""Fields per step: Lua cannot unpack more than about 8,000 values."""


def sync(connection: Connection, cache: Cache) -> int:
    """Write the routes of all active triggers; returns how many. Raises `CacheError`."""
    with locks.exclusive(connection, ROUTES_LOCK):
        active = triggers.list_active(connection)
        fields: list[str | bytes] = [READY_FIELD, b"1"]
        for item in active:
            route = route_json(route_of(item))
            if item.definition.startswith("api@"):
                fields += [api_field(item.config), route]
            elif item.definition.startswith("event@"):
                cache.call("SET", names.trigger_route_key(item.id), route)
        cache.call("EVAL", _REPLACE, 1, names.API_ROUTES_KEY, *fields[:_ARGUMENTS_LIMIT])
        for start in range(_ARGUMENTS_LIMIT, len(fields), _ARGUMENTS_LIMIT):
            cache.call("HSET", names.API_ROUTES_KEY, *fields[start : start + _ARGUMENTS_LIMIT])
    return len(active)
