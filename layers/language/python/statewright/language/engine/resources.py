"""What a Task's Resource ARN says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def describe_resource(resource: str) -> tuple[str, Mapping[str, str]]:
    """The family of history types (`Task`, `LambdaFunction`, `Activity`) and the details that name the resource.

    `arn:aws:states:::lambda:invoke.waitForTaskToken` -> `resourceType` lambda, `resource` invoke.waitForTaskToken.
    """
    parts = resource.split(":")
    if len(parts) > 5 and parts[2] == "lambda":
        return "LambdaFunction", MappingProxyType({"resource": resource})
    if len(parts) > 5 and parts[2] == "states" and parts[5] == "activity":
        return "Activity", MappingProxyType({"resource": resource})
    integration = ":".join(parts[5:])
    kind, _, action = (
        integration.partition(":") if not integration.startswith("aws-sdk:") else integration.rpartition(":")
    )
    if action[:1].isdigit():  # `states:startExecution.sync:2`
        kind, action = integration.split(":", 1)
    return "Task", MappingProxyType({"resourceType": kind, "resource": action})


def needs_standard(resource: str) -> bool:
    """Whether only a Standard workflow may use the resource. Source: developer guide, "Choosing workflow type"."""
    pattern = resource.rpartition(".")[2]
    return pattern in ("waitForTaskToken", "sync", "sync:2") or ":activity:" in resource
