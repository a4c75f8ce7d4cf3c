"""Schedules whose runs may not overlap: what starts, what is skipped and how that shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.trigger import StartUnavailable
from triggers.schedule.handler import handler
from triggers.schedule.overlap import LEASE_MS

from tests.support.lambdas import invoke
from tests.support.stepfunctions import StepFunctions

from .routes import route

FIRST, SECOND, THIRD = (f"2030-01-31T09:0{minute}:00Z" for minute in range(3))


class Schedule:
    """One trigger, as Scheduler delivers its ticks."""

    def __init__(self, executions: StepFunctions, redis: Cache, **changes: Any) -> None:
        self.route = route(**({"overlap": "skip"} | changes))
        self.redis = redis
        self._executions = executions

    def tick(self, due: str) -> Any:
        return invoke(handler, self.route | {"scheduled_time": due})

    def end(self, tick: Any) -> None:
        self._executions.ended.add(tick["execution_id"].partition(".")[2])

    def last_skipped(self) -> Any:
        told = self.redis.call("GET", names.last_skip_key(self.route["instance_id"]))
        return json.loads(told) if isinstance(told, bytes) else None

    def age(self, milliseconds: int) -> None:
        """Let that much time pass since the last start was taken on."""
        key = names.last_tick_key(self.route["instance_id"])
        told = self.redis.call("GET", key)
        assert isinstance(told, bytes)
        last = json.loads(told)
        self.redis.call("SET", key, json.dumps(last | {"at": last["at"] - milliseconds}))


@pytest.fixture
def schedule(executions: StepFunctions, redis: Cache, lambda_environment: pytest.MonkeyPatch) -> Schedule:
    lambda_environment.setenv(
        "STATEWRIGHT_MACHINE_ARN_PREFIX", "arn:aws:states:eu-central-1:000000000000:stateMachine:"
    )
    return Schedule(executions, redis)


def test_a_tick_while_the_run_before_goes_on_starts_nothing_and_is_told(
    schedule: Schedule, executions: StepFunctions, capsys: pytest.CaptureFixture[str]
) -> None:
    first = schedule.tick(FIRST)

    second = schedule.tick(SECOND)

    assert (first["started"], second["started"]) == (True, False)
    assert second["skipped_for"] == first["execution_id"]
    assert len(executions.starts) == 1
    skip = schedule.last_skipped()
    assert (skip["scheduled_time"], skip["execution_id"]) == (SECOND, first["execution_id"])
    logged, counted = map(json.loads, capsys.readouterr().out.splitlines())
    assert (logged["level"], logged["scheduled_time"], logged["running"]) == ("WARNING", SECOND, first["execution_id"])
    assert (counted["TicksSkipped"], counted["function"]) == ([1.0], "schedule")


def test_the_next_one_after_its_end_starts(schedule: Schedule, executions: StepFunctions) -> None:
    schedule.end(schedule.tick(FIRST))

    assert schedule.tick(SECOND)["started"]
    assert "skipped_for" in schedule.tick(THIRD)
    assert len(executions.starts) == 2


def test_a_tick_that_was_skipped_stays_so_however_often_it_comes(
    schedule: Schedule, executions: StepFunctions, capsys: pytest.CaptureFixture[str]
) -> None:
    first = schedule.tick(FIRST)
    answers = [schedule.tick(SECOND), schedule.tick(SECOND)]
    schedule.end(first)
    third = schedule.tick(THIRD)
    answers.append(schedule.tick(SECOND))

    assert answers == [answers[0]] * 3
    assert answers[0]["skipped_for"] == first["execution_id"]
    assert third["started"]
    assert len(executions.starts) == 2
    assert capsys.readouterr().out.count("TicksSkipped") == 2, "the name and the value of one line"


def test_a_tick_that_started_is_not_skipped_when_it_comes_again(
    schedule: Schedule, executions: StepFunctions, capsys: pytest.CaptureFixture[str]
) -> None:
    first = schedule.tick(FIRST)
    again = schedule.tick(FIRST)
    schedule.end(first)
    schedule.tick(SECOND)
    late = schedule.tick(FIRST)

    assert again["execution_id"] == late["execution_id"] == first["execution_id"]
    assert late == {"execution_id": first["execution_id"], "started": False}
    assert len(executions.starts) == 2
    assert (schedule.last_skipped(), capsys.readouterr().out) == (None, "")


def test_other_triggers_and_schedules_that_may_overlap_are_none_of_its_concern(
    schedule: Schedule, executions: StepFunctions, redis: Cache
) -> None:
    schedule.tick(FIRST)

    other = Schedule(executions, redis, workflow_id=schedule.route["workflow_id"])
    free = Schedule(executions, redis, overlap="allow")

    assert [other.tick(SECOND)["started"], free.tick(FIRST)["started"], free.tick(SECOND)["started"]] == [True] * 3


def test_a_run_that_is_being_started_counts_and_one_that_never_began_does_not(
    schedule: Schedule, executions: StepFunctions
) -> None:
    executions.failures = [(503, "ServiceUnavailable")] * 3
    with pytest.raises(StartUnavailable):
        schedule.tick(FIRST)

    with pytest.raises(StartUnavailable, match="is being started"):
        schedule.tick(SECOND)
    schedule.age(LEASE_MS)
    second = schedule.tick(SECOND)
    # The first one comes again at last: by now there is another run.
    first = schedule.tick(FIRST)

    assert second["started"]
    assert first["skipped_for"] == second["execution_id"]
    assert len(executions.starts) == 1


def test_without_redis_or_an_answer_the_tick_is_to_come_again(
    schedule: Schedule, executions: StepFunctions, lambda_environment: pytest.MonkeyPatch
) -> None:
    schedule.tick(FIRST)
    executions.failures = [(400, "AccessDeniedException")]
    with pytest.raises(AwsError):
        schedule.tick(SECOND)

    schedule.redis.close()
    lambda_environment.setattr(schedule.redis, "url", "redis://127.0.0.1:1")
    with pytest.raises(StartUnavailable, match="cannot be told"):
        schedule.tick(SECOND)

    assert len(executions.starts) == 1


def test_of_two_ticks_at_once_one_comes_again(
    schedule: Schedule, executions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a tick that has read which run was last, When another one starts meanwhile, Then it decides nothing."""
    schedule.end(schedule.tick(FIRST))
    describe = executions.describe

    def meanwhile(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = describe(request)
        monkeypatch.setattr(executions, "describe", describe)
        key = names.last_tick_key(schedule.route["instance_id"])
        schedule.redis.call("SET", key, json.dumps({"execution_id": "of another tick", "at": 0}))
        return answer

    monkeypatch.setattr(executions, "describe", meanwhile)
    with pytest.raises(StartUnavailable, match="another tick"):
        schedule.tick(SECOND)

    assert len(executions.starts) == 1
