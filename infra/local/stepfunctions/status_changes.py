"""EventBridge's "Step Functions Execution Status Change", at least once and in batches.

A run that has ended before its RUNNING was handed over is reported once, by its end. After a crash the ends behind the
stored mark, and RUNNING of all live executions, are handed over again: consumers are idempotent, as on AWS.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from infra.local.stepfunctions.arns import Arns

log = logging.getLogger(__name__)

BATCH: Final = 100
MAX_QUEUE: Final = 5_000
"""Changes kept in memory while the consumer is slow; older ends are then read from the database."""
_MARK_EVERY: Final = 10
PAUSE_SECONDS: Final = 1.0
"""After an unexpected failure, before delivery goes on with the same batch."""

Change = dict[str, Any]
Consumer = Callable[[Sequence[Change]], Awaitable[object]]
ReadEnds = Callable[[int, int], Awaitable[Sequence["StatusChange"]]]


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One change. `end_sequence` is 0 for RUNNING."""

    end_sequence: int
    execution_id: int
    machine: str
    name: str
    version: int | None
    alias: str | None
    status: str
    started_at: int
    ended_at: int | None
    input: bytes
    output: bytes | None = None
    error: str | None = None
    cause: str | None = None
    redrive_count: int = 0
    redriven_at: int | None = None

    def event(self, arns: Arns) -> Change:
        """The event as EventBridge writes it."""
        arn = arns.execution(self.machine, self.name)
        at = self.ended_at or self.redriven_at or self.started_at
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Step Functions Execution Status Change",
            "source": "aws.states",
            "account": arns.account,
            "time": datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": arns.region,
            "resources": [arn],
            "detail": {
                "executionArn": arn,
                "stateMachineArn": arns.machine(self.machine),
                "stateMachineVersionArn": None if self.version is None else arns.version(self.machine, self.version),
                "stateMachineAliasArn": None if self.alias is None else arns.alias(self.machine, self.alias),
                "name": self.name,
                "status": self.status,
                "startDate": self.started_at,
                "stopDate": self.ended_at,
                "input": self.input.decode(),
                "inputDetails": {"included": True},
                "output": None if self.output is None else self.output.decode(),
                "outputDetails": None if self.output is None else {"included": True},
                "error": self.error,
                "cause": self.cause,
                "redriveCount": self.redrive_count,
                "redriveDate": self.redriven_at,
            },
        }


class StatusChanges:
    """Hands changes to `consumer`, one batch at a time: it returns when it has taken one, however long that takes."""

    def __init__(self, arns: Arns, consumer: Consumer, read_ends: ReadEnds, store_mark: Callable[[int], None]) -> None:
        self._arns = arns
        self._consumer = consumer
        self._read_ends = read_ends
        self._store_mark = store_mark
        self._queue: deque[StatusChange] = deque()
        self._batch: list[StatusChange] = []
        """Out of the queue and not yet taken by the consumer."""
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._mark = 0
        self._stored_mark = 0
        self._behind = False
        self._newest_end = 0

    def start(self, mark: int, newest_end: int) -> None:
        """Begin behind the stored mark."""
        self._mark = self._stored_mark = mark
        self._newest_end = newest_end
        self._behind = newest_end > mark
        self._wake.set()
        self._task = asyncio.create_task(self._keep_delivering())

    async def stop(self) -> None:
        """Hand over nothing more; what is left is handed over after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def add(self, change: StatusChange) -> None:
        """Something changed, durably."""
        self._newest_end = max(self._newest_end, change.end_sequence)
        if self._behind and change.end_sequence:
            return  # it will be read in its turn
        if len(self._queue) >= MAX_QUEUE:
            self._behind = True
            self._queue.clear()
        else:
            self._queue.append(change)
        self._wake.set()

    async def _keep_delivering(self) -> None:
        """Deliver until cancelled: a failure is logged, and after a pause the same batch is handed over again."""
        while True:
            # As a result and not caught: whatever it was, the changes behind it have to get through.
            (failure,) = await asyncio.gather(self._deliver(), return_exceptions=True)
            log.error("delivery of status changes failed, and goes on in %s s", PAUSE_SECONDS, exc_info=failure)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _deliver(self) -> None:
        batches = 0
        while True:
            await self._wake.wait()
            batch = self._batch = self._batch or await self._next()
            if not batch:
                self._keep_mark()
                self._wake.clear()
                continue
            await self._consumer([change.event(self._arns) for change in batch])
            self._batch = []
            self._mark = max(self._mark, *(change.end_sequence for change in batch))
            batches += 1
            if batches % _MARK_EVERY == 0:
                self._keep_mark()

    async def _next(self) -> list[StatusChange]:
        if self._behind:
            ends = list(await self._read_ends(self._mark, BATCH))
            if ends and ends[-1].end_sequence < self._newest_end:
                return ends
            self._behind = False
            if ends:
                return ends
        queue = self._queue
        batch = [queue.popleft() for _ in range(min(BATCH, len(queue)))]
        ended = {(change.execution_id, change.redrive_count) for change in batch if change.end_sequence}
        return [
            change
            for change in batch
            if change.end_sequence or (change.execution_id, change.redrive_count) not in ended
        ]

    def _keep_mark(self) -> None:
        if self._mark > self._stored_mark:
            self._store_mark(self._mark)
            self._stored_mark = self._mark
