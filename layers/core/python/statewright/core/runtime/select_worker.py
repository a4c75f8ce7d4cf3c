"""Evaluates one `select`, here or in the sandbox process. A request is the expression."""

from __future__ import annotations

import uuid
from functools import lru_cache
from secrets import SystemRandom
from typing import Any, Final

import jlens
from statewright.core.jsonata import REGISTERED, FunctionError
from statewright.core.sandbox_worker import FAILED, FOUND, serve

_DICE: Final = SystemRandom()
_SIZES: Final[dict[str, Any]] = {
    "max_depth": 100,
    "max_array_length": 10_000,
    "max_string_length": 5_000_000,
    "max_result_size": 1_000_000,
}
INLINE: Final[dict[str, Any]] = {**_SIZES, "max_steps": 200_000, "timeout": 0.025}
"""In the action's process: what ends within these took little memory too, since memory takes time to fill."""

_CONFINED: Final[dict[str, Any]] = {**_SIZES, "max_steps": 1_000_000, "timeout": 0.7}


@lru_cache(maxsize=256)
def _compiled(expression: str) -> jlens.Expression:
    # `r` is absent when the value is undefined, and null when it is null.
    source = '{"r": ($result := $; $states := {"result": $result}; ' + expression + "\n)}"
    compiled = jlens.Expression(source)
    compiled.register_function("eval", lambda *_: None)
    for name, (function, signature) in REGISTERED.items():
        compiled.register_function(name, function, signature)
    # drawn anew each time: what the node gave is on record
    compiled.register_function("random", lambda *_: _DICE.random(), "<n?:n>")
    compiled.register_function("uuid", lambda: str(uuid.uuid4()), "<:s>")
    return compiled


def evaluate(expression: str, raw: bytes, limits: dict[str, Any]) -> bytes:
    """`{"r": value}` as JSON. Raises `jlens.JlensError`, or FunctionError of Step Functions' own functions."""
    return (_compiled(expression).evaluate_json(raw.decode(), **limits) or "{}").encode()


def _answer(request: bytes, document: bytes) -> tuple[bytes, bytes]:
    try:
        return FOUND, evaluate(request.decode(), document, _CONFINED)
    except (jlens.JlensError, FunctionError) as problem:
        return FAILED, str(problem).encode(errors="replace")


if __name__ == "__main__":
    serve(_answer)
