"""A machine that waits for its tasks however long they take, for runs that were redriven.

A redrive starts every limit of time anew, hours or days after the run began. A replay, which knows of no redrive, would
find all of them passed; what had really passed one is on record as what followed from it.
"""

from __future__ import annotations

from dataclasses import replace

from statewright.language.engine import Machine
from statewright.language.engine.states import Block, Map, Parallel, State, Task


def without_time_limits(machine: Machine) -> Machine:
    """The machine without its own limit and those of its tasks."""
    return replace(machine, timeout=None, block=_block(machine.block))


def _block(block: Block) -> Block:
    return replace(block, states={name: _state(state) for name, state in block.states.items()})


def _state(state: State) -> State:
    if isinstance(state, Task):
        return replace(state, timeout=None, heartbeat=None)
    if isinstance(state, Parallel):
        return replace(state, branches=tuple(map(_block, state.branches)))
    if isinstance(state, Map):
        return replace(state, processor=_block(state.processor))
    return state
