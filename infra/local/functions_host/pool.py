"""One function: a queue of invocations and the workers that take from it."""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from infra.local.functions_host.fork_server import ForkServer, ForkServerError
from infra.local.functions_host.function_log import FunctionLog
from infra.local.functions_host.invocation import UNHANDLED, Call, Invocation, TooManyRequests, failure
from infra.local.functions_host.worker import Settings
from infra.local.functions_host.worker_link import WorkerLink

SCALE_AFTER_SECONDS: Final = 0.01
"""How long the oldest invocation waits before the function gets another worker.

Forking one for every waiting invocation would answer a burst of short ones with more processes than cores.
"""

_LOG_CHECK_EVERY: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the whole host.

    A function has at most `concurrency` workers and `queue` waiting invocations; all functions together keep at most
    `workers`, but each may always have one. A worker beyond a function's first ends after `spare_idle_seconds`
    without work, the first after `last_idle_seconds`. A log file is rotated at `log_bytes`; one older file is kept.
    With more than a few workers for each core they wait for one another, and take 20 MB each to do so.
    """

    concurrency: int = min(8, 2 + 2 * (os.cpu_count() or 1))
    workers: int = 20
    queue: int = 10_000
    spare_idle_seconds: float = 20.0
    last_idle_seconds: float = 600.0
    log_bytes: int = 5_000_000


class Host(Protocol):
    """What a pool asks of the host."""

    limits: Limits

    async def fork_server(self) -> ForkServer: ...
    def may_grow(self) -> bool: ...
    def on_idle_worker(self) -> None: ...


@dataclass(slots=True)
class Counters:
    """What a function has done since the host started. `seconds` is the handlers' time, all invocations together."""

    invocations: int = 0
    errors: int = 0
    seconds: float = 0.0
    forks: int = 0


class FunctionPool:
    """Runs one function's invocations in order of arrival on as few workers as keep the queue short."""

    def __init__(self, host: Host, settings: Callable[[], Settings], timeout_seconds: int, log: FunctionLog) -> None:
        self._host = host
        self._settings = settings
        self._timeout = timeout_seconds
        self._log = log
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Call] = deque()
        self._idle: list[WorkerLink] = []
        self._scale_timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.workers: set[WorkerLink] = set()
        self.counters = Counters()

    async def invoke(self, payload: bytes, qualifier: bytes, request_id: uuid.UUID) -> Invocation:
        """Run one invocation. Raises TooManyRequests when the queue is full."""
        call = Call(payload, qualifier, self._loop.create_future(), self._loop.time(), request_id)
        if self._idle:
            self._idle.pop().send(call)
        else:
            if len(self._queue) >= self._host.limits.queue:
                raise TooManyRequests(f"{len(self._queue)} invocations wait already: try again later")
            self._queue.append(call)
            self._ask_for_worker()
        invocation = await call.result
        counters = self.counters
        counters.invocations += 1
        counters.seconds += invocation.duration
        if invocation.function_error is not None:
            counters.errors += 1
        if counters.invocations % _LOG_CHECK_EVERY == 0 and self._log.rotate_if_large(self._host.limits.log_bytes):
            for worker in self.workers:
                worker.reopen_log = True
        return invocation

    def retire(self) -> None:
        """End every worker, each after its current invocation; later invocations get new ones."""
        for worker in list(self.workers):
            worker.close()
        self._idle.clear()
        self._ask_for_worker()

    def reap(self, now: float) -> float | None:
        """End workers that were idle for long; gives the time the next one would be due (None: no idle worker)."""
        limits = self._host.limits
        next_due: float | None = None
        for worker in list(self._idle):  # longest idle first: the most recently used is taken first
            last = self._active() == 1
            due = worker.idle_since + (limits.last_idle_seconds if last else limits.spare_idle_seconds)
            if due <= now:
                self._idle.remove(worker)
                worker.close()
            elif next_due is None or due < next_due:
                next_due = due
        return next_due

    def on_idle(self, worker: WorkerLink) -> None:
        """A worker can take the next invocation."""
        queue = self._queue
        while queue:
            call = queue.popleft()
            if not call.result.done():  # its caller may have gone away
                worker.send(call)
                if queue and self._scale_timer is None:
                    self._ask_for_worker()
                return
        self._idle.append(worker)
        self._host.on_idle_worker()

    def on_broken(self, worker: WorkerLink, error: bytes | None, reason: str, kind: str) -> None:
        """A worker could not start: the oldest waiting invocation gets the error, the next one another try."""
        del worker
        while self._queue:
            call = self._queue.popleft()
            if not call.result.done():
                payload = error if error is not None else failure(kind, reason, call.request_id)
                call.result.set_result(Invocation(payload, UNHANDLED, str(call.request_id), 0.0))
                break

    def on_ended(self, worker: WorkerLink) -> None:
        """A worker's process is gone."""
        self.workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._ask_for_worker()

    def _active(self) -> int:
        return sum(not worker.retiring for worker in self.workers)

    def _ask_for_worker(self) -> None:
        """Fork now if nothing could ever serve the queue, else look again when its head has waited for long."""
        if not self._queue:
            return
        workers = [worker for worker in self.workers if not worker.retiring and not worker.broken]
        if not workers:
            self._grow()
        elif self._scale_timer is None and all(worker.ready for worker in workers):
            due = self._queue[0].queued_at + SCALE_AFTER_SECONDS
            self._scale_timer = self._loop.call_at(due, self._on_scale_timer)

    def _on_scale_timer(self) -> None:
        self._scale_timer = None
        if not self._queue or self._idle:
            return
        waited = self._loop.time() - self._queue[0].queued_at
        if waited < SCALE_AFTER_SECONDS:
            self._ask_for_worker()
        elif self._active() < self._host.limits.concurrency and self._host.may_grow():
            self._grow()

    def _grow(self) -> None:
        worker = WorkerLink(self, self._timeout)
        self.workers.add(worker)
        self.counters.forks += 1
        task = self._loop.create_task(self._fork(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fork(self, worker: WorkerLink) -> None:
        settings = self._settings()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        await self._loop.create_unix_connection(lambda: worker, sock=ours)
        described = {name: getattr(settings, name) for name in Settings.__slots__}
        try:
            server = await self._host.fork_server()
            worker.on_forked(await server.fork(described, theirs, worker.on_exit))
        except ForkServerError:
            theirs.close()
            worker.on_exit(1)

    async def stop(self, reason: str) -> None:
        """The host stops: nothing waiting will be served, nothing running will be answered by its worker."""
        if self._scale_timer is not None:
            self._scale_timer.cancel()
        while self._queue:
            call = self._queue.popleft()
            if not call.result.done():
                payload = failure("Runtime.ExitError", reason, call.request_id)
                call.result.set_result(Invocation(payload, UNHANDLED, str(call.request_id), 0.0))
        if self._tasks:
            await asyncio.wait(self._tasks)
        for worker in self.workers:
            worker.abort()
