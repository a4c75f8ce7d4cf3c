"""Which actions, and whether the run's end, hand on what volatile nodes gave.

A volatile node reads `$now`, `$random` or the like: evaluated again, it gives something else. A run is reconstructed
from the records of its actions and from its end, so what such a node gave must be in one of them: in the record of
the action that is the first to follow it, on every way that leads from it; at the end for the ways without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from statewright.language.compiler.ir import Choose, Compute, Invoke, Program, failure_handle
from statewright.language.graph.flow import NOWHERE, bits


@dataclass(frozen=True, slots=True)
class Observed:
    """`by`: action -> volatile nodes whose values its record holds. `at_end`: those the run's end holds."""

    by: Mapping[int, tuple[int, ...]]
    at_end: tuple[int, ...]


def observe(program: Program, volatile: AbstractSet[int]) -> Observed:
    """Follows every way from each volatile node to the first record behind it."""
    if not volatile:
        return Observed({}, ())
    flow = program.flow
    arriving = [0] * flow.count
    by: dict[int, tuple[int, ...]] = {}
    at_end = 0
    for node in range(1, flow.count):
        operation = program.operations[node]
        unrecorded = arriving[node] | (1 << node if node in volatile else 0)
        if isinstance(operation, Invoke) and unrecorded:
            by[node] = tuple(bits(unrecorded))
        for place, handle in enumerate(flow.handles[node]):
            leaving = unrecorded
            if isinstance(operation, Invoke) and handle != failure_handle(operation, flow.handles[node]):
                leaving = 0  # it was called; an attempt that could not even begin leaves by the other handle
            if flow.behind[node][place] == NOWHERE:
                at_end |= leaving & ~(1 << node if _is_in_the_result(operation) else 0)
                continue
            for target in flow.targets[node][place]:
                arriving[target] |= leaving
    return Observed(by, tuple(bits(at_end)))


def _is_in_the_result(operation: object) -> bool:
    """Whether the output of a node that ends the run says by itself what its expressions gave."""
    return isinstance(operation, Choose) or (isinstance(operation, Compute) and not operation.catches)
