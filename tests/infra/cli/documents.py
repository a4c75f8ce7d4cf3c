"""Workflow files for the tests of the command."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

MONTH_SECONDS = 30 * 86_400


def node(key: str, type_: str, name: str, config: dict[str, Any], definition: str | None = None) -> dict[str, Any]:
    """A node whose id is its key with `n_` before it."""
    known = {"id": f"n_{key}", "key": key, "type": type_, "name": name, "config": config}
    return known | ({"definition": definition} if definition else {})


def chain(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A workflow of nodes one after the other."""
    pairs = pairwise(nodes)
    edges = [{"id": f"e{at}", "source": one["id"], "target": other["id"]} for at, (one, other) in enumerate(pairs)]
    return {"name": "A test", "graph": {"nodes": list(nodes), "edges": edges}}


def later(to: str = "{% $trigger.body.email %}") -> dict[str, Any]:
    """An API call, a wait of thirty days, a mail."""
    return chain(
        node("signup", "trigger", "Signed up", {"method": "POST", "path": "signup"}, "api@1"),
        node("month", "delay", "Wait a month", {"seconds": MONTH_SECONDS}),
        node("remind", "action", "Remind", {"to": [to], "subject": "Still there?", "text": "Hello"}, "send_email@1"),
    )


def misspelt() -> dict[str, Any]:
    """As `later`, with a name that does not exist."""
    return later("{% $triger.body.email %}")


def looping() -> dict[str, Any]:
    """A mail to each address of an API call."""
    mail = node(
        "mail", "action", "Mail it", {"to": ["{% $item %}"], "subject": "Hello", "text": "Hello"}, "send_email@1"
    )
    body = {"nodes": [mail], "edges": []}
    return chain(
        node("signup", "trigger", "Signed up", {"method": "POST", "path": "signup"}, "api@1"),
        node("everybody", "loop", "Each address", {"items": "{% $trigger.body.emails %}", "body": body}),
    )
