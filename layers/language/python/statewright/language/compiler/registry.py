"""What triggers and actions exist, as plain data from the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jsonschema_rs import Draft202012Validator
from statewright.language.compiler.check.schema import make_validator
from statewright.language.compiler.kinds import LOGIC, LogicKind

DEFAULT_TIMEOUT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version of a trigger or an action.

    `function` is None for a native action: it compiles to a state of its own. `retry` holds the default retry in
    the catalog's form, `errors` the error names the action may end with beyond those of the runtime.
    """

    id: str
    kind: str
    title: str
    config_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any] = field(default_factory=dict)
    validator: Draft202012Validator
    function: str | None = None
    timeout_seconds: int = DEFAULT_TIMEOUT_SECONDS
    retry: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def native(self) -> bool:
        """Whether it runs inside the state machine."""
        return self.kind == "action" and self.function is None


class Registry:
    """Definitions by `name@version`, and the logic nodes by type. Immutable once built; build it once."""

    def __init__(
        self,
        triggers: Mapping[str, Definition],
        actions: Mapping[str, Definition],
        memory_mb: Mapping[str, int] | None = None,
    ) -> None:
        self.triggers: Final = triggers
        self.actions: Final = actions
        self.memory_mb: Final[Mapping[str, int]] = memory_mb or {}
        """Memory of every deployed function, by its name."""
        self.logic: Final[Mapping[str, LogicKind]] = LOGIC
        self._logic_validators: Final = {name: make_validator(kind.config_schema) for name, kind in LOGIC.items()}

    @classmethod
    def from_catalog(cls, catalog: Mapping[str, Any]) -> Registry:
        """The registry of a catalog in the form of `catalog.json` (docs/reference/contracts.md)."""
        timeouts = {function["name"]: int(function["timeout_seconds"]) for function in catalog.get("functions", ())}
        return cls(
            triggers={entry["id"]: _definition("trigger", entry, timeouts) for entry in catalog.get("triggers", ())},
            actions={entry["id"]: _definition("action", entry, timeouts) for entry in catalog.get("actions", ())},
            memory_mb={
                each["name"]: int(each["memory_mb"]) for each in catalog.get("functions", ()) if "memory_mb" in each
            },
        )

    def config_check(self, type_: str, definition: str | None) -> tuple[Draft202012Validator, Mapping[str, Any]] | None:
        """Validator and schema of a node's configuration; None for a node nobody knows."""
        if type_ in self.logic:
            return self._logic_validators[type_], self.logic[type_].config_schema
        known = self.of(type_).get(definition or "")
        return (known.validator, known.config_schema) if known else None

    def of(self, kind: str) -> Mapping[str, Definition]:
        """The triggers or the actions; nothing for another kind."""
        return {"trigger": self.triggers, "action": self.actions}.get(kind, {})


def _definition(kind: str, entry: Mapping[str, Any], timeouts: Mapping[str, int]) -> Definition:
    function = entry.get("function")
    return Definition(
        id=entry["id"],
        kind=kind,
        title=entry.get("title", entry["id"]),
        config_schema=entry["config_schema"],
        output_schema=entry.get("output_schema") or {},
        validator=make_validator(entry["config_schema"]),
        function=function if kind == "action" and not entry.get("native") else None,
        timeout_seconds=timeouts.get(function or "", DEFAULT_TIMEOUT_SECONDS),
        retry=entry.get("retry") or {},
        errors=tuple(entry.get("errors", ())),
    )
