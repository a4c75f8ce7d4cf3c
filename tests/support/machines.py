"""Short ways to write machines and to run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from statewright.language.engine import (
    DefinitionError,
    HistoryEvent,
    Machine,
    Outcome,
    Returned,
    ScheduleTask,
    Simulation,
    simulate,
)

INVOKE = "arn:aws:states:::lambda:invoke"
END: dict[str, Any] = {"Type": "Succeed"}


def definition(states: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A definition that starts at its first state."""
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": dict(states), **fields}


def machine(states: Mapping[str, Any], **fields: Any) -> Machine:
    return Machine.parse(definition(states, **fields))


def block(states: Mapping[str, Any]) -> dict[str, Any]:
    """A branch or an item processor."""
    return {"StartAt": next(iter(states)), "States": dict(states)}


def task(**fields: Any) -> dict[str, Any]:
    """A Task state that ends its block, unless a `Next` is given."""
    ends = {} if "Next" in fields else {"End": True}
    return {"Type": "Task", "Resource": INVOKE, **ends, **fields}


def run(
    states: Mapping[str, Any],
    given: Any = None,
    work: Callable[[ScheduleTask], Outcome] | None = None,
    seed: int = 0,
    **fields: Any,
) -> Simulation:
    """Runs a machine; without `work`, every task gives back its arguments."""
    return simulate(machine(states, **fields), given, work or (lambda command: Returned(command.arguments)), seed=seed)


def output(states: Mapping[str, Any], given: Any = None, work: Callable[[ScheduleTask], Outcome] | None = None) -> Any:
    """The output of a run that must succeed."""
    finish = run(states, given, work).finish
    assert finish is not None
    assert finish.status == "SUCCEEDED", finish
    return finish.output


def failure(states: Mapping[str, Any], given: Any = None, work: Callable[[ScheduleTask], Outcome] | None = None) -> Any:
    """(error, cause) of a run that must fail."""
    finish = run(states, given, work).finish
    assert finish is not None
    assert finish.status == "FAILED", finish
    return finish.error, finish.cause


def types(simulation: Simulation) -> list[str]:
    return [event.type for event in simulation.history]


def links(simulation: Simulation) -> list[tuple[str, int, int]]:
    """(type, id, previous id) of each history event."""
    return [(event.type, event.id, event.previous_id) for event in simulation.history]


def details(simulation: Simulation, kind: str) -> list[dict[str, Any]]:
    return [event.details for event in simulation.history if event.type == kind]


def event(simulation: Simulation, kind: str) -> HistoryEvent:
    """The only event of a type."""
    (found,) = [event for event in simulation.history if event.type == kind]
    return found


def diagnose(states: Mapping[str, Any], **fields: Any) -> list[tuple[str, str]]:
    """(code, path) of what is wrong with a definition."""
    try:
        machine(states, **fields)
    except DefinitionError as refused:
        return [(diagnostic.code, diagnostic.path) for diagnostic in refused.diagnostics]
    return []
