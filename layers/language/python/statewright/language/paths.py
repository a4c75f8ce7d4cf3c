"""JSON values compared: where two of them first differ, and whether one holds what another asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, Final, NamedTuple

import orjson
from statewright.language.graph import Graph, Node

Path = tuple[str | int, ...]

ABSENT: Final = type("Absent", (), {"__repr__": lambda _: "nothing"})()
"""In place of a member or item that one side does not have."""
_SHOWN: Final = 300


class Misfit(NamedTuple):
    """Where two values differ, and what each has there."""

    path: Path
    one: Any
    other: Any


def changes(one: Any, other: Any, path: Path = ()) -> Iterator[Misfit]:
    """Every place in which two JSON values differ, in the order of `one`."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            yield from changes(one.get(name, ABSENT), other.get(name, ABSENT), (*path, name))
    elif isinstance(one, list) and isinstance(other, list):
        for place, (mine, theirs) in enumerate(zip_longest(one, other, fillvalue=ABSENT)):
            yield from changes(mine, theirs, (*path, place))
    elif not _same(one, other):
        yield Misfit(path, one, other)


def subset_misfit(wanted: Any, given: Any, path: Path = ()) -> Misfit | None:
    """Where `given` first lacks what is `wanted`; an object may have more members, a list no more items."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        found = (subset_misfit(value, given.get(name, ABSENT), (*path, name)) for name, value in wanted.items())
        return next((each for each in found if each), None)
    if isinstance(wanted, list) and isinstance(given, list):
        pairs = enumerate(zip_longest(wanted, given, fillvalue=ABSENT))
        found = (subset_misfit(mine, theirs, (*path, place)) for place, (mine, theirs) in pairs)
        return next((each for each in found if each), None)
    return None if _same(wanted, given) else Misfit(path, wanted, given)


def first_misfit(wanted: Any, candidates: Iterable[Any]) -> Misfit | None:
    """None if one of the candidates fits; else where the last does not."""
    found = None
    for given in candidates:
        found = subset_misfit(wanted, given)
        if found is None:
            return None
    return found


def shortened(value: Any) -> str:
    """A value in a sentence: its JSON, cut after some hundred characters."""
    text = "nothing" if value is ABSENT else orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def brief(value: Any) -> Any:
    """A value in a report: itself, null where there is none, or the beginning of its JSON if it is long."""
    if value is ABSENT:
        return None
    text = orjson.dumps(value)
    return value if len(text) <= _SHOWN else shortened(value)


def nodes_of(graph: Graph) -> Iterator[Node]:
    """Every node, those of loop bodies included; what cannot be read as a body has none."""
    for node in graph.nodes:
        yield node
        body = node.config.get("body") if node.type == "loop" else None
        if isinstance(body, dict):
            yield from nodes_of(Graph.model_validate(body))


def _same(one: Any, other: Any) -> bool:
    # `True == 1` in Python, not in JSON
    return (
        one is not ABSENT and other is not ABSENT and one == other and isinstance(one, bool) == isinstance(other, bool)
    )
