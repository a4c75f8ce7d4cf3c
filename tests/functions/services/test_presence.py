"""Who else has a workflow open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.workflows import presence
from services.workflows.models import Presence, PresenceReport
from statewright.api import last_edits
from statewright.core import names
from statewright.core.runtime import cache
from statewright.core.runtime.service import SignedIn
from statewright.data import workflows
from statewright.data.connect import Connection, Database

from tests.support.graphs import api_trigger, graph

Call = Callable[..., Any]
NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
ADA, BOB = SignedIn("ada@example.com", "Ada"), SignedIn("bob@example.com", "Bob")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def workflow(call: Call) -> Any:
    return call("workflows", "POST /api/workflows", {"name": "Orders", "graph": graph(api_trigger())}).body


def report(
    database: Database,
    workflow: Any,
    tab: str,
    person: SignedIn,
    *selection: str,
    at: datetime = NOW,
    revision: int = 1,
) -> Presence:
    said = PresenceReport(tab=tab, selection=list(selection), revision=revision)
    return presence.report(database, cache.shared(), workflow["id"], said, person, at)


def test_people_see_each_other_and_what_each_has_selected(database: Database, workflow: Any) -> None:
    assert report(database, workflow, "tab-of-ada", ADA, "order").editors == []

    (ada,) = report(database, workflow, "tab-of-bob", BOB).editors

    assert (ada.name, ada.selection, ada.yourself, ada.seen_at) == ("Ada", ["order"], False, NOW)


def test_two_tabs_of_one_person_are_two(database: Database, workflow: Any) -> None:
    report(database, workflow, "first-tab", ADA)

    (other,) = report(database, workflow, "second-tab", ADA).editors

    assert (other.tab, other.yourself) == ("first-tab", True)


def test_a_tab_that_is_silent_or_closed_is_gone(call: Call, database: Database, workflow: Any) -> None:
    report(database, workflow, "silent-tab", ADA)
    later = NOW + timedelta(seconds=30)
    report(database, workflow, "closed-tab", ADA, at=later)
    assert len(report(database, workflow, "tab-of-bob", BOB, at=later).editors) == 2

    assert call("workflows", f"DELETE /api/workflows/{workflow['id']}/presence/closed-tab").status == 204

    assert report(database, workflow, "tab-of-bob", BOB, at=NOW + timedelta(seconds=40)).editors == []
    assert cache.shared().call("HLEN", names.presence_key(workflow["id"])) == 1


def test_a_crowd_is_bounded(database: Database, workflow: Any) -> None:
    for number in range(presence.EDITORS_LIMIT + 5):
        seen = report(database, workflow, f"tab-number-{number:03}", ADA)

    assert len(seen.editors) == presence.EDITORS_LIMIT
    assert cache.shared().call("HLEN", names.presence_key(workflow["id"])) == presence.EDITORS_LIMIT
    assert 0 < int(str(cache.shared().call("TTL", names.presence_key(workflow["id"])))) <= 35


def test_the_newest_revision_comes_along(call: Call, database: Database, workflow: Any) -> None:
    saved = save(call, workflow, 1)

    seen = call("workflows", f"PUT /api/workflows/{workflow['id']}/presence", {"tab": "tab-of-ada"})

    assert seen.status == 200, seen.body
    assert seen.body == {
        "revision": 2,
        "edited_at": saved["edited_at"],
        "edited_by": "ada@example.com",
        "editors": [],
    }


def save(call: Call, workflow: Any, revision: int) -> Any:
    edit = {key: workflow[key] for key in ("name", "description", "settings", "graph")} | {"revision": revision}
    saved = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)
    assert saved.status == 200, saved.body
    return saved.body


class Unasked(Database):
    """A database nobody may ask."""

    def connection(self) -> Connection:
        pytest.fail("PostgreSQL was asked")


ASLEEP = Unasked("postgresql://127.0.0.1:1/asleep")


def test_open_tabs_let_the_database_sleep(call: Call, database: Database, workflow: Any) -> None:
    first = report(database, workflow, "tab-of-ada", ADA)

    later = [report(ASLEEP, workflow, "tab-of-ada", ADA, at=NOW + timedelta(seconds=10 * n)) for n in range(3)]

    assert [(each.revision, each.edited_at, each.edited_by) for each in later] == [
        (first.revision, first.edited_at, first.edited_by)
    ] * len(later)
    kept = int(str(cache.shared().call("TTL", names.last_edit_key(workflow["id"]))))
    assert 23 * 3600 < kept <= 24 * 3600


def test_a_save_and_a_saved_test_tell_the_tabs_without_the_database(
    call: Call, database: Database, workflow: Any
) -> None:
    save(call, workflow, 1)
    assert report(ASLEEP, workflow, "tab-of-bob", BOB).revision == 2

    created = call("simulation", f"POST /api/workflows/{workflow['id']}/tests", {"name": "An order"})
    assert created.status == 201, created.body

    assert report(ASLEEP, workflow, "tab-of-bob", BOB).revision == created.body["revision"] == 3
    assert cache.shared().call("ZCARD", names.last_edit_key(workflow["id"])) == 1


def test_a_writer_that_comes_late_does_not_hide_a_newer_revision(database: Database, workflow: Any) -> None:
    older = workflows.get(database.connection(), workflow["id"])
    assert older is not None
    last_edits.saved(cache.shared(), replace(older, revision=7))

    last_edits.saved(cache.shared(), older)

    assert report(ASLEEP, workflow, "tab-of-ada", ADA).revision == 7


def test_a_save_that_redis_does_not_take_is_saved_and_its_tab_brings_the_others_up_to_date(
    call: Call, database: Database, workflow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(database, workflow, "tab-of-bob", BOB)
    with monkeypatch.context() as outage:
        away = cache.Cache("redis://127.0.0.1:1")
        outage.setattr(cache, "shared", lambda: away)
        assert save(call, workflow, 1)["revision"] == 2

    assert report(database, workflow, "tab-of-ada", ADA, revision=2).revision == 2

    assert report(ASLEEP, workflow, "tab-of-bob", BOB).revision == 2


def test_what_cannot_be_written_is_forgotten(database: Database, workflow: Any) -> None:
    row = workflows.get(database.connection(), workflow["id"])
    assert row is not None
    report(database, workflow, "tab-of-bob", BOB)

    class Full(cache.Cache):
        def pipeline(self, commands: Any) -> Any:
            raise cache.CacheUnavailable("OOM command not allowed")

    last_edits.saved(Full(cache.shared().url), replace(row, revision=2))

    assert cache.shared().call("EXISTS", names.last_edit_key(workflow["id"])) == 0


def test_without_redis_nobody_is_seen_and_nothing_fails(
    call: Call, database: Database, workflow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = cache.Cache("redis://127.0.0.1:1")

    alone = presence.report(database, away, workflow["id"], PresenceReport(tab="tab-of-ada"), ADA, NOW)
    presence.leave(away, workflow["id"], "tab-of-ada")

    assert (alone.revision, alone.editors) == (1, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"tab": "tab-of-ada"}, 404),
        ({"tab": "short"}, 422),
        ({"tab": "tab of ada"}, 422),
        ({"tab": "tab-of-ada", "selection": ["a"] * 21}, 422),
        ({"tab": "tab-of-ada", "selection": ["a" * 61]}, 422),
        ({"tab": "tab-of-ada", "name": "Eve"}, 422),
        ({"tab": "tab-of-ada", "revision": 2**31}, 422),
    ],
)
def test_a_report_is_bounded_and_of_a_workflow_that_there_is(call: Call, body: Any, status: int) -> None:
    answer = call("workflows", f"PUT /api/workflows/{NOBODY}/presence", body)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")
