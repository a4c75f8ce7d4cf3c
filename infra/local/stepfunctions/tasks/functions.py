"""`lambda:invoke` and function ARNs: functions, invoked as Step Functions invokes them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import orjson

from infra.local.functions_host.invocation import (
    FunctionNotFound,
    InvokeRefused,
    PayloadTooLarge,
    TooManyRequests,
)
from infra.local.invoking import FunctionTarget, Invocation
from infra.local.stepfunctions.journal import Kind
from infra.local.stepfunctions.tasks.calls import MAX_CAUSE, MAX_DATA, Answer, Failure, Outcome, TaskCall

INVOKE: Final = "arn:aws:states:::lambda:invoke"
_DIRECT: Final = re.compile(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:.+")

_REFUSALS: Final[Mapping[type[InvokeRefused], str]] = {
    FunctionNotFound: "Lambda.ResourceNotFoundException",
    PayloadTooLarge: "Lambda.RequestTooLargeException",
    TooManyRequests: "Lambda.TooManyRequestsException",
}


class InvokeTask(Protocol):
    """Invoke a function by name under a request id, and wait for its answer (`qualifier`: a version or an alias)."""

    def __call__(
        self, name: str, payload: bytes, qualifier: str | None, request_id: uuid.UUID, /
    ) -> Awaitable[Invocation]: ...


@dataclass(frozen=True, slots=True)
class _Invocation:
    """A function to invoke. `wrapped`: the state's result is Lambda's whole answer, not its payload alone."""

    name: str
    qualifier: str | None
    payload: bytes
    wrapped: bool


async def invoke(call: TaskCall, invoke_task: InvokeTask) -> Outcome:
    """Invoke the function: its answer, or the failure as Step Functions names it.

    Source: Step Functions developer guide, "Handling errors": an exception's class is the error name and Lambda's error
    object the cause; a timeout is `Sandbox.Timedout`; what Lambda itself refuses is `Lambda.<exception>`.
    """
    wanted = _read(call.resource, call.arguments)
    if isinstance(wanted, Failure):
        return wanted
    try:
        invocation = await invoke_task(wanted.name, wanted.payload, wanted.qualifier, call.request_id)
    except InvokeRefused as error:
        return Failure(_REFUSALS.get(type(error), "Lambda.ServiceException"), str(error))
    payload = invocation.payload
    if invocation.function_error is not None:
        return Failure(_error_name(payload), payload[:MAX_CAUSE].decode("utf-8", "replace"))
    if len(payload) > MAX_DATA:
        limit = "the maximum number of bytes service limit"
        return Failure("States.DataLimitExceeded", f"The function {wanted.name} returned a result over {limit}.")
    return Answer(Kind.LAMBDA_SUCCEEDED if wanted.wrapped else Kind.TASK_SUCCEEDED, payload)


def is_function(resource: str) -> bool:
    """Whether the resource is a Lambda function or its integration."""
    return resource.removesuffix(".waitForTaskToken") == INVOKE or _DIRECT.fullmatch(resource) is not None


def _read(resource: str, arguments: Any) -> _Invocation | Failure:
    wrapped = not resource.startswith("arn:aws:lambda:")
    if wrapped:
        if not isinstance(arguments, dict) or not isinstance(arguments.get("FunctionName"), str):
            return Failure("States.Runtime", "lambda:invoke needs Arguments with a FunctionName, a string")
        target = FunctionTarget.parse(arguments["FunctionName"])
        payload = arguments.get("Payload", {})
    else:
        target = FunctionTarget.parse(resource)
        payload = arguments
    if target is None:
        return Failure("Lambda.ResourceNotFoundException", "FunctionName is neither a function's name nor its ARN")
    qualifier = target.qualifier or (arguments.get("Qualifier") if wrapped else None)
    try:
        return _Invocation(target.name, qualifier, orjson.dumps(payload), wrapped)
    except orjson.JSONEncodeError as error:
        return Failure("States.Runtime", f"the Payload cannot be written as JSON: {error}")


def _error_name(payload: bytes) -> str:
    try:
        error = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return "Lambda.Unknown"
    name = error.get("errorType") if isinstance(error, dict) else None
    return name if isinstance(name, str) and name else "Lambda.Unknown"
