"""A workflow's state machine on Step Functions: one machine a durability, a version per publish, the alias `live`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import orjson
from statewright.core import names
from statewright.core.names import Durability
from statewright.core.runtime import aws, settings
from statewright.core.runtime.arns import alias_arn, machine_arn
from statewright.language.compiler.reporting import Reports, reported

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import RoutingConfigurationListItemTypeDef


class VersionGone(Exception):
    """Step Functions does not hold this version any more: `retire_machines` deletes those far behind."""


def publish_version(workflow_id: str, durability: Durability, definition_json: str, version: int) -> str:
    """Make the compiled definition the newest version of the machine; returns the version's ARN.

    An Express machine gets the states that tell of its runs around it. Repeating it is harmless: Step Functions gives
    the same version for an unchanged definition, or one more that nothing points to. Raises `aws.AwsError`.
    """
    if durability == "express":
        reports = Reports(settings.required("STATEWRIGHT_EXECUTION_EVENTS_URL"), version)
        definition_json = orjson.dumps(reported(orjson.loads(definition_json), reports)).decode()
    role_arn, description = os.environ["STATEWRIGHT_MACHINE_ROLE_ARN"], f"version {version}"
    client = aws.step_functions()
    with aws.translated():
        try:
            created = client.create_state_machine(
                name=names.state_machine_name(workflow_id, durability),
                definition=definition_json,
                roleArn=role_arn,
                type="EXPRESS" if durability == "express" else "STANDARD",
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
            stateMachineArn=machine_arn(workflow_id, durability),
            definition=definition_json,
            roleArn=role_arn,
            publish=True,
            versionDescription=description,
        )
        return updated["stateMachineVersionArn"]


def point_live_alias(workflow_id: str, durability: Durability, version_arn: str) -> None:
    """New executions run this version from now on; those that run already go on with theirs.

    Raises `aws.AwsError`.
    """
    routing: list[RoutingConfigurationListItemTypeDef] = [{"stateMachineVersionArn": version_arn, "weight": 100}]
    alias = alias_arn(workflow_id, durability)
    client = aws.step_functions()
    with aws.translated():
        try:
            client.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=routing)
        except client.exceptions.ResourceNotFound:
            client.create_state_machine_alias(name=names.LIVE_ALIAS, routingConfiguration=routing)


def start_execution(arn: str, name: str, execution_input: str, durability: Durability) -> None:
    """Start what an alias or a version leads to. Raises `VersionGone` or `aws.AwsError`."""
    # Express machines take a name twice: a call that was made again after a lost answer would be a second run.
    client = aws.step_functions_once() if durability == "express" else aws.step_functions()
    with aws.translated():
        try:
            client.start_execution(stateMachineArn=arn, name=name, input=execution_input)
        except client.exceptions.StateMachineDoesNotExist as error:
            raise VersionGone(arn) from error
