"""Where states lead: every target exists in its own block, every state can be reached, and one of them ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from statewright.language.engine.fields import MISSING_END, MISSING_TARGET, Fields, pointer
from statewright.language.engine.states import Choice, Fail, State


def check_transitions(fields: Fields, start_at: str, declared: Mapping[str, Any], states: Mapping[str, State]) -> None:
    """Records what is wrong with the transitions of one block, whose declared states were parsed to `states`."""
    diagnostics = fields.diagnostics
    if start_at and start_at not in declared:
        fields.problem(f"names '{start_at}', which is not a state here", "StartAt", MISSING_TARGET)
    base = f"{fields.path}/States"
    before = len(diagnostics.found)
    for name, state in states.items():
        for target, where in targets_of(state):
            if target not in declared:
                path = f"{base}/{pointer(name)}/{where}"
                diagnostics.add(MISSING_TARGET, f"There is no state '{target}' here", path)
    if len(states) < len(declared) or start_at not in states:
        return
    if len(diagnostics.found) == before and not any(_ends(state) for state in states.values()):
        diagnostics.add(MISSING_END, "There is no state that ends: set 'End', or add a Succeed or Fail state", base)
    reached, todo = {start_at}, [start_at]
    while todo:
        for target, _ in targets_of(states[todo.pop()]):
            if target in states and target not in reached:
                reached.add(target)
                todo.append(target)
    for name in states:
        if name not in reached:
            path = f"{base}/{pointer(name)}"
            diagnostics.add(MISSING_TARGET, f"State '{name}' is not reachable", path)


def _ends(state: State) -> bool:
    return isinstance(state, Fail) or (state.next is None and not isinstance(state, Choice))


def targets_of(state: State) -> Iterable[tuple[str, str]]:
    """Where a state can lead, each with the path of the field that says so."""
    if state.next:
        yield state.next, "Default" if isinstance(state, Choice) else "Next"
    for index, catcher in enumerate(state.catch):
        if catcher.next:
            yield catcher.next, f"Catch/{index}/Next"
    if isinstance(state, Choice):
        for index, rule in enumerate(state.rules):
            yield rule.next, f"Choices/{index}/Next"
