"""EventBridge Scheduler's cron dialect as a pure function of wall-clock time.

Six fields: `minutes hours day-of-month month day-of-week year`. What differs from Unix cron: a year field, Sunday
is 1, exactly one of the two day fields must be `?`, and `L`, `W` and `#`. No installed library reads all of this.

Source: EventBridge Scheduler user guide, "Cron-based schedules". Where the guide is silent the stricter reading is
taken (no wrapping ranges, `L`, `W` and `#` never inside a list), so that what is accepted here is accepted on AWS.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIRST_YEAR, LAST_YEAR = 1970, 2199
SATURDAY = 7

DaysOfMonth = Callable[[int, int], Sequence[int]]
"""(year, month) -> the days of that month that match, ascending."""


class InvalidExpression(ValueError):
    """A schedule expression that Scheduler would refuse; the message names the field and what it takes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One numeric field: its name in messages, its bounds, and the names its values go by."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    def value(self, text: str) -> int:
        """The number that `text` stands for; raises `InvalidExpression` when it is none or out of bounds."""
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.low
        if not re.fullmatch(r"[0-9]{1,4}", text) or not self.low <= int(text) <= self.high:
            names = f" or {self.names[0]}-{self.names[-1]}" if self.names else ""
            raise InvalidExpression(f"{self.name}: {text!r} is not a value from {self.low} to {self.high}{names}")
        return int(text)

    def values(self, text: str) -> tuple[int, ...]:
        """Every value of a list of `*`, `a`, `a-b`, `*/n`, `a/n` and `a-b/n`, ascending."""
        return tuple(sorted(set(chain.from_iterable(self._part(part) for part in text.split(",")))))

    def _part(self, text: str) -> range:
        span, slash, step_text = text.partition("/")
        first_text, dash, last_text = span.partition("-")
        if span == "*":
            first, last = self.low, self.high
        else:
            first = self.value(first_text)
            last = self.value(last_text) if dash else (self.high if slash else first)
        if first > last:
            raise InvalidExpression(f"{self.name}: the range {span!r} ends before it starts")
        if not slash:
            return range(first, last + 1)
        if not re.fullmatch(r"[0-9]{1,4}", step_text) or not 1 <= int(step_text) <= self.high:
            raise InvalidExpression(f"{self.name}: the step {step_text!r} is not a number from 1 to {self.high}")
        return range(first, last + 1, int(step_text))


MINUTES = Field("minutes", 0, 59)
HOURS = Field("hours", 0, 23)
DAY_OF_MONTH = Field("day-of-month", 1, 31)
MONTH = Field("month", 1, 12, MONTHS)
DAY_OF_WEEK = Field("day-of-week", 1, 7, WEEKDAYS)
YEAR = Field("year", FIRST_YEAR, LAST_YEAR)


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed cron expression. `minutes`, `hours`, `months`, `years` are ascending; `days` knows the calendar."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    years: tuple[int, ...]
    days: DaysOfMonth

    @classmethod
    def parse(cls, fields: str) -> Cron:
        """Read the text between the brackets of `cron(...)`. Raises `InvalidExpression`."""
        parts = fields.split()
        if len(parts) != 6:
            raise InvalidExpression(
                "cron takes six fields (minutes hours day-of-month month day-of-week year), "
                f"{fields!r} has {len(parts)}"
            )
        minutes, hours, day_of_month, month, day_of_week, year = parts
        if (day_of_month == "?") == (day_of_week == "?"):
            raise InvalidExpression(
                f"exactly one of day-of-month ({day_of_month!r}) and day-of-week ({day_of_week!r}) must be '?'"
            )
        days = _days_of_week(day_of_week) if day_of_month == "?" else _days_of_month(day_of_month)
        return cls(MINUTES.values(minutes), HOURS.values(hours), MONTH.values(month), YEAR.values(year), days)

    def walls(self, after: datetime) -> Iterator[datetime]:
        """Every matching wall-clock time later than `after` (naive, as shown by a clock on the wall), ascending."""
        start = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
        for day in self._days(start.date()):
            first_hour, first_minute = (start.hour, start.minute) if day == start.date() else (0, 0)
            for hour in self.hours[bisect_left(self.hours, first_hour) :]:
                low = first_minute if hour == first_hour else 0
                for minute in self.minutes[bisect_left(self.minutes, low) :]:
                    yield datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - wall-clock on purpose

    def _days(self, first: date) -> Iterator[date]:
        for year in self.years[bisect_left(self.years, first.year) :]:
            for month in self.months:
                if (year, month) < (first.year, first.month):
                    continue
                for day in self.days(year, month):
                    if (found := date(year, month, day)) >= first:
                        yield found


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _weekday(year: int, month: int, day: int) -> int:
    """1 (Sunday) to 7 (Saturday), as Scheduler counts."""
    return date(year, month, day).isoweekday() % 7 + 1


def _nearest_working_day(year: int, month: int, day: int) -> int:
    """The weekday (Monday to Friday) closest to `day` that is in the same month."""
    last = _last_day(year, month)
    match _weekday(year, month, day):
        case 7:
            return day - 1 if day > 1 else day + 2
        case 1:
            return day + 1 if day < last else day - 2
        case _:
            return day


def _days_of_month(text: str) -> DaysOfMonth:
    upper = text.upper()
    if upper == "L":
        return lambda year, month: (_last_day(year, month),)
    if upper in {"LW", "WL"}:
        return lambda year, month: (_nearest_working_day(year, month, _last_day(year, month)),)
    if upper.endswith("W"):
        target = DAY_OF_MONTH.value(upper[:-1])

        def nearest(year: int, month: int) -> Sequence[int]:
            # A month without that day has no weekday closest to it.
            return (_nearest_working_day(year, month, target),) if target <= _last_day(year, month) else ()

        return nearest
    values = DAY_OF_MONTH.values(text)
    return lambda year, month: values[: bisect_left(values, _last_day(year, month) + 1)]


def _days_of_week(text: str) -> DaysOfMonth:
    upper = text.upper()
    if upper == "L":
        return _each_week((SATURDAY,))
    if upper.endswith("L"):
        last = DAY_OF_WEEK.value(upper[:-1])

        def last_of_month(year: int, month: int) -> Sequence[int]:
            end = _last_day(year, month)
            return (end - (_weekday(year, month, end) - last) % 7,)

        return last_of_month
    if "#" in upper:
        weekday_text, _, nth_text = upper.partition("#")
        weekday = DAY_OF_WEEK.value(weekday_text)
        if not re.fullmatch(r"[1-5]", nth_text):
            raise InvalidExpression(f"day-of-week: {text!r} must name one of the first to fifth in a month, as in 3#2")

        def nth_of_month(year: int, month: int) -> Sequence[int]:
            day = 1 + (weekday - _weekday(year, month, 1)) % 7 + 7 * (int(nth_text) - 1)
            return (day,) if day <= _last_day(year, month) else ()

        return nth_of_month
    return _each_week(DAY_OF_WEEK.values(text))


def _each_week(weekdays: Sequence[int]) -> DaysOfMonth:
    wanted = frozenset(weekdays)

    def days(year: int, month: int) -> Sequence[int]:
        first = _weekday(year, month, 1)
        return [day for day in range(1, _last_day(year, month) + 1) if (first + day - 2) % 7 + 1 in wanted]

    return days
