"""What `function` says about itself: a calculation that Step Functions evaluates, without a Lambda."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from statewright.core.specs import ActionSpec


class Config(BaseModel):
    """The calculation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expression: str = Field(
        title="Expression",
        description="A JSONata expression. Its value is what the next steps get from this one.",
        examples=["{% $sum($trigger.body.items.(price * quantity)) %}"],
        pattern=r"^\{%[\s\S]*%\}$",
        max_length=10_000,
        json_schema_extra={"widget": "expression", "pattern_help": "an expression: {% … %}"},
    )


SPEC = ActionSpec(
    name="function",
    title="Calculate",
    description="Work out a value from what earlier steps gave: a total, a text, a filtered list.",
    icon="math-function",
    category="Data",
    Config=Config,
    Output=None,
    effect="none",
    native=True,
    errors=("ExpressionFailed",),
    function=None,
)
