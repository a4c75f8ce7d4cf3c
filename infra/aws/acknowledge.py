"""Findings of the rule checks that are meant to be as they are, each with its reason."""

from __future__ import annotations

import json
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Accept one rule's finding on a construct and what is below it. `rule`: e.g. `AwsSolutions-EC23`."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions::{rule}", reason=reason))


def acknowledge_wildcard(construct: IConstruct, resource: str, reason: str) -> None:
    """Accept one resource with a wildcard in a policy; every other one stays a finding."""
    text = _as_reported(Stack.of(construct).resolve(resource))
    acknowledge(construct, f"AwsSolutions-IAM5[Resource::{text}]", reason)


def acknowledge_basic_execution(construct: IConstruct) -> None:
    """Accept the managed policy with which the CDK's own custom resources write their logs."""
    policy = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    reason = "The CDK's own custom resources write their logs with it"
    acknowledge(construct, f"AwsSolutions-IAM4[Policy::{policy}]", reason)


def _as_reported(resolved: Any) -> str:
    """A CloudFormation value as cdk-nag prints it in a finding."""
    match resolved:
        case str():
            return resolved
        case {"Fn::Join": ["", [*parts]]}:
            return "".join(map(_as_reported, parts))
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
        case _:
            return json.dumps(resolved, separators=(",", ":"))
