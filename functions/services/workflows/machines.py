"""A workflow's state machine on Step Functions: one machine, a version per publish, the alias `live`."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from statewright.core import names

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import RoutingConfigurationListItemTypeDef

StepFunctionsError: Final = (ClientError, BotoCoreError)
"""What calling Step Functions may raise."""
_CONFIG: Final = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})


@lru_cache(maxsize=1)
def _client() -> SFNClient:
    client: SFNClient = boto3.client("stepfunctions", config=_CONFIG)
    return client


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
    client = _client()
    try:
        created = client.create_state_machine(
            name=names.state_machine_name(workflow_id),
            definition=definition_json,
            roleArn=os.environ["STATEWRIGHT_MACHINE_ROLE_ARN"],
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
    return client.update_state_machine(
        stateMachineArn=machine_arn(workflow_id),
        definition=definition_json,
        roleArn=os.environ["STATEWRIGHT_MACHINE_ROLE_ARN"],
        publish=True,
        versionDescription=description,
    )["stateMachineVersionArn"]


def point_live_alias(workflow_id: str, version_arn: str) -> None:
    """New executions run this version from now on; those that run already go on with theirs."""
    client = _client()
    routing: list[RoutingConfigurationListItemTypeDef] = [{"stateMachineVersionArn": version_arn, "weight": 100}]
    try:
        client.update_state_machine_alias(stateMachineAliasArn=alias_arn(workflow_id), routingConfiguration=routing)
    except client.exceptions.ResourceNotFound:
        client.create_state_machine_alias(name=names.LIVE_ALIAS, routingConfiguration=routing)


def start_execution(workflow_id: str, name: str, execution_input: str) -> None:
    """Start the live version. Raises `StepFunctionsError`."""
    _client().start_execution(stateMachineArn=alias_arn(workflow_id), name=name, input=execution_input)
