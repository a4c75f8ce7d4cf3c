"""Secrets of a draft's steps: stored, never shown, and with the step when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.types.json import Json
from statewright.data import stored_secrets
from statewright.data.connect import Database
from statewright.data.secret_fields import MASK
from statewright.language.compiler.check.codes import INSTALLED

from tests.support.graphs import api_trigger, graph, loop, node, set_values

Call = Callable[..., Any]
SETTINGS = {"durability": "standard", "timeout_seconds": 60, "timezone": "UTC"}


def calling(host: str, typed: str = MASK) -> Any:
    """A workflow that calls the host with a token."""
    config = {"url": f"https://{host}/orders", "auth": {"type": "bearer", "token": typed}}
    return graph(api_trigger(), node("call", "api_call@1", config))


def test_a_secret_is_stored_but_never_shown(call: Call, database: Database) -> None:
    secret = {"secret_header": "X-Secret", "secret": "correct horse"}
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": graph(api_trigger(**secret), set_values())})
    shown = made.body["graph"]
    edit = {"name": "S", "description": "changed", "graph": shown, "settings": SETTINGS, "revision": 1}

    saved = call("workflows", f"PUT /api/workflows/{made.body['id']}", edit)

    assert shown["nodes"][0]["config"]["secret"] == "********"
    assert "correct horse" not in str(saved.body)
    stored = database.connection().execute("SELECT graph #>> '{nodes,0,config,secret}' FROM workflows").fetchall()
    assert stored == [("correct horse",)]
    assert call("workflows", f"POST /api/workflows/{made.body['id']}/validate", {"graph": shown}).body["valid"] is True


def test_a_step_that_was_deleted_and_came_back_has_its_secret_for_a_week_and_then_that_of_the_live_version(
    call: Call, database: Database
) -> None:
    secret = {"secret_header": "X-Secret", "secret": "correct horse"}
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": graph(api_trigger(**secret), set_values())})
    address = f"PUT /api/workflows/{made.body['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}
    without = graph(set_values())

    def saved(revision: int, *, after: int) -> Any:
        call("workflows", address, {**edit, "graph": without, "revision": revision})
        database.connection().execute("UPDATE kept_secrets SET removed_at = removed_at - %s", (timedelta(days=after),))
        back = call("workflows", address, {**edit, "graph": made.body["graph"], "revision": revision + 1})
        return back.body["graph"]["nodes"][0]["config"]["secret"]

    assert saved(1, after=6) == "********"
    assert saved(3, after=8) is None
    call("workflows", address, {**edit, "graph": graph(api_trigger(**secret), set_values()), "revision": 5})
    published = call("workflows", f"POST /api/workflows/{made.body['id']}/publish", {"revision": 6})

    assert published.status == 200, published.body
    assert saved(6, after=8) == "********"
    validated = call("workflows", f"POST /api/workflows/{made.body['id']}/validate", {"graph": made.body["graph"]})
    assert validated.body["valid"] is True
    stored = database.connection().execute("SELECT graph #>> '{nodes,0,config,secret}' FROM workflows").fetchall()
    assert stored == [("correct horse",)]


def test_a_step_whose_address_changed_asks_for_its_secret_again_and_has_it_when_changed_back(call: Call) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "correct-horse")})
    path = f"/api/workflows/{made.body['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}

    moved = call("workflows", f"PUT {path}", {**edit, "graph": calling("evil.example"), "revision": 1})
    problems = call("workflows", f"POST {path}/validate").body["problems"]
    refused = call("workflows", f"POST {path}/publish", {"revision": 2})

    assert moved.body["graph"]["nodes"] == calling("evil.example")["nodes"]
    assert [(each["code"], each["node_id"], each["field"]) for each in problems] == [
        ("secret_withheld", "n-call", "config.auth.token")
    ]
    assert "type the secret again" in problems[0]["message"]
    assert problems[0]["code"] in INSTALLED
    assert refused.status == 422
    call("workflows", f"PUT {path}", {**edit, "graph": calling("shop.example"), "revision": 2})
    assert call("workflows", f"POST {path}/validate").body == {"valid": True, "problems": []}


def test_a_deleted_step_comes_back_with_the_secret_it_had_last_not_with_a_published_one(
    call: Call, database: Database
) -> None:
    def drawing(word: str) -> Any:
        return graph(api_trigger(secret_header="X-Secret", secret=word), set_values())

    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": drawing("published")}).body
    call("workflows", f"POST /api/workflows/{made['id']}/publish", {"revision": 1})
    for revision, drawn_now in enumerate((drawing("newer"), graph(set_values()), made["graph"]), start=1):
        edit = {"name": "S", "description": "", "settings": SETTINGS, "graph": drawn_now, "revision": revision}
        assert call("workflows", f"PUT /api/workflows/{made['id']}", edit).status == 200

    stored = database.connection().execute("SELECT graph #>> '{nodes,0,config,secret}' FROM workflows").fetchall()
    assert stored == [("newer",)]


def test_a_deleted_step_that_comes_back_with_another_address_has_not_its_secret(call: Call) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "correct horse")})
    path = f"/api/workflows/{made.body['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}

    def valid_after(host: str, revision: int) -> bool:
        call("workflows", f"PUT {path}", {**edit, "graph": graph(api_trigger(), set_values()), "revision": revision})
        call("workflows", f"PUT {path}", {**edit, "graph": calling(host), "revision": revision + 1})
        return bool(call("workflows", f"POST {path}/validate").body["valid"])

    assert valid_after("shop.example", 1) is True
    assert valid_after("evil.example", 3) is False
    assert valid_after("shop.example", 5) is True


def test_secrets_of_deleted_steps_are_forgotten_after_a_week(call: Call, database: Database) -> None:
    drawing = graph(api_trigger(secret_header="X-Secret", secret="correct horse"), set_values())
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": drawing}).body
    edit = {"name": "S", "description": "", "settings": SETTINGS, "graph": graph(set_values()), "revision": 1}
    call("workflows", f"PUT /api/workflows/{made['id']}", edit)
    kept = "SELECT field, secret ->> 'withheld' FROM kept_secrets"

    assert stored_secrets.forget_removed(database.connection(), datetime.now(UTC) + timedelta(days=6)) == 0
    assert database.connection().execute(kept).fetchall() == [("secret", "correct horse")]
    assert stored_secrets.forget_removed(database.connection(), datetime.now(UTC) + timedelta(days=8)) == 1
    assert database.connection().execute(kept).fetchall() == [("secret", None)]
    assert stored_secrets.forget_removed(database.connection(), datetime.now(UTC) + timedelta(days=8)) == 0


def test_what_the_version_before_kept_comes_back_too_and_it_may_keep_on_while_a_deployment_is_under_way(
    call: Call, database: Database
) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example")}).body
    (step,) = calling("shop.example", "correct horse")["nodes"][1:]
    for node_now in ({**step, "name": "older"}, step):
        database.connection().execute(
            """INSERT INTO removed_secrets AS known (workflow_id, node_id, node)
               SELECT %s, * FROM unnest(%s::text[], %s::json[])
               ON CONFLICT (workflow_id, node_id) DO UPDATE SET node = excluded.node, removed_at = now()""",
            (made["id"], [step["id"]], [Json(node_now)]),
        )
    edit = {"name": "S", "description": "", "settings": SETTINGS, "graph": calling("shop.example"), "revision": 1}

    call("workflows", f"PUT /api/workflows/{made['id']}", edit)

    assert stored_token(database) == [("correct horse",)]
    assert stored_secrets.forget_removed(database.connection(), datetime.now(UTC) + timedelta(days=8)) == 1
    assert database.connection().execute("SELECT * FROM removed_secrets").fetchall() == []


def stored_token(database: Database) -> Any:
    return database.connection().execute("SELECT graph #>> '{nodes,1,config,auth,token}' FROM workflows").fetchall()


@pytest.mark.parametrize(
    "without",
    [
        {"type": "bearer"},
        {"type": "bearer", "token": None},
        {"type": "bearer", "token": "{% $vars.token %}"},
        {"type": "basic", "username": "ada", "password": "another"},
        None,
    ],
)
def test_a_secret_that_was_cleared_in_a_step_that_stays_is_stored_again_when_that_is_taken_back(
    call: Call, database: Database, without: Any
) -> None:
    made = call(
        "workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "correct horse")}
    ).body
    path = f"/api/workflows/{made['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}
    cleared = calling("shop.example")
    cleared["nodes"][1]["config"]["auth"] = without

    call("workflows", f"PUT {path}", {**edit, "graph": cleared, "revision": 1})
    assert stored_token(database) != [("correct horse",)]
    back = call("workflows", f"PUT {path}", {**edit, "graph": calling("shop.example"), "revision": 2})

    assert back.body["graph"]["nodes"][1]["config"]["auth"]["token"] == MASK
    assert stored_token(database) == [("correct horse",)]


def test_a_cleared_secret_goes_nowhere_else_than_where_it_was_typed_for_and_is_kept_for_a_week(
    call: Call, database: Database
) -> None:
    made = call(
        "workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "correct horse")}
    ).body
    path = f"/api/workflows/{made['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}

    def saved(drawing: Any, revision: int) -> Any:
        return call("workflows", f"PUT {path}", {**edit, "graph": drawing, "revision": revision})

    def codes() -> list[str]:
        return [problem["code"] for problem in call("workflows", f"POST {path}/validate").body["problems"]]

    saved(calling("shop.example", ""), 1)
    saved(calling("evil.example"), 2)
    assert codes() == ["secret_withheld"]
    saved(calling("evil.example", "theirs"), 3)
    saved(calling("evil.example", ""), 4)
    saved(calling("shop.example"), 5)
    assert stored_token(database) == [("correct horse",)]
    saved(calling("shop.example", ""), 6)
    saved(calling("evil.example"), 7)
    assert stored_token(database) == [("theirs",)]

    saved(calling("evil.example", ""), 8)
    database.connection().execute("UPDATE kept_secrets SET removed_at = removed_at - %s", (timedelta(days=8),))
    assert saved(calling("evil.example"), 9).body["graph"]["nodes"][1]["config"]["auth"]["token"] is None


def test_a_secret_that_was_replaced_is_stored_again_when_that_is_taken_back(call: Call, database: Database) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "first")}).body
    path = f"/api/workflows/{made['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}
    revision = 0

    def saved(typed: str, **more: int) -> Any:
        nonlocal revision
        revision += 1
        drawing = calling("shop.example", typed)
        assert call("workflows", f"PUT {path}", {**edit, "graph": drawing, "revision": revision, **more}).status == 200
        ((token,),) = stored_token(database)
        return token

    assert [saved("sec"), saved("second"), saved("")] == ["sec", "second", ""]
    assert saved(MASK, secrets_as_of=1) == "first"
    assert saved("third") == "third"
    # Who opened the draft since means what was there then, and who says nothing what is there now.
    assert saved(MASK) == "third"
    assert saved(MASK, secrets_as_of=3) == "second"
    assert saved(MASK, secrets_as_of=8) == "second"
    assert saved("", secrets_as_of=6) == ""
    assert saved(MASK, secrets_as_of=6) == "third"


@pytest.mark.parametrize("forgets", [False, True])
def test_a_replaced_secret_that_is_forgotten_does_not_come_back_as_one_that_was_typed_since(
    call: Call, database: Database, forgets: bool
) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "first")}).body
    path = f"/api/workflows/{made['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}
    token = "{nodes,1,config,auth,token}"
    connection = database.connection()

    def saved(typed: str, revision: int, **more: int) -> Any:
        body = {**edit, "graph": calling("shop.example", typed), "revision": revision, **more}
        return call("workflows", f"PUT {path}", body).body["graph"]["nodes"][1]["config"]["auth"]["token"]

    def forgotten() -> None:
        connection.execute("UPDATE kept_secrets SET removed_at = removed_at - %s", (timedelta(days=8),))
        if forgets:
            stored_secrets.forget_removed(connection, datetime.now(UTC))

    saved("second", 1)
    forgotten()
    saved("third", 2)
    assert saved(MASK, 3, secrets_as_of=1) is None
    assert connection.execute("SELECT graph #>> %s FROM workflows", (token,)).fetchall() == [(None,)]
    assert saved(MASK, 4, secrets_as_of=2) == MASK
    assert stored_token(database) == [("second",)]

    # The draft has "second" still, and the one that was there in revision 3 is "third".
    assert call("workflows", f"POST {path}/publish", {"revision": 5}).status == 200
    saved("fourth", 5)
    forgotten()
    assert saved(MASK, 6, secrets_as_of=3) == MASK
    assert stored_token(database) == [("second",)]


def test_of_one_field_so_many_secrets_are_kept_and_each_alone(call: Call, database: Database) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "typed 1")}).body
    path = f"/api/workflows/{made['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}
    typed = stored_secrets.KEPT_OF_FIELD + 4
    for revision in range(1, typed):
        drawing = calling("shop.example", f"typed {revision + 1}")
        assert call("workflows", f"PUT {path}", {**edit, "graph": drawing, "revision": revision}).status == 200

    kept = database.connection().execute("SELECT revision, secret FROM kept_secrets ORDER BY revision").fetchall()

    wanted = [
        (each, {"withheld": f"typed {each}", "for": ["api_call@1", "https://shop.example:443"]})
        for each in range(4, typed)
    ]
    assert kept == [(3, None), *wanted]
    taken_back = {**edit, "graph": calling("shop.example"), "revision": typed}
    call("workflows", f"PUT {path}", {**taken_back, "secrets_as_of": 4})
    assert stored_token(database) == [("typed 4",)]
    call("workflows", f"PUT {path}", {**taken_back, "revision": typed + 1, "secrets_as_of": 2})
    assert stored_token(database) == [(None,)]


@pytest.mark.parametrize("odd", [[], {}, None, 7, True, "x" * 9000])
def test_a_loop_that_holds_a_step_with_an_odd_id_can_be_saved_and_is_told_of(call: Call, odd: Any) -> None:
    config = {"url": "https://shop.example", "auth": {"type": "bearer", "token": "correct horse"}}
    inner = {**node("call", "api_call@1", config), "id": odd}
    drawing = graph(api_trigger(), loop("rows", [], {"nodes": [inner], "edges": []}))
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": drawing})
    path = f"/api/workflows/{made.body['id']}"
    edit = {"name": "S", "description": "", "settings": SETTINGS}

    masked = call("workflows", f"PUT {path}", {**edit, "graph": made.body["graph"], "revision": 1})
    problems = call("workflows", f"POST {path}/validate")
    removed = call(
        "workflows", f"PUT {path}", {**edit, "graph": graph(api_trigger()), "revision": 2, "secrets_as_of": 1}
    )

    assert [made.status, masked.status, problems.status, removed.status] == [201, 200, 200, 200]
    assert "correct horse" not in str((made.body, masked.body))
    assert problems.body["valid"] is False


@pytest.mark.parametrize(
    ("service", "asked", "more"),
    [
        ("workflows", "validate", {}),
        ("workflows", "preflight", {}),
        ("simulation", "test-runs", {}),
        ("simulation", "nodes/call/runs", {"values": {"trigger": {}}}),
        ("simulation", "back-tests", {}),
    ],
)
def test_a_drawing_that_is_not_saved_says_of_which_revision_its_masks_are(
    call: Call, service: str, asked: str, more: Any
) -> None:
    made = call("workflows", "POST /api/workflows", {"name": "S", "graph": calling("shop.example", "first")}).body
    path = f"/api/workflows/{made['id']}"
    call("workflows", f"POST {path}/publish", {"revision": 1})
    replaced = {"name": "S", "description": "", "settings": SETTINGS, "graph": calling("other.example", "second")}
    call("workflows", f"PUT {path}", {**replaced, "revision": 1})

    def wrong(**said: int) -> bool:
        answer = call(service, f"POST {path}/{asked}", {"graph": calling("shop.example"), **more, **said})
        assert answer.status in (200, 422), answer.body
        return "secret_withheld" in str(answer.body) or answer.status == 422

    assert wrong()
    assert not wrong(secrets_as_of=1)
    assert wrong(secrets_as_of=2)
