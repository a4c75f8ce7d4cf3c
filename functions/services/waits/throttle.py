"""How often one caller, and whoever has one link, may ask: counted in Redis, by the minute.

API Gateway's own limit on the route is for all callers together; this one keeps each of them from using it up. Without
Redis that one alone stands: a person who answers is not to be turned away because a counter is.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from statewright.core import names
from statewright.core.runtime import cache, telemetry
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.service import Problem

WINDOW_SECONDS: Final = 60
PER_SOURCE: Final = 60
"""Requests a minute from one address."""
PER_LINK: Final = 20
"""Requests a minute with one link."""

_COUNT: Final = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


def admit_source(address: str) -> None:
    """Count a request from this address. Raises a 429 `Problem`."""
    _admit("source", address, PER_SOURCE)


def admit_link(wait_id: str) -> None:
    """Count a request with the link of this wait. Raises a 429 `Problem`."""
    _admit("link", wait_id, PER_LINK)


def _admit(what: str, who: str, most: int) -> None:
    try:
        count = cache.shared().call("EVAL", _COUNT, 1, names.throttle_key(what, who), WINDOW_SECONDS)
    except CacheError as error:
        telemetry.logger().warning("a caller was not counted", reason=str(error))
        return
    if isinstance(count, int) and count > most:
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, f"That was more than {most} times in a minute: wait a minute.")
