"""Small drawings for tests."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Json = dict[str, Any]


def node(key: str, kind: str, config: Json | None = None, definition: str | None = None, **settings: Any) -> Json:
    """A node whose id is `n-<key>`."""
    made: Json = {
        "id": f"n-{key}",
        "key": key,
        "type": kind,
        "name": key.title(),
        "position": {"x": 0, "y": 0},
        "config": config or {},
        "settings": settings,
    }
    return made | ({"definition": definition} if definition else {})


def api_trigger(path: str = "orders", key: str = "order", **config: Any) -> Json:
    return node(key, "trigger", {"method": "POST", "path": path, **config}, "api@1")


def schedule_trigger(key: str = "tick", expression: str = "rate(5 minutes)") -> Json:
    return node(key, "trigger", {"expression": expression, "timezone": "Europe/Berlin"}, "schedule@1")


def event_trigger(topic: str = "orders", key: str = "record") -> Json:
    return node(key, "trigger", {"topic": topic}, "event@1")


def set_values(key: str = "prepare", **values: Any) -> Json:
    return node(key, "set", {"values": values or {"total": 1}})


def graph(*nodes: Json) -> Json:
    """Triggers first: each leads to the first other node, the others follow one another."""
    triggers = [item for item in nodes if item["type"] == "trigger"]
    others = [item for item in nodes if item["type"] != "trigger"]
    pairs = [(trigger, others[0]) for trigger in triggers if others]
    pairs += list(pairwise(others))
    edges = [
        {"id": f"e{index}", "source": source["id"], "source_handle": "out", "target": target["id"]}
        for index, (source, target) in enumerate(pairs)
    ]
    return {"nodes": list(nodes), "edges": edges}
