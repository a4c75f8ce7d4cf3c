"""TestState: one state on its own, its work done for real or mocked.

Source: API reference, TestState. A mocked result is taken as it is: `fieldValidationMode` would need the response
models of every AWS service. `revealSecrets` is about HTTP Tasks, which do not run here.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from typing import Any, Final

import orjson
from statewright.language.engine import DefinitionError, Raised, Returned, TaskSucceeded
from statewright.language.engine.events import ScheduleTask
from statewright.language.engine.state_trial import StateTrial, StateTrialResult, TrialRefused, TrialSettings

from infra.local.stepfunctions import requests
from infra.local.stepfunctions.definitions import read_json, refused
from infra.local.stepfunctions.errors import ServiceError
from infra.local.stepfunctions.requests import check_json, parse
from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.tasks.calls import TaskCall, completion

LIMIT_SECONDS: Final = 300
"""Source: API reference, TestState: up to five minutes, then States.Timeout."""
_AS_THEY_ARE: Final = frozenset(
    {"errorDetails", "maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"}
)


class TestStateOperation:
    """Tries states with the tasks of a running service."""

    def __init__(self, service: StepFunctions) -> None:
        self._service = service

    async def test_state(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.TestState, body)
        trial = self._trial(request)
        outcome = await self._do(trial.task) if trial.task is not None else None
        return _answer(trial.finish(outcome), request.inspectionLevel)

    def _trial(self, request: requests.TestState) -> StateTrial:
        data = check_json(request.input, "InvalidExecutionInput", "Invalid Execution Input: the input")
        configuration = request.stateConfiguration
        if request.context is not None and request.mock is None:
            raise ServiceError("ValidationException", "a context can only be given together with a mock")
        try:
            return StateTrial(
                read_json(request.definition),
                orjson.loads(data),
                state_name=request.stateName,
                variables=_object(request.variables, "variables"),
                context=_object(request.context, "context"),
                mock=_mock(request.mock),
                settings=TrialSettings(
                    retry_count=configuration.retrierRetryCount,
                    failed_iterations=configuration.mapIterationFailureCount,
                    reader_data=configuration.mapItemReaderData,
                    error_caused_by=configuration.errorCausedByState,
                ),
                at=self._service.clock(),
            )
        except DefinitionError as error:
            raise refused(error) from error
        except TrialRefused as error:
            raise ServiceError("ValidationException", str(error)) from error

    async def _do(self, task: ScheduleTask) -> Returned | Raised | None:
        arn = self._service.arns.execution("TestState", str(uuid.uuid4()))
        call = TaskCall(task.resource, task.arguments, arn, secrets.randbits(62), task.task_id)
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                outcome = await self._service.tasks.perform(call)
        except TimeoutError:
            return None
        event, *_ = completion(0, task.task_id, outcome)
        return Returned(event.output) if isinstance(event, TaskSucceeded) else Raised(event.error, event.cause)


def _answer(result: StateTrialResult, level: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"status": result.status}
    if result.status in ("SUCCEEDED", "CAUGHT_ERROR"):
        answer["output"] = orjson.dumps(result.output).decode()
    told = (("error", result.error), ("cause", result.cause), ("nextState", result.next_state))
    answer |= {name: value for name, value in told if value is not None}
    if level != "INFO":
        answer["inspectionData"] = {
            name: value if name in _AS_THEY_ARE else orjson.dumps(value).decode()
            for name, value in result.inspection.items()
        }
    return answer


def _object(text: str | None, what: str) -> dict[str, Any] | None:
    if text is None:
        return None
    value = orjson.loads(check_json(text, "ValidationException", what))
    if not isinstance(value, dict):
        raise ServiceError("ValidationException", f"{what} must be a JSON object")
    return value


def _mock(mock: requests.Mock | None) -> Returned | Raised | None:
    if mock is None:
        return None
    if (mock.result is None) == (mock.errorOutput is None):
        raise ServiceError("ValidationException", "a mock has either a result or an errorOutput")
    if mock.errorOutput is not None:
        return Raised(mock.errorOutput.error, mock.errorOutput.cause)
    return Returned(orjson.loads(check_json(mock.result or "", "ValidationException", "mock.result")))
