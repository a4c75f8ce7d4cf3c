"""What the definition of a distributed Map and of an Express machine must be, and how it is refused."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.engine import DefinitionError, Execution, Finish, Machine, Started
from statewright.language.engine.simulation import SIMULATED

from tests.support.machines import END, block, definition, diagnose, task

SCHEMA = "SCHEMA_VALIDATION_FAILED"
GET = "arn:aws:states:::s3:getObject"
PUT = "arn:aws:states:::s3:putObject"
ARGUMENTS = {"Bucket": "b", "Key": "k"}
INVOKE = "arn:aws:states:::lambda:invoke"


def spread(kind: str = "STANDARD", states: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    config = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}}
    return {"Type": "Map", "ItemProcessor": {**block(states or {"i": END}), **config}, "End": True, **fields}


def reads(resource: str = GET, arguments: Any = ARGUMENTS, **config: Any) -> dict[str, Any]:
    return spread(ItemReader={"Resource": resource, "Arguments": arguments, "ReaderConfig": config})


def test_everything_that_a_distributed_map_may_have() -> None:
    state = spread(
        "EXPRESS",
        Label="Größe_1",
        ItemReader={
            "Resource": GET,
            "Arguments": {**ARGUMENTS, "VersionId": "{% $v %}"},
            "ReaderConfig": {
                "InputType": "CSV",
                "CSVHeaderLocation": "GIVEN",
                "CSVHeaders": ["a"],
                "CSVDelimiter": "TAB",
                "MaxItems": "{% $n %}",
            },
        },
        ItemSelector={"x": "{% $states.context.Map.Item.Value %}"},
        ItemBatcher={"MaxItemsPerBatch": 2, "MaxInputBytesPerBatch": "{% $n %}", "BatchInput": {"y": "{% $v %}"}},
        ToleratedFailureCount="{% $n %}",
        ToleratedFailurePercentage=12.5,
        MaxConcurrency=1000,
        ResultWriter={
            "Resource": PUT,
            "Arguments": {"Bucket": "b", "Prefix": "p"},
            "WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"},
        },
        Retry=[{"ErrorEquals": ["States.ItemReaderFailed"]}],
        Catch=[{"ErrorEquals": ["States.ALL"], "Next": "e"}],
    )
    state.pop("End")
    assert diagnose({"m": {**state, "Next": "e"}, "e": END}) == []


@pytest.mark.parametrize(
    ("state", "path"),
    [
        (spread("FAST"), "/States/a/ItemProcessor/ProcessorConfig/ExecutionType"),
        (spread(Items="text"), "/States/a/Items"),
        (spread(Items=[], ItemReader={"Resource": GET, "ReaderConfig": {"InputType": "JSON"}}), "/States/a"),
        (spread(ToleratedFailureCount=-1), "/States/a/ToleratedFailureCount"),
        (spread(ToleratedFailureCount=1.5), "/States/a/ToleratedFailureCount"),
        (spread(ToleratedFailurePercentage=101), "/States/a/ToleratedFailurePercentage"),
        (spread(ToleratedFailureCountPath="$.x"), "/States/a/ToleratedFailureCountPath"),
        (reads(resource=PUT, InputType="JSON"), "/States/a/ItemReader/Resource"),
        (reads(), "/States/a/ItemReader/ReaderConfig"),
        (reads(InputType="XML"), "/States/a/ItemReader/ReaderConfig/InputType"),
        (reads(InputType="PARQUET"), "/States/a/ItemReader/ReaderConfig"),
        (reads(InputType="JSON", MaxItems=0), "/States/a/ItemReader/ReaderConfig/MaxItems"),
        (reads(InputType="JSON", MaxItemsPath="$.n"), "/States/a/ItemReader/ReaderConfig/MaxItemsPath"),
        (reads(InputType="JSON", ItemsPointer="a"), "/States/a/ItemReader/ReaderConfig/ItemsPointer"),
        (reads(InputType="JSON", CSVDelimiter="TAB"), "/States/a/ItemReader/ReaderConfig/CSVDelimiter"),
        (reads(InputType="CSV"), "/States/a/ItemReader/ReaderConfig"),
        (reads(InputType="CSV", CSVHeaderLocation="LAST"), "/States/a/ItemReader/ReaderConfig/CSVHeaderLocation"),
        (reads(InputType="CSV", CSVHeaderLocation="GIVEN"), "/States/a/ItemReader/ReaderConfig/CSVHeaders"),
        (
            reads(InputType="CSV", CSVHeaderLocation="FIRST_ROW", CSVHeaders=["a"]),
            "/States/a/ItemReader/ReaderConfig/CSVHeaders",
        ),
        (reads(arguments="{% 1 + %}", InputType="JSON"), "/States/a/ItemReader/Arguments"),
        (reads(arguments="{% $states.result %}", InputType="JSON"), "/States/a/ItemReader/Arguments"),
        (spread(ItemReader={"Parameters": {}}), "/States/a/ItemReader/Parameters"),
        (spread(ItemBatcher={}), "/States/a/ItemBatcher"),
        (spread(ItemBatcher={"MaxItemsPerBatch": 0}), "/States/a/ItemBatcher/MaxItemsPerBatch"),
        (spread(ItemBatcher={"MaxInputBytesPerBatch": 262_145}), "/States/a/ItemBatcher/MaxInputBytesPerBatch"),
        (spread(ResultWriter={}), "/States/a/ResultWriter"),
        (spread(ResultWriter={"Resource": PUT}), "/States/a/ResultWriter"),
        (spread(ResultWriter={"Resource": GET, "Arguments": {}}), "/States/a/ResultWriter/Resource"),
        (
            spread(ResultWriter={"WriterConfig": {"Transformation": "ZIP"}}),
            "/States/a/ResultWriter/WriterConfig/Transformation",
        ),
    ],
)
def test_one_wrong_thing_is_found_where_it_is(state: dict[str, Any], path: str) -> None:
    assert (SCHEMA, path) in diagnose({"a": state})


@pytest.mark.parametrize("label", ["", "with space", "x" * 41, "a/b", "a:b", "a*", "[a]", "a\u0007"])
def test_a_label_must_fit_into_an_arn(label: str) -> None:
    assert diagnose({"a": spread(Label=label)})[0][1] == "/States/a/Label"


def test_labels_are_unique_in_the_machine() -> None:
    inner = spread(states={"i": spread(states={"j": END}, Label="x")}, Label="x")
    assert diagnose({"a": inner}) == [("DUPLICATE_LABEL_NAME", "/States/a/Label")]


def test_children_may_use_the_names_of_the_parents_variables() -> None:
    assign = {"Type": "Pass", "Assign": {"v": 1}, "End": True}
    states = {"s": {"Type": "Pass", "Assign": {"v": 1}, "Next": "m"}, "m": spread(states={"i": assign})}
    assert diagnose(states) == []
    inline = {"Type": "Map", "ItemProcessor": block({"i": assign}), "End": True}
    assert diagnose({**states, "m": inline}) == [(SCHEMA, "/States/m/ItemProcessor/States/i/Assign")]


# Express machines


def refused(states: dict[str, Any]) -> list[str]:
    """Where an Express machine is refused; the same machine is a legal Standard one."""
    assert diagnose(states) == []
    try:
        Machine.parse(definition(states), "EXPRESS")
    except DefinitionError as problem:
        return [diagnostic.path for diagnostic in problem.diagnostics]
    return []


@pytest.mark.parametrize(
    "resource",
    [
        f"{INVOKE}.waitForTaskToken",
        "arn:aws:states:::states:startExecution.sync",
        "arn:aws:states:::states:startExecution.sync:2",
        "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
        "arn:aws:states:eu-central-1:000000000000:activity:hands",
    ],
)
def test_express_does_not_wait_for_others(resource: str) -> None:
    assert refused({"t": task(Resource=resource)}) == ["/States/t/Resource"]
    assert refused({"m": spread(states={"t": task(Resource=INVOKE)})}) == ["/States/m/ItemProcessor"]
    # children of type EXPRESS answer to the same rule in a Standard machine
    assert diagnose({"m": spread("EXPRESS", {"t": task(Resource=resource)})}) == [
        (SCHEMA, "/States/m/ItemProcessor/States/t/Resource")
    ]


def test_express_may_call_and_loop_and_ends_after_five_minutes() -> None:
    states = {
        "m": {"Type": "Map", "ItemProcessor": block({"t": task(Resource=INVOKE)}), "Next": "u"},
        "u": task(Resource="arn:aws:states:::states:startExecution"),
    }
    assert refused(states) == []
    assert Machine.parse(definition(states), "EXPRESS").time_limit == 300
    assert Machine.parse(definition(states, TimeoutSeconds=60), "EXPRESS").time_limit == 60
    assert Machine.parse(definition(states, TimeoutSeconds=600), "EXPRESS").time_limit == 300
    assert Machine.parse(definition(states)).time_limit is None


def test_the_history_of_express_has_no_limit_but_loops_end() -> None:
    states = {
        "a": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $n < 20000 %}", "Next": "b"}],
            "Default": "e",
        },
        "b": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}"}, "Next": "a"},
        "e": {"Type": "Succeed"},
    }
    start = {"s": {"Type": "Pass", "Assign": {"n": 0}, "Next": "a"}, **states}
    express = Machine.parse(definition(start), "EXPRESS")
    execution = Execution(express, SIMULATED, 0)
    assert execution.step(Started(0, None))[-1] == Finish("SUCCEEDED", None)
    endless = Machine.parse(definition({**start, "b": {"Type": "Pass", "Next": "a"}}), "EXPRESS")
    (*_, end) = Execution(endless, SIMULATED, 0).step(Started(0, None))
    assert isinstance(end, Finish)
    assert end.error == "States.Runtime"
