"""`select`: a node's own expression over the raw result, so that only what is needed travels on.

What people write here is short, and runs in the action's process. What could defeat the limits there, or reaches
them, is evaluated in a process of its own (ADR 0011).
"""

from __future__ import annotations

import re
from typing import Final

import jlens
import orjson
from statewright.core.errors import ExpressionFailed
from statewright.core.jsonata import FunctionError
from statewright.core.runtime.select_worker import INLINE, evaluate
from statewright.core.sandbox import Sandbox, SandboxError

SECONDS: Final = 0.8
MEMORY_BYTES: Final = 64 * 1024 * 1024
MAX_SOURCE: Final = 20_000

SANDBOX: Final = Sandbox("statewright.core.runtime.select_worker", memory=MEMORY_BYTES, seconds=SECONDS)

_LIMITS_REACHED: Final = frozenset({"D1011", "D1012", "D2014", "D2016", "U1001", "U1006"})
"""jlens' codes for depth, time, a range, a padding, a size, steps."""

_SHORT: Final = 1_000
"""Longer sources go to the sandbox: reading one that is nested thousands of times overflows the stack."""

_PATH: Final = re.compile(
    r"\s*(?:\$(?:(?:states\.)?result)?(?P<below>(?:\.[A-Za-z_]\w*)*)|(?P<bare>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))\s*",
    re.ASCII,
)
"""A field of the result, by names alone."""
_WORDS: Final = frozenset({"and", "or", "in", "true", "false", "null", "function"})

_CALL: Final = re.compile(r"\$(?!(?:distinct|eval|reduce)\b)\w+\s*\(")
_DEMANDING: Final = re.compile(r"\(|\.\.|:=|~>|\$(?:distinct|eval|reduce)\b")
"""Functions and groups, ranges, what puts a value many times into another, what compares without looking at a clock."""
_CONSTRUCTED: Final = re.compile(r"\.\s*[\[{]")
_COMPARED: Final = re.compile(r"=|\bin\b")
"""Comparing a value that holds one part many times takes time without end."""


def select(expression: str, raw: bytes) -> bytes:
    """Evaluate `{% ... %}` over `raw` (JSON) and return the JSON of its value.

    The raw result is the input document, `$result` and `$states.result`: `{% body.items[0].id %}` and
    `{% $result.body.items[0].id %}` say the same. Ends within a second; a field of the result may have any size, what
    is computed up to a megabyte. Raises ExpressionFailed.
    """
    stripped = expression.strip()
    if not (stripped.startswith("{%") and stripped.endswith("%}")):
        raise ExpressionFailed("select must start with {% and end with %}")
    if len(stripped) > MAX_SOURCE:
        raise ExpressionFailed(f"select has {len(stripped):,} characters; at most {MAX_SOURCE:,} are evaluated")
    field = _field(stripped[2:-2], raw)
    if field is not None:
        return field
    fields = orjson.loads(_evaluated(stripped[2:-2], raw))
    if "r" not in fields:
        raise ExpressionFailed("select gives no value: it names a field that the result does not have")
    return orjson.dumps(fields["r"])


def _field(source: str, raw: bytes) -> bytes | None:
    """What lies at a path of names through objects; None where it is for JSONata to say."""
    path = _PATH.fullmatch(source)
    if path is None:
        return None
    names = [name for name in (path["bare"] or path["below"] or "").split(".") if name]
    if not _WORDS.isdisjoint(names):
        return None
    value = orjson.loads(raw)
    for name in names:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return orjson.dumps(value)


def _evaluated(source: str, raw: bytes) -> bytes:
    if not _is_demanding(source):
        try:
            return evaluate(source, raw, INLINE)
        except FunctionError as problem:
            raise ExpressionFailed(f"select: {problem}") from None
        except jlens.JlensError as problem:
            if problem.code not in _LIMITS_REACHED:
                raise ExpressionFailed(f"select: {problem}") from None
    try:
        return SANDBOX.ask(source.encode(), raw)
    except SandboxError as problem:
        raise ExpressionFailed(f"select: {problem}") from None


def _is_demanding(source: str) -> bool:
    """Whether it is anything but paths, operators, constructors and calls of built-in functions.

    It errs on the safe side: brackets in a text count as brackets.
    """
    if len(source) > _SHORT or _DEMANDING.search(_CALL.sub("", source)):
        return True
    return bool(_CONSTRUCTED.search(source) and _COMPARED.search(source))
