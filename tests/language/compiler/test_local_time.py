"""`delay` until a local time: JSONata computes what `zoneinfo` does."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statewright.language.compiler import compile_workflow, validate
from statewright.language.compiler.kinds.local_time import WEEKDAYS
from statewright.language.compiler.timezones import parse_rule, rules
from statewright.language.engine import Machine, simulate

from scripts import build_timezones
from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow

BY_DECREE = {"Asia/Gaza", "Asia/Hebron"}
ONCE_OTHERWISE = {"America/Havana", "Cuba"}
"""Their clocks stay on summer time in the winter of 2026/27."""
STANDING = datetime(2027, 3, 15, tzinfo=UTC)
"""From here on the rules of all zones hold, but for those by decree."""
ZONES = sorted(rules().keys() - BY_DECREE)


def zone_of(name: str) -> ZoneInfo:
    """From the pinned package: the machine's own data may be older."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, name)


def standing(name: str) -> ZoneInfo:
    """The zone as if its rule for later times had always held."""
    rule = resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes().rsplit(b"\n", 2)[1]
    empty = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"LMT\0"
    return ZoneInfo.from_file(io.BytesIO(2 * empty + b"\n" + rule + b"\n"))


def waited(config: dict[str, Any], now: datetime, payload: Any = None, **settings: Any) -> Any:
    """When a delay that began at `now` was over; or the error the run ended with."""
    document = workflow([node("t", "api"), node("wait", "delay", config)], "t>wait", **settings)
    machine = Machine.parse(compile_workflow(document, REGISTRY, TARGET).definition)
    start = {"trigger": payload, "trigger_node": "t", "instance_id": None, "workflow_version": 1}
    simulation = simulate(machine, start, lambda _: None, start_at=int(now.timestamp() * 1000))
    assert simulation.finish is not None
    if simulation.finish.status != "SUCCEEDED":
        return simulation.finish.error, simulation.finish.cause
    return datetime.fromtimestamp(simulation.ended_at / 1000, UTC)


def expected(local_time: str, zone: ZoneInfo, weekdays: list[str] | None, now: datetime) -> datetime:
    hour, minute = map(int, local_time.split(":"))
    today = now.astimezone(zone).date()
    moments = [
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
        for day in (today + timedelta(days) for days in range(-2, 10))
        if weekdays is None or WEEKDAYS[day.weekday()] in weekdays
    ]
    return min(moment for moment in moments if moment > now)


def test_the_table_is_that_of_the_pinned_package() -> None:
    assert {zone: parse_rule(text) for text, zones in build_timezones.rules().items() for zone in zones} == rules()


def test_the_rules_hold_for_all_zones_but_those_that_are_known_not_to_follow_them() -> None:
    weeks = [STANDING + timedelta(weeks=week, hours=12) for week in range(-15, 20 * 52)]
    otherwise: dict[str, datetime] = {}
    for zone in rules():
        real, ruled = zone_of(zone), standing(zone)
        for moment in weeks:
            if moment.astimezone(real).utcoffset() != moment.astimezone(ruled).utcoffset():
                otherwise[zone] = moment

    assert otherwise.keys() == BY_DECREE | ONCE_OTHERWISE
    assert all(otherwise[zone] < STANDING for zone in ONCE_OTHERWISE)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    st.sampled_from(ZONES),
    st.integers(int(STANDING.timestamp()), 2_366_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.times().map(lambda time: f"{time:%H:%M}"),
    st.none() | st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
)
def test_it_is_the_next_moment_in_any_zone(
    zone: str, now: datetime, local_time: str, weekdays: list[str] | None
) -> None:
    config: dict[str, Any] = {"local_time": local_time, "timezone": zone}
    if weekdays is not None:
        config["weekdays"] = weekdays

    assert waited(config, now) == expected(local_time, zone_of(zone), weekdays, now)


CHANGING = [zone for zone in ZONES if rules()[zone].up]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(CHANGING), st.integers(2027, 2045), st.booleans(), st.integers(-4, 4), st.integers(0, 95))
def test_it_is_right_around_the_days_on_which_clocks_change(
    name: str, year: int, up: bool, quarters: int, minutes: int
) -> None:
    zone = zone_of(name)
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    days = [noon + timedelta(days) for days in range(365)]
    changes = [
        before
        for before in days
        if (before + timedelta(days=1)).astimezone(zone).utcoffset() != before.astimezone(zone).utcoffset()
    ]
    now = changes[0 if up else -1] + timedelta(hours=3 * quarters)
    local_time = f"{minutes // 4:02}:{minutes % 4 * 15:02}"

    assert waited({"local_time": local_time, "timezone": name}, now) == expected(local_time, zone, None, now)


@pytest.mark.parametrize(
    ("now", "local_time", "moment"),
    [
        # clocks go from 02:00 to 03:00: 02:30 does not come, and is 03:30
        ("2027-03-27T12:00:00Z", "02:30", "2027-03-28T01:30:00Z"),
        # and from 03:00 back to 02:00: 02:30 comes twice, the first one counts
        ("2027-10-30T12:00:00Z", "02:30", "2027-10-31T00:30:00Z"),
        ("2027-10-31T00:30:00Z", "02:30", "2027-11-01T01:30:00Z"),
        # now is past
        ("2027-06-01T07:00:00Z", "09:00", "2027-06-02T07:00:00Z"),
        ("2027-06-01T06:59:59Z", "09:00", "2027-06-01T07:00:00Z"),
    ],
)
def test_gaps_overlaps_and_now_itself(now: str, local_time: str, moment: str) -> None:
    config = {"local_time": local_time, "timezone": "Europe/Berlin"}

    assert waited(config, datetime.fromisoformat(now)) == datetime.fromisoformat(moment)


def test_the_zone_is_the_workflows_unless_the_node_names_one() -> None:
    now = datetime(2027, 1, 4, 12, tzinfo=UTC)

    assert waited({"local_time": "09:00"}, now, timezone="Asia/Tokyo") == datetime(2027, 1, 5, 0, tzinfo=UTC)
    assert waited({"local_time": "09:00"}, now) == datetime(2027, 1, 5, 9, tzinfo=UTC)


def test_the_zone_can_come_from_the_data() -> None:
    now, config = datetime(2027, 7, 2, 12, tzinfo=UTC), {"local_time": "09:00", "timezone": "{% $t.zone %}"}

    assert waited(config | {"weekdays": ["monday"]}, now, {"zone": "America/New_York"}) == datetime(
        2027, 7, 5, 13, tzinfo=UTC
    )
    assert waited(config, now, {"zone": "Asia/Kolkata"}) == datetime(2027, 7, 3, 3, 30, tzinfo=UTC)
    error, cause = waited(config, now, {"zone": "Mars/Olympus"})
    assert error == "States.QueryEvaluationError"
    assert "there is no time zone `Mars/Olympus`" in cause


def test_a_zone_by_name_embeds_only_its_own_rule() -> None:
    named, told = (
        compile_workflow(
            workflow([node("t", "api"), node("w", "delay", {"local_time": "09:00", "timezone": zone})], "t>w"),
            REGISTRY,
            TARGET,
        ).definition_json
        for zone in ("Europe/Berlin", "{% $t.zone %}")
    )

    assert len(named) < 3_000
    assert 15_000 < len(told) < 30_000


@pytest.mark.parametrize(
    ("config", "field", "message"),
    [
        ({}, "config", "say for how many `seconds`, `until` when, or until which `local_time`"),
        ({"seconds": 1, "local_time": "09:00"}, "config", "say either `seconds` or `local_time`, not both"),
        ({"local_time": "9:00"}, "config.local_time", "`local_time`"),
        ({"local_time": "24:00"}, "config.local_time", "`local_time`"),
        ({"local_time": "09:00", "timezone": "Europe/Berln"}, "config.timezone", "did you mean `Europe/Berlin`?"),
        ({"local_time": "09:00", "timezone": "zzz"}, "config.timezone", "give a name such as Europe/Berlin"),
        ({"local_time": "09:00", "weekdays": ["mon"]}, "config.weekdays.0", "must be one of monday"),
        ({"local_time": "09:00", "weekdays": []}, "config.weekdays", "`weekdays`"),
        ({"seconds": 1, "timezone": "UTC"}, "config.timezone", "`timezone` says when a `local_time` is"),
    ],
)
def test_what_is_wrong_is_said(config: dict[str, Any], field: str, message: str) -> None:
    problems = validate(workflow([node("t", "api"), node("wait", "delay", config)], "t>wait"), REGISTRY)

    assert [(problem.field, problem.node_id) for problem in problems] == [(field, "n_wait")], problems
    assert message in problems[0].message


def test_the_workflows_zone_must_exist() -> None:
    (problem,) = validate(workflow([node("t", "api")], "", timezone="Europe/Berln"), REGISTRY)

    assert (problem.field, problem.code) == ("settings.timezone", "invalid_setting")
    assert "did you mean `Europe/Berlin`?" in problem.message


@pytest.mark.parametrize("text", ["CET-1CEST,J60,J300", "CET", "CET-1CEST,M2.5.0,M10.5.0"])
def test_a_rule_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not|depends"):
        parse_rule(text)


def test_todays_rules_are_read() -> None:
    assert rules()["Europe/Dublin"] == rules()["Europe/London"]
    assert rules()["Australia/Lord_Howe"].high - rules()["Australia/Lord_Howe"].low == 30 * 60_000
