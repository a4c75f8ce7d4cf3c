"""A task to be done, and what can come of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
from statewright.language.engine import TaskFailed, TaskSucceeded

from infra.local.stepfunctions.journal import Kind

MAX_DATA = 262_144
"""Bytes of a payload. Source: Step Functions developer guide, "Quotas"."""
MAX_CAUSE = 32_768
"""Characters of a cause. Source: API reference, `SensitiveCause`."""


class TaskCall(NamedTuple):
    """One attempt of a Task state: its resource, its evaluated arguments, and whose task it is."""

    resource: str
    arguments: Any
    execution_arn: str
    seed: int
    task_id: int

    @property
    def request_id(self) -> uuid.UUID:
        """Under which the task is done: the same after a crash, another for each retry of its state.

        Whoever does the work knows by it that it is asked again. Actions take their claim back from an invocation of
        the same request id at once, and run: what held it has ended. The seed tells executions of one name apart, whose
        state machines were deleted and made again.
        """
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.execution_arn}/{self.seed}/{self.task_id}")


class Answer(NamedTuple):
    """A task that succeeded, as the journal keeps it: `kind` says how `body` (JSON) becomes the task's output."""

    kind: Kind
    body: bytes

    @classmethod
    def of(cls, output: Any) -> Answer:
        """The answer whose output is this JSON value."""
        return cls(Kind.TASK_SUCCEEDED, orjson.dumps(output))


class Failure(NamedTuple):
    """A task that failed: what retriers match, and the text people read."""

    error: str
    cause: str | None

    @property
    def body(self) -> bytes:
        """As the journal keeps it."""
        return orjson.dumps([self.error, self.cause])


Outcome = Answer | Failure

Submitted = Callable[[Any], None]
"""Is told the first answer of a task that goes on."""


def lambda_result(payload: Any) -> dict[str, Any]:
    """The result of `lambda:invoke`: the shape of AWS's answer, with the metadata cut to what does not vary."""
    return {
        "ExecutedVersion": "$LATEST",
        "Payload": payload,
        "SdkHttpMetadata": {"HttpStatusCode": 200},
        "StatusCode": 200,
    }


def completion(at: int, task_id: int, outcome: Outcome) -> tuple[TaskSucceeded | TaskFailed, Kind, bytes]:
    """The engine event of an outcome, and the kind and body it has in the journal."""
    if isinstance(outcome, Answer):
        try:
            value = orjson.loads(outcome.body)
        except orjson.JSONDecodeError as problem:
            outcome = Failure("Lambda.Unknown", f"the function's answer is not JSON: {problem}")
        else:
            output = lambda_result(value) if outcome.kind is Kind.LAMBDA_SUCCEEDED else value
            return TaskSucceeded(at, task_id, output), outcome.kind, outcome.body
    return TaskFailed(at, task_id, *outcome), Kind.TASK_FAILED, outcome.body
