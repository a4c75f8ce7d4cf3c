"""The little this service asks of Step Functions itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import orjson
from statewright.core import names

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

CONNECT_TIMEOUT_SECONDS: Final = 3
READ_TIMEOUT_SECONDS: Final = 10


class StepFunctionsError(Exception):
    """Step Functions refused, or could not be reached; the message says which call and why."""


@dataclass(frozen=True, slots=True)
class Begun:
    """How an execution began."""

    started_at: datetime
    input: Any


def machine_arn(workflow_id: str) -> str:
    """ARN of a workflow's state machine."""
    return os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(workflow_id)


def execution_arn(execution_id: str) -> str:
    """ARN of an execution: that of its machine with another resource type and its name."""
    workflow_id, name = names.split_execution_id(execution_id)
    return f"{machine_arn(workflow_id).replace(':stateMachine:', ':execution:')}:{name}"


def begun(execution_id: str) -> Begun | None:
    """The beginning of an execution, from the first event of its history; None if there is no such execution.

    Raises `StepFunctionsError`.
    """
    with _translated() as client:
        try:
            page = client.get_execution_history(
                executionArn=execution_arn(execution_id), maxResults=1, includeExecutionData=True
            )
        except client.exceptions.ExecutionDoesNotExist:
            return None
    for event in page["events"]:
        text = event.get("executionStartedEventDetails", {}).get("input")
        return Begun(event["timestamp"], orjson.loads(text) if text else None)
    return None


def stop(execution_id: str, cause: str) -> None:
    """Stop an execution. Raises `StepFunctionsError`."""
    with _translated() as client:
        client.stop_execution(executionArn=execution_arn(execution_id), error="Cancelled", cause=cause)


@lru_cache(maxsize=1)
def _client() -> SFNClient:
    # Most requests only read the database: boto3 is loaded for those that need it.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    client: SFNClient = boto3.client(
        "stepfunctions", config=Config(connect_timeout=CONNECT_TIMEOUT_SECONDS, read_timeout=READ_TIMEOUT_SECONDS)
    )
    return client


@contextmanager
def _translated() -> Iterator[SFNClient]:
    """The client; what it raises becomes `StepFunctionsError`."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield _client()
    except ClientError as error:
        answer = error.response.get("Error", {})
        raise StepFunctionsError(f"{error.operation_name}: {answer.get('Message') or answer.get('Code')}") from error
    except BotoCoreError as error:
        raise StepFunctionsError(str(error)) from error
