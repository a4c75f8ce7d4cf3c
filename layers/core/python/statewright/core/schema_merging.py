"""One JSON Schema that says what several say together, for those who read schemas and do not validate by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def merged(own: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What fits `own` and `other`, as in draft 2020-12 what stands beside a `$ref` and what that leads to.

    Fields and requirements are joined, of two limits the narrower one stays; of what cannot be joined, such as a title,
    `own` wins. What is no valid schema is not refused.
    """
    joined = dict(own)
    for keyword, said in other.items():
        joined[keyword] = _both(keyword, joined[keyword], said) if keyword in joined else said
    return joined


def _both(keyword: str, own: Any, other: Any) -> Any:
    if keyword == "properties" and isinstance(own, Mapping) and isinstance(other, Mapping):
        return {name: _field(name, own, other) for name in (*other, *(name for name in own if name not in other))}
    if keyword == "required" and _are_names(own) and _are_names(other):
        return list(dict.fromkeys((*own, *other)))
    if keyword == "allOf" and isinstance(own, list) and isinstance(other, list):
        return [*own, *other]
    if keyword in (*_LOWER, *_UPPER) and isinstance(own, int | float) and isinstance(other, int | float):
        return max(own, other) if keyword in _LOWER else min(own, other)
    return own


def _field(name: str, own: Mapping[str, Any], other: Mapping[str, Any]) -> Any:
    if name not in own or name not in other:
        return own.get(name, other.get(name))
    one, two = own[name], other[name]
    if one is False or two is False:
        return False
    return merged(one, two) if isinstance(one, Mapping) and isinstance(two, Mapping) else two if one is True else one


def _are_names(names: Any) -> bool:
    return isinstance(names, list) and all(isinstance(name, str) for name in names)
