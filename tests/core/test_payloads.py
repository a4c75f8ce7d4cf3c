"""Results that are kept in S3, and references that become what they stand for; S3 is moto's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from statewright.core.errors import ActionFailed, InvalidInput, ProviderUnavailable
from statewright.core.runtime import aws, payloads
from statewright.core.runtime.action import MAX_OUTPUT_BYTES, action
from statewright.core.runtime.cache import Cache
from statewright.core.specs import ActionSpec

from tests.support.lambdas import action_event, invoke
from tests.support.payload_bucket import BUCKET, payload_bucket


class Config(BaseModel):
    data: Any = None


SPEC = ActionSpec(
    name="probe", title="", description="", icon="", category="", Config=Config, Output=None, errors=("RateLimited",)
)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with payload_bucket(monkeypatch) as client:
        yield client


class Gives:
    """An action that gives a value, and keeps what it was given."""

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self.given: list[Any] = []

    def __call__(self, config: Config, _ctx: Any) -> Any:
        self.given.append(config.data)
        return self.value


def kept(value: Any, **changes: Any) -> dict[str, Any]:
    """The reference to `value`, which a step before has given."""
    answer = invoke(action(SPEC, Gives(value)), action_event("probe@1", {}, offload=True, **changes))
    reference: dict[str, Any] = answer["output"]
    return reference


def passed(config: Any, **changes: Any) -> Any:
    """What an action reads of its configuration."""
    effect = Gives()
    node = {"id": "n4", "key": "next", "definition": "probe@1"}
    invoke(action(SPEC, effect), action_event("probe@1", {"data": config}, node=node, **changes))
    return effect.given[0]


def test_a_large_result_lies_in_s3_and_a_reference_travels(redis: Cache, s3: Any) -> None:
    rows = [{"id": number, "text": "é" * 100} for number in range(2_000)]

    answer = invoke(action(SPEC, Gives(rows)), call := action_event("probe@1", {}, offload=True, iteration="3.0"))

    key = f"{call['workflow']['id']}/{call['execution']['name']}/call/3.0.json"
    stored = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert len(stored) > MAX_OUTPUT_BYTES
    described = {"bucket": BUCKET, "key": key, "bytes": len(stored), "items": 2_000, "format": "json"}
    assert answer == {"output": {"offloaded": described}}


def test_a_small_result_has_the_same_form(redis: Cache, s3: Any) -> None:
    # its size must not decide what an expression sees
    reference = kept({"id": 7})

    assert reference["offloaded"]["items"] is None
    assert passed({"rows": reference}) == {"rows": reference}, "another run's payload is not read"


def test_select_chooses_before_the_result_is_kept(redis: Cache, s3: Any) -> None:
    call = action_event("probe@1", {}, offload=True, select="{% $result.rows %}")

    reference = invoke(action(SPEC, Gives({"rows": [1, 2, 3], "rest": 0})), call)["output"]["offloaded"]

    assert s3.get_object(Bucket=BUCKET, Key=reference["key"])["Body"].read() == b"[1,2,3]"


def test_an_action_is_given_what_a_reference_of_its_run_stands_for(redis: Cache, s3: Any) -> None:
    reference = kept([{"id": 1}], name="one-run")

    assert passed([{"body": reference}, reference], name="one-run") == [{"body": [{"id": 1}]}, [{"id": 1}]]


@pytest.mark.parametrize("change", [{"bucket": "another"}, {"key": "elsewhere/run/call/output.json"}])
def test_what_a_trigger_made_up_is_not_read(redis: Cache, s3: Any, change: dict[str, str]) -> None:
    described = kept([1], name="one-run")["offloaded"] | change

    assert passed({"offloaded": described}, name="one-run") == {"offloaded": described}


def test_a_payload_that_is_gone_is_said(redis: Cache, s3: Any) -> None:
    reference = kept([1], name="one-run")
    s3.delete_object(Bucket=BUCKET, Key=reference["offloaded"]["key"])

    with pytest.raises(InvalidInput, match=r"call/output.json is no longer in S3"):
        passed(reference, name="one-run")


def test_payloads_are_bounded_together(redis: Cache, s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payloads, "MAX_READ_BYTES", 10)
    call, other = kept("123456", name="one-run"), kept("123456", name="one-run", iteration="1")

    assert passed([call, call], name="one-run") == ["123456", "123456"]
    with pytest.raises(InvalidInput, match=r"over .* MiB together"):
        passed([call, other], name="one-run")


def test_a_result_that_cannot_be_stored_is_not_made_again(redis: Cache, s3: Any) -> None:
    s3.delete_bucket(Bucket=BUCKET)

    with pytest.raises(ActionFailed, match=r"did its work, but its result could not be stored in S3: PutObject"):
        kept([1])


def test_without_s3_nothing_is_begun(redis: Cache, s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = kept([1], name="one-run")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    aws._client.cache_clear()

    with pytest.raises(ProviderUnavailable, match="cannot be read"):
        passed(reference, name="one-run")


def test_an_invocation_says_yes_or_no(redis: Cache) -> None:
    with pytest.raises(InvalidInput, match="offload must be true or false"):
        invoke(action(SPEC, Gives()), action_event("probe@1", {}, offload="yes"))
