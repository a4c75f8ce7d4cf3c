"""What a Task state's resource does: Lambda functions, invoked as Step Functions invokes them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import orjson

from infra.local.functions_host.invocation import (
    FunctionNotFound,
    InvokeRefused,
    PayloadTooLarge,
    TooManyRequests,
)
from infra.local.invoking import FunctionTarget, Invocation

LAMBDA_INVOKE: Final = "arn:aws:states:::lambda:invoke"
MAX_CAUSE: Final = 32_768
MAX_DATA: Final = 262_144
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


class Failure(NamedTuple):
    """A task that failed: what retriers match, and the text people read."""

    error: str
    cause: str


@dataclass(frozen=True, slots=True)
class LambdaCall:
    """A function to invoke. `wrapped`: the state's result is Lambda's whole answer, not its payload alone."""

    name: str
    qualifier: str | None
    payload: bytes
    wrapped: bool


def read_call(resource: str, arguments: Any) -> LambdaCall | Failure:
    """The call a Task state makes; a Failure for what the local stack does not run."""
    if _DIRECT.fullmatch(resource):
        target = FunctionTarget.parse(resource)
        payload: Any = arguments
        wrapped = False
    elif resource.removesuffix(".waitForTaskToken") == LAMBDA_INVOKE:
        if not isinstance(arguments, dict) or not isinstance(arguments.get("FunctionName"), str):
            return Failure("States.Runtime", "lambda:invoke needs Arguments with a FunctionName, a string")
        target = FunctionTarget.parse(arguments["FunctionName"])
        payload = arguments.get("Payload", {})
        wrapped = True
    else:
        known = f"{LAMBDA_INVOKE}, {LAMBDA_INVOKE}.waitForTaskToken and Lambda function ARNs"
        return Failure("States.TaskFailed", f"the local Step Functions does not run {resource}: it knows {known}")
    if target is None:
        return Failure("Lambda.ResourceNotFoundException", "FunctionName is neither a function's name nor its ARN")
    qualifier = target.qualifier or (arguments.get("Qualifier") if wrapped else None)
    try:
        return LambdaCall(target.name, qualifier, orjson.dumps(payload), wrapped)
    except orjson.JSONEncodeError as error:
        return Failure("States.Runtime", f"the Payload cannot be written as JSON: {error}")


def request_id(execution_arn: str, seed: int, task_id: int) -> uuid.UUID:
    """Under which a task is invoked: the same after a crash, another for each retry of its state.

    Actions take their claim back from an invocation of the same request id at once, and run: what held it has ended.
    The seed tells executions of one name apart, whose state machines were deleted and made again.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{execution_arn}/{seed}/{task_id}")


async def invoke(call: LambdaCall, request: uuid.UUID, invoke_task: InvokeTask) -> bytes | Failure:
    """Invoke the function: its answer (JSON), or the failure as Step Functions names it.

    Source: Step Functions developer guide, "Handling errors": an exception's class is the error name and Lambda's error
    object the cause; a timeout is `Sandbox.Timedout`; what Lambda itself refuses is `Lambda.<exception>`.
    """
    try:
        invocation = await invoke_task(call.name, call.payload, call.qualifier, request)
    except InvokeRefused as error:
        return Failure(_REFUSALS.get(type(error), "Lambda.ServiceException"), str(error))
    payload = invocation.payload
    if invocation.function_error is None:
        if len(payload) > MAX_DATA:
            limit = "the maximum number of bytes service limit"
            return Failure("States.DataLimitExceeded", f"The function {call.name} returned a result over {limit}.")
        return payload
    return Failure(_error_name(payload), payload[:MAX_CAUSE].decode("utf-8", "replace"))


def result_of(payload: Any) -> dict[str, Any]:
    """The result of `lambda:invoke`: the shape of AWS's answer, with the metadata cut to what does not vary."""
    return {
        "ExecutedVersion": "$LATEST",
        "Payload": payload,
        "SdkHttpMetadata": {"HttpStatusCode": 200},
        "StatusCode": 200,
    }


def _error_name(payload: bytes) -> str:
    try:
        error = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return "Lambda.Unknown"
    name = error.get("errorType") if isinstance(error, dict) else None
    return name if isinstance(name, str) and name else "Lambda.Unknown"
