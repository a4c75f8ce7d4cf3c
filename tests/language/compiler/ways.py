"""Topological order; and all ways through something that picks, one after the other, the first pick changing last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]
"""Gives one of several."""


def every_way(go: Callable[[Pick], T]) -> Iterator[T]:
    """What `go` gives for every combination of its picks."""
    script: list[int] | None = []
    while script is not None:
        picked: list[tuple[int, int]] = []

        def pick(ways: Sequence[Any], script: list[int] = script, picked: list[tuple[int, int]] = picked) -> Any:
            number = script[len(picked)] if len(picked) < len(script) else 0
            picked.append((number, len(ways)))
            return ways[number]

        yield go(pick)
        while picked and picked[-1][0] == picked[-1][1] - 1:
            picked.pop()
        script = [*(number for number, _ in picked[:-1]), picked[-1][0] + 1] if picked else None


def in_order(left: list[str], into: Any) -> Iterator[str]:
    """Topological order; of those ready, the first in the document goes first."""
    while left:
        following = next(at for at in left if not any(edge["source"] in left for edge in into[at]))
        left.remove(following)
        yield following
