"""A configuration against its JSON Schema, told to people: one message a field.

Fields have their own names here, between backticks, for who has the file before them; forms put their titles there.
No values in it, but a short one that does not fit a `pattern` that has words for people, and is no secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jsonschema_rs import Draft202012Validator, ValidationError
from statewright.core.pattern_help import misfit
from statewright.core.schema_words import LIMITS, TYPES, limit_told
from statewright.language.expressions import is_expression
from statewright.language.graph.problems import closest, did_you_mean


class Finding(NamedTuple):
    """`path` leads to the value below the configuration; `is_tag`: a constant that tells alternatives apart."""

    path: tuple[str | int, ...]
    code: str
    message: str
    suggestion: str | None = None
    is_tag: bool = False


def make_validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator whose messages hold no values: they may be large, or secret."""
    return Draft202012Validator(dict(schema), mask="the value", validate_formats=True)


def findings(
    validator: Draft202012Validator, schema: Mapping[str, Any], config: Any, *, literal: bool
) -> Iterator[Finding]:
    """What is wrong with a configuration.

    Unless `literal`, an expression fits wherever some value would and its schema does not say `"literal": true`.
    """
    if not validator.is_valid(config):
        yield from _told(validator.iter_errors(config), schema, config, literal=literal)


def _told(
    errors: Iterable[ValidationError], schema: Mapping[str, Any], config: Any, *, literal: bool
) -> Iterator[Finding]:
    errors = list(errors)
    patterns = {tuple(error.instance_path) for error in errors if error.kind.name == "pattern"}
    for error in errors:
        path, kind, details = tuple(error.instance_path), error.kind.name, error.kind.as_dict()
        if kind == "minLength" and path in patterns:
            continue  # what it must look like says more
        value = _at(config, path)
        if not literal and is_expression(value) and not _schema_at(schema, error.schema_path).get("literal"):
            continue
        alternatives = getattr(error.kind, "context", None)
        if kind in ("anyOf", "oneOf") and alternatives:
            options = [list(_told(option, schema, config, literal=literal)) for option in alternatives]
            if all(options):
                yield from _meant(options, path)
        elif kind == "required":
            yield Finding((*path, details["property"]), "missing_config", f"`{details['property']}` is required")
        elif kind == "additionalProperties":
            beside = _schema_at(schema, error.schema_path)
            for name in details["unexpected"]:
                suggestion = closest(name, beside.get("properties", ()))
                message = f"there is no field `{name[:60]}`{did_you_mean(suggestion)}"
                if "patternProperties" in beside:
                    message = f"`{name[:60]}` cannot be a name here: use letters, digits, - and _"
                yield Finding((*path, name), "unknown_config", message, suggestion)
        else:
            told = misfit(schema, details["pattern"], value) if kind == "pattern" else None
            if told is None:
                yield _plain(path, kind, details, value, error.message)
            else:
                yield Finding(path, "invalid_config", f"{_label(path)} {told}")


def _plain(path: tuple[str | int, ...], kind: str, details: Mapping[str, Any], value: Any, message: str) -> Finding:
    label = _label(path)
    if kind == "type":
        types = details["types"]
        return Finding(
            path, "invalid_config", f"{label} must be {' or '.join(TYPES.get(name, name) for name in types)}"
        )
    if kind == "enum":
        options = [str(option) for option in details["options"]]
        suggestion = closest(value.upper(), options) or closest(value, options) if isinstance(value, str) else None
        listed = ", ".join(options[:20])
        return Finding(path, "invalid_config", f"{label} must be one of {listed}{did_you_mean(suggestion)}", suggestion)
    if kind in LIMITS:
        return Finding(path, "invalid_config", f"{label} must be {limit_told(kind, details['limit'])}")
    return Finding(path, "invalid_config", f"{label}: {message}", is_tag=kind == "const")


def _label(path: Sequence[str | int]) -> str:
    """What people call the place: its field, or where in a list."""
    if not path:
        return "the configuration"
    if isinstance(path[-1], int) and len(path) > 1:
        return f"item {path[-1] + 1} of `{path[-2]}`"
    return f"`{path[-1]}`"


def _meant(options: Sequence[list[Finding]], path: tuple[str | int, ...]) -> list[Finding]:
    """The findings of the alternative that was probably meant.

    That is the one whose tag is right; of alternatives without tags, that with the fewest findings. Where only the
    type is wrong, any of the types would do.
    """
    deeper = [option for option in options if any(len(finding.path) > len(path) for finding in option)]
    if deeper:
        return min(deeper, key=lambda option: (sum(finding.is_tag for finding in option), len(option)))
    label = _label(path)
    wanted = dict.fromkeys(
        finding.message.removeprefix(f"{label} must be ").removeprefix(f"{label}: ")
        for option in options
        for finding in option
    )
    return [Finding(path, "invalid_config", f"{label} must be {' or '.join(list(wanted)[:6])}")]


def _schema_at(schema: Any, schema_path: Sequence[str | int]) -> Mapping[str, Any]:
    """The schema whose keyword a schema path ends in."""
    for part in schema_path[:-1]:
        schema = schema[part]
    found: Mapping[str, Any] = schema
    return found


def _at(config: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        config = config[part]
    return config
