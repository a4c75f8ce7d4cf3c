"""Which revision a draft is at, kept in Redis: open builder tabs ask every few seconds, and would keep Aurora awake.

A sorted set whose score is the revision and whose last member counts: of writers that overtake each other (two saves,
or a save and a reader that fills in) the newest revision stays. PostgreSQL remains the truth; nothing is decided
by what is here, for a save compares revisions there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import orjson
from statewright.core import names
from statewright.core.runtime import telemetry
from statewright.core.runtime.cache import Cache, CacheError
from statewright.data import workflows
from statewright.data.connect import Database
from statewright.data.workflows import LastEdit

KEPT: Final = timedelta(hours=24)
"""After the last time somebody wrote or asked."""


def saved(cache: Cache, workflow: workflows.Workflow) -> None:
    """Note the draft as it has just been committed. Never fails: the draft is saved, whatever Redis says.

    Where it cannot be written, what Redis knew is deleted, so that the next to ask reads PostgreSQL. If that fails too,
    the old revision stays until the next save, or until a tab reports a newer one: `newest` reads again then, and the
    tab that saved does so within seconds.
    """
    try:
        _write(cache, workflow.id, LastEdit(revision=workflow.revision, at=workflow.edited_at, by=workflow.edited_by))
    except CacheError as failure:
        telemetry.logger().warning("The draft's revision is not noted in Redis", extra={"reason": str(failure)})
        try:
            cache.call("DEL", names.last_edit_key(workflow.id))
        except CacheError:
            return


def newest(database: Database, cache: Cache, workflow_id: str, *, seen: int = 0) -> LastEdit | None:
    """The last edit of a draft; None if there is no such workflow.

    PostgreSQL is asked, and the answer kept, only when Redis does not know, or knows less than a revision the caller
    has `seen`; and each time while Redis is away.
    """
    try:
        known = _read(cache, workflow_id)
    except CacheError:
        return workflows.last_edit(database.connection(), workflow_id)
    if known is not None and known.revision >= seen:
        return known
    edit = workflows.last_edit(database.connection(), workflow_id)
    if edit is not None:
        try:
            _write(cache, workflow_id, edit)
        except CacheError:
            return edit
    return edit


def _write(cache: Cache, workflow_id: str, edit: LastEdit) -> None:
    key = names.last_edit_key(workflow_id)
    value = orjson.dumps({"revision": edit.revision, "at": edit.at, "by": edit.by})
    cache.pipeline(
        [("ZADD", key, edit.revision, value), ("ZREMRANGEBYRANK", key, 0, -2), ("EXPIRE", key, _seconds(KEPT))]
    )


def _read(cache: Cache, workflow_id: str) -> LastEdit | None:
    key = names.last_edit_key(workflow_id)
    last, _ = cache.pipeline([("ZRANGE", key, -1, -1), ("EXPIRE", key, _seconds(KEPT))])
    if not isinstance(last, list) or not last or not isinstance(last[0], bytes):
        return None
    value = orjson.loads(last[0])
    return LastEdit(revision=value["revision"], at=datetime.fromisoformat(value["at"]), by=value["by"])


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
