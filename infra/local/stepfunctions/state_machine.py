"""State machines as they are now: immutable values."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from infra.local.stepfunctions.definitions import Definition
from infra.local.stepfunctions.requests import Kind


@dataclass(frozen=True, slots=True)
class Version:
    """A published version."""

    number: int
    definition_id: int
    description: str
    created_at: int


class Route(NamedTuple):
    """Which versions an alias leads to: `weight` percent of the starts run `version`, the rest `other`."""

    version: int
    weight: int = 100
    other: int | None = None

    def pick(self) -> int:
        """The version of one start."""
        if self.other is None or secrets.randbelow(100) < self.weight:
            return self.version
        return self.other

    @property
    def weights(self) -> list[tuple[int, int]]:
        """(version, percent) as AWS lists them."""
        if self.other is None:
            return [(self.version, self.weight)]
        return [(self.version, self.weight), (self.other, 100 - self.weight)]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for one or two versions."""

    name: str
    description: str
    route: Route
    created_at: int
    updated_at: int

    def leads_to(self, version: int) -> bool:
        """Whether the version may be what a start runs."""
        return version in (self.route.version, self.route.other)


@dataclass(frozen=True, slots=True)
class StateMachine:
    """A state machine. `deleting`: it accepts nothing more, and is gone when its last execution has ended."""

    id: int
    name: str
    type: Kind
    settings: Mapping[str, Any]
    definition: Definition
    created_at: int
    updated_at: int
    last_version: int = 0
    versions: Mapping[int, Version] = field(default_factory=dict)
    aliases: Mapping[str, Alias] = field(default_factory=dict)
    deleting: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a start addresses: the machine, and the version and alias it came by."""

    machine: StateMachine
    definition_id: int
    version: int | None
    alias: str | None
