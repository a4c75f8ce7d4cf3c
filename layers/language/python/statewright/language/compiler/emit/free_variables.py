"""What states read of the variables around them: an execution of its own must be given it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from statewright.language.compiler.text import expressions_in
from statewright.language.expressions import parse_expression

_MACHINES: Final = frozenset({"Branches", "ItemProcessor"})


def free_variables(machine: Mapping[str, Any]) -> set[str]:
    """Variables that a state machine reads and does not assign itself. Names at different depths differ."""
    read: set[str] = set()
    assigned: set[str] = set()
    for state in _states(machine):
        for text in expressions_in({name: value for name, value in state.items() if name not in _MACHINES}):
            read |= parse_expression(text).variables
        for holder in (state, *state.get("Catch", ()), *state.get("Choices", ())):
            assigned |= (holder.get("Assign") or {}).keys()
    return read - assigned - {"states"}


def _states(machine: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every state, those of branches and iterations included; not those that see nothing around them."""
    for state in machine["States"].values():
        yield state
        for branch in state.get("Branches", ()):
            yield from _states(branch)
        processor = state.get("ItemProcessor")
        if processor and processor["ProcessorConfig"]["Mode"] == "INLINE":
            yield from _states(processor)
