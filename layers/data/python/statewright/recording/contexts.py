"""Reading live contexts from Redis: all of a batch in one round trip."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson
from statewright.core import names
from statewright.core.runtime.cache import Cache, Reply

MAX_RECORDS: Final = 40_000
"""Of one run that is replayed: each takes about a millisecond, and ten kilobytes of memory."""
FINISHED_TTL_SECONDS: Final = 3600
"""How long a live context stays after its end has been stored."""
Records = dict[str, dict[str, Any]]
"""`<node key>|<iteration>|<attempt>` -> record, as docs/reference/contracts.md describes it."""


class LiveContexts:
    """The live contexts in one Redis; its connection is opened when first needed. Raises `CacheError`."""

    def __init__(self, url: str) -> None:
        self._cache = Cache(url)

    def sizes(self, execution_ids: Sequence[str]) -> dict[str, int]:
        """Execution id -> how many records it left."""
        replies = self._cache.pipeline([("HLEN", names.live_context_key(execution)) for execution in execution_ids])
        return {
            execution: reply if isinstance(reply, int) else 0
            for execution, reply in zip(execution_ids, replies, strict=True)
        }

    def read(self, execution_ids: Sequence[str]) -> dict[str, Records]:
        """Execution id -> its records; without records, an empty one."""
        replies = self._cache.pipeline([("HGETALL", names.live_context_key(execution)) for execution in execution_ids])
        return {execution: _records(reply) for execution, reply in zip(execution_ids, replies, strict=True)}

    def followed(self, execution_id: str) -> Records | None:
        """The execution's records; None if they are more than `MAX_RECORDS`."""
        if self.sizes([execution_id])[execution_id] > MAX_RECORDS:
            return None
        return self.read([execution_id])[execution_id]

    def expire(self, execution_ids: Iterable[str]) -> None:
        """Let contexts whose executions have been stored go soon."""
        self._cache.pipeline(
            [("EXPIRE", names.live_context_key(execution), FINISHED_TTL_SECONDS) for execution in execution_ids]
        )

    def close(self) -> None:
        self._cache.close()


@lru_cache(maxsize=1)
def live_contexts() -> LiveContexts:
    """The process's own, from `STATEWRIGHT_REDIS_URL`."""
    return LiveContexts(os.environ["STATEWRIGHT_REDIS_URL"])


def _records(reply: Reply) -> Records:
    if not isinstance(reply, list):
        return {}
    flat = iter(reply)
    return {
        field.decode(): orjson.loads(value)
        for field, value in zip(flat, flat, strict=True)
        if isinstance(field, bytes) and isinstance(value, bytes)
    }
