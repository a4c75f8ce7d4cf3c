"""What a Task's Resource ARN says.

Source: Step Functions developer guide, "Discovering service integration patterns in Step Functions".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_INTEGRATION: Final = "arn:aws:states:::"


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
    return pattern_of(resource) is not None or ":activity:" in resource


def pattern_of(resource: str) -> str | None:
    """The integration pattern: `waitForTaskToken`, `sync` or `sync:2`; None for request-response."""
    action, dot, pattern = resource.rpartition(".")
    return pattern if dot and action.startswith(_INTEGRATION) else None


def resource_problem(resource: str) -> str | None:
    """What is wrong with a Resource; None for one that Step Functions would know how to call."""
    parts = resource.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        return "must be an ARN: the value is not a valid resource ARN"
    if parts[2] == "lambda" or (parts[2] == "states" and parts[5] == "activity"):
        return None
    if not resource.startswith(_INTEGRATION) or len(parts) < 7:
        return "is not recognized: it must be a function, an activity or arn:aws:states:::<service>:<action>"
    service, pattern = parts[5], pattern_of(resource)
    has_pattern = {
        None: True,
        "waitForTaskToken": True,
        "sync": service not in ("aws-sdk", "lambda"),
        "sync:2": service == "states",
    }
    if has_pattern.get(pattern, False):
        return None
    return f"is not recognized: {service} has no integration pattern '{pattern}'"
