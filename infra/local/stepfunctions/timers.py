"""All timers of all executions behind one timer of the event loop: no thread, and nothing to do while none is due."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from typing import Final

_LONGEST_SLEEP_SECONDS: Final = 60.0
"""The loop's clock does not follow a changed or suspended system clock: look at the real one this often."""
_AT_ONCE: Final = 200
"""Timers fired in one turn of the loop."""
_COMPACT_ABOVE: Final = 1_000

Fire = Callable[[int, int], None]
IsLive = Callable[[int, int], bool]


class Timers:
    """Calls `fire(execution id, timer id)` when a timer is due.

    A cancelled timer is only counted: its entry is skipped when it comes up, or swept when such entries are the
    majority. `is_live(execution id, timer id)` tells which are which.
    """

    def __init__(self, clock: Callable[[], int], fire: Fire, is_live: IsLive) -> None:
        self._clock = clock
        self._fire = fire
        self._is_live = is_live
        self._heap: list[tuple[int, int, int]] = []
        self._cancelled = 0
        self._handle: asyncio.TimerHandle | None = None
        self._due = 0
        self._stopped = False

    def __len__(self) -> int:
        return len(self._heap)

    def start(self, execution_id: int, timer_id: int, at: int) -> None:
        """Fire at `at` (milliseconds since the epoch), or in the next turn of the loop if that is past."""
        heapq.heappush(self._heap, (at, execution_id, timer_id))
        if self._handle is None or at < self._due:
            self._arm()

    def cancelled(self) -> None:
        """One of the timers no longer matters."""
        self._cancelled += 1
        if self._cancelled > _COMPACT_ABOVE and self._cancelled * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if self._is_live(entry[1], entry[2])]
            heapq.heapify(self._heap)
            self._cancelled = 0

    def stop(self) -> None:
        """Fire nothing any more."""
        self._stopped = True
        if self._handle is not None:
            self._handle.cancel()

    def _arm(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if not self._heap or self._stopped:
            return
        self._due = self._heap[0][0]
        delay = min(max((self._due - self._clock()) / 1000, 0.0), _LONGEST_SLEEP_SECONDS)
        self._handle = asyncio.get_running_loop().call_later(delay, self._run)

    def _run(self) -> None:
        self._handle = None
        now = self._clock()
        for _ in range(_AT_ONCE):
            if not self._heap or self._heap[0][0] > now:
                break
            _, execution_id, timer_id = heapq.heappop(self._heap)
            if self._is_live(execution_id, timer_id):
                self._fire(execution_id, timer_id)
            elif self._cancelled:
                self._cancelled -= 1
        self._arm()
