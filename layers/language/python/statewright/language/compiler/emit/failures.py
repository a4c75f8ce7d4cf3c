"""What states do about failures: retriers, catchers, and what a caught failure leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from statewright.core.errors import ExpressionFailed
from statewright.language.compiler.emit.reading import State
from statewright.language.compiler.emit.scope import ScopeWriter
from statewright.language.compiler.emit.stops import stop_catchers
from statewright.language.compiler.ir import DRAWN, TAKEN, Compute, Invoke, Loop, Run, RunWorkflow, Value
from statewright.language.graph.model import RetrySettings


def told_by_lambda(cause: str) -> str:
    """JSONata: the object in Lambda's cause, which is JSON with the exception's message; an empty one for plain text.

    Of all causes that begin with a brace only those are sure to be JSON, and `$parse` of any other would fail the state
    that handles the failure. Source: AWS Lambda, "Lambda runtime API", invocation error: `errorMessage`, `errorType`.
    """
    return f"$substring({cause}, 0, 7) = '{{\"error' and $substring({cause}, -1) = '}}' ? $parse({cause}) : {{}}"


CAUGHT: Final = {
    "error": {
        "name": (
            "{% $states.errorOutput.Error = 'States.QueryEvaluationError'"
            " ? 'ExpressionFailed' : $states.errorOutput.Error %}"
        ),
        "message": (
            "{% ($cause := $states.errorOutput.Cause; "
            f"$json := {told_by_lambda('$cause')}; "
            "$exists($json.errorMessage) ? $json.errorMessage : $exists($cause) ? $cause : '') %}"
        ),
    }
}


def retrier(retry: RetrySettings, errors: Sequence[str]) -> State:
    """One entry of `Retry`. What the language calls `ExpressionFailed` has a name of its own in Step Functions too."""
    also = ["States.QueryEvaluationError"] if ExpressionFailed.__name__ in errors else []
    found: State = {
        "ErrorEquals": [*errors, *also],
        "IntervalSeconds": retry.interval_seconds,
        "MaxAttempts": retry.max_attempts,
        "BackoffRate": retry.backoff_rate,
    }
    if retry.max_delay_seconds is not None:
        found["MaxDelaySeconds"] = retry.max_delay_seconds
    return found | {"JitterStrategy": "FULL" if retry.jitter else "NONE"}


def attempted(
    writer: ScopeWriter,
    step: Run,
    operation: Invoke | Compute | Loop | RunWorkflow,
    state: State,
    output: Any,
    gave: Any = None,
    *,
    caught: Any = CAUGHT,
) -> State:
    """Completes the state of a node that may fail: what its success and what its caught failure leave behind.

    `output` and `gave` are the node's output and what its expressions gave, `caught` its output after a failure, as
    JSON with expressions. A `Catch` that the state already has comes first.
    """
    node, (handle, label) = step.node, step.exits[0]
    catchers = [*state.get("Catch", []), *stop_catchers(writer, step, catches=operation.catches)]
    if operation.catches:
        failure, after = step.exits[0] if operation.continues else step.exits[1]
        left = {Value(node): caught, Value(node, TAKEN): failure, Value(node, DRAWN): None}
        assign = writer.assigns(left) | writer.nulls(node, failure)
        catchers.append(
            {"ErrorEquals": ["States.ALL"]}
            | ({"Assign": assign} if assign else {})
            | {"Output": {}, "Next": writer.go(after)}
        )
    if catchers:
        state["Catch"] = catchers
    provided = {Value(node): output, Value(node, TAKEN): handle}
    if gave is not None:
        provided[Value(node, DRAWN)] = gave
    return writer.leave(state, step, label, provided, writer.nulls(node, handle))
