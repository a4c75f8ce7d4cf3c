"""The cron dialect: AWS's documented examples, its traps, and a brute-force walk over every minute as the law."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statewright.language.schedules.cron import Cron, InvalidExpression


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def first(fields: str, after: str, count: int = 3) -> list[str]:
    return [found.isoformat(" ", "minutes") for found in islice(Cron.parse(fields).walls(wall(after)), count)]


# From the EventBridge Scheduler and EventBridge user guides, with the dates a calendar gives.
DOCUMENTED = [
    ("0 10 * * ? *", ["2024-02-27 10:00", "2024-02-28 10:00", "2024-02-29 10:00"]),
    ("15 12 * * ? *", ["2024-02-27 12:15", "2024-02-28 12:15", "2024-02-29 12:15"]),
    ("0 18 ? * MON-FRI *", ["2024-02-27 18:00", "2024-02-28 18:00", "2024-02-29 18:00"]),
    ("0 8 1 * ? *", ["2024-03-01 08:00", "2024-04-01 08:00", "2024-05-01 08:00"]),
    ("0/15 * * * ? *", ["2024-02-27 00:15", "2024-02-27 00:30", "2024-02-27 00:45"]),
    ("0/10 * ? * MON-FRI *", ["2024-02-27 00:10", "2024-02-27 00:20", "2024-02-27 00:30"]),
    ("0/5 8-17 ? * MON-FRI *", ["2024-02-27 08:00", "2024-02-27 08:05", "2024-02-27 08:10"]),
    ("15 10 ? * 6L 2022-2023", []),
    ("15 10 ? * 6L 2024-2025", ["2024-03-29 10:15", "2024-04-26 10:15", "2024-05-31 10:15"]),
    ("0 9 ? * 2#1 *", ["2024-03-04 09:00", "2024-04-01 09:00", "2024-05-06 09:00"]),
    ("0 0 3W * ? *", ["2024-03-04 00:00", "2024-04-03 00:00", "2024-05-03 00:00"]),
    ("0 0 L * ? *", ["2024-02-29 00:00", "2024-03-31 00:00", "2024-04-30 00:00"]),
    ("0 20 ? * 3#2 *", ["2024-03-12 20:00", "2024-04-09 20:00", "2024-05-14 20:00"]),
    ("1/10 * * * ? *", ["2024-02-27 00:01", "2024-02-27 00:11", "2024-02-27 00:21"]),
    ("0 0 ? * 7 *", ["2024-03-02 00:00", "2024-03-09 00:00", "2024-03-16 00:00"]),
    ("0 0 1 JAN,FEB,MAR ? *", ["2024-03-01 00:00", "2025-01-01 00:00", "2025-02-01 00:00"]),
]


@pytest.mark.parametrize(("fields", "expected"), DOCUMENTED)
def test_documented_examples(fields: str, expected: list[str]) -> None:
    assert first(fields, "2024-02-27 00:00") == expected


@pytest.mark.parametrize(
    ("fields", "after", "expected"),
    [
        pytest.param("0 0 29 2 ? *", "2097-01-01", ["2104-02-29 00:00"], id="2100 is no leap year"),
        pytest.param("0 0 31 * ? *", "2023-03-31", ["2023-05-31 00:00"], id="months without a 31st"),
        pytest.param("0 0 1W * ? *", "2024-05-31", ["2024-06-03 00:00"], id="1W on a Saturday stays in the month"),
        pytest.param("0 0 31W * ? *", "2024-08-01", ["2024-08-30 00:00"], id="31W on a Saturday"),
        pytest.param("0 0 31W * ? *", "2024-08-31", ["2024-10-31 00:00"], id="31W skips a month of 30 days"),
        pytest.param("0 0 31W 3 ? *", "2024-03-01", ["2024-03-29 00:00"], id="31W on a Sunday at the month's end"),
        pytest.param("0 0 LW * ? *", "2024-03-01", ["2024-03-29 00:00"], id="last weekday of the month"),
        pytest.param("0 0 ? * 1#5 *", "2024-04-01", ["2024-06-30 00:00"], id="months without a fifth Sunday"),
        pytest.param("0 0 ? * L *", "2024-03-01", ["2024-03-02 00:00"], id="L alone is Saturday"),
        pytest.param("0 0 ? * FRIL *", "2024-03-01", ["2024-03-29 00:00"], id="last Friday by name"),
        pytest.param("0 0 ? * sat *", "2024-03-01", ["2024-03-02 00:00"], id="names in lower case"),
        pytest.param("59 23 31 12 ? 2199", "2024-01-01", ["2199-12-31 23:59"], id="the last minute there is"),
        pytest.param("0 0 1 1 ? 1970", "2024-01-01", [], id="the past only"),
        pytest.param("0 0 30 2 ? *", "2024-01-01", [], id="a date that never comes"),
        pytest.param("10-20/5,0 1 1 1 ? 2025", "2025-01-01 01:10", ["2025-01-01 01:15"], id="list, range and step"),
    ],
)
def test_calendar_corners(fields: str, after: str, expected: list[str]) -> None:
    assert first(fields, after, 1) == expected


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ("0 10 * * *", "has 5"),
        ("0 10 * * * *", "must be '?'"),
        ("0 10 ? * ? *", "must be '?'"),
        ("0 8 1 * MON *", "must be '?'"),
        ("0 10 * * MON *", "must be '?'"),
        ("60 * * * ? *", "minutes: '60'"),
        ("* 24 * * ? *", "hours: '24'"),
        ("* * 0 * ? *", "day-of-month: '0'"),
        ("* * 32W * ? *", "day-of-month: '32'"),
        ("* * 1W,15W * ? *", "day-of-month"),
        ("* * L,1 * ? *", "day-of-month: 'L'"),
        ("* * * 13 ? *", "month: '13'"),
        ("* * * MAI ? *", "month: 'MAI'"),
        ("* * ? * 0 *", "day-of-week: '0'"),
        ("* * ? * 3#6 *", "first to fifth"),
        ("* * ? * 3#1,6#3 *", "first to fifth"),
        ("* * ? * 8L *", "day-of-week: '8'"),
        ("* * * * ? 1969", "year: '1969'"),
        ("* * * * ? 2200", "year: '2200'"),
        ("30-10 * * * ? *", "ends before it starts"),
        ("*/0 * * * ? *", "step '0'"),
        ("*/ * * * ? *", "step ''"),
        ("? * * * ? *", "minutes: '?'"),
        (", * * * ? *", "minutes: ''"),
        ("1- * * * ? *", "minutes: ''"),
        ("-1 * * * ? *", "minutes: ''"),
        ("٣ * * * ? *", "minutes"),
    ],
)
def test_refused(fields: str, complaint: str) -> None:
    with pytest.raises(InvalidExpression, match=complaint.replace("?", r"\?")):
        Cron.parse(fields)


# A second reading of the rules, one moment at a time: slow, obvious, and sharing no code with the first.
Matches = Callable[[datetime], bool]


def last_day(moment: datetime) -> int:
    return calendar.monthrange(moment.year, moment.month)[1]


def sunday_first(moment: datetime) -> int:
    return (moment.weekday() + 1) % 7 + 1


def working_day_nearest(target: int) -> Matches:
    def matches(moment: datetime) -> bool:
        if target > last_day(moment) or moment.weekday() > 4:
            return False
        days = [moment.replace(day=day) for day in range(1, last_day(moment) + 1)]
        working = [day for day in days if day.weekday() < 5]
        return moment.day == min(working, key=lambda day: (abs(day.day - target), day.day)).day

    return matches


@st.composite
def numbers(draw: st.DrawFn, low: int, high: int) -> tuple[str, set[int]]:
    """A numeric field and the values it stands for."""
    a, b = sorted((draw(st.integers(low, high)), draw(st.integers(low, high))))
    step = draw(st.integers(1, max(1, high // 2)))
    return draw(
        st.sampled_from(
            [
                ("*", set(range(low, high + 1))),
                (str(a), {a}),
                (f"{a}-{b}", set(range(a, b + 1))),
                (f"{b},{a}", {a, b}),
                (f"*/{step}", set(range(low, high + 1, step))),
                (f"{a}/{step}", set(range(a, high + 1, step))),
                (f"{a}-{b}/{step}", set(range(a, b + 1, step))),
            ]
        )
    )


@st.composite
def day_fields(draw: st.DrawFn) -> tuple[str, str, Matches]:
    text, values = draw(numbers(1, 31))
    week_text, week_values = draw(numbers(1, 7))
    target, weekday, nth = draw(st.integers(1, 31)), draw(st.integers(1, 7)), draw(st.integers(1, 5))
    choices: list[tuple[str, str, Matches]] = [
        (text, "?", lambda moment: moment.day in values),
        ("L", "?", lambda moment: moment.day == last_day(moment)),
        (f"{target}W", "?", working_day_nearest(target)),
        ("LW", "?", lambda moment: working_day_nearest(last_day(moment))(moment)),
        ("?", week_text, lambda moment: sunday_first(moment) in week_values),
        ("?", f"{weekday}L", lambda moment: sunday_first(moment) == weekday and moment.day > last_day(moment) - 7),
        ("?", f"{weekday}#{nth}", lambda m: sunday_first(m) == weekday and (m.day + 6) // 7 == nth),
    ]
    return draw(st.sampled_from(choices))


@settings(max_examples=150, deadline=None)
@given(
    minute=numbers(0, 59),
    hour=numbers(0, 23),
    days=day_fields(),
    month=numbers(1, 12),
    start=st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001 - wall-clock times
)
def test_every_matching_minute_and_no_other(
    minute: tuple[str, set[int]],
    hour: tuple[str, set[int]],
    days: tuple[str, str, Matches],
    month: tuple[str, set[int]],
    start: datetime,
) -> None:
    """Given any expression, When its times in the next fortnight are listed, Then they are what a walk finds."""
    day_of_month, day_of_week, matches_day = days
    cron = Cron.parse(f"{minute[0]} {hour[0]} {day_of_month} {month[0]} {day_of_week} *")
    end = start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=14)

    expected = []
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        if day.month in month[1] and matches_day(day):
            moments = (day.replace(hour=h, minute=m) for h in range(24) for m in range(60))
            expected += [m for m in moments if m > start and m.hour in hour[1] and m.minute in minute[1]]
        day += timedelta(days=1)

    found = []
    for moment in cron.walls(start):
        if moment >= end:
            break
        found.append(moment)
    assert found == expected
