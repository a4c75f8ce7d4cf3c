"""Payload and variable limits, endless loops, stopping, and the machine's own time limit."""

from typing import Any

import pytest
from statewright.language.engine import Execution, Finish, History, Returned, Started, StartTimer, Stopped
from statewright.language.engine.simulation import SIMULATED, START, simulate

from tests.support.machines import END, block, failure, machine, output, run, task, types

LIMIT = 262_144
BIG = "x" * 200_000


def test_a_result_over_the_limit_fails_the_task_and_states_all_takes_it() -> None:
    states = {"t": task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "e"}], Next="e"), "e": END}
    error = output(states, None, lambda _: Returned("x" * LIMIT))
    assert error["Error"] == "States.DataLimitExceeded"
    assert error["Cause"].startswith("The state/task 'lambda' returned a result with a size exceeding the maximum")


def test_a_result_at_the_limit_passes() -> None:
    assert output({"t": task(Output={})}, None, lambda _: Returned("x" * (LIMIT - 2))) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"Output": ["{% $states.input %}", "{% $states.input %}"]},
        {"Output": "{% $states.input & $states.input %}"},
        {"Assign": {"a": "{% $states.input %}", "b": "{% $states.input %}"}},
        {"Assign": {"a": "{% $states.input & $states.input %}"}},
    ],
)
def test_a_payload_over_the_limit_fails_the_state(fields: dict[str, Any]) -> None:
    assert failure({"a": {"Type": "Pass", "End": True, **fields}}, BIG)[0] == "States.DataLimitExceeded"


@pytest.mark.parametrize("names", [["States.ALL"], ["States.TaskFailed"]])
def test_wildcards_do_not_take_a_payload_over_the_limit(names: list[str]) -> None:
    states = {
        "t": task(
            Arguments=["{% $states.input %}", "{% $states.input %}"],
            Catch=[{"ErrorEquals": names, "Next": "e"}],
            Next="e",
        ),
        "e": END,
    }
    assert failure(states, BIG)[0] == "States.DataLimitExceeded"


def test_small_parts_of_big_values_are_measured_before_anything_is_refused() -> None:
    given = {"small": 1, "big": BIG}
    parts = ["{% $states.input.small %}", "{% $x.small %}", "{% $x.small %}"]
    states = {
        "a": {"Type": "Pass", "Assign": {"x": "{% $states.input %}"}, "Next": "b"},
        "b": {"Type": "Pass", "Assign": {"parts": parts, "more": parts}, "Output": parts, "End": True},
    }
    assert output(states, given) == [1, 1, 1]


def test_the_combined_result_of_branches_is_limited() -> None:
    branches = [block({name: {"Type": "Pass", "End": True}}) for name in ("a", "b")]
    assert failure({"p": {"Type": "Parallel", "Branches": branches, "End": True}}, BIG)[0] == "States.DataLimitExceeded"


def test_all_variables_together_are_limited() -> None:
    states = {
        f"s{index}": {"Type": "Pass", "Assign": {f"v{index}": "{% $states.input %}"}, "Next": f"s{index + 1}"}
        for index in range(60)
    }
    assert failure({**states, "s60": END}, BIG)[0] == "States.DataLimitExceeded"


def test_many_small_variables_taken_from_a_big_one_are_not_refused() -> None:
    states: dict[str, Any] = {"s": {"Type": "Pass", "Assign": {"x": "{% $states.input %}"}, "Output": {}, "Next": "s0"}}
    for index in range(120):
        assign = {f"v{index}": "{% $x.small %}"}
        states[f"s{index}"] = {"Type": "Pass", "Assign": assign, "Output": {}, "Next": f"s{index + 1}"}
    states["s120"] = {"Type": "Succeed", "Output": "{% $v0 + $v119 %}"}
    assert output(states, {"small": 1, "big": BIG}) == 2


def test_a_result_nested_too_deeply_is_too_large() -> None:
    value: Any = 0
    for _ in range(5_000):
        value = [value]
    error, _ = failure({"t": task()}, None, lambda _: Returned(value))
    assert error == "States.DataLimitExceeded"


def test_characters_are_counted_in_bytes() -> None:
    assert failure({"a": {"Type": "Pass", "Output": "{% $states.input & '' %}", "End": True}}, "€" * 90_000)[0] == (
        "States.DataLimitExceeded"
    )


def test_a_loop_that_never_waits_ends_at_the_history_limit() -> None:
    states = {
        "a": {"Type": "Pass", "Next": "b"},
        "b": {"Type": "Choice", "Choices": [{"Condition": True, "Next": "a"}], "Default": "e"},
        "e": END,
    }
    simulation = run(states)
    assert simulation.finish == Finish(
        "FAILED", None, "States.Runtime", "The execution reached the maximum number of history events (25000)."
    )
    assert [event.id for event in simulation.history][-3:] == [24_999, 25_000, 25_001]
    assert types(simulation)[-1] == "ExecutionFailed"


def test_an_expression_that_never_ends_is_cut_off() -> None:
    states = {"a": {"Type": "Pass", "Output": "{% ( $f := function() { $f() }; $f() ) %}", "End": True}}
    error, cause = failure(states)
    assert error == "States.QueryEvaluationError"
    assert "steps" in cause


@pytest.mark.parametrize(
    "expression",
    [
        "[1..10000000]",
        "( $f := function($n) { 1 + $f($n + 1) }; $f(0) )",
        "$pad('', 100000000)",
        "$count([1..9999].[1..9999])",
        "$count($map([1..9999], function($n) { [1..9999] }))",
        "$count([1..900].($sum([1..900].([1..900]))))",
    ],
)
def test_an_expression_that_takes_too_much_is_cut_off(expression: str) -> None:
    states = {"a": {"Type": "Pass", "Output": f"{{% {expression} %}}", "End": True}}
    assert failure(states)[0] == "States.QueryEvaluationError"


def test_the_machines_own_time_limit_ends_everything() -> None:
    states = {
        "p": {
            "Type": "Parallel",
            "Branches": [block({"t": task()}), block({"w": {"Type": "Wait", "Seconds": 99, "End": True}})],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "e"}],
            "Next": "e",
        },
        "e": END,
    }
    simulation = simulate(machine(states, TimeoutSeconds=5), None, lambda _: None)
    assert simulation.finish == Finish("TIMED_OUT", None, "States.Timeout")
    assert simulation.ended_at == START + 5000
    assert types(simulation)[-4:] == [
        "TaskStateAborted",
        "WaitStateAborted",
        "ParallelStateAborted",
        "ExecutionTimedOut",
    ]


def test_stopping_ends_everything_for_good() -> None:
    history = History()
    execution = Execution(machine({"w": {"Type": "Wait", "Seconds": 9, "End": True}}), SIMULATED, 0, history)
    (timer,) = execution.step(Started(0, None))
    assert isinstance(timer, StartTimer)
    commands = execution.step(Stopped(5, "Cancelled", "by Ada"))
    assert commands[-1] == Finish("ABORTED", None, "Cancelled", "by Ada")
    assert execution.status == "ABORTED"
    assert execution.step(Stopped(6)) == []
    assert [event.type for event in history][-2:] == ["WaitStateAborted", "ExecutionAborted"]


def test_history_can_be_taken_piece_by_piece_or_not_kept_at_all() -> None:
    parsed = machine({"t": task()})
    kept, silent = History(), None
    with_history, without = Execution(parsed, SIMULATED, 0, kept), Execution(parsed, SIMULATED, 0, silent)
    assert with_history.step(Started(0, None)) == without.step(Started(0, None))
    assert [event.id for event in kept.take()] == [1, 2, 3, 4]
    assert len(kept) == 0
