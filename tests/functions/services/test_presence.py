"""Who else has a workflow open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.workflows import presence
from services.workflows.models import Presence, PresenceReport
from statewright.core import names
from statewright.core.runtime import cache
from statewright.core.runtime.service import SignedIn
from statewright.data.connect import Database

from tests.support.graphs import api_trigger, graph

Call = Callable[..., Any]
NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
ADA, BOB = SignedIn("ada@example.com", "Ada"), SignedIn("bob@example.com", "Bob")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def workflow(call: Call) -> Any:
    return call("workflows", "POST /api/workflows", {"name": "Orders", "graph": graph(api_trigger())}).body


def report(
    database: Database, workflow: Any, tab: str, person: SignedIn, *selection: str, at: datetime = NOW
) -> Presence:
    said = PresenceReport(tab=tab, selection=list(selection))
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
    edit = {key: workflow[key] for key in ("name", "description", "settings", "graph")} | {"revision": 1}
    saved = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit).body

    seen = call("workflows", f"PUT /api/workflows/{workflow['id']}/presence", {"tab": "tab-of-ada"})

    assert seen.status == 200, seen.body
    assert seen.body == {
        "revision": 2,
        "edited_at": saved["edited_at"],
        "edited_by": "ada@example.com",
        "editors": [],
    }


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
    ],
)
def test_a_report_is_bounded_and_of_a_workflow_that_there_is(call: Call, body: Any, status: int) -> None:
    answer = call("workflows", f"PUT /api/workflows/{NOBODY}/presence", body)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")
