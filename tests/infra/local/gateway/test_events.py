"""API triggers: what API Gateway's HTTP API makes of a request, and of a function's answer."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import httpx
import pytest

from .conftest import Function


async def test_a_request_becomes_a_payload_2_event(client: httpx.AsyncClient, function: Function) -> None:
    await client.post(
        "/hooks/orders/new?tag=a&tag=b%20c&empty=",
        json={"id": 7},
        headers=[("X-Trace", "one"), ("X-Trace", "two"), ("Cookie", "a=1; b=2")],
    )

    name, event = function.calls[0]
    assert name == "statewright-trigger-api"
    assert event["version"] == "2.0"
    assert event["routeKey"] == "ANY /hooks/{proxy+}"
    assert event["rawPath"] == "/hooks/orders/new"
    assert event["pathParameters"] == {"proxy": "orders/new"}
    assert event["rawQueryString"] == "tag=a&tag=b%20c&empty="
    assert event["queryStringParameters"] == {"tag": "a,b c", "empty": ""}
    assert event["headers"]["x-trace"] == "one,two"
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]
    assert event["body"] == '{"id":7}'
    assert event["isBase64Encoded"] is False
    http = event["requestContext"]["http"]
    assert (http["method"], http["path"], http["sourceIp"]) == ("POST", "/hooks/orders/new", "127.0.0.1")
    assert "authorizer" not in event["requestContext"]


@pytest.mark.parametrize(
    ("content_type", "is_text"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/xml", True),
        ("application/javascript", True),
        ("text/csv", True),
        ("application/x-www-form-urlencoded", False),
        ("application/vnd.api+json", False),
        ("application/octet-stream", False),
    ],
)
async def test_only_text_types_travel_as_text(
    client: httpx.AsyncClient, function: Function, content_type: str, is_text: bool
) -> None:
    await client.post("/hooks/x", content="grüße".encode(), headers={"content-type": content_type})

    assert function.event["isBase64Encoded"] is not is_text
    body = function.event["body"]
    assert (body if is_text else base64.b64decode(body).decode()) == "grüße"


async def test_bytes_that_are_not_the_text_they_claim_to_be_survive(
    client: httpx.AsyncClient, function: Function
) -> None:
    sent = gzip.compress(b"{}")
    await client.post("/hooks/x", content=sent, headers={"content-type": "application/json"})

    assert function.event["isBase64Encoded"] is True
    assert base64.b64decode(function.event["body"]) == sent


async def test_no_body_is_no_body(client: httpx.AsyncClient, function: Function) -> None:
    await client.get("/hooks/x")

    assert "body" not in function.event
    assert "queryStringParameters" not in function.event


@pytest.mark.parametrize("size", [10 * 1024 * 1024 + 1, 24 * 1024 * 1024])
async def test_a_body_over_10_mb_is_refused_and_the_gateway_stays_up(
    client: httpx.AsyncClient, function: Function, size: int
) -> None:
    answer = await client.post("/hooks/x", content=b"x" * size, headers={"content-type": "text/plain"})

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "10485760 bytes" in answer.json()["detail"]
    assert function.calls == []
    assert (await client.get("/hooks/x")).status_code == 200


async def test_what_lambda_does_not_take_is_refused(client: httpx.AsyncClient, function: Function) -> None:
    answer = await client.post("/hooks/x", content=b"\0" * 5_000_000, headers={"content-type": "image/png"})

    assert answer.status_code == 413
    assert "about 4.5 MB" in answer.json()["detail"]
    assert function.calls == []


async def test_large_headers_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/hooks/x", headers={"x-large": "x" * 11_000})

    assert answer.status_code == 431


async def test_the_functions_answer_is_sent_as_it_says(client: httpx.AsyncClient, function: Function) -> None:
    function.answer = {
        "statusCode": 201,
        "headers": {"Content-Type": "image/png", "X-Count": 3},
        "cookies": ["a=1", "b=2; HttpOnly"],
        "body": base64.b64encode(b"\x89PNG").decode(),
        "isBase64Encoded": True,
    }

    answer = await client.get("/hooks/x")

    assert answer.status_code == 201
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-count"] == "3"
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2; HttpOnly"]
    assert answer.content == b"\x89PNG"


@pytest.mark.parametrize("value", [{"hello": 1}, [1, 2], None])
async def test_an_answer_without_a_status_is_a_json_body(
    client: httpx.AsyncClient, function: Function, value: Any
) -> None:
    function.answer = value

    answer = await client.get("/hooks/x")

    assert (answer.status_code, answer.json()) == (200, value)


@pytest.mark.parametrize(
    "bad",
    [
        {"statusCode": "many"},
        {"statusCode": 99},
        {"statusCode": 200, "body": "%%", "isBase64Encoded": True},
        {"statusCode": 200, "headers": {"x": "a\r\nset-cookie: b"}},
        {"statusCode": 200, "headers": ["x"]},
    ],
)
async def test_an_answer_that_is_not_http_is_a_500(
    client: httpx.AsyncClient, function: Function, bad: dict[str, Any]
) -> None:
    function.answer = bad

    answer = await client.get("/hooks/x")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_function_that_raised_is_a_500_that_tells_no_more(
    client: httpx.AsyncClient, function: Function
) -> None:
    function.answer, function.error = {"errorMessage": "password is hunter2"}, "Unhandled"

    answer = await client.get("/hooks/x")

    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "statewright-trigger-api" in answer.json()["detail"]


async def test_a_callback_link_reaches_the_waits_service_without_a_token(
    client: httpx.AsyncClient, function: Function
) -> None:
    await client.post("/callbacks/a.1.b", data={"decision": "approved"})
    ((called, event),) = function.calls
    assert called == "statewright-service-waits"
    assert (event["routeKey"], event["rawPath"]) == ("ANY /callbacks/{proxy+}", "/callbacks/a.1.b")
    assert event["isBase64Encoded"]
    assert "authorizer" not in event["requestContext"]
