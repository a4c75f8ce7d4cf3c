"""Laws that hold for every machine: repeatable, consistent history, equal with and without history."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from statewright.language.engine import (
    Execution,
    History,
    Machine,
    Outcome,
    Raised,
    Returned,
    ScheduleTask,
    Simulation,
    simulate,
)
from statewright.language.engine.simulation import SIMULATED
from support.machines import INVOKE, definition

ERRORS = ["A", "B", "States.Timeout"]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, "text", [], [[]], {"k": [1]}, "{% $states.input %}", "{% $v0 %}", "{% $uuid() %}", "{% $no.such %}"]
)
RETRY = st.lists(
    st.builds(
        lambda errors, attempts, jitter: {"ErrorEquals": [errors], "MaxAttempts": attempts, "JitterStrategy": jitter},
        st.sampled_from(ERRORS),
        st.integers(0, 2),
        st.sampled_from(["NONE", "FULL"]),
    ),
    max_size=2,
)


@st.composite
def blocks(draw: st.DrawFn, prefix: str = "s", depth: int = 0) -> dict[str, Any]:
    """A block of a few states in a row, some of them with blocks inside."""
    count = draw(st.integers(1, 4))
    states = {}
    for index in range(count):
        name = f"{prefix}{index}"
        states[name] = draw(_state(name, depth))
        if states[name]["Type"] != "Choice":
            states[name].update({"End": True} if index == count - 1 else {"Next": f"{prefix}{index + 1}"})
        else:
            states[name]["Default"] = f"{prefix}{index + 1}"
            states[name]["Choices"][0]["Next"] = f"{prefix}{min(index + 2, count)}"
    states[f"{prefix}{count}"] = {"Type": "Succeed"}
    reached = {f"{prefix}0"} | {state.get(key) for state in states.values() for key in ("Next", "Default")}
    reached |= {rule["Next"] for state in states.values() for rule in state.get("Choices", [])}
    return {"StartAt": f"{prefix}0", "States": {name: state for name, state in states.items() if name in reached}}


@st.composite
def _state(draw: st.DrawFn, name: str, depth: int) -> dict[str, Any]:
    kinds = ["Pass", "Task", "Wait", "Choice"] + (["Parallel", "Map"] if depth < 2 else [])
    kind = draw(st.sampled_from(kinds))
    state: dict[str, Any] = {"Type": kind}
    match kind:
        case "Pass":
            state["Output"] = draw(VALUES)
            if depth == 0:
                state["Assign"] = {"v0": draw(VALUES)}
        case "Task":
            state |= {"Resource": INVOKE, "Arguments": draw(VALUES), "Retry": draw(RETRY)}
            if draw(st.booleans()):
                state["TimeoutSeconds"] = draw(st.integers(1, 3))
        case "Wait":
            state["Seconds"] = draw(st.integers(0, 5))
        case "Choice":
            state["Choices"] = [{"Condition": draw(st.sampled_from([True, False, "{% $exists($v0) %}"]))}]
        case "Parallel":
            count = draw(st.integers(1, 3))
            state["Branches"] = [draw(blocks(f"{name}_{branch}_", depth + 1)) for branch in range(count)]
        case "Map":
            state["Items"] = draw(st.lists(st.integers(0, 9), max_size=4))
            state["ItemProcessor"] = draw(blocks(f"{name}_i_", depth + 1))
            state["MaxConcurrency"] = draw(st.integers(0, 2))
    return state


def worker(plan: list[tuple[int, str | None]]) -> Any:
    """Work that follows a plan: after so many seconds, fail with an error or give a value; at its end, succeed."""

    def work(command: ScheduleTask) -> Outcome:
        if command.task_id > len(plan):
            return Returned({"task": command.task_id})
        after, error = plan[command.task_id - 1]
        return Raised(error, "planned", after * 1000) if error else Returned([command.task_id], after * 1000)

    return work


PLANS = st.lists(st.tuples(st.integers(0, 4), st.none() | st.sampled_from(ERRORS)), max_size=6)


def play(parsed: Machine, plan: list[tuple[int, str | None]], seed: int) -> Simulation:
    return simulate(parsed, {"in": [1]}, worker(plan), seed=seed)


@settings(max_examples=150, deadline=None)
@given(blocks(), PLANS, st.integers(0, 9))
def test_the_same_events_give_the_same_commands_and_history(block: dict[str, Any], plan: Any, seed: int) -> None:
    parsed = Machine.parse({**definition(block["States"]), **block})
    first = play(parsed, plan, seed)
    recorded = copy.deepcopy(first.steps)

    replayed, silent = Execution(parsed, SIMULATED, seed, History()), Execution(parsed, SIMULATED, seed)
    for event, commands in recorded:
        assert tuple(replayed.step(event)) == commands
        assert tuple(silent.step(event)) == commands
    assert replayed.history is not None
    assert list(replayed.history) == list(first.history)
    assert first.finish is not None
    assert replayed.status == silent.status == first.finish.status


@settings(max_examples=150, deadline=None)
@given(blocks(), PLANS)
def test_history_is_consistent(block: dict[str, Any], plan: Any) -> None:
    simulation = play(Machine.parse({**definition(block["States"]), **block}), plan, 0)
    events = list(simulation.history)
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert all(event.previous_id < event.id for event in events)
    assert all(before.at <= after.at for before, after in pairwise(events))
    assert events[-1].type.startswith("Execution")
    entered = [event for event in events if event.type.endswith("StateEntered")]
    left = [event for event in events if event.type.endswith(("StateExited", "StateAborted"))]
    assert len(left) <= len(entered)
    if events[-1].type == "ExecutionSucceeded":
        assert len(left) == len(entered)
    scheduled = [c for _, commands in simulation.steps for c in commands if isinstance(c, ScheduleTask)]
    assert [command.task_id for command in scheduled] == list(range(1, len(scheduled) + 1))


@settings(max_examples=60, deadline=None)
@given(blocks(), PLANS)
def test_nothing_is_left_when_an_execution_has_ended(block: dict[str, Any], plan: Any) -> None:
    parsed = Machine.parse({**definition(block["States"]), **block})
    simulation = play(parsed, plan, 0)
    run = Execution(parsed, SIMULATED, 0)
    for event, _ in simulation.steps:
        run.step(event)
    assert (run.tasks, run.timers) == ({}, {})
