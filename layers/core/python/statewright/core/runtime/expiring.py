"""A small in-process cache whose entries go stale: what a busy function remembers for a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(slots=True)
class Expiring(Generic[V]):
    """Values by key, each fresh for `seconds`. At most `size` entries: beyond it, all are forgotten."""

    seconds: float
    size: int = 1_000
    clock: Callable[[], float] = time.monotonic
    _entries: dict[str, tuple[float, V]] = field(default_factory=dict)

    def fresh(self, key: str) -> V | None:
        """The value, unless it is absent or older than `seconds`."""
        return self.within(key, self.seconds)

    def within(self, key: str, seconds: float) -> V | None:
        """The value, unless it is absent or older than `seconds`, which may be more than its own freshness."""
        entry = self._entries.get(key)
        return None if entry is None or self.clock() - entry[0] > seconds else entry[1]

    def keep(self, key: str, value: V) -> V:
        if len(self._entries) >= self.size:
            self._entries.clear()
        self._entries[key] = (self.clock(), value)
        return value

    def forget(self) -> None:
        self._entries.clear()
