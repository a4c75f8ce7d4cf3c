"""Drafts: what people save, read, list and check."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from statewright.data import recorder
from statewright.data.connect import Database
from statewright.data.recorder import ExecutionRow
from statewright.data.workflow_list import ListCursor
from statewright.language.compiler.check.codes import INSTALLED

from tests.support.graphs import api_trigger, drawn, graph, node, set_values

Call = Callable[..., Any]
SETTINGS = {"durability": "standard", "timeout_seconds": 60, "timezone": "UTC"}
NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def workflow(call: Call) -> Any:
    return call(
        "workflows", "POST /api/workflows", {"name": "Orders", "graph": graph(api_trigger(), set_values())}
    ).body


def test_a_new_workflow_is_a_draft_with_defaults(call: Call, database: Database) -> None:
    answer = call("workflows", "POST /api/workflows", {"name": "  Orders "})

    assert answer.status == 201
    assert answer.body["name"] == "Orders"
    assert answer.body["status"] == "draft"
    assert answer.body["revision"] == 1
    assert answer.body["graph"] == {"nodes": [], "edges": [], "annotations": []}
    assert answer.body["settings"] == {
        "durability": "standard",
        "timeout_seconds": 31536000,
        "timezone": "UTC",
        "error_workflow": None,
        "overlap": "allow",
    }
    assert answer.body["created_at"].endswith("Z")
    logged = database.connection().execute("SELECT actor, action, subject_id FROM audit_log").fetchall()
    assert logged == [("ada@example.com", "workflow.create", answer.body["id"])]


def test_what_was_saved_is_read_back(call: Call, workflow: Any) -> None:
    changed = graph(api_trigger("other"), set_values(total=2))
    edit = {"name": "Changed", "description": "d", "graph": changed, "settings": SETTINGS, "revision": 1}

    saved = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)

    assert (saved.status, saved.body["revision"]) == (200, 2)
    read = call("workflows", f"GET /api/workflows/{workflow['id']}").body
    assert read == saved.body
    assert read["graph"]["nodes"][0]["config"]["path"] == "other"


def test_the_first_save_of_a_draft_makes_the_workflow_once(call: Call, database: Database) -> None:
    edit = {"name": "Mine", "description": "d", "graph": graph(api_trigger()), "settings": SETTINGS, "revision": 0}

    made = call("workflows", f"PUT /api/workflows/{NOBODY}", edit)
    again = call("workflows", f"PUT /api/workflows/{NOBODY}", {**edit, "name": "Of another tab"})

    assert (made.status, made.body["id"], made.body["revision"], made.body["status"]) == (200, NOBODY, 1, "draft")
    assert call("workflows", f"GET /api/workflows/{NOBODY}").body == made.body
    assert (again.status, again.body["errors"][0]["code"]) == (409, "stale_revision")
    assert again.body["current"]["name"] == "Mine"
    logged = database.connection().execute("SELECT actor, action, subject_id FROM audit_log").fetchall()
    assert logged == [("ada@example.com", "workflow.create", NOBODY)]


def test_only_a_first_save_makes_a_workflow(call: Call, workflow: Any) -> None:
    edit = {"name": "A", "description": "", "graph": workflow["graph"], "settings": SETTINGS, "revision": 1}
    assert call("workflows", f"PUT /api/workflows/{NOBODY}", edit).status == 404

    call("workflows", f"DELETE /api/workflows/{workflow['id']}")
    revived = call("workflows", f"PUT /api/workflows/{workflow['id']}", {**edit, "revision": 0})
    assert revived.status == 409
    assert "archived" in revived.body["detail"]


def test_a_stale_edit_is_refused_with_the_current_workflow(call: Call, workflow: Any) -> None:
    edit = {"name": "A", "description": "", "graph": workflow["graph"], "settings": SETTINGS, "revision": 1}
    call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)

    answer = call("workflows", f"PUT /api/workflows/{workflow['id']}", {**edit, "name": "B"})

    assert (answer.status, answer.content_type) == (409, "application/problem+json")
    assert answer.body["errors"][0]["field"] == "revision"
    assert (answer.body["current"]["name"], answer.body["current"]["revision"]) == ("A", 2)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x", "graph": {"nodes": [{"id": "n1", "type": "set"}]}}, "graph.nodes.0.key"),
        ({"name": "x", "colour": "red"}, "colour"),
        ({"name": "x", "settings": {"timeout_seconds": 0}}, "settings.timeout_seconds"),
    ],
)
def test_a_body_that_does_not_fit_names_the_field(call: Call, body: Any, field: str) -> None:
    answer = call("workflows", "POST /api/workflows", body)

    assert (answer.status, answer.content_type) == (422, "application/problem+json")
    assert [error["field"] for error in answer.body["errors"]] == [field]


def test_a_body_that_is_not_json_is_refused_with_its_place(call: Call) -> None:
    answer = call("workflows", "POST /api/workflows", raw='{"name": ')

    assert answer.status == 400
    assert "not JSON at character 9" in answer.body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("NaN", "unexpected character"),
        ("1e999", "infinity"),
        (r'"\ud800"', "surrogate"),
        (r'"a\u0000b"', "NUL"),
        ("[" * 200 + "]" * 200, "nested more than 100 levels"),
        ("[" * 5_000 + "]" * 5_000, "depth limit"),
    ],
)
def test_json_that_cannot_be_stored_is_refused(call: Call, value: str, reason: str) -> None:
    body = json.dumps({"name": "x", "graph": graph(set_values(v="here"))}).replace('"here"', value)

    answer = call("workflows", "POST /api/workflows", raw=body)

    assert answer.status == 400
    assert reason in answer.body["errors"][0]["message"]


def test_a_backslash_before_u0000_is_text(call: Call) -> None:
    answer = call("workflows", "POST /api/workflows", raw=r'{"name": "a\\u0000b"}')

    assert (answer.status, answer.body["name"]) == (201, "a\\u0000b")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded; charset=utf-8", "multipart/form-data"])
def test_a_form_is_told_to_come_as_json(call: Call, kind: str) -> None:
    answer = call("workflows", "POST /api/workflows", raw='{"name": "x"}', kind=kind)

    assert (answer.status, answer.content_type) == (415, "application/problem+json")
    assert "Content-Type: application/json" in answer.body["detail"]


def test_a_body_that_is_too_large_is_refused_unread(call: Call) -> None:
    answer = call("workflows", "POST /api/workflows", raw="x" * 5_000_000)

    assert (answer.status, answer.content_type) == (413, "application/problem+json")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (f"GET /api/workflows/{NOBODY}", 404),
        ("GET /api/workflows/not-an-id", 422),
        (f"GET /api/workflows/{NOBODY}/versions/1", 404),
        (f"DELETE /api/workflows/{NOBODY}", 404),
        ("GET /api/workflows/x/y/z", 404),
        ("GET /api/workflows?limit=0", 422),
        ("GET /api/workflows?cursor=nonsense", 422),
        ("GET /api/workflows?q=nul\0byte", 422),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_a_problem(call: Call, request_line: str, status: int) -> None:
    answer = call("workflows", request_line)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert answer.body["status"] == status


def test_lists_go_on_where_the_page_before_ended(call: Call) -> None:
    for number in range(5):
        call("workflows", "POST /api/workflows", {"name": f"W{number}", "description": "shop" if number % 2 else ""})

    seen: list[tuple[str, str, str]] = []
    cursor = ""
    while True:
        page = call("workflows", f"GET /api/workflows?limit=2{cursor}").body
        seen += [(item["updated_at"], item["id"], item["name"]) for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert seen == sorted(seen, reverse=True)
    assert sorted(name for _, _, name in seen) == ["W0", "W1", "W2", "W3", "W4"]
    found = call("workflows", "GET /api/workflows?q=SHOP").body["items"]
    assert sorted(item["name"] for item in found) == ["W1", "W3"]


def _names(call: Call, question: str) -> list[str]:
    """Names in the order of the list, read in pages of two."""
    names: list[str] = []
    cursor = ""
    while True:
        page = call("workflows", f"GET /api/workflows?limit=2&{question}{cursor}").body
        names += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            return names
        cursor = f"&cursor={page['next_cursor']}"


def test_a_list_is_sorted_as_asked_over_all_of_its_pages(call: Call, database: Database) -> None:
    made = {
        name: call("workflows", "POST /api/workflows", {"name": name}).body["id"]
        for name in ("b", "A", "c", "Ä " + "\U0001f389" * 198, "d")
    }
    database.connection().execute("UPDATE workflows SET status = 'published' WHERE name IN ('c', 'd')")
    for day, name in enumerate(("d", "A", "b", "A"), start=1):
        started = int(datetime(2026, 11, day, tzinfo=UTC).timestamp() * 1000)
        run = f"{made[name]}.run-{day}"
        recorder.write(
            database.connection(),
            [ExecutionRow(id=run, workflow_id=made[name], started_at=started, status="running", version=1)],
        )

    by_name = _names(call, "sort=name&order=asc")
    by_run = _names(call, "sort=last_run&order=desc")
    by_status = _names(call, "sort=status&order=desc")

    assert [name for name in by_name if name in "Abcd"] == ["A", "b", "c", "d"]
    assert len(set(by_name)) == 5
    assert _names(call, "sort=name&order=desc") == by_name[::-1]
    assert by_run[:3] == ["A", "b", "d"]
    assert _names(call, "sort=last_run&order=asc") == by_run[::-1]
    assert (set(by_status[:2]), len(set(by_status))) == ({"c", "d"}, 5)


def test_a_list_does_not_go_on_from_one_of_another_sort(call: Call) -> None:
    for name in "abc":
        call("workflows", "POST /api/workflows", {"name": name})
    cursor = call("workflows", "GET /api/workflows?limit=1&sort=name").body["next_cursor"]

    assert call("workflows", f"GET /api/workflows?sort=name&cursor={cursor}").status == 200
    for other in ("sort=updated", "sort=name&order=asc"):
        answer = call("workflows", f"GET /api/workflows?{other}&cursor={cursor}")
        assert (answer.status, answer.body["errors"][0]["code"]) == (422, "invalid_cursor")
    assert call("workflows", "GET /api/workflows?sort=colour").status == 422


@pytest.mark.parametrize(
    "cursor",
    [
        ListCursor("updated", "desc", "yesterday", NOBODY),
        ListCursor("updated", "desc", "2026-01-01 00:00:00", NOBODY),
        ListCursor("updated", "desc", "2026-01-01 00:00:00+00", "no id"),
    ],
)
def test_a_cursor_that_no_list_gave_out_is_refused(call: Call, cursor: ListCursor) -> None:
    answer = call("workflows", f"GET /api/workflows?cursor={cursor.encode()}")

    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "cursor")


def test_a_copy_is_a_draft_of_its_own_with_the_secrets_and_tests(call: Call, database: Database) -> None:
    secret = {"secret_header": "X-Secret", "secret": "correct horse"}
    drawing = graph(api_trigger(**secret), set_values(total=2))
    tests = [{"name": "t", "expected": {"status": "succeeded"}}]
    source = call(
        "workflows",
        "POST /api/workflows",
        {"name": "Orders", "description": "d", "graph": drawing, "tests": tests, "settings": SETTINGS},
    ).body
    call("workflows", f"DELETE /api/workflows/{source['id']}")

    answer = call("workflows", f"POST /api/workflows/{source['id']}/copies", {"name": " Copy of Orders "})

    copy = answer.body
    assert (answer.status, copy["name"], copy["status"], copy["revision"]) == (201, "Copy of Orders", "draft", 1)
    assert copy["id"] != source["id"]
    for same in ("description", "graph", "settings", "tests"):
        assert copy[same] == source[same]
    stored = database.connection().execute("SELECT graph #>> '{nodes,0,config,secret}' FROM workflows").fetchall()
    assert stored == [("correct horse",)] * 2
    assert call("workflows", f"POST /api/workflows/{NOBODY}/copies", {"name": "x"}).status == 404
    assert call("workflows", f"POST /api/workflows/{source['id']}/copies", {"name": " "}).status == 422


def test_validation_reports_every_problem_with_its_node(call: Call, workflow: Any) -> None:
    broken = graph(api_trigger(), set_values(total="{% $nobody.x %}"), node("what", "teleport"))

    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/validate", {"graph": broken})

    assert answer.status == 200
    assert answer.body["valid"] is False
    assert {problem["node_id"] for problem in answer.body["problems"]} >= {"n-prepare", "n-what"}


def test_a_definition_that_was_switched_off_is_a_problem(call: Call, workflow: Any, database: Database) -> None:
    database.connection().execute("UPDATE trigger_definitions SET enabled = false WHERE id = 'api@1'")

    problems = call("workflows", f"POST /api/workflows/{workflow['id']}/validate").body["problems"]

    assert [(item["code"], item["node_id"]) for item in problems] == [("definition_disabled", "n-order")]


def test_a_workflow_to_be_run_must_be_there_and_should_be_published(call: Call, workflow: Any) -> None:
    children = [node(key, "run_workflow", {"payload": 1}) for key in ("itself", "nobody")]
    for child, workflow_id in zip(children, (workflow["id"], NOBODY), strict=True):
        child["config"]["workflow_id"] = workflow_id
    drawing = drawn([api_trigger(), *children], "order -> itself", "order -> nobody")

    found = call("workflows", f"POST /api/workflows/{workflow['id']}/validate", {"graph": drawing}).body["problems"]

    assert [(item["severity"], item["code"], item["node_id"]) for item in found] == [
        ("error", "unknown_workflow", "n-nobody"),
        ("warning", "unpublished_workflow", "n-itself"),
    ]
    assert {item["code"] for item in found} <= INSTALLED.keys()


def test_an_archived_workflow_is_hidden_and_cannot_be_changed(call: Call, workflow: Any) -> None:
    assert call("workflows", f"DELETE /api/workflows/{workflow['id']}").status == 204
    assert call("workflows", f"DELETE /api/workflows/{workflow['id']}").status == 204

    assert call("workflows", "GET /api/workflows").body["items"] == []
    assert len(call("workflows", "GET /api/workflows?status=archived").body["items"]) == 1
    edit = {"name": "A", "description": "", "graph": workflow["graph"], "settings": SETTINGS, "revision": 1}
    assert call("workflows", f"PUT /api/workflows/{workflow['id']}", edit).status == 409


def test_a_list_of_some_workflows_only(call: Call) -> None:
    made = [call("workflows", "POST /api/workflows", {"name": name}).body["id"] for name in ("a", "b", "c")]

    assert _names(call, f"ids={made[0]},{made[2]}&sort=name&order=asc") == ["a", "c"]
    assert _names(call, f"ids={made[0]}&status=published") == []
    for wrong in ("x", f"{made[0]},", ",".join(made[:1] * 51)):
        assert call("workflows", f"GET /api/workflows?ids={wrong}").status == 422


def test_what_people_wrote_keeps_its_order(call: Call, workflow: Any) -> None:
    values = {"zebra": 1, "a": 2, "middle": 3}
    edit = {"name": "A", "description": "", "settings": SETTINGS, "revision": 1}
    call(
        "workflows",
        f"PUT /api/workflows/{workflow['id']}",
        {**edit, "graph": graph(node("sort", "set", {"values": values}))},
    )

    read = call("workflows", f"GET /api/workflows/{workflow['id']}").body

    assert list(read["graph"]["nodes"][0]["config"]["values"]) == ["zebra", "a", "middle"]


def test_notes_and_groups_are_kept_with_the_draft_and_bounded(call: Call, workflow: Any) -> None:
    place = {"position": {"x": -16, "y": 8}, "size": {"width": 240, "height": 120}}
    note = {"id": "a1", "kind": "note", "text": "Ask Ada", "color": "green"} | place
    edit = {
        "name": "Orders",
        "graph": {**workflow["graph"], "annotations": [note]},
        "settings": SETTINGS,
        "revision": 1,
    }

    saved = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)

    assert saved.body["graph"]["annotations"] == [note]
    assert call("workflows", f"GET /api/workflows/{workflow['id']}").body["graph"]["annotations"] == [note]
    again = {**edit, "graph": {**workflow["graph"], "annotations": [note, note]}, "revision": 2}
    refused = call("workflows", f"PUT /api/workflows/{workflow['id']}", again)
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "graph.annotations")
