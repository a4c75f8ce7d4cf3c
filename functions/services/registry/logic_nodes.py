"""The logic nodes' property forms: `config` as docs/reference/contracts.md ("Workflow document") defines it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from .models import Definition

Operator = Literal[
    "equals",
    "not_equals",
    "greater_than",
    "greater_or_equal",
    "less_than",
    "less_or_equal",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "matches",
    "is_empty",
    "is_not_empty",
    "exists",
    "not_exists",
    "is_true",
    "is_false",
    "in",
    "not_in",
]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Rule(Strict):
    """One comparison."""

    left: JsonValue = Field(title="Value", json_schema_extra={"widget": "expression"})
    operator: Operator = Field("equals", title="Comparison")
    right: JsonValue = Field(None, title="Compared with", json_schema_extra={"widget": "expression"})


class RuleGroup(Strict):
    """Comparisons taken together."""

    model_config = ConfigDict(title="Group")

    match: Literal["all", "any"] = Field("all", title="Match")
    rules: list[Union[Rule, RuleGroup]] = Field(title="Rules", min_length=1)  # noqa: UP007 - recursive at run time


class ByRules(RuleGroup):
    """Compare values."""

    model_config = ConfigDict(title="Rules")


class ByExpression(Strict):
    """Let an expression decide."""

    model_config = ConfigDict(title="Expression")

    expression: str = Field(
        title="Expression",
        description="Gives true or false.",
        examples=["{% $trigger.body.total > 100 %}"],
        json_schema_extra={"widget": "expression"},
    )


class DelaySeconds(Strict):
    """Wait for some time."""

    model_config = ConfigDict(title="For a time")

    seconds: Annotated[float, Field(ge=0)] | str = Field(
        title="Seconds", examples=[60, "{% $trigger.body.wait %}"], json_schema_extra={"widget": "expression"}
    )


class DelayUntil(Strict):
    """Wait until a moment."""

    model_config = ConfigDict(title="Until a moment")

    until: str = Field(
        title="Until",
        description="An RFC 3339 time with its zone, or an expression that gives one.",
        examples=["2030-01-31T09:00:00Z", "{% $trigger.body.due %}"],
        json_schema_extra={"widget": "expression"},
    )


class Set(Strict):
    """Named values."""

    values: dict[str, JsonValue] = Field(
        title="Values",
        description="Read later as $vars.<name>.",
        examples=[{"total": "{% $sum($trigger.body.items.price) %}"}],
        json_schema_extra={"widget": "key_value"},
    )


def _schema(*choices: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of a configuration; of several choices exactly one holds."""
    if len(choices) == 1:
        return choices[0].model_json_schema()
    schemas = [choice.model_json_schema() for choice in choices]
    shared: dict[str, Any] = {}
    for schema in schemas:
        shared |= schema.pop("$defs", {})
    return {"type": "object", "oneOf": schemas, **({"$defs": shared} if shared else {})}


def _logic(
    name: str, title: str, description: str, icon: str, schema: dict[str, Any], output: dict[str, Any] | None
) -> Definition:
    return Definition(
        id=name,
        kind="logic",
        name=name,
        version=1,
        title=title,
        description=description,
        icon=icon,
        category="Logic",
        config_schema=schema,
        output_schema=output,
        native=True,
        enabled=True,
    )


LOGIC_NODES: Final = (
    _logic(
        "condition",
        "Condition",
        "Go one way if something is true, and another if not.",
        "arrows-split",
        _schema(ByRules, ByExpression),
        {"type": "string", "enum": ["true", "false"]},
    ),
    _logic(
        "delay",
        "Delay",
        "Wait for some time, or until a moment.",
        "clock-pause",
        _schema(DelaySeconds, DelayUntil),
        None,
    ),
    _logic("set", "Set values", "Calculate values and give them names.", "variable", _schema(Set), {"type": "object"}),
)
"""In palette order."""
