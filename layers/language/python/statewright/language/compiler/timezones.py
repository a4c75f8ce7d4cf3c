"""Time zones as their standing rules: JSONata knows none, so a workflow carries the rule of the zone it names.

`timezones.json` holds the POSIX TZ string at the end of each zone's TZif file (`scripts/build_timezones.py`). It says
what holds from now on. Zones whose clocks also change by decree are followed only as far as that: Asia/Gaza and
Asia/Hebron for Ramadan, America/Havana in the winter of 2026/27, which it spends on summer time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson

_ZONE: Final = re.compile(r"(?:<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)(?:(?:<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)?,(.+),(.+))?")
_CHANGE: Final = re.compile(r"M(\d+)\.(\d)\.(\d)(?:/([+-]?[\d:]+))?")
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Change:
    """Clocks change `at` ms after midnight UTC of the first `weekday` (0: Sunday) from `month_day` (`-03-25`) on."""

    month_day: str
    weekday: int
    at: int

    def as_json(self) -> dict[str, Any]:
        """As the expressions read it."""
        return {"on": self.month_day, "weekday": self.weekday, "at": self.at}


@dataclass(frozen=True, slots=True)
class Rule:
    """Offsets from UTC in ms: `high` between the changes `up` and `down`, else `low`; both are one without changes."""

    low: int
    high: int
    up: Change | None = None
    down: Change | None = None

    def as_json(self) -> dict[str, Any]:
        """As the expressions read it."""
        changes = {name: change.as_json() for name, change in (("up", self.up), ("down", self.down)) if change}
        return {"low": self.low, "high": self.high, **changes}


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """The rule of every zone, by its name."""
    table = orjson.loads(Path(__file__).with_name("timezones.json").read_bytes())["rules"]
    return {name: rule for text, zones in table.items() for rule in (parse_rule(text),) for name in zones}


def parse_rule(text: str) -> Rule:
    """A POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`. Raises ValueError for another form of change."""
    found = _ZONE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a POSIX TZ string with `M` changes")
    standard = -_milliseconds(found[1])
    if found[3] is None:
        return Rule(standard, standard)
    summer = -_milliseconds(found[2]) if found[2] else standard + 3_600_000
    # a change is told in the clock that it ends
    begins, ends = _change(found[3], standard), _change(found[4], summer)
    # in Dublin the winter is the exception: what counts is which offset is higher
    return Rule(standard, summer, begins, ends) if standard < summer else Rule(summer, standard, ends, begins)


def _change(text: str, offset: int) -> Change:
    found = _CHANGE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not of the form M<month>.<week>.<weekday>")
    month, week = int(found[1]), int(found[2])
    if (month, week) == (2, 5):
        raise ValueError("the last week of February begins on a day that depends on the year")
    first = _DAYS[month - 1] - 6 if week == 5 else 7 * week - 6
    return Change(f"-{month:02}-{first:02}", int(found[3]), _milliseconds(found[4] or "2") - offset)


def _milliseconds(text: str) -> int:
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    value = 1000 * (3600 * int(hours) + 60 * int(minutes) + int(seconds))
    return -value if text.startswith("-") else value
