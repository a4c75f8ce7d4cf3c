"""Which actions, and whether the run's end, hand on what volatile nodes gave.

A volatile node reads `$now`, `$random` or the like: evaluated again, it gives something else. A run is reconstructed
from the records of its actions and from its end, so what such a node gave must be in one of them: in the record of
the action that is the first to follow it, on every way that leads from it; at the end for the ways without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from statewright.language.compiler.ir import Choose, Compute, Invoke, Program, Stop, failure_handle
from statewright.language.graph.flow import NOWHERE, bits


@dataclass(frozen=True, slots=True)
class Observed:
    """`by`: action -> volatile nodes whose values its record holds. `at_end`: those the run's end holds, and `by_stop`
    those a stop adds to the result. `left_over`: loop -> volatile nodes of its body that the end of an item holds."""

    by: Mapping[int, tuple[int, ...]]
    at_end: tuple[int, ...]
    by_stop: Mapping[int, tuple[int, ...]]
    left_over: Mapping[int, tuple[int, ...]]


def observe(program: Program, volatile: AbstractSet[int]) -> Observed:
    """Follows every way from each volatile node to the first record behind it."""
    if not volatile:
        return Observed({}, (), {}, {})
    followed = _Followed(program, volatile)
    followed.level(None)
    return Observed(
        by={node: tuple(bits(found)) for node, found in followed.by.items()},
        at_end=tuple(bits(followed.left_over.pop(None, 0))),
        by_stop={node: tuple(bits(found)) for node, found in followed.by_stop.items()},
        left_over={loop: tuple(bits(found)) for loop, found in followed.left_over.items() if loop is not None},
    )


class _Followed:
    """The ways through the program, the body of a loop before what lies behind the loop."""

    def __init__(self, program: Program, volatile: AbstractSet[int]) -> None:
        self._program = program
        self._volatile = volatile
        self._arriving = [0] * program.flow.count
        self._levels: dict[int | None, list[int]] = {None: []}
        for node in range(1, program.flow.count):
            loops = program.loops[node]
            self._levels.setdefault(loops[-1] if loops else None, []).append(node)
        self.by: dict[int, int] = {}
        self.by_stop: dict[int, int] = {}
        self.left_over: dict[int | None, int] = {}

    def level(self, loop: int | None) -> None:
        """The nodes of the top, or of one loop's body."""
        own = sum(1 << node for node in self._levels[loop])
        for node in self._levels[loop]:
            left = self._leave(node) & own
            if left:
                self.left_over[loop] = self.left_over.get(loop, 0) | left

    def _leave(self, node: int) -> int:
        """Follows a node's handles; what is not on record where one of them ends."""
        flow, operation = self._program.flow, self._program.operations[node]
        unrecorded = self._arriving[node] | (1 << node if node in self._volatile else 0)
        if node in flow.inner:
            for target in flow.inner[node]:
                self._arriving[target] |= unrecorded
            self.level(node)
            if node in self.left_over:
                unrecorded |= 1 << node  # what its items gave is a value of the loop's own now
        if isinstance(operation, Invoke) and unrecorded:
            self.by[node] = unrecorded
        elif isinstance(operation, Stop) and self._arriving[node]:
            self.by_stop[node] = self._arriving[node]
        left = 0
        for handle, behind, targets in zip(flow.handles[node], flow.behind[node], flow.targets[node], strict=True):
            leaving = unrecorded
            if isinstance(operation, Invoke) and handle != failure_handle(operation, flow.handles[node]):
                leaving = 0  # it was called; an attempt that could not even begin leaves by the other handle
            if behind == NOWHERE:
                says_so = not self._program.loops[node] and _is_in_the_result(operation)
                left |= leaving & ~(1 << node if says_so else 0)
            for target in targets:
                self._arriving[target] |= leaving
        return left


def _is_in_the_result(operation: object) -> bool:
    """Whether the output of a node that ends the run says by itself what its expressions gave."""
    return isinstance(operation, Choose) or (isinstance(operation, Compute) and not operation.catches)
