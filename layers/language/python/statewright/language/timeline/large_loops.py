"""Loops whose items are executions of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statewright.language.engine import Machine
from statewright.language.engine.states import Block, DistributedMap


def large_loops(machine: Machine, trace: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the loops that run as Distributed Maps, but for those inside of one. `trace` is the definition's."""
    return frozenset(trace["states"][name]["node"] for name in _outermost(machine.block))


def _outermost(block: Block) -> Iterator[str]:
    for name, state in block.states.items():
        if isinstance(state, DistributedMap):
            yield name
        else:
            for inner in state.blocks():
                yield from _outermost(inner)
