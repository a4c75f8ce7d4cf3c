"""One state on its own, as AWS's TestState answers it."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.engine import (
    DefinitionError,
    Raised,
    Returned,
    StateTrial,
    StateTrialResult,
    TrialRefused,
    TrialSettings,
)

from tests.support.machines import END, block, definition, task

RETRY = [
    {"ErrorEquals": ["A"], "MaxAttempts": 2, "IntervalSeconds": 3, "BackoffRate": 2},
    {"ErrorEquals": ["B"], "MaxAttempts": 1, "IntervalSeconds": 5},
]
CATCH = [
    {"ErrorEquals": ["C"], "Next": "c"},
    {"ErrorEquals": ["States.ALL"], "Next": "all", "Output": {"was": "{% $states.errorOutput.Error %}"}},
]


def attempt(state: dict[str, Any], given: Any = None, **options: Any) -> StateTrialResult:
    return StateTrial(state, given, **options).finish()


def test_a_pass_gives_its_output_its_variables_and_the_next_state() -> None:
    state = {"Type": "Pass", "Assign": {"b": "{% $a + 1 %}"}, "Output": {"got": "{% $states.input %}"}, "Next": "n"}
    answer = attempt(state, [7], variables={"a": 1})
    assert (answer.status, answer.output, answer.next_state) == ("SUCCEEDED", {"got": [7]}, "n")
    assert answer.inspection == {"input": [7], "variables": {"a": 1, "b": 2}}


def test_a_state_that_ends_has_no_next_state() -> None:
    answer = attempt({"Type": "Succeed", "Output": 1})
    assert (answer.status, answer.output, answer.next_state) == ("SUCCEEDED", 1, None)


def test_a_choice_tells_where_it_leads() -> None:
    rules = [{"Condition": "{% $states.input > 5 %}", "Next": "high"}]
    state = {"Type": "Choice", "Choices": rules, "Default": "low"}
    assert attempt(state, 6).next_state == "high"
    assert attempt(state, 5).next_state == "low"
    answer = attempt({"Type": "Choice", "Choices": rules}, 5)
    assert (answer.status, answer.error) == ("FAILED", "States.NoChoiceMatched")


def test_a_wait_does_not_wait() -> None:
    answer = attempt({"Type": "Wait", "Seconds": 9, "Output": "later", "End": True})
    assert (answer.status, answer.output) == ("SUCCEEDED", "later")


def test_a_fail_fails() -> None:
    assert attempt(
        {"Type": "Fail", "Error": "E", "Cause": "{% 'because ' & $states.input %}"}, "x"
    ) == StateTrialResult("FAILED", None, "E", "because x", None, {"input": "x", "variables": {}})


def test_an_expression_that_fails_is_told() -> None:
    answer = attempt({"Type": "Pass", "Output": "{% $nope %}", "End": True})
    assert (answer.status, answer.error) == ("FAILED", "States.QueryEvaluationError")
    assert answer.cause is not None
    assert "$nope" in answer.cause


def test_a_task_says_what_to_do_and_takes_its_outcome() -> None:
    state = task(Arguments={"n": "{% $states.input %}"}, Output="{% $states.result.m %}", Next="n")
    trial = StateTrial(state, 4)
    assert trial.task is not None
    assert trial.task.arguments == {"n": 4}
    answer = trial.finish(Returned({"m": 5}))
    assert (answer.status, answer.output, answer.next_state) == ("SUCCEEDED", 5, "n")
    assert answer.inspection == {"input": 4, "afterArguments": {"n": 4}, "result": {"m": 5}, "variables": {}}
    unanswered = StateTrial(state, 4).finish()
    assert (unanswered.status, unanswered.error) == ("FAILED", "States.Timeout")


def test_a_mocked_task_asks_for_nothing() -> None:
    trial = StateTrial(task(), None, mock=Returned(1))
    assert trial.task is None
    assert trial.finish().output == 1


@pytest.mark.parametrize(
    ("error", "retried", "status", "details"),
    [
        ("A", 0, "RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 3}),
        ("A", 1, "RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 6}),
        ("A", 2, "CAUGHT_ERROR", {"catchIndex": 1}),
        ("B", 0, "RETRIABLE", {"retryIndex": 1, "retryBackoffIntervalSeconds": 5}),
        ("C", 0, "CAUGHT_ERROR", {"catchIndex": 0}),
        ("States.Runtime", 0, "FAILED", None),
    ],
)
def test_errors_are_retried_caught_or_neither(
    error: str, retried: int, status: str, details: dict[str, Any] | None
) -> None:
    state = task(Retry=RETRY, Catch=CATCH, Next="n")
    answer = attempt(state, mock=Raised(error, "why"), settings=TrialSettings(retry_count=retried))
    assert (answer.status, answer.error, answer.cause) == (status, error, "why")
    assert answer.inspection.get("errorDetails") == details


def test_what_is_caught_has_an_output_and_a_next_state() -> None:
    answer = attempt(task(Catch=CATCH, Next="n"), mock=Raised("X"))
    assert (answer.output, answer.next_state) == ({"was": "X"}, "all")


def test_the_retry_count_can_be_read() -> None:
    state = task(Arguments="{% $states.context.State.RetryCount %}", Retry=RETRY)
    answer = attempt(state, mock=Returned(1), settings=TrialSettings(retry_count=2))
    assert answer.inspection["afterArguments"] == 2


def test_the_context_object_can_be_given() -> None:
    context = {"Execution": {"Name": "mine"}, "Task": {"Token": "t"}, "Map": {"Item": {"Value": 9}}}
    state = {
        "Type": "Pass",
        "Output": [
            "{% $states.context.Execution.Name %}",
            "{% $states.context.Task.Token %}",
            "{% $states.context.Map.Item.Value + 1 %}",
            "{% $states.context.State.Name %}",
        ],
        "End": True,
    }
    assert attempt(state, context=context).output == ["mine", "t", 10, "State"]


def test_a_state_of_a_machine_wherever_it_is() -> None:
    inner = block({"i": {"Type": "Pass", "Output": "in", "Next": "j"}, "j": END})
    machine = definition({"p": {"Type": "Parallel", "Branches": [inner], "End": True}})
    answer = attempt(machine, state_name="i")
    assert (answer.output, answer.next_state) == ("in", "j")
    with pytest.raises(TrialRefused, match="no state 'x'"):
        attempt(machine, state_name="x")


def test_a_parallel_with_a_mocked_result_or_error() -> None:
    state = {
        "Type": "Parallel",
        "Arguments": "{% $states.input + 1 %}",
        "Branches": [block({"b": END})],
        "Output": "{% $states.result[0] %}",
        "Catch": CATCH,
        "Next": "n",
    }
    answer = attempt(state, 1, mock=Returned([5]))
    assert (answer.status, answer.output, answer.next_state) == ("SUCCEEDED", 5, "n")
    assert answer.inspection["afterArguments"] == 2
    caught = attempt(state, 1, mock=Raised("C", "x"), settings=TrialSettings(error_caused_by="b"))
    assert (caught.status, caught.next_state) == ("CAUGHT_ERROR", "c")
    with pytest.raises(TrialRefused, match="no state 'z' inside"):
        attempt(state, 1, mock=Raised("C"), settings=TrialSettings(error_caused_by="z"))


def test_a_map_shows_its_items() -> None:
    selector = {"i": "{% $states.context.Map.Item.Index %}", "v": "{% $states.context.Map.Item.Value %}"}
    state = {
        "Type": "Map",
        "MaxConcurrency": 3,
        "ItemSelector": selector,
        "ItemProcessor": block({"b": END}),
        "End": True,
    }
    answer = attempt(state, ["x"], mock=Returned(["done"]))
    assert answer.output == ["done"]
    assert answer.inspection["afterItemSelector"] == [{"i": 0, "v": "x"}]
    assert answer.inspection["maxConcurrency"] == 3


def distributed(**fields: Any) -> dict[str, Any]:
    processor = {**block({"b": END}), "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    return {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}


def test_a_distributed_map_reads_and_batches_its_items() -> None:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "Arguments": {"Bucket": "b", "Key": "{% $states.input %}"},
        "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
    }
    state = distributed(ItemReader=reader, ItemSelector="{% $states.context.Map.Item.Value.a %}")
    state["ItemBatcher"] = {"MaxItemsPerBatch": 2}
    settings = TrialSettings(reader_data="a\n1\n2\n3")
    answer = attempt(state, "k", mock=Returned([]), settings=settings)
    assert answer.inspection["afterArguments"] == {"Bucket": "b", "Key": "k"}
    assert answer.inspection["afterItemSelector"] == ["1", "2", "3"]
    assert answer.inspection["afterItemBatcher"] == [{"Items": ["1", "2"]}, {"Items": ["3"]}]


def test_a_distributed_map_tolerates_so_many_failures() -> None:
    state = distributed(ToleratedFailurePercentage=50, ToleratedFailureCount=1)
    kept = attempt(state, [1, 2], mock=Returned([]), settings=TrialSettings(failed_iterations=1))
    assert kept.status == "SUCCEEDED"
    assert (kept.inspection["toleratedFailureCount"], kept.inspection["toleratedFailurePercentage"]) == (1, 50.0)
    broken = attempt(state, [1, 2], mock=Returned([]), settings=TrialSettings(failed_iterations=2))
    assert (broken.status, broken.error) == ("FAILED", "States.ExceedToleratedFailureThreshold")


@pytest.mark.parametrize(
    ("state", "options", "reason"),
    [
        (distributed(), {}, "only be tested with a mock"),
        ({"Type": "Parallel", "Branches": [block({"b": END})], "End": True}, {}, "only be tested with a mock"),
        (task(Resource="arn:aws:states:::lambda:invoke.waitForTaskToken"), {}, "only be tested with a mock"),
        (task(Resource="arn:aws:states:::states:startExecution.sync:2"), {}, "only be tested with a mock"),
        ({"Type": "Pass", "End": True}, {"mock": Returned(1)}, "no work that a mock"),
        (task(), {"settings": TrialSettings(failed_iterations=1)}, "iterations of a Map"),
        (task(), {"settings": TrialSettings(reader_data="")}, "ItemReader reads"),
    ],
)
def test_what_cannot_be_tried(state: dict[str, Any], options: dict[str, Any], reason: str) -> None:
    with pytest.raises(TrialRefused, match=reason):
        attempt(state, **options)


@pytest.mark.parametrize("state", [{"Type": "Pass"}, {}, [], None, {"Type": "Choice", "Choices": [1]}])
def test_a_definition_that_is_wrong_is_refused(state: Any) -> None:
    with pytest.raises(DefinitionError):
        attempt(state)
