"""Writes next_starts.json: schedules and when they are due, for the builder's preview to say the same.

`.venv/bin/python -m tests.language.schedules.next_starts` rewrites the file. A case is `[expression, timezone, now,
starts]`, times in UTC; `starts` are the next five of a schedule that is published at `now`, or what is wrong with it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from statewright.language.schedules.timing import InvalidExpression, parse

FILE: Final = Path(__file__).with_suffix(".json")
COUNT: Final = 5
RANDOM_CASES: Final = 250
ZONES: Final = (
    *("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Apia"),
)

CHOSEN: Final = (
    # The clocks skip an hour, repeat one, or do so by half an hour or a day.
    ("cron(30 2 * * ? *)", "Europe/Berlin", "2024-03-29T12:00:00"),
    ("cron(30 2 * * ? *)", "Europe/Berlin", "2024-10-26T12:00:00"),
    ("cron(0/30 1-3 * * ? *)", "America/New_York", "2024-11-03T04:30:00"),
    ("cron(0/30 1-3 * * ? *)", "America/New_York", "2024-11-03T06:10:00"),
    ("cron(0/30 1-3 * * ? *)", "America/New_York", "2024-03-10T05:30:00"),
    ("cron(15 2 * * ? *)", "Australia/Lord_Howe", "2024-10-04T12:00:00"),
    ("cron(45 1 * * ? *)", "Australia/Lord_Howe", "2024-04-05T12:00:00"),
    ("cron(0 12 * * ? *)", "Pacific/Apia", "2011-12-28T12:00:00"),
    # Calendars: leap years, short months, working days, weeks.
    ("cron(0 0 29 2 ? *)", "UTC", "2097-01-01T00:00:00"),
    ("cron(0 0 31 * ? *)", "UTC", "2023-03-31T00:00:00"),
    ("cron(0 0 1W * ? *)", "UTC", "2024-05-31T00:00:00"),
    ("cron(0 0 31W * ? *)", "UTC", "2024-08-01T00:00:00"),
    ("cron(0 0 LW * ? *)", "UTC", "2024-03-01T00:00:00"),
    ("cron(0 0 wl * ? *)", "UTC", "2024-03-01T00:00:00"),
    ("cron(0 0 ? * 1#5 *)", "UTC", "2024-04-01T00:00:00"),
    ("cron(0 0 ? * L *)", "UTC", "2024-03-01T00:00:00"),
    ("cron(0 0 ? * fril *)", "UTC", "2024-03-01T00:00:00"),
    ("cron(0 0 30 2 ? *)", "UTC", "2024-01-01T00:00:00"),
    ("cron(59 23 31 12 ? 2199)", "UTC", "2024-01-01T00:00:00"),
    ("cron(0 0 1 1 ? 1970)", "UTC", "2024-01-01T00:00:00"),
    ("cron(10-20/5,0 1 1 1 ? 2025)", "UTC", "2025-01-01T01:10:00"),
    ("  cron(0  9   * * ?  *) ", "Europe/Berlin", "2026-03-01T08:00:00"),
    # Rates begin at once; one time is one start.
    ("rate(1 day)", "Europe/Berlin", "2024-03-30T12:34:56"),
    ("rate(5 minutes)", "UTC", "2024-01-01T11:00:00"),
    ("rate( 3  hours )", "UTC", "2024-01-01T11:00:00"),
    ("at(2024-07-01T09:00:00)", "Europe/Berlin", "2024-01-01T00:00:00"),
    ("at(2024-10-27T02:30:00)", "Europe/Berlin", "2024-01-01T00:00:00"),
    ("at(2024-07-01T09:00:00)", "UTC", "2024-07-01T09:00:00"),
    # What is wrong.
    *(
        (expression, "Europe/Berlin", "2024-01-01T00:00:00")
        for expression in (
            *("", "every day", "cron()", "cron(0 9 * * *)", "cron(0 9 * * * *)", "cron(0 9 ? * ? *)"),
            *("cron(60 9 * * ? *)", "cron(0 24 * * ? *)", "cron(0 9 0 * ? *)", "cron(0 9 * 13 ? *)"),
            *("cron(0 9 ? * 8 *)", "cron(0 9 ? * MO *)", "cron(0 9 * * ? 2200)", "cron(0 9 * * ? 1969)"),
            *("cron(9-5 9 * * ? *)", "cron(0 9 ? * FRI-MON *)", "cron(0/0 9 * * ? *)", "cron(0/60 9 * * ? *)"),
            *("cron(0 9 ? * 2#6 *)", "cron(0 9 ? * 2#1,3#1 *)", "cron(0 9 W * ? *)", "cron(0 9 1W,15W * ? *)"),
            *("cron(0, 9 * * ? *)", "cron(-1 9 * * ? *)", "cron(1.5 9 * * ? *)", "cron(*-5 9 * * ? *)"),
            *("rate(0 minutes)", "rate(1.5 hours)", "rate(2 weeks)", "rate(99999999 days)", "rate(1hour)"),
            *("at(2024-02-30T09:00:00)", "at(2024-07-01T24:00:00)", "at(2024-07-01 09:00)", "at(2024-03-31T02:30:00)"),
        )
    ),
    ("cron(0 9 * * ? *)", "Mars/Olympus", "2024-01-01T00:00:00"),
)


def answer(expression: str, timezone: str, now: str) -> list[str] | str:
    """The next starts of a schedule that is published at `now`, or what is wrong with it."""
    published = datetime.fromisoformat(now).replace(tzinfo=UTC)
    try:
        timing = parse(expression, timezone, published)
    except InvalidExpression as problem:
        return str(problem)
    # An occurrence at the very second counts, but not that of a time that is over.
    instant: datetime | None = published - timedelta(seconds=1) if timing.recurring else published
    starts: list[str] = []
    while len(starts) < COUNT and instant is not None:
        instant = timing.next_after(instant)
        if instant is not None:
            starts.append(instant.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return starts


def _drawn(draw: random.Random) -> tuple[str, str, str]:
    """One schedule of all that the dialect has."""

    def values(low: int, high: int) -> str:
        first, last = sorted((draw.randint(low, high), draw.randint(low, high)))
        step = draw.randint(1, high)
        several = ",".join(str(draw.randint(low, high)) for _ in range(draw.randint(2, 4)))
        return draw.choice(
            ["*", str(first), f"{first}-{last}", f"*/{step}", f"{first}/{step}", f"{first}-{last}/{step}", several]
        )

    if draw.random() < 0.5:
        dates = [values(1, 31), values(1, 31), "L", "LW", f"{draw.randint(1, 31)}W"]
        day_of_month, day_of_week = draw.choice(dates), "?"
    else:
        name = draw.choice(("MON", "WED", "SAT", "SUN", "3", "6"))
        days = [values(1, 7), values(1, 7), "MON-FRI", "L", f"{name}L", f"{name}#{draw.randint(1, 5)}"]
        day_of_month, day_of_week = "?", draw.choice(days)
    month = draw.choice(["*", "*", values(1, 12), "JAN,JUL", "MAR-NOV"])
    year = draw.choice(["*", "*", "2025-2027", "2024/2"])
    expression = f"cron({values(0, 59)} {values(0, 23)} {day_of_month} {month} {day_of_week} {year})"
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=draw.randrange(3 * 366 * 86400))
    return expression, draw.choice(ZONES), now.strftime("%Y-%m-%dT%H:%M:%S")


def cases() -> Iterator[list[Any]]:
    """The chosen cases, then drawn ones, always the same."""
    draw = random.Random(6)
    questions = [*CHOSEN, *(_drawn(draw) for _ in range(RANDOM_CASES))]
    for expression, timezone, now in questions:
        yield [expression, timezone, f"{now}Z", answer(expression, timezone, now)]


def text() -> str:
    """The file, one case a line."""
    return "[\n" + ",\n".join(f"  {json.dumps(case)}" for case in cases()) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(text())
