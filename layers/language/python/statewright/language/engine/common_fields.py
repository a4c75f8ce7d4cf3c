"""The fields that several types of states share: where to go, what to assign, and what to do about errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from statewright.language.engine.errors import STATES_ALL
from statewright.language.engine.fields import MAX_NAME, MAX_SECONDS, Fields
from statewright.language.engine.states import Assignments, Catcher, Retrier

_RETRIER: Final = frozenset(
    """ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy
    Comment""".split()  # noqa: SIM905 - a word list reads better
)
_MAX_DELAY: Final = 31_622_400


def flow(fields: Fields, reserved: frozenset[str]) -> dict[str, Any]:
    """`Next` or `End`, `Assign` and `Output`, as members of a `State`."""
    target = fields.text("Next")
    ends = fields.values.get("End", False)
    if not isinstance(ends, bool):
        fields.problem("must be a boolean", "End")
    if ("Next" in fields.values) == (ends is True):
        fields.problem("must have exactly one of 'Next' and 'End': true")
    return {"next": target, "assign": assignments(fields, reserved), "output": fields.template("Output", reserved)}


def assignments(fields: Fields, reserved: frozenset[str]) -> Assignments | None:
    """`Assign`."""
    if "Assign" not in fields.values:
        return None
    assign = Fields(fields.values["Assign"], f"{fields.path}/Assign", fields.diagnostics, f"{fields.label}Assign/")
    found = []
    for name in assign.values:
        if not name.isidentifier() or len(name) > MAX_NAME:
            assign.problem(f"must be a variable name: letters, digits and _, at most {MAX_NAME}", name)
        elif name == "states":
            assign.problem("is reserved", name)
        template = assign.template(name, reserved)
        if template is not None:
            found.append((name, template))
    return tuple(found) or None


def handled(fields: Fields) -> dict[str, Any]:
    """`Retry` and `Catch`, as members of a `State`."""
    retriers = list(entries(fields, "Retry"))
    catchers = list(entries(fields, "Catch"))
    return {
        "retry": tuple(_retrier(retrier, last=retrier is retriers[-1]) for retrier in retriers),
        "catch": tuple(_catcher(catcher, last=catcher is catchers[-1]) for catcher in catchers),
    }


def _retrier(fields: Fields, *, last: bool) -> Retrier:
    fields.only(_RETRIER)
    interval = fields.number("IntervalSeconds", 1, low=1, integer=True, high=MAX_SECONDS)
    max_delay = None
    if "MaxDelaySeconds" in fields.values:
        max_delay = fields.number("MaxDelaySeconds", 1, low=1, integer=True, high=_MAX_DELAY)
        if max_delay <= interval:
            fields.problem("must be greater than IntervalSeconds", "MaxDelaySeconds")
    jitter = fields.values.get("JitterStrategy", "NONE")
    if jitter not in ("NONE", "FULL"):
        fields.problem("must be 'NONE' or 'FULL'", "JitterStrategy")
    return Retrier(
        _errors(fields, last=last),
        interval,
        int(fields.number("MaxAttempts", 3, low=0, integer=True, high=MAX_SECONDS)),
        fields.number("BackoffRate", 2.0, low=1, integer=False),
        max_delay,
        jitter == "FULL",
    )


def _catcher(fields: Fields, *, last: bool) -> Catcher:
    fields.only(frozenset({"ErrorEquals", "Next", "Assign", "Output", "Comment"}))
    return Catcher(
        _errors(fields, last=last),
        fields.text("Next", required=True) or "",
        assignments(fields, frozenset({"result"})),
        fields.template("Output", frozenset({"result"})),
    )


def _errors(fields: Fields, *, last: bool) -> tuple[str, ...]:
    names = fields.values.get("ErrorEquals")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        fields.problem("must be a non-empty array of error names", "ErrorEquals")
        return ()
    if STATES_ALL in names and (len(names) > 1 or not last):
        fields.problem(f"has {STATES_ALL}, which must stand alone and in the last entry", "ErrorEquals")
    return tuple(names)


def entries(fields: Fields, name: str, *, required: bool = False) -> Iterable[Fields]:
    """The objects of an array."""
    items = fields.values.get(name, [])
    if not isinstance(items, list) or (required and not items):
        fields.problem("must be a non-empty array" if required else "must be an array", name)
        return []
    return [
        Fields(item, f"{fields.path}/{name}/{index}", fields.diagnostics, f"{name}[{index}]/")
        for index, item in enumerate(items)
    ]
