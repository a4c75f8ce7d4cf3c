"""Starting Express executions: a claim in Redis first, because Step Functions takes any name twice.

The claim goes `starting`, then `started`. A delivery that finds it `started` starts nothing; one that finds another
attempt under way fails and is to come again; one that finds an attempt whose lease is over starts, for nobody knows
whether that attempt did. Then the run may happen twice, as Step Functions itself may run any asynchronous Express
execution twice: both have one execution id, so the actions' own claims let each effect happen once.
Why Redis: docs/adr/0013-express-executions.md.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from statewright.core import names
from statewright.core.runtime import cache, telemetry
from statewright.core.runtime.cache import CacheError, Script
from statewright.core.runtime.stepfunctions import StartDeferred, StartUnavailable

KNOWN_MS: Final = 24 * 3600 * 1000
"""How long a delivery is recognised that comes again."""
LEASE_MS: Final = 20_000
"""Longer than any trigger's attempts to reach Step Functions: after it the claim's holder is gone, or has failed."""


@lru_cache(maxsize=1)
def _claim() -> Script:
    return Script.read(Path(__file__).with_name("lua") / "start.lua")


def start_once(execution_id: str, start: Callable[[], None]) -> bool:
    """Call `start` unless this execution has been started; whether it was called.

    Raises CacheError before anything was started, StartUnavailable while another attempt is under way, and what
    `start` raises: the claim is given back then, if Redis can be reached, except with a StartUnavailable that is no
    StartDeferred.
    """
    key, token, now = names.start_key(execution_id), uuid.uuid4().hex, time.time_ns() // 1_000_000
    (verdict,) = cache.shared().run(_claim(), (key,), (token, now, now + LEASE_MS, KNOWN_MS))
    if verdict == b"started":
        return False
    if verdict == b"held":
        raise StartUnavailable(f"another attempt to start {execution_id} is under way")
    try:
        start()
    except Exception as error:
        # Without an answer it may have begun: the lease has to pass before somebody else tries.
        if isinstance(error, StartDeferred) or not isinstance(error, StartUnavailable):
            _settle("DEL", key)
        raise
    _settle("HSET", key, "state", "started")
    return True


def _settle(*command: str) -> None:
    """What has happened has: a claim that cannot be settled ends with its lease."""
    try:
        cache.shared().call(*command)
    except CacheError as error:
        telemetry.logger().warning("a start's claim was not settled", extra={"reason": str(error)})


def claimed_at(execution_id: str) -> int | None:
    """When an Express execution was started by a trigger or by hand, epoch ms; None if that is not known.

    Raises CacheError.
    """
    at = cache.shared().call("HGET", names.start_key(execution_id), "at")
    return int(at) if isinstance(at, bytes) else None
