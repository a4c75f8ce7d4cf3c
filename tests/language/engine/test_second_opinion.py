"""Our engine against moto's interpreter, in process: random machines without tasks must end alike.

moto ships without a JSONata engine; it gets jlens. It is a second opinion on control flow and data flow, not on
expressions. It runs branches in threads that a failure leaves behind: only runs that succeed are compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jlens
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from moto.stepfunctions.parser.api import StateMachineType
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import AWSExecutionDetails
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext
from moto.stepfunctions.parser.asl.eval.states import ContextObjectData, ExecutionData, StateMachineData
from moto.stepfunctions.parser.asl.jsonata import jsonata
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from statewright.language.engine import Machine, Returned, simulate

from tests.support.random_machines import FLOW, definitions

Ending = tuple[Any, Counter[str]]
"""The output, and what each state gave at its exits."""


@pytest.fixture(autouse=True, scope="module")
def _jsonata() -> Iterator[None]:
    def evaluate(expression: str) -> Any:
        return jlens.Expression(f'{{"r":({expression})}}').evaluate(None)["r"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonata, "_eval_jsonata", evaluate)
        yield


def moto_ending(definition: dict[str, Any], value: Any) -> Ending:
    """Of a run that succeeds."""
    program = AmazonStateLanguageParser.parse(json.dumps(definition))[0]
    environment = Environment(
        aws_execution_details=AWSExecutionDetails("000000000000", "eu-central-1", "role"),
        execution_type=StateMachineType.STANDARD,
        context=ContextObjectData(  # type: ignore[typeddict-item]  # moto itself fills in the rest later
            Execution=ExecutionData(Id="id", Input=value, Name="name", RoleArn="role", StartTime="time"),
            StateMachine=StateMachineData(Id="id", Name="name"),
        ),
        event_history_context=EventHistoryContext.of_program_start(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    program.eval(environment)
    events: list[Any] = list(environment.event_manager.get_event_history())
    exits = Counter(
        json.dumps([event["stateExitedEventDetails"]["name"], json.loads(event["stateExitedEventDetails"]["output"])])
        for event in events
        if "stateExitedEventDetails" in event
    )
    return json.loads(events[-1]["executionSucceededEventDetails"]["output"]), exits


def our_ending(definition: dict[str, Any], value: Any) -> Ending | None:
    simulation = simulate(Machine.parse(definition), value, lambda command: Returned(command.arguments))
    assert simulation.finish is not None
    if simulation.finish.status != "SUCCEEDED":
        return None
    exits = Counter(
        json.dumps([event.details["name"], event.details["output"]])
        for event in simulation.history
        if event.type.endswith("StateExited")
    )
    return simulation.finish.output, exits


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(definitions(FLOW), st.sampled_from([None, 1, "text", {"a": [1, [2]]}, [[]]]))
def test_two_interpreters_agree(definition: dict[str, Any], value: Any) -> None:
    ours = our_ending(definition, value)
    assume(ours is not None)
    assert moto_ending(definition, value) == ours
