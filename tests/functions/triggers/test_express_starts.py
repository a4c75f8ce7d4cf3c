"""Starts of Express executions: Step Functions takes a name twice, so a claim decides."""

from __future__ import annotations

import time
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime import cache
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.express_starts import KNOWN_MS, LEASE_MS, claimed_at
from statewright.core.runtime.trigger import MAX_EXPRESS_INPUT_BYTES, InputTooLarge, Route, StartUnavailable, start
from triggers.schedule.handler import handler

from tests.support.lambdas import invoke
from tests.support.servers import free_port
from tests.support.stepfunctions import StepFunctions

from .routes import route

DUE = "2030-01-31T09:00:00Z"


def tick() -> dict[str, Any]:
    alias = "arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-x-express:live"
    return route(durability="express", alias_arn=alias) | {"scheduled_time": DUE}


def execution_of(answer: Any) -> str:
    return str(answer["execution_id"])


def test_an_event_that_comes_twice_starts_once(redis: Cache, executions: StepFunctions) -> None:
    given = tick()

    first, again = invoke(handler, given), invoke(handler, given)

    assert first == {"execution_id": again["execution_id"], "started": True}
    assert again["started"] is False
    assert len(executions.starts) == 1
    at, ttl = claimed_at(execution_of(first)), redis.call("PTTL", names.start_key(execution_of(first)))
    assert at is not None
    assert abs(at - time.time() * 1000) < 60_000
    assert isinstance(ttl, int)
    assert KNOWN_MS - 60_000 < ttl <= KNOWN_MS


def test_an_attempt_whose_answer_is_lost_is_made_again_after_its_lease(redis: Cache, executions: StepFunctions) -> None:
    given = tick()
    executions.failures = [(503, "ServiceUnavailable")]
    with pytest.raises(StartUnavailable, match="503"):
        invoke(handler, given)

    # Within the lease it may have begun, or be about to.
    with pytest.raises(StartUnavailable, match="under way"):
        invoke(handler, given)
    assert executions.starts == []

    reply = redis.call("KEYS", names.start_key("*"))
    assert isinstance(reply, list)
    (key,) = reply
    assert isinstance(key, bytes)
    redis.call("HINCRBY", key, "lease", -LEASE_MS - 1_000)
    assert invoke(handler, given)["started"] is True


def test_a_start_that_is_put_off_is_made_again_and_leaves_no_claim(redis: Cache, executions: StepFunctions) -> None:
    given = tick()
    executions.failures = [(400, "ThrottlingException"), (429, "x"), (503, "ThrottlingException")]
    with pytest.raises(StartUnavailable, match="ThrottlingException"):
        invoke(handler, given)

    assert executions.failures == []
    assert redis.call("KEYS", names.start_key("*")) == []
    executions.failures = [(400, "ThrottlingException")]
    assert invoke(handler, given)["started"] is True
    assert len(executions.starts) == 1


@pytest.mark.usefixtures("redis")
def test_a_lost_answer_is_not_asked_for_again(executions: StepFunctions) -> None:
    invoke(handler, tick())
    executions.lost = 1
    with pytest.raises(StartUnavailable):
        invoke(handler, tick() | {"scheduled_time": "2030-02-01T09:00:00Z"})
    assert len(executions.starts) == 2


@pytest.mark.usefixtures("redis")
def test_an_idle_connection_that_was_closed_is_no_lost_answer(executions: StepFunctions) -> None:
    executions.closing = True
    for day in (1, 2, 3):
        assert invoke(handler, tick() | {"scheduled_time": f"2030-02-0{day}T09:00:00Z"})["started"] is True
        executions.closed.acquire()
    assert len(executions.starts) == 3


def test_a_start_that_is_refused_leaves_no_claim(redis: Cache, executions: StepFunctions) -> None:
    given = tick()
    executions.failures = [(400, "StateMachineDoesNotExist")]
    with pytest.raises(Exception, match="StateMachineDoesNotExist"):
        invoke(handler, given)

    assert redis.call("KEYS", names.start_key("*")) == []
    assert invoke(handler, given)["started"] is True


def test_without_a_claim_nothing_starts(
    redis: Cache, executions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    del redis
    monkeypatch.setenv("STATEWRIGHT_REDIS_URL", f"redis://127.0.0.1:{free_port()}")
    cache.shared.cache_clear()
    with pytest.raises(StartUnavailable, match="cannot be claimed"):
        invoke(handler, tick())
    cache.shared.cache_clear()

    assert executions.starts == []


def test_an_input_must_fit_into_what_the_run_tells_of_itself(executions: StepFunctions) -> None:
    with pytest.raises(InputTooLarge, match="256,000"):
        start(Route.parse(tick()), "api", ("x",), {"body": "a" * MAX_EXPRESS_INPUT_BYTES})
    assert executions.starts == []
