"""How a `stop` ends the run from wherever it stands.

At the top it is the end of the machine. Inside of a fork or a loop it fails the branch with an error of ours that
nothing there may catch for good; its cause is JSON. The top catches it and ends as the stop says.
"""

from __future__ import annotations

from typing import Any, Final

from statewright.language.compiler.emit.reading import State
from statewright.language.compiler.emit.scope import ScopeWriter
from statewright.language.compiler.ir import Run, Step, Stop
from statewright.language.compiler.kinds.rules import literal
from statewright.language.observed import OBSERVED

STOPPED: Final = "Statewright.Stopped"
"""A stop with success; the cause is the run's output."""
FAILED: Final = "Statewright.Failed"
"""A stop with an error; the cause is `{"error", "message"}`."""
MAX_CAUSE: Final = 32_000
"""Characters of an output that travels in a cause. Source: Amazon States Language API, `Cause` has at most 32,768."""
MAX_MESSAGE: Final = 10_000


def emit_stop(writer: ScopeWriter, step: Run, operation: Stop, name: str) -> State:
    """The end of the run, or what makes the top end it."""
    node = writer.program.nodes[step.node]
    comment = node.name or node.key
    output = writer.machine.trace["states"][name]["output"]
    if operation.error is not None:
        output |= {"kind": "stop", "handle": None}
        return _error(writer, step.node, operation) | {"Comment": comment}
    output |= {"kind": "output", "field": node.key, "handle": None}
    writer.trace_volatile(step.node, name)
    observed = writer.machine.carried.observed.by_stop.get(step.node)
    result = {node.key: writer.template(step.node, operation.output)}
    if observed:
        result[OBSERVED] = writer.drawn(observed, step.node)
    if writer.scope.parent is None:
        return {"Type": "Succeed", "Comment": comment, "Output": result}
    too_long = (
        f"$string({{'error': 'OutputTooLarge', 'message': 'the output of the stop `{node.key}` has ' "
        f"& $length($text) & ' characters; from inside of a branch or loop at most {MAX_CAUSE:,} can leave'}})"
    )
    text = "$text := $string($states.input); "
    fail = {
        "Type": "Fail",
        "Error": f"{{% ({text}$length($text) > {MAX_CAUSE} ? '{FAILED}' : '{STOPPED}') %}}",
        "Cause": f"{{% ({text}$length($text) > {MAX_CAUSE} ? {too_long} : $text) %}}",
    }
    return {"Type": "Pass", "Comment": comment, "Output": result, "Next": writer.add(f"{name}-stop", fail)}


def _error(writer: ScopeWriter, node: int, operation: Stop) -> State:
    message = writer.template(node, operation.message)
    text = literal(message)
    if text != literal(operation.message) or text.startswith(("$", "(")):
        text = f"$substring($string({text}), 0, {MAX_MESSAGE})"
        message = f"{{% {text} %}}"
    if writer.scope.parent is not None:
        return {
            "Type": "Fail",
            "Error": FAILED,
            "Cause": f"{{% $string({{'error': '{operation.error}', 'message': {text}}}) %}}",
        }
    return {"Type": "Fail", "Error": operation.error} | ({"Cause": message} if message else {})


def stop_catchers(writer: ScopeWriter, step: Step, *, catches: bool) -> list[State]:
    """The first catchers of a state with branches or iterations. `catches`: others follow that would catch a stop."""
    if not writer.machine.holds_stop(step):
        return []
    if writer.scope.parent is None:
        told = "{% $parse($states.errorOutput.Cause) %}"
        ends = writer.ending_states(_endings)
        return [
            {"ErrorEquals": [error], "Output": told, "Next": name}
            for error, name in zip((STOPPED, FAILED), ends, strict=True)
        ]
    if not catches:
        return []
    (again,) = writer.ending_states(_rethrow)
    return [{"ErrorEquals": [STOPPED, FAILED], "Output": "{% $states.errorOutput %}", "Next": again}]


def _endings() -> list[tuple[str, State]]:
    return [
        ("stopped", {"Type": "Succeed", "Output": "{% $states.input %}"}),
        ("failed", {"Type": "Fail", "Error": "{% $states.input.error %}", "Cause": "{% $states.input.message %}"}),
    ]


def _rethrow() -> list[tuple[str, State]]:
    return [("rethrow", rethrow())]


def rethrow() -> State:
    """Fails with the error that is the state's input."""
    return {"Type": "Fail", "Error": "{% $states.input.Error %}", "Cause": "{% $states.input.Cause %}"}


def first_catchers(*, rethrown: str) -> list[Any]:
    """As `stop_catchers`, for the states around a loop's body."""
    return [{"ErrorEquals": [STOPPED, FAILED], "Output": "{% $states.errorOutput %}", "Next": rethrown}]
