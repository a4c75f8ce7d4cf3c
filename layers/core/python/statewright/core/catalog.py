"""The generated catalog, as frozen dataclasses.

`catalog.json` is derived from every `functions/<kind>/<name>/spec.py` by `scripts/build_catalog.py`. Nothing here
imports Pydantic: the local stack, the infrastructure and the services read it at start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

PATH: Final = Path(__file__).with_name("catalog.json")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Default retry of an action in Step Functions' terms; `max_attempts` counts retries, not the first try."""

    max_attempts: int
    interval_seconds: int
    backoff_rate: float
    max_delay_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action type; `id` is `<name>@<version>`. `function` is None for a native action."""

    id: str
    name: str
    version: int
    title: str
    description: str
    icon: str
    category: str
    config_schema: Json
    output_schema: Json
    connection: str | None
    effect: Literal["none", "normal", "strict"]
    native: bool
    errors: tuple[str, ...]
    retry: RetryPolicy
    function: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One trigger type; `output_schema` is the shape of `$trigger`."""

    id: str
    name: str
    version: int
    title: str
    description: str
    icon: str
    config_schema: Json
    output_schema: Json
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A part of the REST API; `routes` are paths below `/api`, `public_routes` below the root, see `ServiceSpec`."""

    name: str
    routes: tuple[str, ...]
    public_routes: tuple[str, ...]
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemJob:
    """A job of the platform; `schedule_expression` is set for `source == "schedule"` only."""

    name: str
    source: Literal["execution_events", "failed_executions", "schedule", "invoke"]
    schedule_expression: str | None
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedFunction:
    """One Lambda: what to ship (`path`, `requirements`), how to run it, and what it may reach and do."""

    name: str
    kind: Literal["action", "trigger", "service", "system"]
    path: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    layers: tuple[str, ...]
    reach: tuple[str, ...]
    grants: tuple[str, ...]
    environment: Mapping[str, str]
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that can be drawn and deployed; each tuple is in the file's order. `raw` is the JSON itself."""

    actions: tuple[Action, ...]
    triggers: tuple[Trigger, ...]
    services: tuple[Service, ...]
    system: tuple[SystemJob, ...]
    functions: tuple[DeployedFunction, ...]
    raw: Json

    def function(self, name: str) -> DeployedFunction:
        """The Lambda called `name`. Raises KeyError naming it."""
        for function in self.functions:
            if function.name == name:
                return function
        raise KeyError(name)


def _frozen(entry: Json) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def parse(raw: Json) -> Catalog:
    """`raw` in the shape of docs/reference/contracts.md. Raises KeyError or TypeError for another shape."""
    return Catalog(
        actions=tuple(Action(**_frozen(item) | {"retry": RetryPolicy(**item["retry"])}) for item in raw["actions"]),
        triggers=tuple(Trigger(**_frozen(item)) for item in raw["triggers"]),
        services=tuple(Service(**_frozen(item)) for item in raw["services"]),
        system=tuple(SystemJob(**_frozen(item)) for item in raw["system"]),
        functions=tuple(DeployedFunction(**_frozen(item)) for item in raw["functions"]),
        raw=raw,
    )


@lru_cache(maxsize=1)
def load() -> Catalog:
    """The catalog this code was shipped with, read once per process."""
    return parse(json.loads(PATH.read_bytes()))
