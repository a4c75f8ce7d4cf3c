"""The route cache, rebuilt from PostgreSQL.

The API routes are replaced as a whole, so what should be gone is. The routes of event triggers are written one by one
and never removed here: only an instance's own mapping reads its route, and that is gone with the instance.
"""

from __future__ import annotations

from statewright.activation.routes import READY_FIELD, ROUTES_LOCK, api_field, route_json, route_of
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import locks, triggers
from statewright.data.connect import Connection

_REPLACE = """
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[2]) end
return 1
"""
"""In one step, so that no request meets a part of the routes; safe to repeat, which RENAME alone is not."""
_ARGUMENTS_LIMIT = 3000
"""Names and values per command, which has a second."""


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
        cache.call("DEL", names.NEW_API_ROUTES_KEY)
        for start in range(0, len(fields), _ARGUMENTS_LIMIT):
            cache.call("HSET", names.NEW_API_ROUTES_KEY, *fields[start : start + _ARGUMENTS_LIMIT])
        cache.call("EVAL", _REPLACE, 2, names.NEW_API_ROUTES_KEY, names.API_ROUTES_KEY)
    return len(active)
