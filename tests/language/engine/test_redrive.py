"""Redrive: what failed goes on, what succeeded is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statewright.language.engine import (
    Execution,
    Finish,
    History,
    Machine,
    Outcome,
    Raised,
    Redriven,
    Returned,
    ScheduleTask,
    Simulation,
    Simulator,
    Started,
    Stopped,
    TaskSucceeded,
)
from statewright.language.engine.simulation import SIMULATED, START

from tests.language.engine.test_properties import PLANS, events_of, worker
from tests.support.machines import END, block, machine, task, types
from tests.support.random_machines import definitions

LATER = START + 3_600_000


class Work:
    """Gives back the arguments of tasks; states in `broken` fail instead. Keeps what was asked for."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.asked: list[str] = []

    def __call__(self, command: ScheduleTask) -> Outcome:
        self.asked.append(command.state_name)
        if command.state_name in self.broken:
            return Raised("Broken", "as planned", after=100)
        return Returned(command.arguments, after=50)


def twice(states: dict[str, Any], work: Work, given: Any = None, **fields: Any) -> tuple[Simulation, Simulation]:
    """Runs a machine that fails, repairs the world, and redrives; both simulations."""
    simulator = Simulator(machine(states, **fields), work)
    first = simulator.play(Started(START, given))
    assert first.finish is not None
    assert first.finish.status != "SUCCEEDED"
    work.broken.clear()
    work.asked.clear()
    simulator.history.take()
    return first, simulator.play(Redriven(LATER))


def test_the_failed_state_runs_again_with_its_input_and_variables() -> None:
    states = {
        "a": {"Type": "Pass", "Assign": {"v": 1}, "Output": "in", "Next": "b"},
        "b": task(Arguments=["{% $v %}", "{% $states.input %}"], Next="e"),
        "e": {
            "Type": "Pass",
            "Output": ["{% $states.input %}", "{% $states.context.Execution.RedriveCount %}"],
            "End": True,
        },
    }
    work = Work("b")
    first, second = twice(states, work)
    assert first.finish == Finish("FAILED", None, "Broken", "as planned")
    assert second.finish == Finish("SUCCEEDED", [[1, "in"], 1])
    assert work.asked == ["b"]
    assert types(second) == [
        "ExecutionRedriven",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]
    assert second.history.events[0].details == {"redriveCount": 1}


def test_the_context_tells_of_the_redrive() -> None:
    states = {"a": task(Arguments="{% $states.context.Execution %}")}
    _, second = twice(states, Work("a"))
    assert second.finish is not None
    assert second.finish.output["RedriveCount"] == 1
    assert second.finish.output["RedriveTime"] == "2026-01-01T01:00:00.000Z"
    assert second.finish.output["StartTime"] == "2026-01-01T00:00:00.000Z"


def test_attempts_are_counted_from_zero() -> None:
    retry = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}]
    states = {"a": task(Retry=retry, Arguments="{% $states.context.State.RetryCount %}")}
    work = Work("a")
    simulator = Simulator(machine(states), work)
    simulator.play(Started(START, None))
    assert len(work.asked) == 3
    again = simulator.play(Redriven(LATER))
    assert len(work.asked) == 6
    assert again.finish is not None
    assert again.finish.status == "FAILED"
    counts = [event.details["parameters"] for event in simulator.history if event.type == "TaskScheduled"]
    assert counts == [0, 1, 2, 0, 1, 2]


def test_only_failed_and_stopped_branches_run_again() -> None:
    states = {
        "p": {
            "Type": "Parallel",
            "Branches": [
                block({"quick": task(Arguments=1)}),
                block({"bad": task(Arguments=2)}),
                block({"w": {"Type": "Wait", "Seconds": 1, "Next": "slow"}, "slow": task(Arguments=3)}),
            ],
            "End": True,
        }
    }
    work = Work("bad")
    _, second = twice(states, work)
    assert second.finish == Finish("SUCCEEDED", [1, 2, 3])
    assert work.asked == ["bad", "slow"]


def test_only_failed_stopped_and_pending_iterations_run() -> None:
    states = {
        "m": {
            "Type": "Map",
            "MaxConcurrency": 2,
            "ItemProcessor": block(
                {
                    "c": {
                        "Type": "Choice",
                        "Choices": [{"Condition": "{% $states.input = 3 %}", "Next": "bad"}],
                        "Default": "good",
                    },
                    "good": task(),
                    "bad": task(),
                }
            ),
            "End": True,
        }
    }
    work = Work("bad")
    first, second = twice(states, work, [1, 2, 3, 4, 5, 6])
    assert first.finish is not None
    assert second.finish == Finish("SUCCEEDED", [1, 2, 3, 4, 5, 6])
    assert work.asked.count("bad") == 1
    assert len(work.asked) < 5


def test_a_result_that_was_too_large_makes_everything_run_again() -> None:
    big = {
        "Type": "Pass",
        "Output": "{% $pad('', $states.context.Execution.RedriveCount = 0 ? 150000 : 1, 'x') %}",
        "End": True,
    }
    states = {"p": {"Type": "Parallel", "Branches": [block({"a": big}), block({"b": big})], "End": True}}
    first, second = twice(states, Work())
    assert first.finish is not None
    assert first.finish.error == "States.DataLimitExceeded"
    assert second.finish == Finish("SUCCEEDED", ["x", "x"])


def test_an_output_that_failed_is_computed_again_without_its_branches() -> None:
    states = {
        "p": {
            "Type": "Parallel",
            "Branches": [block({"a": task(Arguments=1)})],
            "Output": "{% $states.context.Execution.RedriveCount = 0 ? $error('not yet') : $states.result %}",
            "End": True,
        }
    }
    work = Work()
    _, second = twice(states, work)
    assert second.finish == Finish("SUCCEEDED", [1])
    assert work.asked == []


def test_a_stopped_execution_can_be_redriven_and_waits_begin_anew() -> None:
    simulator = Simulator(machine({"w": {"Type": "Wait", "Seconds": 60, "End": True}}), Work())
    run = simulator.run
    run.step(Started(START, "in"))
    run.step(Stopped(START + 1000))
    assert run.status == "ABORTED"
    redriven = simulator.play(Redriven(LATER))
    assert redriven.finish == Finish("SUCCEEDED", "in")
    assert redriven.ended_at == LATER + 60_000


def test_the_time_limit_of_the_machine_begins_anew() -> None:
    simulator = Simulator(machine({"a": task()}, TimeoutSeconds=10), lambda _: None)
    assert simulator.play(Started(START, None)).finish == Finish("TIMED_OUT", None, "States.Timeout")
    again = simulator.play(Redriven(LATER))
    assert again.finish == Finish("TIMED_OUT", None, "States.Timeout")
    assert again.ended_at == LATER + 10_000


def test_a_branch_that_fails_again_at_once_stops_the_others() -> None:
    states = {
        "p": {
            "Type": "Parallel",
            "Branches": [block({"t": task()}), block({"f": {"Type": "Fail", "Error": "X"}}), block({"u": task()})],
            "End": True,
        }
    }
    simulator = Simulator(machine(states), Work())
    simulator.play(Started(START, None))
    again = simulator.play(Redriven(LATER))
    assert again.finish == Finish("FAILED", None, "X")
    assert (simulator.run.tasks, simulator.run.timers) == ({}, {})


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
def test_only_children_that_did_not_succeed_run_again(kind: str) -> None:
    processor = {
        **block({"g": task(Arguments="{% $states.input %}", Next="b"), "b": task(Next="e"), "e": END}),
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind},
    }
    states = {"m": {"Type": "Map", "ItemProcessor": processor, "MaxConcurrency": 1, "End": True}}
    fails_once = {2}
    asked: list[tuple[str, Any]] = []

    def work(command: ScheduleTask) -> Outcome:
        asked.append((command.state_name, command.arguments))
        if command.state_name == "b" and command.arguments in fails_once:
            return Raised("Broken")
        return Returned(command.arguments)

    simulator = Simulator(machine(states), work)
    assert simulator.play(Started(START, [1, 2, 3])).finish is not None
    fails_once.clear()
    asked.clear()
    again = simulator.play(Redriven(LATER))
    assert again.finish == Finish("SUCCEEDED", [1, 2, 3])
    # a Standard child goes on where it failed, an Express child begins anew
    second = [("b", 2)] if kind == "STANDARD" else [("g", 2), ("b", 2)]
    assert asked == [*second, ("g", 3), ("b", 3)]
    (map_run,) = simulator.run.map_runs.values()
    assert map_run.item_counts() == {
        "pending": 0,
        "running": 0,
        "succeeded": 3,
        "failed": 0,
        "timedOut": 0,
        "aborted": 0,
        "total": 3,
        "resultsWritten": 0,
    }
    assert types(again).count("MapRunRedriven") == 1
    assert map_run.children[1].redrive_count == (1 if kind == "STANDARD" else 0)


def test_failures_that_are_to_be_redriven_do_not_count() -> None:
    processor = {
        **block({"t": task(Arguments="{% $states.input.Items %}")}),
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    }
    batches = {"ItemBatcher": {"MaxItemsPerBatch": 2}, "ToleratedFailureCount": 2, "MaxConcurrency": 1}
    states = {"m": {"Type": "Map", "ItemProcessor": processor, "End": True, **batches}}
    work = Work("t")
    simulator = Simulator(machine(states), work)
    assert simulator.play(Started(START, [1, 2, 3, 4, 5])).finish is not None
    (map_run,) = simulator.run.map_runs.values()
    assert map_run.item_counts()["failed"] == 4
    simulator.run.step(Redriven(LATER))
    assert map_run.item_counts() | {"total": 0} == {
        "pending": 3,
        "running": 2,
        "succeeded": 0,
        "failed": 0,
        "timedOut": 0,
        "aborted": 0,
        "total": 0,
        "resultsWritten": 0,
    }


def test_failures_count_again_when_the_redrive_fails_before_their_turn() -> None:
    processor = {
        **block({"t": task(Arguments="{% $states.input %}")}),
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    }
    fields = {"ToleratedFailureCount": 1, "MaxConcurrency": 1}
    simulator = Simulator(machine({"m": {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}}), Work("t"))
    for _ in range(3):
        event = Started(START, [1, 2, 3]) if simulator.run.status is None else Redriven(LATER)
        simulator.play(event)
        (map_run,) = simulator.run.map_runs.values()
        counts = map_run.item_counts()
        assert (counts["failed"], counts["pending"], counts["running"]) == (2, 1, 0)
    assert [child.redrive_count for child in map_run.children] == [2, 2]


def test_a_map_run_that_never_read_its_items_begins_anew() -> None:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "Arguments": {"Bucket": "b", "Key": "k"},
        "ReaderConfig": {"InputType": "JSON"},
    }
    processor = {**block({"e": END}), "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    states = {"m": {"Type": "Map", "ItemProcessor": processor, "ItemReader": reader, "End": True}}
    answers: list[Outcome] = [Raised("S3.AccessDenied"), Returned({"Body": "[1]"})]
    simulator = Simulator(machine(states), lambda _: answers.pop(0))
    failed = simulator.play(Started(START, None))
    assert failed.finish is not None
    assert failed.finish.error == "States.ItemReaderFailed"
    assert simulator.play(Redriven(LATER)).finish == Finish("SUCCEEDED", [1])
    assert len(simulator.run.map_runs) == 2


def test_what_cannot_be_redriven() -> None:
    running = Execution(machine({"w": {"Type": "Wait", "Seconds": 9, "End": True}}), SIMULATED, 0)
    with pytest.raises(ValueError, match="exactly one Started"):
        running.step(Redriven(START))
    running.step(Started(START, None))
    with pytest.raises(ValueError, match="is RUNNING"):
        running.step(Redriven(START))
    succeeded = Execution(machine({"e": END}), SIMULATED, 0)
    succeeded.step(Started(START, None))
    with pytest.raises(ValueError, match="is SUCCEEDED"):
        succeeded.step(Redriven(START))
    express = Execution(
        Machine.parse({"QueryLanguage": "JSONata", "StartAt": "f", "States": {"f": {"Type": "Fail"}}}, "EXPRESS"),
        SIMULATED,
        0,
    )
    express.step(Started(START, None))
    assert express.not_redrivable() == "Execution is an Express workflow and cannot be redriven"
    full = Execution(machine({"f": {"Type": "Fail"}}), SIMULATED, 0, max_events=5)
    full.step(Started(START, None))
    assert full.not_redrivable() == "Execution history event limit exceeded"


@settings(max_examples=150, deadline=None)
@given(definitions(), PLANS)
def test_a_redriven_run_does_only_what_was_missing(definition: dict[str, Any], plan: Any) -> None:
    parsed = Machine.parse(definition)
    simulator = Simulator(parsed, worker(plan))
    first = simulator.play(Started(START, {"in": [1]}))
    assert first.finish is not None
    assume(first.finish.status == "FAILED")
    answered = {event.task_id for event, _ in first.steps if isinstance(event, TaskSucceeded)}
    simulator.task = lambda command: Returned({"task": command.task_id})
    second = simulator.play(Redriven(LATER))
    assert second.finish is not None
    assert (simulator.run.tasks, simulator.run.timers) == ({}, {})
    ids = [event.id for event in simulator.history]
    assert ids == list(range(1, len(ids) + 1))
    later = second.steps[len(first.steps) :]
    assert answered.isdisjoint(event.task_id for event, _ in later if isinstance(event, TaskSucceeded))

    # never more work than a run in which nothing fails
    whole: list[str] = []

    def counted(command: ScheduleTask) -> Outcome:
        whole.append(command.state_name)
        return Returned({"task": command.task_id})

    clean = Simulator(parsed, counted).play(Started(START, {"in": [1]}))
    if clean.finish is not None and clean.finish.status == second.finish.status == "SUCCEEDED":
        redone = [c for _, commands in later for c in commands if type(c) is ScheduleTask]
        assert len(redone) <= len(whole)

    replayed = Execution(parsed, SIMULATED, 0, History())
    for event, commands in second.steps:
        assert tuple(replayed.step(event)) == commands
    assert replayed.history is not None
    assert events_of(replayed.history) == events_of(simulator.history)


@settings(max_examples=150, deadline=None)
@given(definitions(), PLANS, st.integers(1, 8))
def test_what_runs_out_of_time_can_be_redriven_until_it_ends(definition: dict[str, Any], plan: Any, limit: int) -> None:
    parsed = Machine.parse({**definition, "TimeoutSeconds": limit})
    simulator = Simulator(parsed, worker(plan))
    last = simulator.play(Started(START, None))
    for redrives in range(1, 4):
        assert last.finish is not None
        assert (simulator.run.tasks, simulator.run.timers) == ({}, {})
        assert all(child.status is not None for found in simulator.run.map_runs.values() for child in found.children)
        for map_run in simulator.run.map_runs.values():
            counts = map_run.item_counts()
            assert counts["total"] == sum(counts.values()) - counts["total"] - counts["resultsWritten"]
            assert map_run.counts["SUCCEEDED"] == sum(child.items for child in map_run.children if child.root is None)
            assert (len(map_run.waiting), map_run.running, map_run.tasks) == (0, {}, set())
        if last.finish.status == "SUCCEEDED":
            break
        last = simulator.play(Redriven(last.ended_at + 1000))
        assert simulator.run.redrive_count == redrives
    ids = [event.id for event in simulator.history]
    assert ids == list(range(1, len(ids) + 1))
