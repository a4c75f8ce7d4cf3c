"""The outcome of a CDK synthesis, as tests look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Assembly:
    """The synthesized templates' resources, `stack name -> logical id -> resource`, and the rule checks' report."""

    stacks: Mapping[str, Mapping[str, Any]]
    report: Mapping[str, Any]

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """Properties of every resource of a type, in all stacks."""
        found = [resource for stack in self.stacks.values() for resource in stack.values()]
        return [resource["Properties"] for resource in found if resource["Type"] == kind]
