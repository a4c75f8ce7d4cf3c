"""A workflow's state machine on Step Functions: one machine, a version per publish, the alias `live`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from statewright.core import names

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import RoutingConfigurationListItemTypeDef

CONNECT_TIMEOUT_SECONDS: Final = 3
READ_TIMEOUT_SECONDS: Final = 20
ATTEMPTS: Final = 3


class StepFunctionsError(Exception):
    """Step Functions refused, or could not be reached; the message says which call and why."""


@lru_cache(maxsize=1)
def _client() -> SFNClient:
    # Most requests never come here, and importing boto3 is most of a cold start.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    client: SFNClient = boto3.client(
        "stepfunctions",
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=READ_TIMEOUT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        ),
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


def machine_arn(workflow_id: str) -> str:
    """ARN of the workflow's state machine."""
    return os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(workflow_id)


def alias_arn(workflow_id: str) -> str:
    """ARN that executions are started on: whatever version is live."""
    return f"{machine_arn(workflow_id)}:{names.LIVE_ALIAS}"


def publish_version(workflow_id: str, definition_json: str, description: str) -> str:
    """Make the definition the newest version of the machine; returns the version's ARN.

    Repeating it is harmless: Step Functions gives the same version for an unchanged definition, or one more
    that nothing points to. Raises `StepFunctionsError`.
    """
    role_arn = os.environ["STATEWRIGHT_MACHINE_ROLE_ARN"]
    with _translated() as client:
        try:
            created = client.create_state_machine(
                name=names.state_machine_name(workflow_id),
                definition=definition_json,
                roleArn=role_arn,
                type="STANDARD",
                publish=True,
                versionDescription=description,
            )
            version_arn: str | None = created.get("stateMachineVersionArn")
        except client.exceptions.StateMachineAlreadyExists:
            version_arn = None
        if version_arn:
            return version_arn
        # The machine is there with another definition, or from a publish that did not come to its version.
        updated = client.update_state_machine(
            stateMachineArn=machine_arn(workflow_id),
            definition=definition_json,
            roleArn=role_arn,
            publish=True,
            versionDescription=description,
        )
        return updated["stateMachineVersionArn"]


def point_live_alias(workflow_id: str, version_arn: str) -> None:
    """New executions run this version from now on; those that run already go on with theirs.

    Raises `StepFunctionsError`.
    """
    routing: list[RoutingConfigurationListItemTypeDef] = [{"stateMachineVersionArn": version_arn, "weight": 100}]
    with _translated() as client:
        try:
            client.update_state_machine_alias(stateMachineAliasArn=alias_arn(workflow_id), routingConfiguration=routing)
        except client.exceptions.ResourceNotFound:
            client.create_state_machine_alias(name=names.LIVE_ALIAS, routingConfiguration=routing)


def start_execution(workflow_id: str, name: str, execution_input: str) -> None:
    """Start the live version. Raises `StepFunctionsError`."""
    with _translated() as client:
        client.start_execution(stateMachineArn=alias_arn(workflow_id), name=name, input=execution_input)
