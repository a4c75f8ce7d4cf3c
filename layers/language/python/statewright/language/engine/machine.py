"""The parsed state machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from statewright.language.engine.states import Block


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
    """Seconds the whole execution may take."""

    @staticmethod
    def parse(definition: Mapping[str, Any]) -> Machine:
        """The machine of an Amazon States Language definition in JSONata mode.

        Raises `DefinitionError` with every problem that was found.
        """
        from statewright.language.engine.parser import parse_machine  # noqa: PLC0415 - parser builds Machine

        return parse_machine(definition)
