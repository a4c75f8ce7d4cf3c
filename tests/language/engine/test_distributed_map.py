"""Distributed Map: children as executions of their own, their failures, batches, files read and written."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.engine import (
    Execution,
    Finish,
    MapRunUpdated,
    Returned,
    ScheduleTask,
    Started,
    TaskFailed,
)
from statewright.language.engine.simulation import SIMULATED, START

from tests.support.distributed import (
    EACH,
    LISTING,
    children,
    echo,
    fails,
    reader,
    spread,
    store,
)
from tests.support.machines import END, block, details, failure, machine, output, run, task, types


def test_each_item_runs_as_an_execution_of_its_own() -> None:
    simulation = run({"m": spread({"t": task(Arguments={"n": "{% $states.input %}"})}, Label="each")}, ["a", "b"])
    assert simulation.finish == Finish("SUCCEEDED", [{"n": "a"}, {"n": "b"}])
    assert types(simulation) == [
        "ExecutionStarted",
        "MapStateEntered",
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
        "ExecutionSucceeded",
    ]
    assert details(simulation, "MapStateStarted") == [{"length": 2}]
    (arn,) = simulation.history.map_runs
    assert details(simulation, "MapRunStarted") == [{"mapRunArn": arn}]
    assert arn.startswith("arn:aws:states:eu-central-1:000000000000:mapRun:simulated/each:")
    first, second = children(simulation)
    assert (first.index, second.index) == (0, 1)
    assert first.execution_id.startswith("arn:aws:states:eu-central-1:000000000000:execution:simulated/each:")
    assert first.execution_id != second.execution_id
    assert [(event.id, event.type) for event in second] == [
        (1, "ExecutionStarted"),
        (2, "TaskStateEntered"),
        (3, "TaskScheduled"),
        (4, "TaskStarted"),
        (5, "TaskSucceeded"),
        (6, "TaskStateExited"),
        (7, "ExecutionSucceeded"),
    ]
    assert second.events[0].details["input"] == "b"


def test_a_child_has_its_own_context_and_sees_no_variables_of_its_parent() -> None:
    inner = {
        "i": {
            "Type": "Pass",
            "Assign": {"outer": "mine"},
            "Output": [
                "{% $exists($outer) %}",
                "{% $states.context.Execution.Input %}",
                "{% $states.context.Execution.Id %}",
                "{% $states.context.StateMachine.Id %}",
            ],
            "End": True,
        }
    }
    states = {
        "s": {"Type": "Pass", "Assign": {"outer": 1}, "Output": [7], "Next": "m"},
        "m": spread(inner, Next="e", Output=["{% $states.result[0] %}", "{% $outer %}"]),
        "e": {"Type": "Pass", "End": True},
    }
    simulation = run(states)
    assert simulation.finish is not None
    [seen, given, execution_id, machine_id], outer = simulation.finish.output
    assert (seen, given, outer) == (False, 7, 1)
    assert execution_id == children(simulation)[0].execution_id
    assert machine_id == "arn:aws:states:eu-central-1:000000000000:stateMachine:simulated/m"


def test_the_item_selector_reads_the_parent() -> None:
    selector = {
        "index": "{% $states.context.Map.Item.Index %}",
        "value": "{% $states.context.Map.Item.Value %}",
        "source": "{% $states.context.Map.Item.Source %}",
        "outer": "{% $outer %}",
    }
    states = {
        "s": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "m"},
        "m": spread(echo(), Items=["x"], ItemSelector=selector),
    }
    assert output(states) == [{"index": 0, "value": "x", "source": "STATE_DATA", "outer": 1}]


def test_the_members_of_an_object_are_items() -> None:
    assert output({"m": spread(echo(), Items={"a": 1, "b": [2]})}) == [
        {"Key": "a", "Value": 1},
        {"Key": "b", "Value": [2]},
    ]


def test_the_item_selector_sees_keys_and_sources() -> None:
    selector = ["{% $states.context.Map.Item.Key %}", "{% $states.context.Map.Item.Value %}"]
    assert output({"m": spread(echo(), Items={"a": 1}, ItemSelector=selector)}) == [["a", 1]]
    source = "{% $states.context.Map.Item.Source %}"
    read = spread(echo(), ItemReader=reader("JSON"), ItemSelector=source)
    assert output({"m": read}, {"key": "k"}, store({"k": "[1]"})) == ["S3://b/k"]
    listed = spread(echo(), ItemReader=LISTING, ItemSelector=source)
    assert output({"m": listed}, None, lambda _: Returned({"Contents": [{"Key": "p/1"}]})) == ["S3://b"]


@pytest.mark.parametrize("items", [7, None, "text"])
def test_items_that_are_none_fail(items: Any) -> None:
    assert failure({"m": spread(echo(), Items="{% $states.input.items %}")}, {"items": items})[0] == (
        "States.QueryEvaluationError"
    )


def test_no_items_give_no_children() -> None:
    simulation = run({"m": spread(echo())}, [])
    assert simulation.finish == Finish("SUCCEEDED", [])
    assert children(simulation) == []


def test_so_many_children_run_at_once() -> None:
    simulation = run(
        {"m": spread({"t": task()}, MaxConcurrency=2)}, [1, 2, 3, 4, 5], lambda _: Returned("ok", after=1000)
    )
    assert simulation.ended_at == START + 3000
    assert simulation.finish == Finish("SUCCEEDED", ["ok"] * 5)


def test_a_thousand_run_at_once_unless_fewer_are_asked_for() -> None:
    simulation = run({"m": spread({"t": task(Arguments=1)})}, list(range(1001)), lambda _: Returned(0, after=1000))
    assert simulation.ended_at == START + 2000


def test_batches_are_bounded_by_items_and_bytes() -> None:
    by_items = spread(
        echo(), ItemBatcher={"MaxItemsPerBatch": "{% 2 %}", "BatchInput": {"x": "{% $states.input[0] %}"}}
    )
    assert output({"m": by_items}, [1, 2, 3]) == [
        {"BatchInput": {"x": 1}, "Items": [1, 2]},
        {"BatchInput": {"x": 1}, "Items": [3]},
    ]
    by_bytes = spread(echo(), ItemBatcher={"MaxInputBytesPerBatch": 30}, ItemSelector={"v": "{% $states.input[0] %}"})
    sizes = [len(child["Items"]) for child in output({"m": by_bytes}, ["aaaa"] * 5)]
    assert sizes == [1, 1, 1, 1, 1]
    assert [len(child["Items"]) for child in output({"m": {**by_bytes, "ItemSelector": 1}}, ["a"] * 4)] == [1, 1, 1, 1]


# Failures


def test_one_failure_fails_the_run_and_stops_its_children() -> None:
    simulation = run({"m": spread(EACH)}, [1, 2, 3], fails(2))
    error, cause = "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"
    assert simulation.finish == Finish("FAILED", None, error, cause)
    assert simulation.ended_at == START + 100
    assert types(simulation)[-3:] == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]
    assert details(simulation, "MapRunFailed") == [{"error": error, "cause": cause}]
    first, second, third = children(simulation)
    assert [event.type for event in first][-2:] == ["TaskStateAborted", "ExecutionAborted"]
    assert [event.type for event in second][-1] == "ExecutionFailed"
    assert [event.type for event in third][-1] == "ExecutionAborted"


@pytest.mark.parametrize(
    ("tolerated", "succeeds"),
    [
        ({"ToleratedFailureCount": 1}, False),
        ({"ToleratedFailureCount": 2}, True),
        ({"ToleratedFailureCount": "{% $states.input[1] %}"}, True),
        ({"ToleratedFailurePercentage": 49.9}, False),
        ({"ToleratedFailurePercentage": 50}, True),
        ({"ToleratedFailurePercentage": "{% 10 * 5 %}"}, True),
        ({"ToleratedFailureCount": 4, "ToleratedFailurePercentage": 1}, False),
        ({"ToleratedFailureCount": 1, "ToleratedFailurePercentage": 100}, False),
    ],
)
def test_so_many_failures_are_tolerated(tolerated: dict[str, Any], succeeds: bool) -> None:
    simulation = run({"m": spread(EACH, **tolerated)}, [1, 2, 3, 4], fails(1, 3))
    assert simulation.finish is not None
    assert (simulation.finish.status == "SUCCEEDED") is succeeds
    if succeeds:
        failed, given, _, last = simulation.finish.output
        assert (given, last) == (2, 4)
        assert (failed["Status"], failed["Error"], failed["Input"]) == ("FAILED", "Broken", "1")


def test_a_batch_that_fails_counts_all_its_items() -> None:
    fields: dict[str, Any] = {"ItemBatcher": {"MaxItemsPerBatch": 2}, "ToleratedFailureCount": 1}
    states = {"m": spread({"t": task(Arguments="{% $states.input.Items[0] %}")}, **fields)}
    assert failure(states, [1, 2, 3], fails(1))[0] == "States.ExceedToleratedFailureThreshold"


def test_the_threshold_can_be_caught_and_retried() -> None:
    catching = spread(
        EACH,
        Retry=[{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "MaxAttempts": 1}],
        Catch=[{"ErrorEquals": ["States.ALL"], "Next": "e", "Output": "{% $states.errorOutput.Error %}"}],
        Next="e",
    )
    simulation = run({"m": catching, "e": END}, [1], fails(1))
    assert simulation.finish == Finish("SUCCEEDED", "States.ExceedToleratedFailureThreshold")
    assert len(simulation.history.map_runs) == 2
    assert types(simulation).count("MapRunFailed") == 2
    assert types(simulation).count("MapStateFailed") == 1


def test_an_item_that_cannot_be_selected_fails_the_run() -> None:
    states = {"m": spread(echo(), ItemSelector="{% 1 / $states.context.Map.Item.Value.x %}")}
    simulation = run(states, [{"x": 1}, {}])
    assert simulation.finish is not None
    assert simulation.finish.error == "States.QueryEvaluationError"
    assert "EvaluationFailed" in types(simulation)


def test_stopping_the_parent_stops_the_children() -> None:
    simulation = run({"m": spread(EACH)}, [1, 2], lambda _: None, TimeoutSeconds=5)
    assert simulation.finish == Finish("TIMED_OUT", None, "States.Timeout")
    assert types(simulation)[-3:] == ["MapRunAborted", "MapStateAborted", "ExecutionTimedOut"]
    assert {child.events[-1].type for child in children(simulation)} == {"ExecutionAborted"}


def test_an_express_child_has_five_minutes() -> None:
    waiting = {"w": {"Type": "Wait", "Seconds": 301, "End": True}}
    assert failure({"m": spread(waiting, "EXPRESS")}, [1])[0] == "States.ExceedToleratedFailureThreshold"
    simulation = run({"m": spread(waiting, "EXPRESS", ToleratedFailureCount=1)}, [1])
    assert simulation.finish is not None
    assert simulation.finish.output[0]["Status"] == "TIMED_OUT"
    assert simulation.ended_at == START + 300_000


def test_a_child_with_too_long_a_history_fails_alone() -> None:
    circle = {
        "a": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input = 1 %}", "Next": "a"}], "Default": "e"},
        "e": END,
    }
    simulation = run({"m": spread(circle, ToleratedFailureCount=1)}, [1, 2])
    assert simulation.finish is not None
    failed, succeeded = simulation.finish.output
    assert (failed["Error"], succeeded) == ("States.Runtime", 2)


def test_map_runs_can_be_nested_and_inside_parallels() -> None:
    inner = spread(echo(), Items="{% $states.input %}")
    states = {"p": {"Type": "Parallel", "Branches": [block({"m": spread({"n": inner})})], "End": True}}
    simulation = run(states, [[1, 2], [3]])
    assert simulation.finish == Finish("SUCCEEDED", [[[1, 2], [3]]])
    nested = [child.map_runs for child in children(simulation)]
    assert [len(grandchildren) for found in nested for grandchildren in found.values()] == [2, 1]


def test_a_map_run_tells_its_counts() -> None:
    parsed = machine({"m": spread(EACH, MaxConcurrency=2, ToleratedFailurePercentage=50)})
    execution = Execution(parsed, SIMULATED, 0)
    execution.step(Started(5, [1, 2, 3]))
    (map_run,) = execution.map_runs.values()
    assert map_run.item_counts()["running"] == 2
    assert map_run.item_counts()["pending"] == 1
    assert map_run.execution_counts() == map_run.item_counts()
    assert [child.status for child in map_run.children] == [None, None]
    assert (map_run.status, map_run.started_at, map_run.limits.concurrency) == ("RUNNING", 5, 2)


def test_the_limits_of_a_map_run_can_be_changed() -> None:
    execution = Execution(machine({"m": spread(EACH, MaxConcurrency=1)}), SIMULATED, 0)
    execution.step(Started(0, [1, 2, 3, 4]))
    (arn, map_run) = next(iter(execution.map_runs.items()))
    started = execution.step(MapRunUpdated(1, arn, concurrency=3, tolerated_count=1))
    assert [command.arguments for command in started if isinstance(command, ScheduleTask)] == [2, 3]
    execution.step(TaskFailed(2, 1, "Broken"))
    assert execution.status is None
    execution.step(TaskFailed(3, 2, "Broken"))
    assert [execution.status, map_run.status] == ["FAILED", "FAILED"]
    assert execution.step(MapRunUpdated(4, arn, concurrency=9)) == []
    assert map_run.limits.concurrency == 3


def test_the_same_events_give_the_same_children() -> None:
    states = {"m": spread(EACH, ToleratedFailureCount=9)}
    first, second = run(states, [1, 2], fails(1), seed=3), run(states, [1, 2], fails(1), seed=3)
    assert [list(child) for child in children(first)] == [list(child) for child in children(second)]
    other = run(states, [1, 2], fails(1), seed=4)
    assert children(first)[0].execution_id != children(other)[0].execution_id


def test_thousands_of_children_wait_at_once() -> None:
    states = {"m": spread({"i": {"Type": "Wait", "Seconds": 60, "Output": 1, "End": True}})}
    simulation = run(states, list(range(2500)))
    assert simulation.finish == Finish("SUCCEEDED", [1] * 2500)
    assert simulation.ended_at == START + 3 * 60_000
