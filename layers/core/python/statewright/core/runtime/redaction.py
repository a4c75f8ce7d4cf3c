"""Keep secrets out of messages: what the configuration marks as secret, and what looks like one.

Only the failure path comes here, so it may look closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

MASK: Final = "***"
MAX_MESSAGE: Final = 2_000
_SHORTEST: Final = 4
"""Shorter secrets are not searched for: masking every `a` says more than it hides."""

_PATTERNS: Final = (
    re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?<=://)[^/\s@]+(?=@)"),
    re.compile(r"(?i)\b(password|passwd|secret|token|api[_-]?key|access[_-]?key)\b(\s*[=:]\s*)\S+"),
)
_REPLACEMENTS: Final = (rf"\1 {MASK}", MASK, rf"\1\2{MASK}")


def secrets_of(config: BaseModel) -> Iterator[str]:
    """The values of all fields with the `secret` widget, nested models included."""
    for name, field in type(config).model_fields.items():
        value = getattr(config, name)
        extra = field.json_schema_extra
        if isinstance(value, str) and isinstance(extra, dict) and extra.get("widget") == "secret":
            yield value
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from secrets_of(item)


def redact(message: str, config: BaseModel | None) -> str:
    """`message` without secrets, at most 2,000 characters."""
    for secret in sorted(secrets_of(config), key=len, reverse=True) if config is not None else ():
        if len(secret) >= _SHORTEST:
            message = message.replace(secret, MASK)
    for pattern, replacement in zip(_PATTERNS, _REPLACEMENTS, strict=True):
        message = pattern.sub(replacement, message)
    return message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 1] + "…"
