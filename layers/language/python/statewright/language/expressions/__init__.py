"""JSONata as Step Functions runs it: static analysis and bounded, repeatable evaluation."""

from statewright.language.expressions.evaluation import (
    MISSING,
    EvaluationError,
    Scope,
    Template,
    compile_expression,
    compile_template,
    measure,
)
from statewright.language.expressions.limits import MAX_PAYLOAD
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
    "MAX_PAYLOAD",
    "MISSING",
    "VOLATILE_FUNCTIONS",
    "EvaluationError",
    "Expression",
    "ExpressionSyntaxError",
    "Read",
    "Scope",
    "Template",
    "compile_expression",
    "compile_template",
    "is_expression",
    "measure",
    "parse_expression",
]
