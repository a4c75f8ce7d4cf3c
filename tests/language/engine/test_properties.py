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

from tests.support.random_machines import ERRORS, INLINE, definitions


def worker(plan: list[tuple[int, str | None]]) -> Any:
    """Work that follows a plan: after so many seconds, fail with an error or give a value; at its end, succeed."""

    def work(command: ScheduleTask) -> Outcome:
        if command.task_id > len(plan):
            return Returned({"task": command.task_id})
        after, error = plan[command.task_id - 1]
        return Raised(error, "planned", after * 1000) if error else Returned([command.task_id], after * 1000)

    return work


def events_of(history: History) -> Any:
    """The events of a history and of the children's."""
    children = {arn: [events_of(child) for child in found] for arn, found in history.map_runs.items()}
    return list(history), children


PLANS = st.lists(st.tuples(st.integers(0, 4), st.none() | st.sampled_from(ERRORS)), max_size=6)


def play(parsed: Machine, plan: list[tuple[int, str | None]], seed: int) -> Simulation:
    return simulate(parsed, {"in": [1]}, worker(plan), seed=seed)


@settings(max_examples=150, deadline=None)
@given(definitions(), PLANS, st.integers(0, 9))
def test_the_same_events_give_the_same_commands_and_history(definition: dict[str, Any], plan: Any, seed: int) -> None:
    parsed = Machine.parse(definition)
    first = play(parsed, plan, seed)
    recorded = copy.deepcopy(first.steps)

    replayed, silent = Execution(parsed, SIMULATED, seed, History()), Execution(parsed, SIMULATED, seed)
    for event, commands in recorded:
        assert tuple(replayed.step(event)) == commands
        assert tuple(silent.step(event)) == commands
    assert replayed.history is not None
    assert events_of(replayed.history) == events_of(first.history)
    assert first.finish is not None
    assert replayed.status == silent.status == first.finish.status


@settings(max_examples=150, deadline=None)
@given(definitions(), PLANS)
def test_history_is_consistent(definition: dict[str, Any], plan: Any) -> None:
    simulation = play(Machine.parse(definition), plan, 0)
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
    # an attempt whose Arguments fail has an id all the same
    assert all(before.task_id < after.task_id for before, after in pairwise(scheduled))


@settings(max_examples=60, deadline=None)
@given(definitions(), PLANS)
def test_nothing_is_left_when_an_execution_has_ended(definition: dict[str, Any], plan: Any) -> None:
    parsed = Machine.parse(definition)
    simulation = play(parsed, plan, 0)
    run = Execution(parsed, SIMULATED, 0)
    for event, _ in simulation.steps:
        run.step(event)
    assert (run.tasks, run.timers) == ({}, {})


@settings(max_examples=200, deadline=None)
@given(definitions(), PLANS, st.integers(2, 40))
def test_a_history_that_is_full_ends_everything(definition: dict[str, Any], plan: Any, room: int) -> None:
    parsed = Machine.parse(definition)
    simulation = simulate(parsed, {"in": [1]}, worker(plan), max_events=room)
    assert simulation.finish is not None
    run = Execution(parsed, SIMULATED, 0, max_events=room)
    for event, _ in simulation.steps:
        run.step(event)
    assert (run.tasks, run.timers) == ({}, {})
    assert run.status == simulation.finish.status
    assert all(child.status is not None for map_run in run.map_runs.values() for child in map_run.children)
    assert all(map_run.status != "RUNNING" for map_run in run.map_runs.values())


@settings(max_examples=100, deadline=None)
@given(definitions(INLINE), st.lists(st.integers(0, 9), max_size=5), st.integers(0, 3))
def test_a_distributed_map_gives_what_an_inline_one_gives(
    processor: dict[str, Any], items: list[int], concurrency: int
) -> None:
    processor.pop("QueryLanguage")
    given = {"Type": "Map", "Items": items, "MaxConcurrency": concurrency, "End": True}
    mode = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}

    def outcome(processor: dict[str, Any]) -> Any:
        states = {"m": {**given, "ItemProcessor": processor}}
        parsed = Machine.parse({"QueryLanguage": "JSONata", "StartAt": "m", "States": states})
        finish = simulate(parsed, None, lambda command: Returned(command.arguments, 1000)).finish
        assert finish is not None
        return finish.status, finish.output

    assert outcome({**processor, **mode}) == outcome(processor)
