"""Execution status changes on their way to one function: EventBridge rule, SQS queue and poller in one.

Batches form at the source: it hands over what has come together while the last batch was under way, so an idle stack
has no delay and a busy one pays for an invocation once in a hundred events. The source keeps its events until
`deliver` returns; that is the back-pressure, and what makes a crash repeat events instead of losing them.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from infra.local.invoking import InvokeLambda, attempt
from infra.local.status_events.batches import MalformedAnswer, Message, failed_ids, payload

log = logging.getLogger(__name__)

BATCH_EVENTS = 100
BATCH_BYTES = 4 * 1024 * 1024
"""Bodies are JSON in JSON: escaping stays below Lambda's 6 MB for any text that a state machine produces."""
MAX_RECEIVES = 20
"""About a quarter of an hour of attempts; then the event is a dead letter, and the sweep closes its execution."""
SET_ASIDE_AFTER = 3
MAX_SET_ASIDE = 1_000
FIRST_BACKOFF_SECONDS = 0.1
LONGEST_BACKOFF_SECONDS = 60.0


@dataclass(slots=True)
class Counts:
    """Since the start of the process. `failed_attempts` counts events, each time one could not be delivered."""

    delivered: int = 0
    invocations: int = 0
    failed_attempts: int = 0
    dead_letters: int = 0


class StatusEvents:
    """Delivers status changes to `function_name`. Bound to the event loop it is used on."""

    def __init__(self, invoke: InvokeLambda, function_name: str) -> None:
        self.counts = Counts()
        self._invoke = invoke
        self._function = function_name
        self._aside: set[asyncio.Task[None]] = set()

    @property
    def set_aside(self) -> int:
        """Events that fail while others succeed: still being repeated, no longer waited for."""
        return len(self._aside)

    async def deliver(self, changes: Sequence[Mapping[str, Any]]) -> None:
        """Hand EventBridge events to the function; returns when it has taken them, and never raises.

        What fails is repeated. An event that keeps failing while others succeed is set aside and repeated in the
        background, until it is a dead letter after `MAX_RECEIVES` attempts: one poisonous event holds up nobody.
        While nothing succeeds, the function is what is broken, and the source waits.
        """
        await self.deliver_bodies([orjson.dumps(change).decode() for change in changes])

    async def deliver_bodies(self, bodies: Sequence[str]) -> None:
        """The same for messages that are text already."""
        sent_at = time.time_ns() // 1_000_000
        messages = [Message(str(uuid.uuid4()), body, sent_at, self.counts.delivered) for body in bodies]
        await asyncio.gather(*(self._deliver(batch) for batch in batches_of(messages)))

    async def stop(self) -> None:
        """Stop repeating what was set aside; the sweep finds the executions concerned."""
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _deliver(self, batch: Sequence[Message]) -> None:
        """Repeat until every message is delivered, set aside or given up."""
        waiting: list[Sequence[Message]] = [batch]
        while waiting:
            again: list[Sequence[Message]] = []
            for part in waiting:
                again += [kept for failed in await self._send(part) if (kept := self._still_awaited(failed))]
            waiting = again
            if waiting:
                await asyncio.sleep(backoff(max(message.receives for part in waiting for message in part)))

    def _still_awaited(self, failed: Sequence[Message]) -> Sequence[Message]:
        """The failed messages that their source goes on waiting for; the others are given up or set aside."""
        kept = []
        for message in failed:
            poisonous = message.blamed and self.counts.delivered > message.delivered_before
            if message.receives >= MAX_RECEIVES:
                self.counts.dead_letters += 1
                log.error("a status change is given up after %d attempts: %.300s", message.receives, message.body)
            elif message.receives < SET_ASIDE_AFTER or not poisonous or len(self._aside) >= MAX_SET_ASIDE:
                kept.append(message)
            else:
                task = asyncio.get_running_loop().create_task(self._repeat(message))
                self._aside.add(task)
                task.add_done_callback(self._aside.discard)
        return kept

    async def _repeat(self, message: Message) -> None:
        while message.receives < MAX_RECEIVES:
            await asyncio.sleep(backoff(message.receives))
            if not await self._send([message]):
                return
        self._still_awaited([message])

    async def _send(self, batch: Sequence[Message]) -> Sequence[Sequence[Message]]:
        """Invoke once; what failed, in the parts in which to try it again."""
        now = time.time_ns() // 1_000_000
        for message in batch:
            message.receives += 1
            message.first_received_at = message.first_received_at or now
        outcome = await attempt(self._invoke, self._function, payload(batch))
        self.counts.invocations += 1
        error = outcome.error
        failed: frozenset[str] = frozenset()
        if error is None:
            try:
                failed = failed_ids(outcome.payload, batch)
            except MalformedAnswer as malformed:
                error = str(malformed)
        failed_count = len(batch) if error is not None else len(failed)
        self.counts.delivered += len(batch) - failed_count
        self.counts.failed_attempts += failed_count
        if failed_count:
            reason = error or "reported by the function"
            log.warning("%d of %d status changes not delivered: %s", failed_count, len(batch), reason)
        for message in batch:
            message.blamed = message.id in failed or (error is not None and len(batch) == 1)
        if error is None:
            return [[message for message in batch if message.blamed]] if failed else []
        # One poisonous event may be what fails the batch: halves find it without giving up the others.
        middle = (len(batch) + 1) // 2
        return [part for part in (batch[:middle], batch[middle:]) if part]


def backoff(receives: int) -> float:
    """Seconds to wait after a message's `receives`-th failed attempt."""
    return min(FIRST_BACKOFF_SECONDS * 2.0 ** (receives - 1), LONGEST_BACKOFF_SECONDS)


def batches_of(messages: Sequence[Message]) -> list[Sequence[Message]]:
    """Cut into batches that one invocation can carry, order kept."""
    batches: list[Sequence[Message]] = []
    start, size = 0, 0
    for index, message in enumerate(messages):
        added = len(message.body)
        if index > start and (index - start >= BATCH_EVENTS or size + added > BATCH_BYTES):
            batches.append(messages[start:index])
            start, size = index, 0
        size += added
    if messages:
        batches.append(messages[start:])
    return batches
