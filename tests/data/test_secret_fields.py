from __future__ import annotations

from typing import Any

import pytest
from statewright.core import catalog
from statewright.core.schema_paths import secret_paths
from statewright.data.secret_fields import (
    MASK,
    by_definition,
    destinations,
    mask,
    mask_graph,
    mask_literals,
    masked_nodes,
    restore_graph,
    withheld,
)

from tests.support.graphs import api_trigger, drawn, graph, loop, node, set_values

SECRET: dict[str, Any] = {"secret_header": "X-Secret", "secret": "correct horse"}


def test_secrets_are_found_behind_references_and_choices() -> None:
    schema = {
        "properties": {"auth": {"anyOf": [{"$ref": "#/$defs/Basic"}, {"type": "null"}]}, "plain": {}},
        "$defs": {
            "Basic": {"properties": {"password": {"widget": "secret"}, "again": {"$ref": "#/$defs/Basic"}}},
        },
    }

    assert secret_paths(schema) == (("auth", "password"),)


def test_the_built_in_definitions_have_the_secrets_they_should() -> None:
    known = by_definition()

    assert ("secret",) in known["api@1"]
    assert ("auth", "password") in known["api_call@1"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"auth": {"password": "x", "user": "u"}}, {"auth": {"password": MASK, "user": "u"}}),
        ({"auth": None}, {"auth": None}),
        ({"auth": "text"}, {"auth": "text"}),
        ("text", "text"),
    ],
)
def test_masking_touches_the_secret_only(value: Any, expected: Any) -> None:
    assert mask(value, (("auth", "password"),)) == expected


def test_a_drawing_survives_the_way_out_and_back() -> None:
    stored = graph(api_trigger(**SECRET), set_values())

    shown = mask_graph(stored)

    assert "correct horse" not in str(shown)
    assert restore_graph(shown, stored) == stored
    assert restore_graph(shown)["nodes"][0]["config"]["secret"] is None


def test_a_mask_stands_for_what_the_newest_source_with_a_secret_for_it_has() -> None:
    older = graph(api_trigger(**SECRET), set_values())
    shown = mask_graph(older)

    assert restore_graph(shown, graph(set_values()), older) == older
    cleared = graph(api_trigger(**SECRET | {"secret": None}), set_values())
    assert restore_graph(shown, cleared, older)["nodes"][0]["config"]["secret"] == "correct horse"
    newer = graph(api_trigger(**SECRET | {"secret": "newer"}), set_values())
    assert restore_graph(shown, newer, older) == newer
    assert restore_graph(shown, newer, meant=[older]) == older
    (trigger,) = masked_nodes(shown)
    assert masked_nodes(shown, unless=graph(set_values())) == {trigger}
    assert masked_nodes(shown, unless=cleared) == {trigger}
    assert masked_nodes(shown, unless=older) == frozenset()


def call(url: Any, *, typed: str = "correct horse") -> dict[str, Any]:
    step = node("call", "api_call@1", {"url": url, "auth": {"type": "bearer", "token": typed}})
    return graph(api_trigger(), step)


def test_an_action_with_secrets_says_where_they_are_sent() -> None:
    actions = {item.id for item in catalog.load().actions}

    assert by_definition().keys() & actions <= destinations().keys()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://api.example.com/v1", "https://api.example.com/v2?all=1"),
        ("https://api.example.com", "HTTPS://API.example.com:443/v2"),
        ("http://[::1]:80/", "http://[::1]"),
        ("{% $vars.url %}", "{% $vars.url %}"),
        ("https://me@example.com/", "https://me@example.com/"),
    ],
)
def test_a_secret_stays_with_its_origin(before: str, after: str) -> None:
    stored = call(before)

    assert restore_graph(mask_graph(call(after)), stored) == call(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://api.example.com/", "http://api.example.com/"),
        ("https://api.example.com/", "https://api.example.com:8443/"),
        ("https://api.example.com/", "https://api.example.com.evil.example/"),
        ("https://api.example.com/", "https://api.example.com@evil.example/"),
        ("https://api.example.com/", "https://evil.example\\@api.example.com/"),
        ("https://api.example.com/", "https://api.example.com\\.evil.example/"),
        ("https://api.example.com/", "https://api.example.com:99999/"),
        ("https://api.example.com/", "{% 'https://api.example.com/' %}"),
        ("{% $vars.url %}", "{% $vars.uri %}"),
        ("https://api.example.com/", None),
    ],
)
def test_a_secret_is_withheld_from_another_address_until_it_is_changed_back(before: str, after: Any) -> None:
    shown = mask_graph(call(after))

    moved = restore_graph(shown, call(before))

    assert [(step["id"], field) for step, field in withheld(moved)] == [("n-call", "config.auth.token")]
    assert mask_graph(moved) == shown
    again = restore_graph(shown, moved)
    assert again == moved
    assert restore_graph(mask_graph(call(before)), again) == call(before)
    assert restore_graph(call(after, typed="new"), moved) == call(after, typed="new")


def test_a_secret_is_withheld_from_another_definition() -> None:
    stored = call("https://api.example.com/")
    stored["nodes"][1]["definition"] = "other@1"

    moved = restore_graph(mask_graph(call("https://api.example.com/")), stored)

    assert [field for _, field in withheld(moved)] == ["config.auth.token"]


def test_the_live_versions_secret_is_withheld_too() -> None:
    shown, live = mask_graph(call("https://evil.example/")), call("https://api.example.com/")

    assert len(list(withheld(restore_graph(shown, graph(api_trigger()), live)))) == 1


def test_secrets_of_steps_in_loops_are_kept_inside() -> None:
    call = node("call", "api_call@1", {"auth": {"type": "bearer", "token": "correct horse"}})
    stored = graph(api_trigger(), loop("outer", [], drawn([loop("inner", [], drawn([call]))])))

    shown = mask_graph(stored)

    assert "correct horse" not in str(shown)
    assert MASK in str(shown)
    assert restore_graph(shown, stored) == stored
    assert mask_literals(["correct horse"], stored) == [MASK]


@pytest.mark.parametrize(
    "body", [None, "text", {}, {"nodes": 1}, {"nodes": [None, {}, {"config": "text", "definition": []}]}]
)
def test_a_draft_with_an_unfinished_loop_survives_too(body: Any) -> None:
    draft = graph(node("rows", "loop", {"items": [], "body": body}))

    assert MASK not in str(restore_graph(mask_graph(draft), draft))


def test_expressions_are_shown_and_new_secrets_are_kept() -> None:
    auth = {"type": "bearer", "token": "{% $vars.token %}"}
    drawn = graph(node("call", "api_call@1", {"auth": auth}), api_trigger(**SECRET))

    assert mask_graph(drawn)["nodes"][0]["config"]["auth"] == auth
    assert restore_graph(drawn, {}) == drawn


def test_compiled_documents_lose_the_typed_secrets() -> None:
    drawn = graph(api_trigger(**SECRET))

    assert mask_literals({"a": ["correct horse", {"b": "other"}]}, drawn) == {"a": [MASK, {"b": "other"}]}
