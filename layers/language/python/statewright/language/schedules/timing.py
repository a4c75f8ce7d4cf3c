"""Schedule expressions: `at(...)`, `rate(...)` and `cron(...)` in a time zone, as pure functions of time.

Instants are time-zone-aware UTC datetimes with whole seconds; nothing here reads a clock.
Source: EventBridge Scheduler user guide, "Schedule types" and "Daylight savings time".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from statewright.language.schedules.cron import Cron, InvalidExpression

__all__ = ["At", "CronIn", "InvalidExpression", "Rate", "Timing", "parse", "problem_of", "time_zone"]

_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_LONGEST_RATE = timedelta(days=366 * 100)


class Timing(Protocol):
    """When a schedule is due."""

    @property
    def recurring(self) -> bool: ...

    def next_after(self, instant: datetime) -> datetime | None:
        """The first due time later than `instant`, or None when there is none."""


@dataclass(frozen=True, slots=True)
class At:
    """Once, at `instant`."""

    instant: datetime
    recurring = False

    def next_after(self, instant: datetime) -> datetime | None:
        return self.instant if self.instant > instant else None


@dataclass(frozen=True, slots=True)
class Rate:
    """At `anchor` and every `every` after it. Days are 24 hours, whatever the clocks do."""

    every: timedelta
    anchor: datetime
    recurring = True

    def next_after(self, instant: datetime) -> datetime | None:
        if instant < self.anchor:
            return self.anchor
        return self.anchor + ((instant - self.anchor) // self.every + 1) * self.every


@dataclass(frozen=True, slots=True)
class CronIn:
    """Whenever a clock in `zone` shows a matching time; a time it skips is skipped, one it repeats counts once."""

    cron: Cron
    zone: tzinfo
    recurring = True

    def next_after(self, instant: datetime) -> datetime | None:
        for wall in self.cron.walls(instant.astimezone(self.zone).replace(tzinfo=None)):
            due = _instant(wall, self.zone)
            # In the second pass of a repeated hour the wall times ahead were already due in the first.
            if due is not None and due > instant:
                return due
        return None


def _instant(wall: datetime, zone: tzinfo) -> datetime | None:
    """The first instant at which a clock in `zone` shows `wall`; None if it never does."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None


def time_zone(name: str) -> ZoneInfo:
    """An IANA time zone. Raises `InvalidExpression` for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidExpression(f"{name!r} is not a time zone: give an IANA name such as Europe/Berlin") from error


def parse(expression: str, timezone: str, anchor: datetime) -> Timing:
    """Read a schedule expression.

    `anchor`: the first occurrence of a `rate`, that is the schedule's start date or else its creation.
    Raises `InvalidExpression` with a message for the person who wrote it.
    """
    return _read(expression, time_zone(timezone), anchor)


def problem_of(expression: str) -> str | None:
    """What `parse` would say in any time zone, for those who have no clock; None if it reads it."""
    try:
        _read(expression, UTC, datetime(2000, 1, 1, tzinfo=UTC))
    except InvalidExpression as problem:
        return str(problem)
    return None


def _read(expression: str, zone: tzinfo, anchor: datetime) -> Timing:
    found = re.fullmatch(r"(at|rate|cron)\((.*)\)", expression.strip(), re.DOTALL)
    if found is None:
        raise InvalidExpression(
            f"{expression!r} is none of at(yyyy-mm-ddThh:mm:ss), rate(value unit), cron(six fields)"
        )
    kind, body = found.groups()
    match kind:
        case "at":
            return At(_at(body, zone))
        case "rate":
            return Rate(_rate(body), anchor)
        case _:
            return CronIn(Cron.parse(body), zone)


def _at(body: str, zone: tzinfo) -> datetime:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", body):
        raise InvalidExpression(f"at({body}) must have the form at(yyyy-mm-ddThh:mm:ss), without fraction or offset")
    try:
        wall = datetime.strptime(body, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 - a wall-clock time of `zone`
        instant = _instant(wall, zone)
    except (ValueError, OverflowError) as error:
        raise InvalidExpression(f"at({body}) is not a date and time: {error}") from error
    if instant is None:
        raise InvalidExpression(f"at({body}) does not exist in {zone}: the clocks skip that time")
    return instant


def _rate(body: str) -> timedelta:
    found = re.fullmatch(r"\s*(\d{1,9})\s+(minute|hour|day)(s?)\s*", body)
    if found is None or int(found[1]) == 0:
        raise InvalidExpression(f"rate({body}) must be a positive whole number and minutes, hours or days")
    every = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if every > _LONGEST_RATE:
        raise InvalidExpression(f"rate({body}) is longer than a hundred years")
    return every
