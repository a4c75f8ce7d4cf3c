"""Sweeping only when there may be something to find: a query every few minutes would never let the database sleep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from statewright.core.runtime.cache import Cache
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.recording import quiet

from .logic import HISTORY_KEPT, Swept


def sweep_unless_quiet(
    cache: Cache, connect: Callable[[], Connection], sweep: Callable[[Connection], Swept], now: datetime
) -> Swept | None:
    """One sweep, or None without a connection when nothing was recorded since one that left nothing to do.

    Raises what `connect` and `sweep` raise.
    """
    look = quiet.look(cache)
    if look.is_quiet:
        return None
    connection = connect()
    swept = sweep(connection)
    if not executions.any_open(connection) and not executions.lost(connection, now - HISTORY_KEPT, limit=1):
        quiet.note_nothing_open(cache, look)
    return swept
