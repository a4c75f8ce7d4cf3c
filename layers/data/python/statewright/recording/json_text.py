"""JSON as Step Functions tells it, which may name half a character: text of ours cannot hold that."""

from __future__ import annotations

import json
from typing import Any

import orjson


def value_of(text: str) -> Any:
    """The value; a lone surrogate (`"\\ud800"`) becomes U+FFFD. Raises ValueError for what is no JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        if "\\u" not in text:
            raise
    told = json.dumps(json.loads(text), ensure_ascii=False)
    return orjson.loads(told.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
