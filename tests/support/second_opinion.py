"""moto's interpreter of the Amazon States Language, in this process, with jlens for its missing JSONata engine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import jlens
import pytest
from moto.stepfunctions.parser.api import StateMachineType
from moto.stepfunctions.parser.asl.component.common.string import string_expression
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import AWSExecutionDetails
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext
from moto.stepfunctions.parser.asl.eval.states import ContextObjectData, ExecutionData, StateMachineData
from moto.stepfunctions.parser.asl.jsonata import jsonata
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from statewright.core.jsonata import REGISTERED, FunctionError

UNFINISHED: Final = "UNFINISHED"
"""moto left a run without an end: the threads of its branches met when one of them failed."""


class Ending(NamedTuple):
    """How a run ended, and how often each state gave what at its exits (as JSON)."""

    status: str
    output: Any
    error: str | None
    exits: Counter[str]


@contextmanager
def jsonata_for_moto() -> Iterator[None]:
    """While it is open, moto evaluates expressions."""

    def evaluate(expression: str) -> Any:
        try:
            compiled = jlens.Expression(f'{{"r":({expression})}}')
            for name, registered in REGISTERED.items():
                compiled.register_function(name, *registered)
            return compiled.evaluate(None)["r"]
        except (jlens.JlensError, FunctionError, KeyError) as problem:
            raise jsonata.JSONataException("UNKNOWN", str(problem)) from problem

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonata, "_eval_jsonata", evaluate)
        # its own declarations of Step Functions' functions are stubs in part
        patch.setattr(string_expression, "get_intrinsic_functions_declarations", lambda **_: "")
        yield


def moto_ending(definition: dict[str, Any], value: Any, execution_name: str = "name") -> Ending:
    """How moto says a run of this machine ends."""
    return ending_of(moto_events(moto_program(definition), value, execution_name))


def moto_program(definition: dict[str, Any]) -> Program:
    """The machine as moto's interpreter takes it, for any number of runs."""
    program = AmazonStateLanguageParser.parse(json.dumps(definition))[0]
    assert isinstance(program, Program)
    return program


def moto_events(program: Program, value: Any, execution_name: str = "name") -> list[Any]:
    """The history of a run."""
    environment = Environment(
        aws_execution_details=AWSExecutionDetails("000000000000", "eu-central-1", "role"),
        execution_type=StateMachineType.STANDARD,
        context=ContextObjectData(  # type: ignore[typeddict-item]  # moto itself fills in the rest later
            Execution=ExecutionData(Id="id", Input=value, Name=execution_name, RoleArn="role", StartTime="time"),
            StateMachine=StateMachineData(Id="id", Name="name"),
        ),
        event_history_context=EventHistoryContext.of_program_start(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    program.eval(environment)
    return list(environment.event_manager.get_event_history())


def ending_of(events: list[Any]) -> Ending:
    """How a run with this history ended."""
    exits = Counter(
        json.dumps([event["stateExitedEventDetails"]["name"], json.loads(event["stateExitedEventDetails"]["output"])])
        for event in events
        if "stateExitedEventDetails" in event
    )
    last = events[-1]
    if "executionSucceededEventDetails" in last:
        return Ending("SUCCEEDED", json.loads(last["executionSucceededEventDetails"]["output"]), None, exits)
    if "executionFailedEventDetails" in last:
        return Ending("FAILED", None, last["executionFailedEventDetails"].get("error"), exits)
    return Ending(UNFINISHED, None, None, exits)
