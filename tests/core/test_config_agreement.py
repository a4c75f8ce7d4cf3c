"""An action takes exactly the configurations that its schema in the catalog describes: else a test run would lie."""

from __future__ import annotations

import importlib
from typing import Any, Final

import pytest
from pydantic import BaseModel, ValidationError
from statewright.core import catalog
from statewright.language.compiler.check.schema import make_validator

ACTIONS: Final = catalog.load().actions
ENOUGH: Final[dict[str, dict[str, Any]]] = {
    "api_call": {"url": "https://api.example.com/v1/contacts"},
    "function": {"expression": "{% 1 + 1 %}"},
    "publish_event": {"topic": "orders", "value": {"id": 7}},
    "send_email": {"to": ["ada@example.com"], "subject": "Hello", "text": "Hi Ada"},
}
"""The least each takes."""
VALUES: Final[list[Any]] = [
    None,
    True,
    False,
    0,
    1,
    404,
    2.5,
    10**12,
    "",
    "x",
    "1",
    "2.5",
    "true",
    "GET",
    "orders",
    "two\nlines",
    "x" * 20_000,
    "https://example.com",
    "ada@example.com",
    "Ada <ada@example.com>",
    [],
    [404],
    ["404"],
    [True],
    ["ada@example.com"],
    ["ada@example.com", "nobody"],
    ["ada@example.com"] * 51,
    [["ada@example.com"]],
    {},
    {"a": "b"},
    {"a": 1},
    {"a": ["b", 2, None]},
    {"a b": "c"},
    {"a": {"b": "c"}},
    {"type": "none"},
    {"type": "bearer", "token": "secret"},
    {"type": "bearer", "token": 5},
    {"type": "bearer"},
    {"type": "basic", "username": "ada", "password": "x"},
    {"type": "header", "value": "key", "name": "a b"},
    {"type": "nothing"},
]


def model_of(action: catalog.Action) -> type[BaseModel]:
    model: type[BaseModel] = importlib.import_module(f"actions.{action.name}.spec").SPEC.Config
    return model


def takes(model: type[BaseModel], config: Any) -> bool:
    """Whether the action's wrapper takes it."""
    try:
        model.model_validate(config, strict=True)
    except ValidationError:
        return False
    return True


def candidates(action: catalog.Action) -> list[Any]:
    """Its examples, every value in every field, fields left out and fields there are none of."""
    enough, fields = ENOUGH[action.name], action.config_schema["properties"]
    return [
        enough,
        *(enough | {name: value} for name in fields for value in [*VALUES, *fields[name].get("examples", ())]),
        *({key: value for key, value in enough.items() if key != left_out} for left_out in enough),
        enough | {"unheard_of": 1},
        *VALUES,
    ]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_schema_and_action_take_the_same(action: catalog.Action) -> None:
    validator, model = make_validator(action.config_schema), model_of(action)
    assert takes(model, ENOUGH[action.name])

    different = [config for config in candidates(action) if validator.is_valid(config) is not takes(model, config)]

    assert different == []


def test_one_address_stands_for_a_list_of_one() -> None:
    (mail,) = [action for action in ACTIONS if action.name == "send_email"]
    one = ENOUGH["send_email"] | {"to": "ada@example.com", "cc": "bob@example.com"}

    assert make_validator(mail.config_schema).is_valid(one)
    assert takes(model_of(mail), one)
