"""The little this service asks of Step Functions itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from statewright.core.runtime import aws
from statewright.core.runtime.arns import execution_arn


@dataclass(frozen=True, slots=True)
class Begun:
    """How an execution began."""

    started_at: datetime
    input: Any


def begun(execution_id: str) -> Begun | None:
    """The beginning of an execution, from the first event of its history; None if there is no such execution.

    Raises `aws.AwsError`.
    """
    client = aws.step_functions()
    with aws.translated():
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
    """Stop an execution. Raises `aws.AwsError`."""
    client = aws.step_functions()
    with aws.translated():
        client.stop_execution(executionArn=execution_arn(execution_id), error="Cancelled", cause=cause)


class NotRedrivable(Exception):
    """Step Functions does not let this execution go on; the message is its reason."""


def redrive(execution_id: str) -> None:
    """Let an execution that ended badly go on from where it failed. Raises `NotRedrivable`, `aws.AwsError`."""
    client = aws.step_functions()
    with aws.translated():
        try:
            client.redrive_execution(executionArn=execution_arn(execution_id))
        except (client.exceptions.ExecutionNotRedrivable, client.exceptions.ExecutionDoesNotExist) as error:
            raise NotRedrivable(error.response.get("Error", {}).get("Message", "")) from error
