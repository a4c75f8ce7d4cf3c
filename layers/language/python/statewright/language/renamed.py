"""What was recorded of a workflow names its nodes by the keys that they had then; a node is the same by its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from statewright.language.graph import Graph
from statewright.language.paths import nodes_of
from statewright.language.timeline import NodeRun

T = TypeVar("T")

KeysSince = Mapping[str, str]
"""The keys of now, by those of then, of the nodes that have another one since."""


def keys_since(then: Graph, now: Graph) -> KeysSince:
    """What became of the keys of one drawing in another of the same workflow."""
    current = {node.id: node.key for node in nodes_of(now)}
    return {
        node.key: current[node.id] for node in nodes_of(then) if node.id in current and current[node.id] != node.key
    }


def runs_since(runs: Iterable[NodeRun], keys: KeysSince) -> list[NodeRun]:
    """The runs as if the nodes had had the keys of now.

    What a node did that is gone, under a key that another has now, is left out: it would be taken for the other's.
    """
    return [run._replace(key=now) for run in runs if (now := _now(run.key, keys)) is not None]


def by_key_since(values: Mapping[str, T], keys: KeysSince) -> dict[str, T]:
    """The same of a mapping from keys."""
    return {now: value for key, value in values.items() if (now := _now(key, keys)) is not None}


def _now(key: str, keys: KeysSince) -> str | None:
    if key in keys:
        return keys[key]
    return None if key in keys.values() else key
