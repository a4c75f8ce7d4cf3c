"""A short notation for workflow documents in tests, and a registry with two actions that do as they are told."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from statewright.language.compiler import Registry, Target

TARGET: Final = Target("arn:aws:lambda:eu-central-1:000000000000:function:", "6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11")
_ANYTHING: Final = {"type": "object"}
_EXPECTS: Final = {
    "config_schema": {"type": "object", "properties": {"value_schema": {"widget": "schema", "describes": "value"}}},
    "output_schema": {"type": "object", "properties": {"value": {}}},
}
CATALOG: Final[dict[str, Any]] = {
    "triggers": [
        {"id": "api@1", "title": "api", "config_schema": _ANYTHING, "function": "statewright-trigger-api"},
        {"id": "event@1", "title": "event", **_EXPECTS, "function": "statewright-trigger-event"},
        {
            "id": "schedule@1",
            "title": "schedule",
            "config_schema": {
                "type": "object",
                "properties": {
                    "expression": {"type": "string", "pattern": r"^(rate|cron|at)\([^)]+\)$", "widget": "cron"},
                    "timezone": {"type": "string", "widget": "timezone"},
                },
            },
            "function": "statewright-trigger-schedule",
        },
    ],
    "actions": [
        {
            "id": "work@1",
            "title": "Work",
            "config_schema": {
                "type": "object",
                "properties": {"url": {"type": "string"}, "count": {"type": "integer", "minimum": 1}, "data": {}},
                "additionalProperties": False,
            },
            "function": "statewright-action-work",
            "errors": ["ProviderRejected"],
            "retry": {"max_attempts": 0},
        },
        {
            "id": "fetch@1",
            "title": "Fetch",
            "config_schema": _ANYTHING,
            "output_schema": {"type": "object", "properties": {"body": {}}},
            "function": "statewright-action-work",
            "retry": {"max_attempts": 0},
        },
        {
            "id": "function@1",
            "title": "Calculate",
            "config_schema": {
                "type": "object",
                "properties": {"expression": {"type": "string"}},
                "required": ["expression"],
                "additionalProperties": False,
            },
            "function": None,
            "native": True,
        },
    ],
    "functions": [{"name": "statewright-action-work", "timeout_seconds": 30}],
}
REGISTRY: Final = Registry.from_catalog(CATALOG)


def node(key: str, type_: str = "work", config: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """A node; `type_` is a logic node, a trigger or an action by name. Its id is `n_<key>`."""
    family, definition = type_, None
    if f"{type_}@1" in REGISTRY.triggers:
        family, definition = "trigger", f"{type_}@1"
    elif f"{type_}@1" in REGISTRY.actions:
        family, definition = "action", f"{type_}@1"
    return {
        "id": f"n_{key}",
        "key": key,
        "type": family,
        "definition": definition,
        "name": key.replace("_", " ").capitalize(),
        "config": config or {},
        "settings": settings,
    }


def edges(text: str) -> list[dict[str, Any]]:
    """Edges from `a>b a.error>c>d`: chains of keys, a handle behind a dot where it is not `out`."""
    found: list[dict[str, Any]] = []
    for chain in text.split():
        keys = chain.split(">")
        for source, target in pairwise(keys):
            key, _, handle = source.partition(".")
            found.append(
                {
                    "id": f"e{len(found) + 1}",
                    "source": f"n_{key}",
                    "source_handle": handle or "out",
                    "target": f"n_{target.partition('.')[0]}",
                }
            )
    return found


def workflow(nodes: list[dict[str, Any]], drawn: str, name: str = "Drawn", **settings: Any) -> dict[str, Any]:
    """A document."""
    return {"name": name, "settings": settings, "graph": {"nodes": nodes, "edges": edges(drawn)}}


def loop(key: str, nodes: list[dict[str, Any]], drawn: str = "", /, **config: Any) -> dict[str, Any]:
    """A loop with a body; `config` takes `settings` too."""
    settings = config.pop("settings", {})
    body = {"nodes": nodes, "edges": [edge | {"id": f"{key}_{edge['id']}"} for edge in edges(drawn)]}
    return node(key, "loop", {"items": "{% $t %}", "body": body} | config, **settings)
