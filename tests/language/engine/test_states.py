"""Pass, Choice, Wait, Succeed and Fail, and the data that passes between states."""

from typing import Any

import pytest
from statewright.language.engine import StartTimer, format_timestamp, parse_timestamp
from statewright.language.engine.simulation import START

from tests.support.machines import END, details, failure, output, run, types


def test_a_state_without_output_hands_on_its_input() -> None:
    given = {"n": 1}
    assert output({"a": {"Type": "Pass", "Next": "b"}, "b": END}, given) is given


def test_assign_and_output_see_the_values_at_entry() -> None:
    states = {
        "a": {"Type": "Pass", "Assign": {"x": 1}, "Next": "b"},
        "b": {"Type": "Pass", "Assign": {"x": 2, "y": "{% $x %}"}, "Output": "{% $x %}", "Next": "c"},
        "c": {"Type": "Pass", "Output": {"was": "{% $states.input %}", "x": "{% $x %}", "y": "{% $y %}"}, "End": True},
    }
    assert output(states) == {"was": 1, "x": 2, "y": 1}


def test_the_history_of_a_pass_shows_what_it_assigned() -> None:
    simulation = run({"a": {"Type": "Pass", "Assign": {"x": "{% 1 + 1 %}"}, "Output": {}, "End": True}}, 7)
    assert types(simulation) == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]
    assert details(simulation, "PassStateEntered") == [{"name": "a", "input": 7}]
    assert details(simulation, "PassStateExited") == [{"name": "a", "output": {}, "assignedVariables": {"x": 2}}]


@pytest.mark.parametrize("value", [None, [], [1], [[1]], [[]], [None], {}, {"a": []}, "", 0, False, [[[]], []], 1.5])
def test_the_shape_of_a_value_survives_references_and_expressions(value: Any) -> None:
    states = {
        "a": {"Type": "Pass", "Assign": {"x": "{% $states.input.v %}"}, "Next": "b"},
        "b": {
            "Type": "Pass",
            "Output": {
                "whole": "{% $x %}",
                "member": "{% $states.input.v %}",
                "computed": "{% ( $y := $x; $y ) %}",
                "member_computed": "{% ( $i := $states.input; $i.v ) %}",
                "either": "{% true ? $x : 0 %}",
            },
            "End": True,
        },
    }
    assert output(states, {"v": value}) == dict.fromkeys(
        ["whole", "member", "computed", "member_computed", "either"], value
    )


def test_values_are_shared_and_never_changed() -> None:
    given = {"big": {"list": [1, 2, 3]}}
    states = {
        "a": {"Type": "Pass", "Assign": {"x": "{% $states.input.big %}"}, "Output": {}, "Next": "b"},
        "b": {"Type": "Pass", "Output": {"same": "{% $x %}", "sum": "{% $sum($x.list) %}"}, "End": True},
    }
    result = output(states, given)
    assert result["same"] is given["big"]
    assert given == {"big": {"list": [1, 2, 3]}}


def test_an_undefined_value_is_an_error_that_names_the_expression_and_the_field() -> None:
    error, cause = failure({"a": {"Type": "Pass", "Output": {"x": ["{% $states.input.no %}"]}, "End": True}}, {})
    assert error == "States.QueryEvaluationError"
    assert cause == (
        "An error occurred while executing the state 'a' (entered at the event id #2). The JSONata expression "
        "'$states.input.no' specified for the field 'Output/x[0]' returned nothing (undefined)."
    )


def test_a_failed_evaluation_is_in_the_history() -> None:
    simulation = run({"a": {"Type": "Pass", "Assign": {"x": "{% 1 + 'a' %}"}, "End": True}})
    assert types(simulation)[-2:] == ["EvaluationFailed", "ExecutionFailed"]
    (failed,) = details(simulation, "EvaluationFailed")
    assert (failed["error"], failed["location"], failed["state"]) == ("States.QueryEvaluationError", "Assign/x", "a")
    assert "T2002" in failed["cause"]


CHOICE = {
    "c": {
        "Type": "Choice",
        "Choices": [
            {"Condition": "{% $states.input.n > 10 %}", "Next": "end", "Assign": {"w": "many"}, "Output": "rule 0"},
            {"Condition": "{% $states.input.n > 5 %}", "Next": "end"},
            {"Condition": False, "Next": "end"},
        ],
        "Default": "end",
        "Assign": {"w": "default"},
        "Output": "default",
    },
    "end": {
        "Type": "Pass",
        "Output": {"out": "{% $states.input %}", "w": "{% $exists($w) ? $w : null %}"},
        "End": True,
    },
}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (11, {"out": "rule 0", "w": "many"}),
        (6, {"out": {"n": 6}, "w": None}),
        (1, {"out": "default", "w": "default"}),
    ],
)
def test_a_rule_brings_its_own_assign_and_output(number: int, expected: object) -> None:
    assert output(CHOICE, {"n": number}) == expected


def test_no_rule_and_no_default_is_an_error() -> None:
    states = {"c": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "e"}]}, "e": END}
    assert failure(states)[0] == "States.NoChoiceMatched"


def test_a_condition_must_be_a_boolean() -> None:
    states = {"c": {"Type": "Choice", "Choices": [{"Condition": "{% 1 %}", "Next": "e"}]}, "e": END}
    error, cause = failure(states)
    assert error == "States.QueryEvaluationError"
    assert "must give a boolean, not 1" in cause


def wait(**fields: Any) -> dict[str, Any]:
    return {"w": {"Type": "Wait", "Next": "e", **fields}, "e": END}


@pytest.mark.parametrize(
    ("fields", "milliseconds"),
    [
        ({"Seconds": 5}, 5000),
        ({"Seconds": "{% $states.input.s * 2 %}"}, 6000),
        ({"Timestamp": format_timestamp(START + 1500)}, 1500),
        ({"Timestamp": "{% $states.input.at %}"}, 7000),
        ({"Timestamp": "2020-01-01T00:00:00Z"}, 0),
        ({"Seconds": 0}, 0),
    ],
)
def test_a_wait_ends_in_time(fields: dict[str, Any], milliseconds: int) -> None:
    given = {"s": 3, "at": format_timestamp(START + 7000)}
    simulation = run(wait(**fields), given)
    assert simulation.ended_at == START + milliseconds
    assert simulation.finish is not None
    assert simulation.finish.output == given
    started = [command for _, commands in simulation.steps for command in commands if isinstance(command, StartTimer)]
    assert [timer.at for timer in started] == ([START + milliseconds] if milliseconds else [])


@pytest.mark.parametrize(
    "fields",
    [{"Seconds": "{% -1 %}"}, {"Seconds": "{% 0.5 %}"}, {"Seconds": "{% 'x' %}"}, {"Timestamp": "{% 'soon' %}"}],
)
def test_a_wait_for_nonsense_fails(fields: dict[str, Any]) -> None:
    assert failure(wait(**fields))[0] == "States.QueryEvaluationError"


def test_timestamps() -> None:
    assert parse_timestamp("1970-01-01T01:00:00.250+01:00") == 250
    assert parse_timestamp("1970-01-01 00:00:00Z") is None
    assert parse_timestamp("1970-01-01T00:00:00") is None
    assert format_timestamp(250) == "1970-01-01T00:00:00.250Z"


def test_succeed_has_an_output() -> None:
    assert output({"s": {"Type": "Succeed", "Output": "{% $states.input & '!' %}"}}, "hi") == "hi!"


def test_fail_ends_with_its_error_and_cause() -> None:
    simulation = run({"f": {"Type": "Fail", "Error": "Mine", "Cause": "{% 'because ' & $states.input %}"}}, 7)
    assert simulation.finish is not None
    assert simulation.finish[:] == ("FAILED", None, "Mine", "because 7")
    assert types(simulation) == ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]


def test_the_context_object() -> None:
    states = {
        "a": {"Type": "Pass", "Next": "b"},
        "b": {
            "Type": "Pass",
            "Output": {
                "reference": "{% $states.context.Execution.Name %}",
                "computed": "{% $uppercase($states.context.StateMachine.Name) %}",
                "whole": "{% $merge([$states.context]) %}",
            },
            "End": True,
        },
    }
    result = output(states, {"n": 1})
    assert result["reference"] == "run"
    assert result["computed"] == "SIMULATED"
    assert result["whole"] == {
        "Execution": {
            "Id": "arn:aws:states:eu-central-1:000000000000:execution:simulated:run",
            "Input": {"n": 1},
            "Name": "run",
            "RoleArn": "arn:aws:iam::000000000000:role/simulated",
            "StartTime": "2026-01-01T00:00:00.000Z",
            "RedriveCount": 0,
        },
        "State": {"EnteredTime": "2026-01-01T00:00:00.000Z", "Name": "b"},
        "StateMachine": {
            "Id": "arn:aws:states:eu-central-1:000000000000:stateMachine:simulated",
            "Name": "simulated",
        },
    }


def test_time_and_chance_come_from_the_event_and_the_seed() -> None:
    states = {
        "w": {"Type": "Wait", "Seconds": 2, "Next": "a"},
        "a": {
            "Type": "Pass",
            "Output": {
                "now": "{% $now() %}",
                "millis": "{% $millis() %}",
                "r": "{% $random() %}",
                "u": "{% $uuid() %}",
            },
            "End": True,
        },
    }
    first, again, other = (run(states, seed=seed).finish for seed in (1, 1, 2))
    assert first is not None
    assert first == again != other
    assert first.output["now"] == "2026-01-01T00:00:02.000Z"
    assert first.output["millis"] == START + 2000
    assert 0 <= first.output["r"] < 1
