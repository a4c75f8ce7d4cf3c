"""Reading the fields of a definition: each reader returns a value or records why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from statewright.language.engine.machine import Diagnostic
from statewright.language.expressions import (
    MISSING,
    ExpressionSyntaxError,
    Template,
    compile_template,
    is_expression,
)

SCHEMA: Final = "SCHEMA_VALIDATION_FAILED"
MISSING_TARGET: Final = "MISSING_TRANSITION_TARGET"
MISSING_END: Final = "MISSING_END_STATE"
DUPLICATE_STATE: Final = "DUPLICATE_STATE_NAME"
INVALID_STATE: Final = "INVALID_STATE_NAME"
DUPLICATE_LABEL: Final = "DUPLICATE_LABEL_NAME"
INVALID_LABEL: Final = "INVALID_LABEL_NAME"
TOO_DEEP: Final = "TOO_DEEPLY_NESTED"
"""Source: API reference, "ValidateStateMachineDefinitionDiagnostic"."""
MAX_SECONDS: Final = 99_999_999
MAX_NAME: Final = 80
"""Characters of the name of a state or a variable."""
JSONPATH_FIELDS: Final = frozenset(
    """InputPath OutputPath ResultPath Parameters ResultSelector ItemsPath SecondsPath TimestampPath
    TimeoutSecondsPath HeartbeatSecondsPath ErrorPath CausePath MaxConcurrencyPath ToleratedFailureCountPath
    ToleratedFailurePercentagePath Result Iterator""".split()  # noqa: SIM905 - a word list reads better
)


class Diagnostics:
    """Collects problems while a definition is read."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, code: str, message: str, path: str) -> None:
        self.found.append(Diagnostic(code, message, path or "/"))


class Fields:
    """The fields of one object of the definition, at `path`.

    `label` is what errors at run time put before a field's name: `Choices[0]/` for `Choices[0]/Condition`.
    """

    def __init__(self, value: Any, path: str, diagnostics: Diagnostics, label: str = "") -> None:
        self.path = path
        self.label = label
        self.diagnostics = diagnostics
        self.values: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        if not isinstance(value, Mapping):
            self.problem("must be an object")

    def problem(self, message: str, field: str | None = None, code: str = SCHEMA) -> None:
        """Records a problem of this object or of one of its fields."""
        path = f"{self.path}/{pointer(field)}" if field is not None else self.path
        what = f"the field '{field}' {message}" if field is not None else f"the value {message}"
        self.diagnostics.add(code, what[0].upper() + what[1:], path)

    def only(self, allowed: AbstractSet[str]) -> None:
        """Refuses every field that is not `allowed`."""
        for name in self.values:
            if name in allowed:
                continue
            if name in JSONPATH_FIELDS or name.endswith(".$"):
                self.problem("belongs to JSONPath and is not supported with QueryLanguage JSONata", name)
            else:
                self.problem("is not supported here", name)

    def text(self, name: str, *, required: bool = False) -> str | None:
        value = self.values.get(name)
        if isinstance(value, str) and (value or name == "Comment"):
            return value
        if name in self.values:
            self.problem("must be a non-empty string", name)
        elif required:
            self.missing(name)
        return None

    def missing(self, *names: str) -> None:
        """Records fields that are required and absent, in AWS's words."""
        self.diagnostics.add(SCHEMA, f"These fields are required: [{', '.join(names)}]", self.path)

    def number(self, name: str, default: float, *, low: float, integer: bool, high: float | None = None) -> float:
        """A literal number of at least `low`; `default` when absent or wrong."""
        value = self.values.get(name, default)
        kinds = (int,) if integer else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            self.problem("must be an integer" if integer else "must be a number", name)
            return default
        if value < low or (high is not None and value > high):
            self.problem(f"must be at least {low}" if high is None else f"must be from {low} to {high}", name)
            return default
        return value

    def template(self, name: str, reserved: AbstractSet[str] = frozenset()) -> Template | None:
        """The compiled value of a field; `reserved` are the members of `$states` that do not exist there."""
        value = self.values.get(name, MISSING)
        if value is MISSING:
            return None
        problems: list[tuple[str, ExpressionSyntaxError]] = []
        template = compile_template(value, self.label + name, problems)
        for field, problem in problems:
            self.diagnostics.add(
                SCHEMA, f"The field '{field}' has an expression that is not valid: {problem.message}", self._at(field)
            )
        for field, expression in zip(template.fields, template.expressions, strict=True):
            states = expression.reads.get("states")
            if isinstance(states, Mapping):
                for member in sorted(reserved & states.keys()):
                    message = f"The field '{field}' reads $states.{member}, which has no value there"
                    self.diagnostics.add(SCHEMA, message, self._at(field))
                unknown = sorted(set(states) - {"input", "result", "errorOutput", "context"})
                for member in unknown:
                    message = f"The field '{field}' reads $states.{member}, which does not exist"
                    self.diagnostics.add(SCHEMA, message, self._at(field))
        return template

    def inner(self, name: str) -> Fields | None:
        """The fields of an object inside; None when absent."""
        if name not in self.values:
            return None
        return Fields(self.values[name], f"{self.path}/{pointer(name)}", self.diagnostics, f"{self.label}{name}/")

    def empty(self, name: str) -> Fields:
        """What `inner` gives for an empty object."""
        return Fields({}, f"{self.path}/{pointer(name)}", self.diagnostics)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of a few words; None when absent or wrong."""
        value = self.values.get(name)
        if value is None or value in allowed:
            return value
        self.problem(f"must be one of {', '.join(allowed)}", name)
        return None

    def seconds(self, name: str, reserved: AbstractSet[str]) -> Template | None:
        """Whole seconds, literal or computed."""
        return self.whole(name, reserved, 1, MAX_SECONDS)

    def count(self, name: str, reserved: AbstractSet[str]) -> Template | None:
        """A count from 0, literal or computed."""
        return self.whole(name, reserved, 0, None)

    def whole(self, name: str, reserved: AbstractSet[str], low: int, high: int | None) -> Template | None:
        """A whole number within bounds, literal or computed."""
        return self._computable(name, reserved, low, high, integer=True)

    def percentage(self, name: str, reserved: AbstractSet[str]) -> Template | None:
        """A number from 0 to 100, literal or computed."""
        return self._computable(name, reserved, 0, 100, integer=False)

    def _computable(
        self, name: str, reserved: AbstractSet[str], low: int, high: int | None, *, integer: bool
    ) -> Template | None:
        value = self.values.get(name, MISSING)
        if value is MISSING:
            return None
        if not is_expression(value):
            self.number(name, low, low=low, integer=integer, high=high)
        return self.template(name, reserved)

    def _at(self, field: str) -> str:
        return f"{self.path}/{field.removeprefix(self.label).replace('[', '/').replace(']', '')}"


def pointer(name: str) -> str:
    """A name as one step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
