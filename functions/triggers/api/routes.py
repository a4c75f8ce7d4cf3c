"""Which trigger instance answers a path. Written to Redis at publish, remembered here for a second."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from statewright.core import names
from statewright.core.runtime import cache, telemetry
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.expiring import Expiring
from statewright.core.runtime.lost_routes import rebuild
from statewright.core.runtime.trigger import Route

from .problems import Problem

METHODS: Final = ("POST", "GET", "PUT", "PATCH", "DELETE")
READY: Final = "#ready"
FRESH_SECONDS: Final = 1.0
STALE_SECONDS: Final = 60.0
"""While Redis is away, a known route goes on working for so long."""

_known: Final[Expiring[Mapping[str, Route]]] = Expiring(FRESH_SECONDS)


def find_route(method: str, path: str) -> Route:
    """The route of a request; `path` is what comes after `/hooks/`.

    Raises Problem: 404 or 405 when nothing answers, 503 when that cannot be known now.
    """
    routes = _known.fresh(path)
    if routes is None:
        routes = _read(method, path)
    route = routes.get(method)
    if route is not None:
        return route
    if routes:
        allowed = ", ".join(routes)
        detail = f"/hooks/{path} answers {allowed}, not {method}"
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"allow": allowed})
    raise Problem(HTTPStatus.NOT_FOUND, f"no published workflow answers /hooks/{path}: check the path, and publish it")


def _read(method: str, path: str) -> Mapping[str, Route]:
    fields = [f"{method} {path}" for method in METHODS]
    try:
        reply = cache.shared().call("HMGET", names.API_ROUTES_KEY, READY, *fields)
    except CacheError as error:
        stale = _known.within(path, STALE_SECONDS)
        if stale:
            return stale
        telemetry.logger().error("routes unavailable", extra={"reason": str(error)})
        raise _not_now() from None
    ready, *found = reply if isinstance(reply, list) else [None]
    routes = {method: Route.parse(raw) for method, raw in zip(METHODS, found, strict=True) if isinstance(raw, bytes)}
    if ready is None:
        # Redis has lost them, and what was published since is all it has: a missing route says nothing then.
        rebuild.ask()
        if method not in routes:
            raise _not_now()
    return _known.keep(path, routes)


def _not_now() -> Problem:
    detail = "the trigger addresses are being loaded: send the request again in a moment"
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"retry-after": "2"})
