"""What a definition must be, and that everything wrong with it is said at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statewright.language.engine import DefinitionError, Machine

from tests.support.machines import END, INVOKE, block, definition, diagnose, machine, task

SCHEMA = "SCHEMA_VALIDATION_FAILED"
TARGET = "MISSING_TRANSITION_TARGET"


def test_all_problems_are_reported_at_once() -> None:
    states = {
        "a": {"Type": "Pass", "Next": "nowhere", "InputPath": "$.x"},
        "b/c": {"Type": "Wait", "End": True},
        "d": {"Type": "Sleep", "End": True},
    }
    assert sorted(diagnose(states)) == [
        (TARGET, "/States/a/Next"),
        (SCHEMA, "/States/a/InputPath"),
        (SCHEMA, "/States/b~1c"),
        (SCHEMA, "/States/d/Type"),
    ]


def test_the_message_says_what_and_where() -> None:
    with pytest.raises(
        DefinitionError, match=r"MISSING_TRANSITION_TARGET: There is no state 'x' here at /States/a/Next"
    ):
        machine({"a": {"Type": "Pass", "Next": "x"}})


@pytest.mark.parametrize(
    ("state", "path"),
    [
        ({"Type": "Pass"}, "/States/a"),
        ({"Type": "Pass", "End": True, "Next": "a"}, "/States/a"),
        ({"Type": "Pass", "End": "yes", "Next": "a"}, "/States/a/End"),
        ({"Type": "Pass", "End": True, "Result": 1}, "/States/a/Result"),
        ({"Type": "Pass", "End": True, "Parameters": {}}, "/States/a/Parameters"),
        ({"Type": "Pass", "End": True, "Retry": []}, "/States/a/Retry"),
        ({"Type": "Pass", "End": True, "Assign": {"states": 1}}, "/States/a/Assign/states"),
        ({"Type": "Pass", "End": True, "Assign": {"a-b": 1}}, "/States/a/Assign/a-b"),
        ({"Type": "Pass", "End": True, "Assign": []}, "/States/a/Assign"),
        ({"Type": "Pass", "End": True, "Output": {"x": ["{% 1 + %}"]}}, "/States/a/Output/x/0"),
        ({"Type": "Pass", "End": True, "Output": "{% a.b %}"}, "/States/a/Output"),
        ({"Type": "Pass", "End": True, "Output": "{% $a ?? 1 %}"}, "/States/a/Output"),
        ({"Type": "Pass", "End": True, "Output": "{% $states.result %}"}, "/States/a/Output"),
        ({"Type": "Pass", "End": True, "Output": "{% $states.nope %}"}, "/States/a/Output"),
        ({"Type": "Pass", "End": True, "QueryLanguage": "JSONPath"}, "/States/a"),
        ({"Type": "Pass", "End": True, "Comment": 1}, "/States/a/Comment"),
        ({"Type": "Succeed", "End": True}, "/States/a/End"),
        ({"Type": "Succeed", "Assign": {"x": 1}}, "/States/a/Assign"),
        ({"Type": "Fail", "Output": 1}, "/States/a/Output"),
        ({"Type": "Fail", "Cause": ""}, "/States/a/Cause"),
        ({"Type": "Wait", "Seconds": 1, "Timestamp": "2030-01-01T00:00:00Z", "End": True}, "/States/a"),
        ({"Type": "Wait", "Seconds": -1, "End": True}, "/States/a/Seconds"),
        ({"Type": "Wait", "Timestamp": "tomorrow", "End": True}, "/States/a/Timestamp"),
        ({"Type": "Wait", "SecondsPath": "$.x", "Seconds": 1, "End": True}, "/States/a/SecondsPath"),
        ({"Type": "Choice", "Choices": []}, "/States/a/Choices"),
        ({"Type": "Choice", "Choices": [{"Condition": "{% true %}", "Next": "a"}], "End": True}, "/States/a/End"),
        ({"Type": "Choice", "Choices": [{"Condition": "true", "Next": "a"}]}, "/States/a/Choices/0/Condition"),
        ({"Type": "Choice", "Choices": [{"Condition": "{% true %}"}]}, "/States/a/Choices/0"),
        ({"Type": "Choice", "Choices": [{"Condition": True, "Next": "z"}]}, "/States/a/Choices/0/Next"),
        ({"Type": "Task", "End": True}, "/States/a"),
        (task(Resource="my-function"), "/States/a/Resource"),
        (task(TimeoutSeconds=0), "/States/a/TimeoutSeconds"),
        (task(TimeoutSeconds=5, HeartbeatSeconds=5), "/States/a/HeartbeatSeconds"),
        (task(Arguments="{% $states.result %}"), "/States/a/Arguments"),
        (task(Output="{% $states.errorOutput %}"), "/States/a/Output"),
        (task(Retry=[{"ErrorEquals": []}]), "/States/a/Retry/0/ErrorEquals"),
        (task(Retry=[{"ErrorEquals": ["A"], "MaxAttempts": -1}]), "/States/a/Retry/0/MaxAttempts"),
        (task(Retry=[{"ErrorEquals": ["A"], "IntervalSeconds": 0}]), "/States/a/Retry/0/IntervalSeconds"),
        (task(Retry=[{"ErrorEquals": ["A"], "BackoffRate": 0.5}]), "/States/a/Retry/0/BackoffRate"),
        (task(Retry=[{"ErrorEquals": ["A"], "MaxDelaySeconds": 1}]), "/States/a/Retry/0/MaxDelaySeconds"),
        (task(Retry=[{"ErrorEquals": ["A"], "JitterStrategy": "HALF"}]), "/States/a/Retry/0/JitterStrategy"),
        (task(Retry=[{"ErrorEquals": ["States.ALL", "A"]}]), "/States/a/Retry/0/ErrorEquals"),
        (
            task(Retry=[{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["A"]}]),
            "/States/a/Retry/0/ErrorEquals",
        ),
        (task(Catch=[{"ErrorEquals": ["A"]}]), "/States/a/Catch/0"),
        (task(Catch=[{"ErrorEquals": ["A"], "Next": "z"}]), "/States/a/Catch/0/Next"),
        (task(Catch=[{"ErrorEquals": ["A"], "Next": "a", "ResultPath": "$"}]), "/States/a/Catch/0/ResultPath"),
        ({"Type": "Parallel", "Branches": [], "End": True}, "/States/a/Branches"),
        (
            {"Type": "Parallel", "Branches": [{"StartAt": "x", "States": {"y": END}}], "End": True},
            "/States/a/Branches/0/StartAt",
        ),
        ({"Type": "Map", "End": True}, "/States/a"),
        ({"Type": "Map", "ItemProcessor": block({"i": END}), "Items": {}, "End": True}, "/States/a/Items"),
        (
            {"Type": "Map", "ItemProcessor": block({"i": END}), "ItemReader": {}, "End": True},
            "/States/a/ItemReader",
        ),
        (
            {
                "Type": "Map",
                "ItemProcessor": {**block({"i": END}), "ProcessorConfig": {"Mode": "DISTRIBUTED"}},
                "End": True,
            },
            "/States/a/ItemProcessor/ProcessorConfig",
        ),
        ("Pass", "/States/a"),
    ],
)
def test_one_wrong_thing_is_found_where_it_is(state: Any, path: str) -> None:
    assert path in [where for _, where in diagnose({"a": state})]


def test_names_are_unique_in_the_whole_machine() -> None:
    states = {
        "a": {"Type": "Parallel", "Branches": [block({"x": END}), block({"x": END})], "Next": "b"},
        "b": END,
    }
    assert diagnose(states) == [("DUPLICATE_STATE_NAME", "/States/a/Branches/1/States/x")]


def test_a_transition_cannot_leave_its_block() -> None:
    states = {
        "a": {"Type": "Parallel", "Branches": [block({"x": {"Type": "Pass", "Next": "b"}})], "Next": "b"},
        "b": END,
    }
    assert diagnose(states) == [(TARGET, "/States/a/Branches/0/States/x/Next")]


def test_a_state_that_nothing_leads_to_is_refused() -> None:
    assert diagnose({"a": END, "b": END}) == [(TARGET, "/States/b")]


def test_a_block_must_end_somewhere() -> None:
    circle = {"a": {"Type": "Pass", "Next": "b"}, "b": {"Type": "Pass", "Next": "a"}}
    assert diagnose(circle) == [("MISSING_END_STATE", "/States")]
    inside = {"p": {"Type": "Parallel", "Branches": [block(circle)], "End": True}}
    assert diagnose(inside) == [("MISSING_END_STATE", "/States/p/Branches/0/States")]


@pytest.mark.parametrize("ending", [END, {"Type": "Fail"}, {"Type": "Pass", "End": True}])
def test_what_ends_a_block(ending: dict[str, Any]) -> None:
    assert diagnose({"a": {"Type": "Pass", "Next": "b"}, "b": ending}) == []


@pytest.mark.parametrize(
    ("resource", "known"),
    [
        (INVOKE, True),
        (f"{INVOKE}.waitForTaskToken", True),
        (f"{INVOKE}.sync", False),
        ("arn:aws:lambda:eu-central-1:000000000000:function:f:live", True),
        ("arn:aws:states:eu-central-1:000000000000:activity:a", True),
        ("arn:aws:states:::states:startExecution.sync:2", True),
        ("arn:aws:states:::ecs:runTask.sync", True),
        ("arn:aws:states:::ecs:runTask.sync:2", False),
        ("arn:aws:states:::aws-sdk:s3:getObject", True),
        ("arn:aws:states:::aws-sdk:s3:getObject.sync", False),
        ("arn:aws:states:::sqs:sendMessage.later", False),
        ("arn:aws:states:::sqs", False),
        ("arn:aws:sqs:eu-central-1:000000000000:queue", False),
        ("https://example.com", False),
    ],
)
def test_which_resources_are_known(resource: str, known: bool) -> None:
    assert diagnose({"a": task(Resource=resource)}) == ([] if known else [(SCHEMA, "/States/a/Resource")])


def test_inner_scopes_may_not_assign_outer_variables_wherever_those_are_assigned() -> None:
    inner = block({"x": {"Type": "Pass", "Assign": {"later": 1, "own": 2}, "End": True}})
    states = {
        "a": {"Type": "Parallel", "Branches": [inner, {**inner, "StartAt": "y", "States": {"y": END}}], "Next": "b"},
        "b": {"Type": "Pass", "Assign": {"later": 3}, "End": True},
    }
    assert diagnose(states) == [(SCHEMA, "/States/a/Branches/0/States/x/Assign")]


def test_sibling_branches_may_use_one_name() -> None:
    branches = [block({name: {"Type": "Pass", "Assign": {"x": 1}, "End": True}}) for name in ("m", "n")]
    assert diagnose({"a": {"Type": "Parallel", "Branches": branches, "End": True}}) == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, "/"),
        ([], "/"),
        ({"StartAt": "a", "States": {}, "QueryLanguage": "JSONata"}, "/States"),
        ({"StartAt": "z", "States": {"a": END}, "QueryLanguage": "JSONata"}, "/StartAt"),
        (definition({"a": END}, TimeoutSeconds=0), "/TimeoutSeconds"),
        (definition({"a": END}, Version="2.0"), "/Version"),
        (definition({"a": END}, Surprise=1), "/Surprise"),
        (definition({"x" * 81: END}), "/States/" + "x" * 81),
        ({"StartAt": "a", "States": {"a": END}}, "/States/a"),
    ],
)
def test_what_is_wrong_with_the_machine_itself(given: Any, path: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        Machine.parse(given)
    assert path in [diagnostic.path for diagnostic in refused.value.diagnostics]


def test_a_missing_start_is_said_in_awss_words() -> None:
    with pytest.raises(DefinitionError, match=r"These fields are required: \[States, StartAt\] at /"):
        Machine.parse({})


def test_a_definition_nested_too_deeply_is_refused() -> None:
    value: Any = 0
    for _ in range(5_000):
        value = [value]
    assert ("TOO_DEEPLY_NESTED", "/") in diagnose({"a": {"Type": "Pass", "Output": value, "End": True}})


def test_a_state_may_choose_jsonata_for_itself() -> None:
    assert Machine.parse({"StartAt": "a", "States": {"a": {**END, "QueryLanguage": "JSONata"}}}).block.start_at == "a"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "b", "{% $x %}", "{% ( %}", INVOKE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "Next", "End"]), inner),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    """Next End Output Assign Retry Catch Choices Default Seconds Branches ItemProcessor Resource Arguments Items
    ErrorEquals Condition TimeoutSeconds MaxConcurrency Comment ItemReader ItemBatcher ResultWriter Label ItemSelector
    ProcessorConfig ReaderConfig ToleratedFailureCount""".split()  # noqa: SIM905 - a word list reads better
)
TYPES = st.sampled_from(["Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map", "X", 1, None])
STATE = st.builds(lambda kind, fields: {"Type": kind, **fields}, TYPES, st.dictionaries(FIELDS, JSON, max_size=5))


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), STATE | JSON, min_size=1, max_size=3), JSON)
def test_any_json_is_either_a_machine_or_refused(states: dict[str, Any], start_at: Any) -> None:
    try:
        parsed = Machine.parse({"QueryLanguage": "JSONata", "StartAt": start_at, "States": states})
    except DefinitionError as refused:
        paths = [diagnostic.path for diagnostic in refused.diagnostics]
    else:
        paths = [f"/{parsed.block.start_at}"]
        assert parsed.block.start_at in parsed.block.states
    assert paths
    assert all(path.startswith("/") for path in paths)
