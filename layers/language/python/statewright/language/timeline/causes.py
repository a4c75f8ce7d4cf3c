"""Causes of failures: plain text, or what Lambda and Step Functions say in JSON."""

from __future__ import annotations

from typing import Any, Final

import orjson

_EXPRESSION_ERRORS: Final = frozenset({"States.QueryEvaluationError", "EvaluationFailed"})


def error_name(name: str) -> str:
    """An error's name in the terms of the language; Step Functions has others for an expression that failed."""
    return "ExpressionFailed" if name in _EXPRESSION_ERRORS else name


def json_in(cause: Any, *, starts: str = "{") -> dict[str, Any]:
    """The cause's JSON object; an empty one for plain text."""
    text = "" if cause is None else str(cause)
    if not text.startswith(starts):
        return {}
    try:
        told: dict[str, Any] = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return told


def message_of(cause: Any) -> str:
    """The message of a failure; Lambda gives a JSON object with the exception's message."""
    message = json_in(cause, starts='{"error').get("errorMessage")
    return message if isinstance(message, str) else "" if cause is None else str(cause)
