"""JSONata as Step Functions runs it: static analysis and bounded, repeatable evaluation."""

from statewright.language.expressions.syntax import (
    FUNCTIONS,
    VOLATILE_FUNCTIONS,
    Expression,
    ExpressionSyntaxError,
    Read,
    is_expression,
    parse_expression,
)

__all__ = [
    "FUNCTIONS",
    "VOLATILE_FUNCTIONS",
    "Expression",
    "ExpressionSyntaxError",
    "Read",
    "is_expression",
    "parse_expression",
]
