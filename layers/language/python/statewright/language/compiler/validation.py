from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statewright.language.compiler.registry import Registry
from statewright.language.graph.model import Workflow
from statewright.language.graph.problems import Problem


def validate(document: Mapping[str, Any] | Workflow, registry: Registry) -> list[Problem]:
    return []
