"""Versions after they were published: what people call them, their list in pages, and starting an old one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from statewright.data.connect import Database

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.graphs import api_trigger, graph, set_values

Call = Callable[..., Any]
MACHINE = "arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-"


def published(call: Call, *, versions: int = 1, **first: str) -> str:
    """A workflow with so many versions, the last one live; `first` is said at the first publish."""
    workflow = call("workflows", "POST /api/workflows", {"name": "Orders", "graph": drawn(0)}).body
    for number in range(versions):
        if number:
            edit = {key: workflow[key] for key in ("name", "description", "settings")}
            edit |= {"graph": drawn(number), "revision": number}
            call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)
        said = {"revision": number + 1} | (first if number == 0 else {})
        answer = call("workflows", f"POST /api/workflows/{workflow['id']}/publish", said)
        assert answer.status == 200, answer.body
    return str(workflow["id"])


def drawn(total: int) -> Any:
    return graph(api_trigger(), set_values(total=total))


def describe(call: Call, workflow: str, version: int, **edit: Any) -> Any:
    return call("workflows", f"PATCH /api/workflows/{workflow}/versions/{version}", edit)


def start(call: Call, workflow: str, **request: Any) -> Any:
    return call("workflows", f"POST /api/workflows/{workflow}/executions", {"payload": {"n": 1}, **request})


def test_a_version_is_called_what_its_publisher_said(call: Call) -> None:
    workflow = published(call, label=" Spring sale ", note="Twice the discount.")

    version = call("workflows", f"GET /api/workflows/{workflow}/versions/1").body

    assert (version["label"], version["note"]) == ("Spring sale", "Twice the discount.")


def test_a_label_can_be_changed_later_and_nothing_else_changes(call: Call, database: Database) -> None:
    workflow = published(call, label="Spring sale", note="Twice the discount.")
    before = call("workflows", f"GET /api/workflows/{workflow}/versions/1").body

    answer = describe(call, workflow, 1, label="Easter sale")

    assert (answer.status, answer.body["label"], answer.body["note"]) == (200, "Easter sale", "Twice the discount.")
    after = call("workflows", f"GET /api/workflows/{workflow}/versions/1").body
    assert after == before | {"label": "Easter sale"}
    entry = database.connection().execute("SELECT actor, action, details FROM audit_log ORDER BY id DESC").fetchone()
    assert entry == ("ada@example.com", "version.describe", {"version": 1, "label": "Easter sale"})


def test_publishing_again_without_a_label_keeps_it(call: Call) -> None:
    workflow = published(call, label="Spring sale")

    call("workflows", f"POST /api/workflows/{workflow}/publish", {"revision": 1})

    (version,) = call("workflows", f"GET /api/workflows/{workflow}/versions").body["items"]
    assert (version["version"], version["label"]) == (1, "Spring sale")


@pytest.mark.parametrize(
    ("version", "edit", "status"),
    [
        (2, {"label": "x"}, 404),
        (0, {"label": "x"}, 422),
        (1, {"label": "x" * 101}, 422),
        (1, {"note": "x" * 2001}, 422),
        (1, {"label": "a\0b"}, 400),
        (1, {"graph": {}}, 422),
    ],
)
def test_what_cannot_be_said_of_a_version_is_refused(call: Call, version: int, edit: Any, status: int) -> None:
    workflow = published(call)

    answer = describe(call, workflow, version, **edit)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")


def test_a_version_of_an_archived_workflow_keeps_its_label(call: Call) -> None:
    workflow = published(call, label="Spring sale")
    call("workflows", f"DELETE /api/workflows/{workflow}")

    assert describe(call, workflow, 1, label="Other").status == 409


def test_versions_come_in_pages_newest_first(call: Call) -> None:
    workflow = published(call, versions=3)

    first = call("workflows", f"GET /api/workflows/{workflow}/versions?limit=2").body
    second = call("workflows", f"GET /api/workflows/{workflow}/versions?limit=2&cursor={first['next_cursor']}").body

    assert [item["version"] for item in (*first["items"], *second["items"])] == [3, 2, 1]
    assert second["next_cursor"] is None
    assert call("workflows", f"GET /api/workflows/{workflow}/versions?cursor=nonsense").status == 422


def test_an_old_version_is_started_on_its_own_machine_version(call: Call, aws: FakeAws) -> None:
    workflow = published(call, versions=2)

    assert start(call, workflow, version=1).status == 202
    assert start(call, workflow).status == 202

    old, live = aws.executions.values()
    assert old["stateMachineArn"] == f"{MACHINE}{workflow}:1"
    assert json.loads(old["input"])["workflow_version"] == 1
    assert live["stateMachineArn"] == f"{MACHINE}{workflow}:live"
    assert json.loads(live["input"])["workflow_version"] == 2


def test_a_version_that_is_not_there_or_not_any_more_is_not_started(call: Call, aws: FakeAws) -> None:
    workflow = published(call, versions=2)

    assert start(call, workflow, version=7).status == 404
    aws.refuse["StartExecution"] = Refusal(400, "StateMachineDoesNotExist")
    gone = start(call, workflow, version=1)

    assert (gone.status, "Restore it into the draft" in gone.body["detail"]) == (409, True)
    assert aws.executions == {}


def test_who_saved_a_draft_is_told_to_who_comes_too_late(call: Call) -> None:
    workflow = call("workflows", "POST /api/workflows", {"name": "Orders", "graph": drawn(0)}).body
    edit = {key: workflow[key] for key in ("name", "description", "settings", "graph")} | {"revision": 1}
    saved = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit).body

    late = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)

    assert late.status == 409
    current = late.body["current"]
    assert (current["edited_by"], current["edited_at"]) == ("ada@example.com", saved["edited_at"])
