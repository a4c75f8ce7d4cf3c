"""Whether a value fits the schema of a trigger, and in which places it does not: in words, without the value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

import orjson
from jsonschema_rs import Draft202012Validator, RegexOptions, ValidationError
from statewright.core.payload_schemas import SHARED, Fault, Path, referred
from statewright.core.schema_words import LIMITS, TYPES, limit_told

MAX_MISFITS: Final = 20
MAX_COMPARED: Final = 20_000
"""Weight of the value times weight of the schema up to which all misfits are looked for: the validator makes them all,
each with a copy of what does not fit, before the first can be read. Of more than that one is told at most."""
TEXT_WEIGHT: Final = 200
"""Characters of a text that weigh as much as one value."""
MAX_SHOWN: Final = 200
"""Characters of what the schema's author wrote, such as a pattern."""
MAX_NAME: Final = 60
"""Characters of a field's name: whoever sends a value chooses it."""
_PATTERNS: Final = RegexOptions(size_limit=512 * 1024, dfa_size_limit=512 * 1024)
"""Linear in the text they are held against; in bytes of memory each."""

_MANIFOLD: Final = ("anyOf", "oneOf", "propertyNames")
"""Keywords whose one misfit carries all those inside of it."""

_FORMATS: Final = {
    "date": "a date such as 2026-03-01",
    "date-time": "a time with its zone such as 2026-03-01T09:00:00Z",
    "duration": "a duration such as PT1H",
    "email": "an e-mail address",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "time": "a time of day with its zone such as 09:00:00Z",
    "uri": "an address such as https://example.com/",
    "uuid": "a UUID",
}


class Misfit(NamedTuple):
    """`path` leads to the place in the value."""

    path: Path
    code: str
    message: str

    def place(self, *around: str) -> str:
        """Where that is, as a dotted path below `around`."""
        return ".".join([*around, *(str(part)[:MAX_NAME] for part in self.path)])


class Judge:
    """A compiled schema. Raises ValueError for one that has `faults`; compile once, it costs more than a judgement."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        parts = {keyword: part for keyword, part in schema.items() if keyword not in SHARED}
        self._weight: Final = _weight(parts, schema)
        keywords = _keywords(schema)
        self._alternatives: Final = not keywords.isdisjoint(_MANIFOLD)
        self._names: Final = "propertyNames" in keywords
        try:
            self._validator: Final = _compiled(schema)
        except ValidationError as invalid:
            raise ValueError(f"the schema is not valid: {invalid.message[:MAX_SHOWN]}") from None

    def misfits(self, value: Any, name: str) -> list[Misfit]:
        """Where a value does not fit, at most `MAX_MISFITS` in the order of their places.

        `name` is what people call the whole value. Of a value and a schema that are large together, the first misfit
        alone is told, or where looking for it would cost too much, only that there is one.
        """
        try:
            if self._validator.is_valid(value):
                return []
            if self._cost(value) > MAX_COMPARED:
                if self._alternatives:
                    return [Misfit((), "misfit", f"`{name}` does not fit its schema, and is too large to tell where")]
                return list(islice(_told([self._first(value)], name), 1))
            found = islice(_told(self._validator.iter_errors(value), name), MAX_MISFITS)
            return sorted(found, key=lambda misfit: [_rank(part) for part in misfit.path])
        except ValueError:
            return [Misfit((), "too_deep", f"`{name}` is nested too deeply to be compared with its schema")]

    def _cost(self, value: Any) -> int:
        weight = _weight(value)
        # Each name that is not allowed brings a copy of the object around it.
        return weight * self._weight * (weight if self._names else 1)

    def _first(self, value: Any) -> ValidationError:
        try:
            self._validator.validate(value)
        except ValidationError as error:
            return error
        raise ValueError("what is not valid has an error")


def _rank(part: str | int) -> tuple[int, str]:
    return (part, "") if isinstance(part, int) else (0, part)


def compile_fault(schema: Mapping[str, Any]) -> Iterator[Fault]:
    """What the validator itself says against a schema that is sound otherwise."""
    try:
        _compiled(schema)
    except ValidationError as invalid:
        yield Fault(tuple(invalid.instance_path), _refusal(invalid))


def _refusal(invalid: ValidationError) -> str:
    keyword = invalid.instance_path[-1] if invalid.instance_path else None
    if invalid.kind.name == "format" and invalid.kind.as_dict()["format"] == "regex":
        return (
            "is no pattern that can be compared in time proportional to the text: "
            "look-around, back references and large counts are not taken"
        )
    if keyword == "type":
        return f"a type is one of {', '.join(TYPES)}, or a list of them"
    return f"is not valid JSON Schema: {invalid.message[:MAX_SHOWN]}"


def _compiled(schema: Mapping[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(
        dict(schema), mask="the value", validate_formats=True, pattern_options=_PATTERNS, offline=True
    )


def _weight(value: Any, document: Mapping[str, Any] | None = None) -> int:
    """Values in a value, itself included, long texts as several; in a schema of `document` with what it refers to.

    It ends where the weight is more than is compared with anything.
    """
    stack, weight = [value], 0
    while stack and weight <= MAX_COMPARED:
        item = stack.pop()
        weight += 1
        if isinstance(item, str):
            weight += len(item) // TEXT_WEIGHT
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, Mapping):
            weight += sum(len(name) // TEXT_WEIGHT for name in item)
            stack.extend(item.values())
            if document is not None and isinstance(item.get("$ref"), str):
                stack.append(referred(document, item["$ref"]))
    return weight


def _keywords(schema: Any) -> set[str]:
    """Every name in a schema: its keywords, and more."""
    stack, found = [schema], set[str]()
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            found.update(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found


def _told(errors: Iterable[ValidationError], name: str) -> Iterator[Misfit]:
    for error in errors:
        path, kind, details = tuple(error.instance_path), error.kind.name, error.kind.as_dict()
        if kind == "required":
            missing = str(details["property"])
            yield Misfit((*path, missing), "required", f"`{missing[:MAX_NAME]}` is required")
        elif kind == "additionalProperties":
            for unknown in details["unexpected"]:
                yield Misfit((*path, unknown[:MAX_NAME]), "unknown", f"there is no field `{unknown[:MAX_NAME]}`")
        else:
            yield Misfit(path, kind, f"{_label(path, name)} {_must(error, details)}")


def _label(path: Path, name: str) -> str:
    last = path[-1] if path else name
    if not isinstance(last, int):
        return f"`{last[:MAX_NAME]}`"
    around = next((part for part in reversed(path[:-1]) if isinstance(part, str)), name)
    return f"item {last + 1} of `{around[:MAX_NAME]}`"


def _must(error: ValidationError, details: Mapping[str, Any]) -> str:
    kind = error.kind.name
    if kind in LIMITS:
        return f"must be {limit_told(kind, details['limit'])}"
    if kind in ("anyOf", "oneOf"):
        return _alternatives(error)
    said = _SAID.get(kind)
    return said(details) if said else _OTHERS.get(kind, "does not fit the schema")


_SAID: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "type": lambda details: f"must be {_either(TYPES.get(each, each) for each in details['types'])}",
    "enum": lambda details: f"must be one of {_cut(', '.join(map(_written, details['options'])))}",
    "const": lambda details: f"must be {_cut(_written(details['expected_value']))}",
    "pattern": lambda details: f"does not match the pattern {_cut(details['pattern'])}",
    "format": lambda details: f"must be {_FORMATS.get(details['format'], _cut(details['format']))}",
    "multipleOf": lambda details: f"must be a multiple of {details['multiple_of']}",
}
_OTHERS: Final = {
    "falseSchema": "must be left out",
    "uniqueItems": "must not hold the same item twice",
    "contains": "lacks an item that must be there",
    "not": "has a form that is not allowed",
    "propertyNames": "has a field whose name is not allowed",
    "oneOfMultipleValid": "fits more than one of the forms of which it must have one",
}


def _alternatives(error: ValidationError) -> str:
    """Where nothing but the type is wrong, any of the types would do."""
    context = getattr(error.kind, "context", None) or ()
    inner = [each for option in context for each in option]
    types = [each.kind.as_dict()["types"] for each in inner if each.kind.name == "type"]
    if inner and len(types) == len(inner) and all(each.instance_path == error.instance_path for each in inner):
        return f"must be {_either(dict.fromkeys(TYPES.get(name, name) for names in types for name in names))}"
    return "fits none of the forms that it may have"


def _either(options: Iterable[str]) -> str:
    return " or ".join(sorted(options, key=lambda option: option == "null"))


def _written(value: Any) -> str:
    """As JSON, but for a text, which is told bare."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
