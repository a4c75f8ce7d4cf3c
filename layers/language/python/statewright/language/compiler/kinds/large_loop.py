"""Which loops need an execution for each item: those that an inline Map cannot hold, or whose items lie in S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from statewright.language.expressions import ExpressionSyntaxError, is_expression, parse_expression

MAX_INLINE_CONCURRENCY: Final = 40
"""Iterations of an inline Map at a time. Source: Step Functions, "Using Map state in Inline mode"."""
MAX_INLINE_EVENTS: Final = 20_000
"""Of the 25,000 events of a history, what one loop may take: the rest is for what lies around it, and for retries."""
EVENTS_OF_A_NODE: Final = 5
"""An action is entered, scheduled, started, succeeds and is left; a logic node takes two."""
EVENTS_OF_AN_ITEM: Final = 6
"""It begins and ends, and its first state names what it was given; a failed item is caught."""
DEFAULT_ITEMS: Final = 100
"""Items of a list in a list that nobody said more about."""


def is_distributed(config: Mapping[str, Any], concurrency: int) -> bool:
    """Whether the loop is to run as a Distributed Map.

    Not one that may end before its last item, which no Map can; nor one with a `stop`, whose error, and with it what
    the run is to end with, would not reach the run from an execution of its own.
    """
    if "until" in config or any(node.get("type") == "stop" for node in nodes_of(config)):
        return False
    expected = config.get("expected_items") or 0
    return concurrency > MAX_INLINE_CONCURRENCY or expected * _events(config) > MAX_INLINE_EVENTS


def items_source(items: Any, offloaded: AbstractSet[str]) -> str | None:
    """The node of which a loop reads its items in S3: `{% $key %}`, and nothing more, where `offloaded` has the key."""
    if not is_expression(items):
        return None
    try:
        reference = parse_expression(items).reference
    except ExpressionSyntaxError:
        return None
    return reference[0] if reference is not None and len(reference) == 1 and reference[0] in offloaded else None


def _events(config: Mapping[str, Any]) -> int:
    """About how many events an item adds to the history."""
    events = EVENTS_OF_AN_ITEM
    for node in _body(config):
        events += EVENTS_OF_A_NODE
        if node.get("type") == "loop":
            events += (node["config"].get("expected_items") or DEFAULT_ITEMS) * _events(node["config"])
    return events


def nodes_of(config: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes of the body, and of the loops in it, that do something."""
    for node in _body(config):
        yield node
        if node.get("type") == "loop":
            yield from nodes_of(node["config"])


def _body(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The nodes of the body that do something."""
    nodes: list[Mapping[str, Any]] = config["body"].get("nodes", [])
    return [node for node in nodes if not (node.get("settings") or {}).get("disabled")]
