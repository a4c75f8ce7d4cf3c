"""Whether a sweep could find anything, told by Redis: so a database that sleeps is not woken to be asked.

Every recorded batch leaves a mark of its own. A sweep that left nothing to do notes the mark that it found before it
looked; while the two agree, nothing has been recorded since. What Redis has lost or cannot tell counts as news, and a
note is good for `AT_MOST_SECONDS`: a mark that is wrong delays a sweep, and hides nothing for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from statewright.core import names
from statewright.core.runtime.cache import Cache, CacheError, Reply
from statewright.core.runtime.telemetry import logger

AT_MOST_SECONDS: Final = 55 * 60
"""With a sweep every five minutes, one looks into the database at least once an hour."""


@dataclass(frozen=True, slots=True)
class Look:
    """What Redis said when a sweep began; None is what it does not know."""

    recorded: Reply
    noted: Reply

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was recorded since a sweep that left nothing to do."""
        return self.recorded is not None and self.recorded == self.noted


def note_recorded(cache: Cache) -> None:
    """After changes were stored, never before: a sweep that did not see them must not note their mark.

    Raises `CacheError`.
    """
    cache.call("SET", names.RECORDED_KEY, uuid4().hex)


def look(cache: Cache) -> Look:
    """Before the database is asked. Where Redis cannot tell, not quiet."""
    try:
        # Nothing recorded yet, or its mark lost: one that no note can name.
        cache.call("SET", names.RECORDED_KEY, uuid4().hex, "NX")
        recorded, noted = cache.pipeline([("GET", names.RECORDED_KEY), ("GET", names.NOTHING_OPEN_KEY)])
    except CacheError as error:
        logger().warning("the sweep asks the database, as Redis cannot tell", error=str(error))
        return Look(None, None)
    return Look(recorded, noted)


def note_nothing_open(cache: Cache, look: Look) -> None:
    """After a sweep that began with `look` and left nothing to do."""
    if not isinstance(look.recorded, bytes):
        return
    try:
        cache.call("SET", names.NOTHING_OPEN_KEY, look.recorded, "EX", AT_MOST_SECONDS)
    except CacheError as error:
        logger().warning("the next sweep will ask the database, as Redis takes no note", error=str(error))
