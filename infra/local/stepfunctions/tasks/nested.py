"""`states:startExecution`, `.sync`, `.sync:2` and `.waitForTaskToken`: executions of other state machines.

An execution that a task starts remembers the task's request id (`started_by`). After a crash the task is done again,
finds the execution that it started before, running or ended, and starts nothing twice.

Source: Step Functions developer guide, "Start a new AWS Step Functions state machine from a running execution".
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import orjson

from infra.local.stepfunctions.errors import ServiceError
from infra.local.stepfunctions.requests import check_json, check_name
from infra.local.stepfunctions.tasks.calls import MAX_CAUSE, Answer, Failure, Outcome, Submitted, TaskCall

START: Final = "arn:aws:states:::states:startExecution"
_SYNC: Final = frozenset({f"{START}.sync", f"{START}.sync:2"})
RESOURCES: Final = _SYNC | {START, f"{START}.waitForTaskToken"}
_JSON_TEXTS: Final = ("Input", "Output")
_DATES: Final = ("StartDate", "StopDate", "RedriveDate")

Description = Mapping[str, Any]
"""What DescribeExecution answers."""


class Child(NamedTuple):
    """An execution that a task has started. `ended` and `stop` are None for an Express one: nobody can wait for it."""

    arn: str
    started_at: int
    ended: Callable[[], Awaitable[Description]] | None
    stop: Callable[[], None] | None


class StartChild(Protocol):
    """Start an execution for the task `started_by`, or find the one that it has started. Raises ServiceError."""

    def __call__(self, arn: str, name: str, data: bytes, started_by: uuid.UUID, /) -> Awaitable[Child]: ...


@dataclass(slots=True)
class _Waiting:
    """A `.sync` task: the execution it waits for, once that was accepted, and whether the task still matters."""

    child: Child | None = None
    cancelled: bool = False


class NestedExecutions:
    """Does the tasks that start executions."""

    def __init__(self, start: StartChild) -> None:
        self._start = start
        self._waiting: dict[uuid.UUID, _Waiting] = {}

    async def perform(self, call: TaskCall, submitted: Submitted) -> Outcome:
        """Start the execution, and for `.sync` wait for its end."""
        arguments = call.arguments
        request_id = call.request_id
        if not isinstance(arguments, dict) or not isinstance(arguments.get("StateMachineArn"), str):
            return Failure("States.Runtime", "states:startExecution needs Arguments with a StateMachineArn, a string")
        given = arguments.get("Input", {})
        try:
            name = check_name(str(arguments.get("Name", request_id)))
            text = given if isinstance(given, str) else orjson.dumps(given).decode()
            data = check_json(text, "InvalidExecutionInput", "Invalid Execution Input: the input")
            if call.resource in _SYNC:
                return await self._wait(call, arguments["StateMachineArn"], name, data, submitted)
            child = await self._start(arguments["StateMachineArn"], name, data, request_id)
        except ServiceError as error:
            return _refused(error, request_id)
        return Answer.of(_started(child))

    def cancel(self, call: TaskCall) -> None:
        """The task no longer matters: the execution it waits for is stopped.

        Source: developer guide, "Integrate with services": when a `.sync` task is aborted, so is what it waits for.
        """
        waiting = self._waiting.get(call.request_id)
        if waiting is not None:
            waiting.cancelled = True
            if waiting.child is not None and waiting.child.stop is not None:
                waiting.child.stop()

    async def _wait(self, call: TaskCall, arn: str, name: str, data: bytes, submitted: Submitted) -> Outcome:
        request_id = call.request_id
        waiting = self._waiting[request_id] = _Waiting()
        try:
            waiting.child = child = await self._start(arn, name, data, request_id)
            if child.ended is None:
                raise ServiceError("StateMachineTypeNotSupported", "an Express execution cannot be waited for")
            submitted(_started(child))
            if waiting.cancelled and child.stop is not None:
                child.stop()
            described = _integration_answer(await child.ended())
        finally:
            del self._waiting[request_id]
        if call.resource.endswith(":2"):
            described |= {field: orjson.loads(described[field]) for field in _JSON_TEXTS if field in described}
        if described["Status"] == "SUCCEEDED":
            return Answer.of(described)
        return Failure("States.TaskFailed", _cause(described))


def _started(child: Child) -> dict[str, Any]:
    """StartExecution's answer."""
    return {"ExecutionArn": child.arn, "StartDate": child.started_at, "SdkHttpMetadata": {"HttpStatusCode": 200}}


def _refused(error: ServiceError, request_id: uuid.UUID) -> Failure:
    about = f"Service: AWSStepFunctions; Status Code: {error.status}; Error Code: {error.code}"
    return Failure(f"StepFunctions.{error.code}Exception", f"{error.message} ({about}; Request ID: {request_id})")


def _integration_answer(description: Description) -> dict[str, Any]:
    """An API answer as an integration gives it: PascalCase members, times in milliseconds."""
    answer: dict[str, Any] = {
        f"{name[0].upper()}{name[1:]}": {"Included": value["included"]} if name.endswith("Details") else value
        for name, value in description.items()
    }
    return answer | {name: round(answer[name] * 1000) for name in _DATES if name in answer}


def _cause(described: Mapping[str, Any]) -> str:
    """The description as text; without the input where it would not fit in a cause."""
    cause = orjson.dumps(described).decode()
    if len(cause) > MAX_CAUSE:
        short = {name: value for name, value in described.items() if name != "Input"}
        cause = orjson.dumps(short | {"InputDetails": {"Included": False}}).decode()
    return cause[:MAX_CAUSE]
