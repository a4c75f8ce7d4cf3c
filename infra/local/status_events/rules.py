"""The two EventBridge rules on status changes: all to one consumer, those that failed to a queue."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import orjson

FAILED: Final = frozenset({"FAILED", "TIMED_OUT"})
"""Of Step Functions' statuses."""


class EventRules:
    """`record` takes events and returns when it has them; `queue` returns when a message's body is durable."""

    def __init__(
        self,
        record: Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]],
        queue: Callable[[str], Awaitable[object]],
    ) -> None:
        self._record = record
        self._queue = queue

    async def deliver(self, changes: Sequence[Mapping[str, Any]]) -> None:
        """Returns when all of it is delivered: what a crash interrupts is delivered again."""
        failed = [change for change in changes if change["detail"]["status"] in FAILED]
        await asyncio.gather(self._record(changes), *(self._queue(orjson.dumps(change).decode()) for change in failed))
