"""Starting executions, against an endpoint that speaks the AWS JSON protocol."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from statewright.core.runtime import stepfunctions
from statewright.core.runtime.trigger import (
    MAX_INPUT_BYTES,
    BrokenRoute,
    InputTooLarge,
    Route,
    Started,
    StartRefused,
    StartUnavailable,
    start,
)

from tests.support.servers import free_port
from tests.support.stepfunctions import StepFunctions

FIELDS: dict[str, Any] = {
    "instance_id": "0199f0a0-0000-7000-8000-00000000000a",
    "generation": 1,
    "workflow_id": "0199f0a0-0000-7000-8000-000000000001",
    "node_key": "order",
    "version": 3,
    "alias_arn": "arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-x:live",
    "config": {"path": "orders"},
}
ROUTE = Route.parse(FIELDS)


def test_the_request_is_what_the_contract_says(executions: StepFunctions) -> None:
    started = start(ROUTE, "api", ("key", "a"), {"body": {"n": 1}})
    (request,) = executions.starts
    assert started == Started(f"{ROUTE.workflow_id}.{request['name']}", started=True)
    assert re.fullmatch(r"api-[a-z2-7]{32}", request["name"])
    assert request["stateMachineArn"] == ROUTE.alias_arn
    assert request["input"] == (
        '{"trigger":{"body":{"n":1}},"trigger_node":"order",'
        '"instance_id":"0199f0a0-0000-7000-8000-00000000000a","workflow_version":3}'
    )


def test_the_same_event_starts_once(executions: StepFunctions) -> None:
    first = start(ROUTE, "api", ("key", "a"), {})
    executions.ended.add(executions.starts[0]["name"])
    again = start(ROUTE, "api", ("key", "a"), {})
    assert again == Started(first.execution_id, started=False)
    assert len(executions.starts) == 1


@pytest.mark.parametrize("change", [{"generation": 2}, {"instance_id": "0199f0a0-0000-7000-8000-00000000000b"}])
def test_another_instance_or_generation_is_another_execution(executions: StepFunctions, change: dict[str, Any]) -> None:
    start(ROUTE, "api", ("key", "a"), {})
    start(Route.parse(FIELDS | change), "api", ("key", "a"), {})
    assert len({request["name"] for request in executions.starts}) == 2


@pytest.mark.parametrize(
    "status_code",
    [
        (500, "InternalFailure"),
        (503, "x"),
        (429, "x"),
        (400, "ThrottlingException"),
        (400, "ExecutionLimitExceeded"),
        (400, "com.amazonaws.states#KmsThrottlingException"),
        (400, "ExpiredTokenException"),
    ],
)
def test_a_passing_failure_is_tried_again(executions: StepFunctions, status_code: tuple[int, str]) -> None:
    executions.failures = [status_code, status_code]
    assert start(ROUTE, "api", ("a",), {}).started
    assert len(executions.starts) == 1


def test_a_lasting_failure_is_told(executions: StepFunctions) -> None:
    executions.failures = [(503, "ServiceUnavailable")] * stepfunctions.ATTEMPTS
    with pytest.raises(StartUnavailable, match="503 ServiceUnavailable"):
        start(ROUTE, "api", ("a",), {})
    assert executions.starts == []


def test_a_refusal_is_not_tried_again(executions: StepFunctions) -> None:
    executions.failures = [(400, "com.amazonaws.states#StateMachineDoesNotExist")]
    with pytest.raises(StartRefused, match=r"refuses to start arn:.*StateMachineDoesNotExist"):
        start(ROUTE, "api", ("a",), {})
    assert executions.starts == []


def test_nobody_there(lambda_environment: pytest.MonkeyPatch) -> None:
    lambda_environment.setenv("AWS_ENDPOINT_URL_SFN", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StartUnavailable, match="refused"):
        start(ROUTE, "api", ("a",), {})


def test_an_endpoint_that_came_back_is_used_again(executions: StepFunctions) -> None:
    start(ROUTE, "api", ("a",), {})
    stepfunctions.shared().close()
    assert start(ROUTE, "api", ("b",), {}).started


def test_the_signature_covers_what_aws_asks_for(executions: StepFunctions) -> None:
    headers = stepfunctions.shared()._signed(b"{}")
    assert re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=test/\d{8}/eu-central-1/states/aws4_request, "
        r"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}",
        headers["Authorization"],
    )


def test_renewed_credentials_sign_the_next_request(
    executions: StepFunctions, lambda_environment: pytest.MonkeyPatch
) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    lambda_environment.setenv("AWS_CREDENTIAL_EXPIRATION", soon.isoformat())
    lambda_environment.setenv("AWS_SESSION_TOKEN", "first-token")
    client = stepfunctions.shared()
    before = client._signed(b"{}")
    lambda_environment.setenv("AWS_ACCESS_KEY_ID", "renewed")
    lambda_environment.setenv("AWS_SESSION_TOKEN", "second-token")
    after = client._signed(b"{}")

    assert "Credential=test/" in before["Authorization"]
    assert before["X-Amz-Security-Token"] == "first-token"
    assert "Credential=renewed/" in after["Authorization"]
    assert after["X-Amz-Security-Token"] == "second-token"


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("eu-central-1", "https://states.eu-central-1.amazonaws.com"),
        ("cn-north-1", "https://states.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_on_aws_the_region_has_the_endpoint(lambda_environment: pytest.MonkeyPatch, region: str, endpoint: str) -> None:
    lambda_environment.delenv("AWS_ENDPOINT_URL", raising=False)
    lambda_environment.setenv("AWS_REGION", region)
    assert stepfunctions.shared().endpoint.geturl() == endpoint


def test_the_input_limit_counts_bytes(executions: StepFunctions) -> None:
    empty = len(orjson.dumps({"trigger": "", "trigger_node": "order", "instance_id": ROUTE.instance_id}))
    most = "é" * ((MAX_INPUT_BYTES - empty - len(',"workflow_version":3')) // 2)
    assert start(ROUTE, "api", ("fits",), most).started
    with pytest.raises(InputTooLarge, match=r"at most 262,144"):
        start(ROUTE, "api", ("does not",), most + "é")


@pytest.mark.parametrize("missing", sorted(FIELDS))
def test_a_route_that_lacks_a_field_says_which(missing: str) -> None:
    raw = json.dumps({name: value for name, value in FIELDS.items() if name != missing})
    with pytest.raises(BrokenRoute, match=missing):
        Route.parse(raw)


def test_a_route_that_is_no_json() -> None:
    with pytest.raises(BrokenRoute):
        Route.parse(b"nope")
