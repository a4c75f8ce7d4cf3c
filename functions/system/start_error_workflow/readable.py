"""What Step Functions says of an expression that failed, as a message that can be sent to people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_STATE: Final = re.compile(r"An error occurred while executing the state '([^']*)' \(entered at the event id #\d+\)\. ")
_EVALUATION: Final = re.compile(
    r"The JSONata expression '(.*)' specified for the field '[^']*' "
    r"(?:returned nothing \(undefined\)|threw an error during evaluation\.?\s*(?:D3137:\s*)?(.*))",
    re.DOTALL,
)
_COMPILERS_OWN: Final = re.compile(
    r"the key of `[^`]*` has no value|the items of `[^`]*` are no list|there is no time zone `"
    r"|more than \d+ workflows run inside"
)
"""What the compiler lets fail with `$error`: the expression around it is nobody's."""

_OF_LOOP: Final = re.compile(r"\$([a-z]\w*?)__(item|index)__(\d+)\b")
_AT_DEPTH: Final = re.compile(r"\$([a-z]\w*?)__\d+\b")


def readable(message: str, names: Mapping[str, str]) -> str:
    """`<step>: <what failed>` of a state's failure; any other message as it is. `names`: key -> name of the step."""
    state = _STATE.match(message)
    if state is None:
        return message
    # a state that only helps is called `<key>-<what for>`
    key = state[1].partition("-")[0]
    return f"{names.get(key) or key}: {_told(message[state.end() :])}"


def _told(problem: str) -> str:
    found = _EVALUATION.match(problem)
    if found is None:
        return problem
    expression = _as_written(found[1])
    if found[2] is None:
        return f"`{expression}` gave no value"
    reason = _as_written(found[2])
    return reason if _COMPILERS_OWN.match(reason) else f"`{expression}` failed: {reason}"


def _as_written(expression: str) -> str:
    """With the names that the author gave, for those that the compiler made of them."""
    innermost = max((int(found[3]) for found in _OF_LOOP.finditer(expression)), default=0)
    named = _OF_LOOP.sub(
        lambda found: f"${found[2]}" if int(found[3]) == innermost else f"${found[1]}.{found[2]}", expression
    )
    return _AT_DEPTH.sub(r"$\1", named)
