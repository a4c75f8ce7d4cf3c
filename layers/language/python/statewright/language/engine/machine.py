"""The parsed state machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from statewright.language.engine.states import Block

Kind = Literal["STANDARD", "EXPRESS"]
"""The type of a state machine."""
MAX_EVENTS: Final = 25_000
"""History events of a Standard execution. Source: Step Functions developer guide, "Quotas"."""
EXPRESS_SECONDS: Final = 300
"""How long an Express execution may take. Source: as above."""
EXPRESS_EVENTS: Final = 250_000
"""Its history has no limit; this one stops loops that never wait, which on AWS the five minutes do."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing Step Functions would refuse. `path` is a JSON pointer into the definition, as in AWS's `location`."""

    code: str
    message: str
    path: str
    severity: Literal["ERROR", "WARNING"] = "ERROR"


class DefinitionError(ValueError):
    """The definition is not a machine that Step Functions would accept; `diagnostics` are all the reasons."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(f"{d.code}: {d.message} at {d.path}" for d in diagnostics))
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine, checked and compiled; shared by all its executions."""

    block: Block
    comment: str | None
    timeout: int | None
    """`TimeoutSeconds`: seconds the whole execution may take."""
    kind: Kind = "STANDARD"

    @property
    def time_limit(self) -> int | None:
        """Seconds after which an execution is ended; None if nothing ends it."""
        if self.kind == "STANDARD":
            return self.timeout
        return EXPRESS_SECONDS if self.timeout is None else min(self.timeout, EXPRESS_SECONDS)

    @property
    def max_events(self) -> int:
        """History events after which an execution is ended."""
        return MAX_EVENTS if self.kind == "STANDARD" else EXPRESS_EVENTS

    @staticmethod
    def parse(definition: Mapping[str, Any], kind: Kind = "STANDARD") -> Machine:
        """The machine of an Amazon States Language definition in JSONata mode.

        Raises `DefinitionError` with every problem that was found.
        """
        from statewright.language.engine.parser import parse_machine  # noqa: PLC0415 - parser builds Machine

        return parse_machine(definition, kind)
