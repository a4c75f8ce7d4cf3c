"""`select`: a node's own expression over the raw result, so that only what is needed travels on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import orjson
from statewright.core.errors import ExpressionFailed

if TYPE_CHECKING:
    from jlens import Expression

TIMEOUT_SECONDS: Final = 1.0
MAX_DEPTH: Final = 100
MAX_STEPS: Final = 1_000_000
MAX_ARRAY_LENGTH: Final = 10_000
MAX_STRING_LENGTH: Final = 5_000_000
MAX_RESULT_SIZE: Final = 1_000_000


@lru_cache(maxsize=256)
def _compiled(expression: str) -> Expression:
    from jlens import Expression  # noqa: PLC0415  most nodes have no select

    # `r` is absent when the value is undefined, and null when it is null.
    compiled = Expression('{"r": (' + expression + "\n)}")
    compiled.register_function("eval", lambda *_: None)
    return compiled


def select(expression: str, raw: bytes) -> bytes:
    """Evaluate `{% ... %}` over `raw` (JSON) and return the JSON of its value.

    The raw result is the input document, `$result` and `$states.result`: `{% body.items[0].id %}` and
    `{% $result.body.items[0].id %}` say the same. Raises ExpressionFailed.
    """
    from jlens import JlensError  # noqa: PLC0415

    stripped = expression.strip()
    if not (stripped.startswith("{%") and stripped.endswith("%}")):
        raise ExpressionFailed("select must start with {% and end with %}")
    try:
        value = _compiled('($result := $; $states := {"result": $result}; ' + stripped[2:-2] + ")").evaluate_json(
            raw.decode(),
            timeout=TIMEOUT_SECONDS,
            max_depth=MAX_DEPTH,
            max_steps=MAX_STEPS,
            max_array_length=MAX_ARRAY_LENGTH,
            max_string_length=MAX_STRING_LENGTH,
            max_result_size=MAX_RESULT_SIZE,
        )
    except JlensError as error:
        raise ExpressionFailed(f"select: {error}") from None
    fields = orjson.loads(value or b"{}")
    if "r" not in fields:
        raise ExpressionFailed("select gives no value: it names a field that the result does not have")
    return orjson.dumps(fields["r"])
