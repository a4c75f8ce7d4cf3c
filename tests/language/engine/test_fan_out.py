"""Parallel and Map: results, scope, failures, and how many run at once."""

from typing import Any

import pytest
from statewright.language.engine import Finish, Outcome, Raised, Returned, ScheduleTask
from statewright.language.engine.simulation import START

from tests.support.machines import END, block, details, failure, links, output, run, task, types


def wait(seconds: int) -> dict[str, Any]:
    return block({f"w{seconds}": {"Type": "Wait", "Seconds": seconds, "End": True}})


def parallel(*branches: dict[str, Any], **fields: Any) -> dict[str, Any]:
    ends = {} if "Next" in fields else {"End": True}
    return {"Type": "Parallel", "Branches": list(branches), **ends, **fields}


def each(states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    ends = {} if "Next" in fields else {"End": True}
    return {"Type": "Map", "ItemProcessor": block(states), **ends, **fields}


def constant(name: str, value: Any) -> dict[str, Any]:
    return block({name: {"Type": "Pass", "Output": value, "End": True}})


def test_a_parallel_gives_the_outputs_of_its_branches_in_their_order() -> None:
    simulation = run({"p": parallel(wait(3), constant("a", "{% $states.input & '!' %}"), wait(1))}, "in")
    assert simulation.finish == Finish("SUCCEEDED", ["in", "in!", "in"])
    assert simulation.ended_at == START + 3000


def test_arguments_are_the_input_of_every_branch() -> None:
    states = {"p": parallel(constant("a", "{% $states.input.n %}"), constant("b", 0), Arguments={"n": 5})}
    assert output(states, "in") == [5, 0]


def test_branches_read_outer_variables_and_keep_their_own_to_themselves() -> None:
    inner = block(
        {
            "i1": {"Type": "Pass", "Assign": {"mine": "{% $outer + 1 %}"}, "Next": "i2"},
            "i2": {"Type": "Pass", "Output": "{% $mine %}", "End": True},
        }
    )
    other = constant("o", "{% $exists($mine) %}")
    states = {
        "s": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "p"},
        "p": parallel(inner, other, Assign={"results": "{% $states.result %}"}, Next="e"),
        "e": {"Type": "Pass", "Output": ["{% $results %}", "{% $exists($mine) %}"], "End": True},
    }
    assert output(states) == [[2, False], False]


def test_the_history_of_a_parallel() -> None:
    simulation = run({"p": parallel(constant("a", 1), constant("b", 2))})
    assert links(simulation) == [
        ("ExecutionStarted", 1, 0),
        ("ParallelStateEntered", 2, 0),
        ("ParallelStateStarted", 3, 2),
        ("PassStateEntered", 4, 3),
        ("PassStateExited", 5, 4),
        ("PassStateEntered", 6, 3),
        ("PassStateExited", 7, 6),
        ("ParallelStateSucceeded", 8, 7),
        ("ParallelStateExited", 9, 7),
        ("ExecutionSucceeded", 10, 9),
    ]


def test_a_branch_that_fails_stops_its_siblings() -> None:
    states = {
        "p": parallel(
            block({"slow": task(TimeoutSeconds=60)}),
            block({"bad": {"Type": "Wait", "Seconds": 2, "Next": "f"}, "f": {"Type": "Fail", "Error": "X"}}),
            block({"inner": parallel(wait(9))}),
        )
    }
    simulation = run(states, None, lambda _: Returned("late", after=5000))
    assert simulation.finish == Finish("FAILED", None, "X")
    assert simulation.ended_at == START + 2000
    assert sorted(type(command).__name__ for command in simulation.steps[-1][1]) == [
        "CancelTask",
        "CancelTimer",
        "CancelTimer",
        "Finish",
    ]
    assert types(simulation)[-6:] == [
        "FailStateEntered",
        "TaskStateAborted",
        "WaitStateAborted",
        "ParallelStateAborted",
        "ParallelStateFailed",
        "ExecutionFailed",
    ]


def test_a_branch_that_fails_at_once_keeps_later_branches_from_starting() -> None:
    simulation = run({"p": parallel(block({"f": {"Type": "Fail", "Error": "X"}}), constant("never", 1))})
    assert simulation.finish == Finish("FAILED", None, "X")
    assert "PassStateEntered" not in types(simulation)


def test_a_parallel_is_retried_whole_and_then_caught() -> None:
    runs: list[str] = []

    def work(command: ScheduleTask) -> Outcome:
        runs.append(command.state_name)
        return Raised("E", "no") if command.state_name == "bad" else Returned(1)

    states = {
        "p": parallel(
            block({"good": task()}),
            block({"bad": task()}),
            Retry=[{"ErrorEquals": ["E"], "MaxAttempts": 1}],
            Catch=[{"ErrorEquals": ["States.ALL"], "Next": "e", "Output": "{% $states.errorOutput %}"}],
            Next="e",
        ),
        "e": END,
    }
    simulation = run(states, None, work)
    assert simulation.finish == Finish("SUCCEEDED", {"Error": "E", "Cause": "no"})
    assert runs == ["good", "bad", "good", "bad"]
    assert types(simulation).count("ParallelStateStarted") == 2
    assert details(simulation, "ParallelStateFailed") == [{"error": "E", "cause": "no"}]


def test_a_retried_parallel_forgets_what_its_branches_assigned() -> None:
    failed = iter([True, False])

    def work(_: ScheduleTask) -> Outcome:
        return Raised("E") if next(failed) else Returned(0)

    branch = block(
        {
            "a": {"Type": "Pass", "Output": "{% $exists($x) %}", "Assign": {"x": 1}, "Next": "t"},
            "t": task(Output="{% $states.input %}"),
        }
    )
    assert output({"p": parallel(branch, Retry=[{"ErrorEquals": ["E"]}])}, None, work) == [False]


def test_an_error_of_a_flow_state_inside_is_the_parallels_error() -> None:
    choice = block({"c": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "x"}]}, "x": END})
    catch = [{"ErrorEquals": ["States.NoChoiceMatched"], "Next": "e", "Output": "caught"}]
    assert output({"p": parallel(choice, Catch=catch, Next="e"), "e": END}) == "caught"


def test_a_map_runs_once_for_each_item_and_keeps_their_order() -> None:
    def work(command: ScheduleTask) -> Outcome:
        return Returned(command.arguments * 10, after=1000 - 100 * command.arguments)

    states = {"m": each({"t": task()}, Items="{% $states.input.items %}")}
    assert output(states, {"items": [1, 2, 3]}, work) == [10, 20, 30]


def test_without_items_a_map_takes_its_input() -> None:
    assert output({"m": each({"t": END})}, [[1], None, []]) == [[1], None, []]


@pytest.mark.parametrize("items", [[], "{% [] %}"])
def test_no_items_give_an_empty_result(items: Any) -> None:
    assert output({"m": each({"t": END}, Items=items)}) == []


@pytest.mark.parametrize("items", ["{% 1 %}", "{% {'a': 1} %}"])
def test_items_must_be_an_array(items: str) -> None:
    assert failure({"m": each({"t": END}, Items=items)})[0] == "States.QueryEvaluationError"


def test_the_input_must_be_an_array_when_there_are_no_items() -> None:
    error, cause = failure({"m": each({"t": END})}, {"a": 1})
    assert error == "States.QueryEvaluationError"
    assert "must be an array" in cause


def test_an_item_selector_sees_the_item_the_index_the_input_and_variables() -> None:
    selector = {
        "item": "{% $states.context.Map.Item.Value %}",
        "index": "{% $states.context.Map.Item.Index %}",
        "key": "{% $states.input.key & $string($states.context.Map.Item.Index) %}",
        "x": "{% $x %}",
    }
    states = {
        "s": {"Type": "Pass", "Assign": {"x": 5}, "Next": "m"},
        "m": each({"t": END}, Items=["a", "b"], ItemSelector=selector),
    }
    assert output(states, {"key": "k"}) == [
        {"item": "a", "index": 0, "key": "k0", "x": 5},
        {"item": "b", "index": 1, "key": "k1", "x": 5},
    ]


def test_the_item_is_not_in_the_context_of_the_states_inside() -> None:
    states = {"m": each({"t": {"Type": "Pass", "Output": "{% $states.context.Map.Item.Index %}", "End": True}})}
    assert failure(states, [1])[0] == "States.QueryEvaluationError"


@pytest.mark.parametrize(("limit", "at_once"), [(2, 2), ("{% $states.input.limit %}", 3), (0, 40), (500, 40)])
def test_max_concurrency_bounds_what_runs_at_once(limit: Any, at_once: int) -> None:
    running = most = 0

    def work(_: ScheduleTask) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        return Returned(0, after=1000)

    states = {"m": each({"t": task()}, Items="{% [1..50] %}", MaxConcurrency=limit)}
    simulation = run(states, {"limit": 3}, work)
    started = [len([c for c in commands if isinstance(c, ScheduleTask)]) for _, commands in simulation.steps]
    assert started[0] == at_once
    assert max(started[1:]) == 1
    assert simulation.finish == Finish("SUCCEEDED", [0] * 50)


def test_the_history_of_a_map_links_its_events_as_aws_does() -> None:
    states = {"Start": each({"Process": {"Type": "Pass", "End": True}}, MaxConcurrency=1)}
    assert links(run(states, [1, 2])) == [
        ("ExecutionStarted", 1, 0),
        ("MapStateEntered", 2, 0),
        ("MapStateStarted", 3, 2),
        ("MapIterationStarted", 4, 3),
        ("PassStateEntered", 5, 4),
        ("PassStateExited", 6, 5),
        ("MapIterationSucceeded", 7, 6),
        ("MapIterationStarted", 8, 6),
        ("PassStateEntered", 9, 8),
        ("PassStateExited", 10, 9),
        ("MapIterationSucceeded", 11, 10),
        ("MapStateSucceeded", 12, 11),
        ("MapStateExited", 13, 11),
        ("ExecutionSucceeded", 14, 13),
    ]


def test_an_iteration_that_fails_ends_the_map_and_the_others() -> None:
    def work(command: ScheduleTask) -> Outcome:
        return Raised("E", "no", after=10) if command.arguments == 2 else Returned(0, after=20)

    simulation = run({"m": each({"t": task()}, MaxConcurrency=2)}, [1, 2, 3], work)
    assert simulation.finish == Finish("FAILED", None, "E", "no")
    assert details(simulation, "MapIterationFailed") == [{"name": "m", "index": 1}]
    assert details(simulation, "MapIterationAborted") == [{"name": "m", "index": 0}]
    assert details(simulation, "MapIterationStarted") == [{"name": "m", "index": index} for index in (0, 1)]


def test_a_selector_that_fails_midway_fails_the_map_which_can_catch_it() -> None:
    states = {
        "m": each(
            {"t": task()},
            ItemSelector="{% 1 / $states.context.Map.Item.Value %}",
            Catch=[{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "e", "Output": "caught"}],
            Next="e",
        ),
        "e": END,
    }
    assert output(states, [1, 0]) == "caught"
    late = {**states, "m": {**states["m"], "MaxConcurrency": 1}}
    assert output(late, [1, 0]) == "caught"


def test_loops_in_loops_and_forks_in_loops() -> None:
    inner = each({"x": {"Type": "Pass", "Output": "{% $states.input * $factor %}", "End": True}})
    states = {
        "s": {"Type": "Pass", "Assign": {"factor": 10}, "Next": "m"},
        "m": each({"p": parallel(block({"n": inner}), constant("c", "c"))}),
    }
    assert output(states, [[1, 2], [], [3]]) == [[[10, 20], "c"], [[], "c"], [[30], "c"]]


def test_five_thousand_iterations_need_no_deep_stack() -> None:
    states = {"m": each({"t": {"Type": "Pass", "End": True}}, Items="{% [1..5000] %}", MaxConcurrency=1)}
    assert output(states) == list(range(1, 5001))


def failing_map(**fields: Any) -> dict[str, Any]:
    return each({"f": {"Type": "Fail", "Error": "X"}}, Items=[1], **fields)


def test_the_history_of_a_map_that_is_caught() -> None:
    """As AWS recorded it: what follows a failed iteration refers to the iteration's last state."""
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "e"}]
    assert links(run({"m": failing_map(Catch=catch, Next="e"), "e": {"Type": "Pass", "End": True}})) == [
        ("ExecutionStarted", 1, 0),
        ("MapStateEntered", 2, 0),
        ("MapStateStarted", 3, 2),
        ("MapIterationStarted", 4, 3),
        ("FailStateEntered", 5, 4),
        ("MapIterationFailed", 6, 5),
        ("MapStateFailed", 7, 5),
        ("MapStateExited", 8, 7),
        ("PassStateEntered", 9, 8),
        ("PassStateExited", 10, 9),
        ("ExecutionSucceeded", 11, 10),
    ]


def test_the_history_of_a_map_that_is_retried() -> None:
    retry = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]
    assert links(run({"m": failing_map(Retry=retry)}))[5:] == [
        ("MapIterationFailed", 6, 5),
        ("MapStateStarted", 7, 5),
        ("MapIterationStarted", 8, 7),
        ("FailStateEntered", 9, 8),
        ("MapIterationFailed", 10, 9),
        ("MapStateFailed", 11, 9),
        ("ExecutionFailed", 12, 11),
    ]
