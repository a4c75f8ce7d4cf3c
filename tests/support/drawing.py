"""Short ways to write workflow graphs in tests."""

from __future__ import annotations

from typing import Any


def node(key: str, kind: str, config: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """A node whose id is its key; `kind` is a logic node's type, or `<definition>@<version>`."""
    if "@" not in kind:
        family, definition = kind, {}
    else:
        family = "trigger" if kind.split("@", maxsplit=1)[0] in {"api", "schedule", "event"} else "action"
        definition = {"definition": kind}
    place = {"x": 0, "y": 0}
    body = {"config": config or {}, "settings": settings}
    return {"id": key, "key": key, "type": family, **definition, "name": key, "position": place, **body}


def graph(nodes: list[dict[str, Any]], *edges: str) -> dict[str, Any]:
    """Edges are written `a -> b` or `a.handle -> b`."""
    made = []
    for number, edge in enumerate(edges):
        source, target = (part.strip() for part in edge.split("->"))
        name, _, handle = source.partition(".")
        made.append({"id": f"e{number}", "source": name, "source_handle": handle or "out", "target": target})
    return {"nodes": nodes, "edges": made}
