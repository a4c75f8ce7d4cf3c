"""A right: an IAM statement that owns up to its wildcards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aws_cdk import aws_iam as iam

from infra.aws.acknowledge import acknowledge_wildcard


@dataclass(frozen=True, slots=True)
class Right:
    """Actions on resources. `why_wildcard` says why a resource with `*` cannot be narrower; without it none may be."""

    actions: Sequence[str]
    resources: Sequence[str]
    why_wildcard: str = ""
    conditions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wildcards(self) -> list[str]:
        return [resource for resource in self.resources if "*" in resource]

    def statement(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            actions=list(self.actions), resources=list(self.resources), conditions=dict(self.conditions) or None
        )


def give(role: iam.Role, rights: Sequence[Right]) -> None:
    """Add rights to a role. Raises ValueError for a wildcard without a reason."""
    for right in rights:
        role.add_to_policy(right.statement())
        for resource in right.wildcards:
            if not right.why_wildcard:
                raise ValueError(f"{role.node.path}: say why {resource} ({', '.join(right.actions)}) is a wildcard")
            acknowledge_wildcard(role, resource, right.why_wildcard)


TRACING = Right(
    ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    ["*"],
    "X-Ray has no resources to name",
)
