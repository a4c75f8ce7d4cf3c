"""at, rate and cron in time zones: clocks that skip, clocks that repeat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statewright.language.schedules.timing import At, InvalidExpression, parse

ANCHOR = datetime(2024, 1, 1, 12, 0, 30, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(expression: str, timezone: str, after: str, count: int) -> list[str]:
    timing, instant, found = parse(expression, timezone, ANCHOR), utc(after), []
    for _ in range(count):
        following = timing.next_after(instant)
        if following is None:
            break
        found.append(following.strftime("%m-%d %H:%M"))
        instant = following
    return found


@pytest.mark.parametrize(
    ("expression", "timezone", "after", "expected"),
    [
        pytest.param(
            "cron(30 2 * * ? *)",
            "Europe/Berlin",
            "2024-03-29 12:00",
            ["03-30 01:30", "04-01 00:30"],
            id="Berlin skips 02:30 on 31 March",
        ),
        pytest.param(
            "cron(30 2 * * ? *)",
            "Europe/Berlin",
            "2024-10-26 12:00",
            ["10-27 00:30", "10-28 01:30"],
            id="Berlin shows 02:30 twice on 27 October, the first counts",
        ),
        pytest.param(
            "cron(0/30 1-3 * * ? *)",
            "America/New_York",
            "2024-11-03 04:30",
            ["11-03 05:00", "11-03 05:30", "11-03 07:00", "11-03 07:30", "11-03 08:00", "11-03 08:30"],
            id="New York repeats 01:00 to 01:59",
        ),
        pytest.param(
            "cron(0/30 1-3 * * ? *)",
            "America/New_York",
            "2024-03-10 05:30",
            ["03-10 06:00", "03-10 06:30", "03-10 07:00", "03-10 07:30", "03-11 05:00"],
            id="New York skips 02:00 to 02:59",
        ),
        pytest.param(
            "cron(15 2 * * ? *)",
            "Australia/Lord_Howe",
            "2024-10-04 12:00",
            ["10-04 15:45", "10-06 15:15"],
            id="Lord Howe skips half an hour",
        ),
        pytest.param(
            "cron(45 1 * * ? *)",
            "Australia/Lord_Howe",
            "2024-04-05 12:00",
            ["04-05 14:45", "04-06 14:45", "04-07 15:15"],
            id="Lord Howe repeats half an hour",
        ),
        pytest.param("at(2024-07-01T09:00:00)", "Europe/Berlin", "2024-01-01", ["07-01 07:00"], id="at, in summer"),
        pytest.param("at(2024-10-27T02:30:00)", "Europe/Berlin", "2024-01-01", ["10-27 00:30"], id="at, repeated time"),
        pytest.param("at(2024-07-01T09:00:00)", "UTC", "2024-07-01 09:00", [], id="at, not twice"),
        pytest.param("rate(5 minutes)", "UTC", "2024-01-01 11:00", ["01-01 12:00", "01-01 12:05"], id="rate, at once"),
        pytest.param("rate(1 day)", "Europe/Berlin", "2024-03-30 13:00", ["03-31 12:00", "04-01 12:00"], id="24 hours"),
    ],
)
def test_due_times(expression: str, timezone: str, after: str, expected: list[str]) -> None:
    assert due(expression, timezone, after, len(expected) or 1) == expected


def test_inside_the_second_pass_of_a_repeated_hour_nothing_is_due_again() -> None:
    """Given 01:10 UTC on 27 October (the second 02:10 in Berlin), Then the next quarter past two is tomorrow's."""
    assert due("cron(15 2 * * ? *)", "Europe/Berlin", "2024-10-27 01:10", 1) == ["10-28 01:15"]


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    start=st.datetimes(datetime(2024, 3, 1), datetime(2024, 11, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_each_wall_clock_minute_is_due_exactly_once(zone: str, start: datetime) -> None:
    """Given every-minute cron, When walked over two days, Then instants ascend, and no wall time comes twice."""
    timing = parse("cron(* * * * ? *)", zone, ANCHOR)
    instants: list[datetime] = []
    following = timing.next_after(start)
    while following is not None and following < start + timedelta(days=2):
        instants.append(following)
        following = timing.next_after(following)
    shown = [instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for instant in instants]
    assert all(earlier < later for earlier, later in pairwise(instants))
    walk = [start.replace(second=0, microsecond=0) + timedelta(minutes=m) for m in range(1, 2 * 24 * 60 + 1)]
    first_showings = [m for m in walk if m < start + timedelta(days=2) and m.astimezone(ZoneInfo(zone)).fold == 0]
    assert instants == first_showings
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("expression", "timezone", "complaint"),
    [
        ("at(2024-03-31T02:30:00)", "Europe/Berlin", "clocks skip"),
        ("at(2024-02-30T00:00:00)", "UTC", "not a date"),
        ("at(2024-02-01T00:00:00Z)", "UTC", "form"),
        ("at(2024-02-01 00:00:00)", "UTC", "form"),
        ("rate(0 minutes)", "UTC", "positive"),
        ("rate(1.5 hours)", "UTC", "positive"),
        ("rate(-1 hours)", "UTC", "positive"),
        ("rate(5 seconds)", "UTC", "positive"),
        ("rate(999999999 days)", "UTC", "hundred years"),
        ("every(5 minutes)", "UTC", "none of at"),
        ("cron(0 10 * * ? *", "UTC", "none of at"),
        ("cron(0 10 * * * *)", "UTC", "exactly one"),
        ("rate(1 minute)", "Mars/Olympus", "time zone"),
        ("rate(1 minute)", "../etc/passwd", "time zone"),
        ("rate(1 minute)", "", "time zone"),
    ],
)
def test_refused(expression: str, timezone: str, complaint: str) -> None:
    with pytest.raises(InvalidExpression, match=complaint):
        parse(expression, timezone, ANCHOR)


def test_at_the_ends_of_the_calendar() -> None:
    assert parse("at(9999-12-31T23:59:59)", "UTC", ANCHOR) == At(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    with pytest.raises(InvalidExpression, match="not a date"):
        parse("at(0001-01-01T00:00:00)", "Asia/Tokyo", ANCHOR)
