"""Short ways to draw workflows in tests."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Json = dict[str, Any]


def node(key: str, kind: str, config: Json | None = None, **settings: Any) -> Json:
    """A node whose id is `n-<key>`; `kind` is a logic node's type, or `<trigger or action>@<version>`."""
    made: Json = {
        "id": f"n-{key}",
        "key": key,
        "type": kind,
        "name": key.title(),
        "position": {"x": 0, "y": 0},
        "config": config or {},
        "settings": settings,
    }
    if "@" not in kind:
        return made
    family = "trigger" if kind.partition("@")[0] in {"api", "schedule", "event"} else "action"
    return made | {"type": family, "definition": kind}


def api_trigger(path: str = "orders", key: str = "order", **config: Any) -> Json:
    return node(key, "api@1", {"method": "POST", "path": path, **config})


def schedule_trigger(key: str = "tick", expression: str = "rate(5 minutes)") -> Json:
    return node(key, "schedule@1", {"expression": expression, "timezone": "Europe/Berlin"})


def event_trigger(topic: str = "orders", key: str = "record") -> Json:
    return node(key, "event@1", {"topic": topic})


def set_values(key: str = "prepare", **values: Any) -> Json:
    return node(key, "set", {"values": values or {"total": 1}})


def loop(key: str, items: Any, body: Json, **config: Any) -> Json:
    """A loop over `body`, a graph of its own; its edges' ids are made unique in the document."""
    edges = [edge | {"id": f"{key}-{edge['id']}"} for edge in body["edges"]]
    return node(key, "loop", {"items": items, "body": body | {"edges": edges}, **config})


def graph(*nodes: Json) -> Json:
    """Triggers first: each leads to the first other node, the others follow one another."""
    triggers = [item["key"] for item in nodes if item["type"] == "trigger"]
    others = [item["key"] for item in nodes if item["type"] != "trigger"]
    pairs = [*((trigger, others[0]) for trigger in triggers if others), *pairwise(others)]
    return drawn(nodes, *(f"{source} -> {target}" for source, target in pairs))


def drawn(nodes: list[Json] | tuple[Json, ...], *edges: str) -> Json:
    """Nodes and the edges between their keys, written `a -> b` or `a.handle -> b`."""
    made = []
    for number, edge in enumerate(edges):
        source, target = (part.strip() for part in edge.split("->"))
        key, _, handle = source.partition(".")
        made.append(
            {"id": f"e{number}", "source": f"n-{key}", "source_handle": handle or "out", "target": f"n-{target}"}
        )
    return {"nodes": list(nodes), "edges": made}
