"""Tasks that are being done: one asyncio task each, whatever kind of execution it is for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from infra.local.stepfunctions.tasks.calls import Outcome, Submitted, TaskCall
from infra.local.stepfunctions.tasks.dispatch import Tasks, nobody

log = logging.getLogger(__name__)

Key = tuple[int, int]
"""Execution id and task id."""


class Work:
    """Has tasks done, and hands on what came of them."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._calls: dict[Key, TaskCall] = {}
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, key: Key, call: TaskCall, done: Callable[[Outcome], None], submitted: Submitted = nobody) -> None:
        """Do a task; `done` is called with its outcome, unless the service stops first. `submitted`: see `Tasks`."""
        self._calls[key] = call
        task = asyncio.get_running_loop().create_task(self._run(key, call, done, submitted))
        self._running.add(task)
        task.add_done_callback(self._finished)

    def cancel(self, key: Key) -> None:
        """The outcome no longer matters."""
        call = self._calls.get(key)
        if call is not None:
            self._tasks.cancel(call)

    async def stop(self) -> None:
        """Drop what is being done: it is done again after the next start."""
        for task in list(self._running):
            task.cancel()
        if self._running:
            await asyncio.wait(list(self._running))

    async def _run(self, key: Key, call: TaskCall, done: Callable[[Outcome], None], submitted: Submitted) -> None:
        try:
            outcome = await self._tasks.perform(call, submitted)
        finally:
            del self._calls[key]
        done(outcome)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task's answer could not be taken; its execution waits for the next start", exc_info=error)
