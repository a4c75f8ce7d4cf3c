"""The wrapper around every action, against a real Valkey."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field
from statewright.core import names
from statewright.core.errors import (
    ActionFailed,
    AuthenticationFailed,
    ClaimHeld,
    ExpressionFailed,
    InvalidInput,
    OutputTooLarge,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    RetryableError,
)
from statewright.core.runtime import cache, ledger
from statewright.core.runtime.action import MAX_OUTPUT_BYTES, action
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.context import ActionContext
from statewright.core.specs import ActionSpec

from tests.support.lambdas import Context, action_event, execution_id_of, invoke
from tests.support.servers import free_port


class Config(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str
    count: int = Field(1, ge=1)
    token: str = Field("", json_schema_extra={"widget": "secret"})


class Output(BaseModel):
    status: int


def spec(**changes: Any) -> ActionSpec:
    given: dict[str, Any] = {"title": "", "description": "", "icon": "", "category": "", "Config": Config}
    return ActionSpec(**(given | {"name": "probe", "Output": Output, "errors": ("RateLimited",)} | changes))


class Effect:
    """An action that counts how often its effect happened, and then does as told."""

    def __init__(self, then: Callable[[Any, ActionContext], Any] = lambda _config, _ctx: Output(status=200)) -> None:
        self.times = 0
        self.contexts: list[ActionContext] = []
        self.then = then

    def __call__(self, config: Config, ctx: ActionContext) -> Any:
        self.times += 1
        self.contexts.append(ctx)
        return self.then(config, ctx)


def failing(error: Exception) -> Effect:
    def fail(_config: Any, _ctx: ActionContext) -> Any:
        raise error

    return Effect(fail)


def event(**changes: Any) -> dict[str, Any]:
    return action_event("probe@1", changes.pop("config", {"url": "https://example.com"}), **changes)


def record(redis: Cache, of: dict[str, Any], attempt: int = 0) -> Any:
    key = names.live_context_key(execution_id_of(of))
    stored = redis.call("HGET", key, f"{of['node']['key']}|{of['iteration']}|{attempt}")
    return json.loads(stored) if isinstance(stored, bytes) else None


def claim_key(of: dict[str, Any]) -> str:
    return names.claim_key(execution_id_of(of), of["node"]["key"], of["iteration"])


def claim_of_another(redis: Cache, of: dict[str, Any], lease_until: int) -> None:
    values = ("state", "running", "request", "r-other", "environment", "e-other", "attempt", 0, "lease", lease_until)
    redis.call("HSET", claim_key(of), *values)


def now() -> int:
    return time.time_ns() // 1_000_000


def test_a_success_is_returned_and_recorded(redis: Cache) -> None:
    effect, call = Effect(), event(config={"url": "https://example.com", "count": 2}, iteration="3.0")
    before = now()
    assert invoke(action(spec(), effect), call) == {"output": {"status": 200}}
    stored = record(redis, call)
    assert before <= stored.pop("started_at") <= stored.pop("ended_at") <= now()
    assert stored == {
        "status": "succeeded",
        "input": {"url": "https://example.com", "count": 2},
        "output": {"status": 200},
        "error": None,
    }


def test_what_nodes_before_it_gave_is_kept_with_the_record(redis: Cache) -> None:
    observed = {"stamp": {"at": "2030-01-01T00:00:00.000Z"}, "is_lucky": "true", "skipped": None}
    seen: list[Any] = []
    call = event(observed=observed)
    effect = Effect(lambda _config, _ctx: seen.append(record(redis, call)))
    invoke(action(spec(Output=None), effect), call)
    assert seen[0]["status"] == "running"
    assert seen[0]["observed"] == observed
    assert record(redis, call)["observed"] == observed


def test_keys_expire_together(redis: Cache) -> None:
    call = event()
    invoke(action(spec(), Effect()), call)
    for key in (names.live_context_key(execution_id_of(call)), claim_key(call)):
        left = redis.call("PTTL", key)
        assert isinstance(left, int)
        assert ledger.TTL_MS - 60_000 < left <= ledger.TTL_MS


def test_while_it_runs_the_record_says_so(redis: Cache) -> None:
    call, seen = event(), []
    effect = Effect(lambda _config, _ctx: seen.append(record(redis, call)))
    invoke(action(spec(), effect), call)
    assert seen[0]["status"] == "running"
    assert seen[0]["ended_at"] is None


def test_the_context_names_the_effect_the_same_for_each_attempt(redis: Cache) -> None:
    effect = failing(RateLimited("slow down"))
    call = event()
    for attempt in (0, 1):
        with pytest.raises(RateLimited):
            invoke(action(spec(), effect), call | {"attempt": attempt})
    other = event()
    with pytest.raises(RateLimited):
        invoke(action(spec(), effect), other)
    first, second, third = (context.idempotency_key for context in effect.contexts)
    assert first == second != third
    assert effect.contexts[1].attempt == 1


def test_a_done_step_returns_its_output_without_running_again(redis: Cache) -> None:
    effect, call = Effect(), event()
    handler = action(spec(), effect)
    invoke(handler, call)
    assert invoke(handler, call | {"attempt": 1}) == {"output": {"status": 200}}
    assert effect.times == 1
    assert record(redis, call, attempt=1)["status"] == "succeeded"


def test_a_claim_of_a_living_attempt_is_respected(redis: Cache) -> None:
    effect, call = Effect(), event(attempt=1)
    claim_of_another(redis, call, now() + 20_000)
    with pytest.raises(ClaimHeld, match=r"attempt 0 .* for (19|20) s"):
        invoke(action(spec(), effect), call)
    assert effect.times == 0
    assert record(redis, call, attempt=1)["error"]["name"] == "ClaimHeld"
    assert redis.call("HGET", claim_key(call), "request") == b"r-other"


def test_a_claim_whose_lease_is_over_is_taken(redis: Cache) -> None:
    effect, call = Effect(), event(attempt=1)
    claim_of_another(redis, call, now() - 1)
    invoke(action(spec(), effect), call)
    assert effect.times == 1
    assert redis.call("HGET", claim_key(call), "state") == b"done"


@pytest.mark.parametrize("same", ["request", "environment"])
def test_a_claim_of_a_holder_that_has_provably_ended_is_taken(redis: Cache, same: str) -> None:
    effect, call, context = Effect(), event(), Context()
    claim_of_another(redis, call, now() + 20_000)
    value = context.aws_request_id if same == "request" else ledger.environment_id()
    redis.call("HSET", claim_key(call), same, value)
    invoke(action(spec(), effect), call, context)
    assert effect.times == 1


def test_the_lease_lasts_as_long_as_lambda_lets_the_holder_live(redis: Cache) -> None:
    call = event()
    effect = Effect(lambda _config, _ctx: str(redis.call("HGET", claim_key(call), "lease"), "ascii"))  # type: ignore[arg-type]
    lease = int(invoke(action(spec(), effect), call, Context(seconds=10))["output"])
    assert now() + 8_000 < lease <= now() + 10_000 + ledger.LEASE_MARGIN_MS


def test_a_failure_gives_the_claim_back(redis: Cache) -> None:
    call = event()
    with pytest.raises(RateLimited, match="slow down"):
        invoke(action(spec(), failing(RateLimited("slow down"))), call)
    assert record(redis, call)["error"] == {"name": "RateLimited", "message": "slow down"}
    assert redis.call("EXISTS", claim_key(call)) == 0
    effect = Effect()
    invoke(action(spec(), effect), call | {"attempt": 1})
    assert effect.times == 1


def test_a_late_holder_does_not_settle_the_claim_of_its_successor(redis: Cache) -> None:
    call = event()

    def overtaken(_config: Any, _ctx: ActionContext) -> Any:
        redis.call("HSET", claim_key(call), "request", "r-successor")
        raise RateLimited("late")

    with pytest.raises(RateLimited):
        invoke(action(spec(), Effect(overtaken)), call)
    assert redis.call("HGET", claim_key(call), "request") == b"r-successor"


def test_an_action_without_effect_claims_nothing(redis: Cache) -> None:
    effect, call = Effect(), event()
    handler = action(spec(effect="none"), effect)
    invoke(handler, call)
    invoke(handler, call)
    assert effect.times == 2
    assert redis.call("EXISTS", claim_key(call)) == 0
    assert record(redis, call)["status"] == "succeeded"


def test_two_round_trips(redis: Cache) -> None:
    handler = action(spec(), Effect())
    invoke(handler, event())
    before = _commands(redis)
    invoke(handler, event())
    # One of the difference is the INFO that took the first count.
    assert _commands(redis) - before - 1 == 2


def _commands(redis: Cache) -> int:
    reply = redis.call("INFO", "commandstats")
    assert isinstance(reply, bytes)
    sent = [line for line in reply.decode().splitlines() if line.startswith(("cmdstat_evalsha", "cmdstat_eval:"))]
    others = [line for line in reply.decode().splitlines() if line.startswith(("cmdstat_info", "cmdstat_script"))]
    return sum(int(line.partition("calls=")[2].partition(",")[0]) for line in (*sent, *others))


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "config.url: Field required"),
        ({"url": 7}, "config.url: Input should be a valid string"),
        ({"url": "x", "count": 0}, "config.count: Input should be greater than or equal to 1"),
        ({"url": "x", "color": "red"}, "config.color: Extra inputs are not permitted"),
        ("text", "config: Input should be a valid dictionary"),
    ],
)
def test_a_config_that_does_not_fit_names_the_field(redis: Cache, config: Any, field: str) -> None:
    call = event(config=config)
    with pytest.raises(InvalidInput) as raised:
        invoke(action(spec(), Effect()), call)
    assert field in str(raised.value)
    assert record(redis, call)["error"]["name"] == "InvalidInput"


class Addressed(BaseModel):
    to: list[Annotated[str, Field(pattern="^.+@.+$", json_schema_extra={"pattern_help": "an e-mail address"})]]
    key: str = Field(
        "k", pattern="^[a-z]+$", json_schema_extra={"widget": "secret", "pattern_help": "the key you were given"}
    )


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"to": ["not a mail"]}, "config.to.0: must be an e-mail address; 'not a mail' is not"),
        ({"to": ["x" * 90]}, f"config.to.0: must be an e-mail address; '{'x' * 59}…' is not"),
        ({"to": [], "key": "HUNTER2"}, "config.key: must be the key you were given"),
    ],
)
def test_a_text_that_does_not_fit_its_pattern_is_told_in_words(redis: Cache, config: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        invoke(action(spec(Config=Addressed), Effect()), event(config=config))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"node": {"id": "n3", "key": "call"}}, "no node.definition"),
        ({"node": {"id": "n3", "key": "call", "definition": "other@1"}}, "this function is 'probe@1'"),
        ({"execution": {"arn": "a", "name": "not.a.name"}}, "execution.name"),
        ({"workflow": {}}, "no workflow.id"),
        ({"iteration": "3..0"}, "iteration"),
        ({"attempt": -1}, "attempt"),
        ({"attempt": True}, "attempt"),
        ({"select": 7}, "select"),
        ({"observed": []}, "observed"),
    ],
)
def test_a_payload_that_is_no_invocation_is_refused(redis: Cache, change: dict[str, Any], message: str) -> None:
    effect = Effect()
    with pytest.raises(InvalidInput, match=message):
        invoke(action(spec(), effect), event() | change)
    assert effect.times == 0


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyError("nope"), "KeyError: 'nope'"),
        (AuthenticationFailed("not declared"), "AuthenticationFailed: not declared"),
        (RetryableError("not a leaf"), "RetryableError: not a leaf"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_only_declared_leaf_names_leave(redis: Cache, error: Exception, message: str) -> None:
    with pytest.raises(ActionFailed) as raised:
        invoke(action(spec(), failing(error)), event())
    assert str(raised.value) == message
    assert raised.value.__cause__ is None


def test_secrets_do_not_leave_in_messages(redis: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    error = RuntimeError("sent hunter2-key and Bearer abcdefghijk to https://me:pw@example.com")
    call = event(config={"url": "https://private.example", "token": "hunter2-key"})
    with pytest.raises(ActionFailed) as raised:
        invoke(action(spec(), failing(error)), call)
    assert str(raised.value) == "RuntimeError: sent *** and Bearer *** to https://***@example.com"
    written = capsys.readouterr()
    assert "step failed" in written.out
    assert "hunter2" not in written.out + written.err
    assert "private.example" not in written.out + written.err


def test_one_line_of_metrics_that_also_finds_the_run(redis: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    call = event()
    invoke(action(spec(), Effect()), call)
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Statewright"
    assert line["Succeeded"] == [1.0]
    assert line["action"] == "probe"
    assert line["execution_id"] == execution_id_of(call)
    assert "config" not in line


def test_select_trims_the_result(redis: Cache) -> None:
    effect = Effect(lambda _config, _ctx: {"body": {"items": [{"id": 7, "blob": "x" * 300_000}]}})
    call = event(select="{% $result.body.items[0].id %}")
    assert invoke(action(spec(), effect), call) == {"output": 7}
    assert record(redis, call)["output"] == 7


@pytest.mark.parametrize("select", ["{% nope.nope %}", "{% ( %}", "nope", "{% [1..10000000] %}"])
def test_a_select_without_a_value_fails_the_step(redis: Cache, select: str) -> None:
    with pytest.raises(ExpressionFailed, match="select"):
        invoke(action(spec(), Effect()), event(select=select))


def test_an_output_over_the_limit_says_how_large_and_what_to_do(redis: Cache) -> None:
    effect = Effect(lambda _config, _ctx: "é" * (MAX_OUTPUT_BYTES // 2))
    with pytest.raises(OutputTooLarge, match=r"245,762 bytes of JSON; at most 245,760.*Select"):
        invoke(action(spec(), effect), event())


@pytest.mark.parametrize("result", [{1, 2}, object(), 2**80])
def test_a_result_that_is_not_json_fails_the_step(redis: Cache, result: object) -> None:
    with pytest.raises(ActionFailed, match="not JSON"):
        invoke(action(spec(), Effect(lambda _config, _ctx: result)), event())


def test_not_a_number_becomes_null_before_it_is_recorded(redis: Cache) -> None:
    call = event()
    answer = invoke(action(spec(), Effect(lambda _config, _ctx: {"x": float("nan")})), call)
    assert answer == {"output": {"x": None}}
    assert record(redis, call)["output"] == {"x": None}


def test_an_action_that_hangs_ends_before_lambda_does(redis: Cache) -> None:
    def hang(_config: Any, _ctx: ActionContext) -> Any:
        while True:
            with contextlib.suppress(Exception):
                threading.Event().wait(60)

    call = event()
    with pytest.raises(ProviderTimeout, match="still at work"):
        invoke(action(spec(), Effect(hang)), call, Context(seconds=1.6))
    assert record(redis, call)["error"]["name"] == "ProviderTimeout"


@pytest.fixture
def no_redis(lambda_environment: pytest.MonkeyPatch) -> None:
    lambda_environment.setenv("STATEWRIGHT_REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")


@pytest.mark.usefixtures("no_redis")
def test_without_redis_an_effect_does_not_happen() -> None:
    effect = Effect()
    with pytest.raises(ProviderUnavailable, match=r"not started: Redis at 127\.0\.0\.1"):
        invoke(action(spec(), effect), event())
    assert effect.times == 0


@pytest.mark.usefixtures("no_redis")
def test_without_redis_a_read_goes_on() -> None:
    assert invoke(action(spec(effect="none"), Effect()), event()) == {"output": {"status": 200}}


def test_redis_lost_after_the_effect_does_not_repeat_it(redis: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    lost = f"redis://127.0.0.1:{free_port()}/0"

    def lose_redis(_config: Any, _ctx: ActionContext) -> Any:
        redis.close()
        redis.url = lost
        return Output(status=201)

    assert invoke(action(spec(), Effect(lose_redis)), event()) == {"output": {"status": 201}}
    assert "outcome not stored" in capsys.readouterr().out
    assert cache.shared() is redis
