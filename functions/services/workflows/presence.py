"""Who else has a workflow open: one field per tab in a Redis hash that goes away by itself.

Nothing depends on it. While Redis is away people see nobody, and a save still finds out whether somebody was faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from statewright.api import last_edits
from statewright.core import names
from statewright.core.runtime.cache import Cache, CacheError
from statewright.core.runtime.service import SignedIn, not_found
from statewright.data.connect import Database

from .models import Editor, Presence, PresenceReport

FRESH: Final = timedelta(seconds=35)
"""Three reports of a tab that sends one every ten seconds, and some way."""
EDITORS_LIMIT: Final = 50
"""Tabs kept per workflow; further ones see the others and are not seen."""
_NAME_LENGTH: Final = 100


def report(
    database: Database, cache: Cache, workflow_id: str, said: PresenceReport, person: SignedIn, now: datetime
) -> Presence:
    """Note the tab and give the others, with the newest revision of the draft. Raises a 404 `Problem`.

    Tabs ask every ten seconds, for as long as they are open: the database is left to sleep (`last_edits`).
    """
    edit = last_edits.newest(database, cache, workflow_id, seen=said.revision)
    if edit is None:
        raise not_found("workflow")
    return Presence(
        revision=edit.revision,
        edited_at=edit.at,
        edited_by=edit.by,
        editors=_exchange(cache, workflow_id, said, person, now),
    )


def leave(cache: Cache, workflow_id: str, tab: str) -> None:
    """Forget a tab; one that is not known is forgotten already."""
    try:
        cache.call("HDEL", names.presence_key(workflow_id), tab)
    except CacheError:
        return


def _exchange(cache: Cache, workflow_id: str, said: PresenceReport, person: SignedIn, now: datetime) -> list[Editor]:
    key = names.presence_key(workflow_id)
    mine = orjson.dumps(
        {
            "person": person.id,
            "name": person.name[:_NAME_LENGTH],
            "selection": said.selection,
            "at": int(now.timestamp() * 1000),
        }
    )
    try:
        known = _read(cache, key)
        fresh = {tab: each for tab, each in known.items() if _seen(each) > now - FRESH}
        others = {tab: each for tab, each in fresh.items() if tab != said.tab}
        stale = [tab for tab in known if tab not in fresh]
        commands: list[tuple[str | bytes | int, ...]] = [("HDEL", key, *stale)] if stale else []
        if len(others) < EDITORS_LIMIT:
            commands += [("HSET", key, said.tab, mine), ("EXPIRE", key, int(FRESH.total_seconds()))]
        cache.pipeline(commands)
    except CacheError:
        return []
    return [
        Editor(
            tab=tab,
            name=each["name"],
            yourself=each["person"] == person.id,
            selection=each["selection"],
            seen_at=_seen(each),
        )
        for tab, each in sorted(others.items())
    ]


def _read(cache: Cache, key: str) -> dict[str, Mapping[str, Any]]:
    reply = cache.call("HGETALL", key)
    flat = [item for item in reply if isinstance(item, bytes)] if isinstance(reply, list) else []
    return {tab.decode(): orjson.loads(value) for tab, value in zip(flat[::2], flat[1::2], strict=True)}


def _seen(entry: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(entry["at"] / 1000, UTC)
