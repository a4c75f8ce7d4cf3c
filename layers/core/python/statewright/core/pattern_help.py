"""Why a text does not fit its `pattern`, in the words its schema has for people: `pattern_help`.

A schema's `pattern_help` ends the sentence "must be …", such as "an e-mail address, such as ada@example.com".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

MAX_SHOWN: Final = 60
"""Characters of the text that are shown."""


def misfit(schema: Mapping[str, Any], pattern: str, value: object) -> str | None:
    """`must be <help>; '<value>' is not`; None where no schema in `schema` has words for this pattern.

    The value is left out where any field with the pattern holds a secret: what else has the pattern, such as the
    headers of a request, may hold the same.
    """
    fields = [field for field in _schemas(schema) if field.get("pattern") == pattern]
    told = next((field["pattern_help"] for field in fields if "pattern_help" in field), None)
    if told is None:
        return None
    if not isinstance(value, str) or any(field.get("widget") == "secret" for field in fields):
        return f"must be {told}"
    shown = value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 1] + "…"
    return f"must be {told}; '{shown}' is not"


def _schemas(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        yield part
    for inner in part.values() if isinstance(part, Mapping) else part if isinstance(part, list | tuple) else ():
        yield from _schemas(inner)
