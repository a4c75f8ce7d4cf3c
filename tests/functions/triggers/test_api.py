"""The api trigger: HTTP API v2 events in, executions and HTTP answers out."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from statewright.core import catalog, names, payload_judge
from statewright.core.runtime import cache
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.lost_routes import rebuild
from statewright.language.compiler import Registry
from statewright.language.compiler.validation import validate
from triggers.api import routes as known_routes
from triggers.api.handler import handler
from triggers.api.spec import Config, Output

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.lambdas import invoke
from tests.support.servers import free_port
from tests.support.stepfunctions import StepFunctions

from .routes import publish_api


@pytest.fixture(autouse=True)
def _no_remembered_routes() -> Iterator[None]:
    known_routes._known.forget()
    yield
    known_routes._known.forget()


def request(method: str = "POST", path: str = "orders", body: Any = None, **changes: Any) -> dict[str, Any]:
    """The event API Gateway builds, payload format 2.0 (API Gateway developer guide, "Lambda integrations")."""
    headers = {"content-type": "application/json", "host": "api.example.com"} | changes.pop("headers", {})
    return {
        "version": "2.0",
        "routeKey": "ANY /hooks/{proxy+}",
        "rawPath": f"/hooks/{path}",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "http": {"method": method, "path": f"/hooks/{path}", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": str(uuid.uuid4()),
            "stage": "$default",
        },
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
        "isBase64Encoded": False,
    } | changes


def answer(event: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
    response = invoke(handler, event)
    return response["statusCode"], json.loads(response["body"]), response["headers"]


def test_a_request_starts_an_execution(redis: Cache, executions: StepFunctions) -> None:
    published = publish_api(redis, "POST", "orders")
    status, body, headers = answer(request(body={"id": 7}, queryStringParameters={"source": "a,b"}))
    assert (status, headers["content-type"]) == (202, "application/json")
    (start,) = executions.starts
    assert body == {"execution_id": f"{published['workflow_id']}.{start['name']}", "started": True}
    assert executions.input_of(0) == {
        "trigger": {
            "method": "POST",
            "path": "orders",
            "query": {"source": "a,b"},
            "headers": {"content-type": "application/json", "host": "api.example.com"},
            "body": {"id": 7},
        },
        "trigger_node": "start",
        "instance_id": published["instance_id"],
        "workflow_version": 3,
    }
    assert Output.model_validate(executions.input_of(0)["trigger"])


def test_an_idempotency_key_starts_once(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    headers = {"idempotency-key": "order-7"}
    _, first, _ = answer(request(body={"id": 7}, headers=headers))
    executions.ended.add(executions.starts[0]["name"])
    status, again, _ = answer(request(body={"id": 7}, headers=headers))
    assert status == 202
    assert again == first | {"started": False}
    assert len(executions.starts) == 1


def test_without_a_key_every_request_counts(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    for _ in range(2):
        answer(request(body={"id": 7}))
    assert len({start["name"] for start in executions.starts}) == 2


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_out_of_bounds(redis: Cache, executions: StepFunctions, key: str) -> None:
    publish_api(redis, "POST", "orders")
    status, problem, _ = answer(request(headers={"idempotency-key": key}))
    assert (status, problem["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert executions.starts == []


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", '{"a": [1]}', {"a": [1]}),
        ("application/vnd.api+json; charset=utf-8", '{"a": 1}', {"a": 1}),
        ("application/json", "", None),
        ("application/json", None, None),
        ("text/plain", "hello", "hello"),
        ("application/x-www-form-urlencoded", "a=1&b=2&b=3&c=", {"a": "1", "b": ["2", "3"], "c": ""}),
        ("application/x-www-form-urlencoded", ' {"sent": "by curl -d"}', {"sent": "by curl -d"}),
    ],
)
def test_bodies(redis: Cache, executions: StepFunctions, content_type: str, body: Any, expected: Any) -> None:
    publish_api(redis, "POST", "orders")
    assert answer(request(body=body, headers={"content-type": content_type}))[0] == 202
    assert executions.input_of(0)["trigger"]["body"] == expected


def test_a_base64_body_is_decoded_first(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    encoded = base64.b64encode('{"name": "Zoë"}'.encode()).decode()
    assert answer(request(body=encoded, isBase64Encoded=True))[0] == 202
    assert executions.input_of(0)["trigger"]["body"] == {"name": "Zoë"}


def test_a_body_that_is_not_json_says_where(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    status, problem, headers = answer(request(body='{"a": 1,\n "b" 2}'))
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert "line 2, column" in problem["detail"]
    assert problem["errors"][0]["field"] == "body"
    assert executions.starts == []


def test_a_body_nested_without_end(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    status, body, _ = answer(request(body="[" * 1_000 + "]" * 1_000))
    assert (status, body["errors"][0]["field"]) == (413, "body")
    assert executions.starts == []


def test_a_body_that_is_not_text(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    event = request(body=base64.b64encode(b"ab\xff").decode(), isBase64Encoded=True)
    event["headers"]["content-type"] = "text/plain"
    status, problem, _ = answer(event)
    assert status == 400
    assert "byte 2" in problem["detail"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x" * (10 * 1024 * 1024), id="10 MB"),
        pytest.param("\x01" * 60_000, id="60 kB of text that is six times as large in JSON"),
    ],
)
def test_a_body_over_the_limit(redis: Cache, executions: StepFunctions, body: str) -> None:
    publish_api(redis, "POST", "orders")
    status, problem, _ = answer(request(body=body, headers={"content-type": "text/plain"}))
    assert status == 413
    assert "at most" in problem["detail"]
    assert executions.starts == []


def test_headers_that_may_hold_credentials_are_not_stored(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders", {"secret_header": "X-Shop-Pass", "secret": "correct horse"})
    unsafe = {
        "authorization": "Bearer x",
        "cookie": "s=1",
        "x-api-key": "k",
        "x-csrf-token": "t",
        "x-hub-signature-256": "s",
        "x-amzn-trace-id": "Root=1",
        "x-forwarded-for": "192.0.2.1",
        "x-shop-pass": "correct horse",
    }
    safe = {"x-shopify-topic": "orders/create", "user-agent": "Shop", "x-author": "ada"}
    assert answer(request(headers=unsafe | safe))[0] == 202
    stored = executions.input_of(0)["trigger"]["headers"]
    assert stored == safe | {"content-type": "application/json", "host": "api.example.com"}


@pytest.mark.parametrize("given", [{}, {"x-secret": "wrong"}, {"x-secret": ""}, {"x-secret": "gänz falsch"}])
def test_without_the_secret_nothing_starts(redis: Cache, executions: StepFunctions, given: dict[str, str]) -> None:
    publish_api(redis, "POST", "orders", {"secret_header": "X-Secret", "secret": "correct horse"})
    status, problem, _ = answer(request(headers=given))
    assert (status, problem["title"]) == (401, "Unauthorized")
    assert "correct horse" not in json.dumps(problem)
    assert executions.starts == []


@pytest.mark.parametrize("config", [{"secret_header": "X-Secret"}, {"secret": "correct horse"}])
def test_half_a_secret_lets_nobody_in(redis: Cache, executions: StepFunctions, config: dict[str, str]) -> None:
    publish_api(redis, "POST", "orders", config)
    assert answer(request())[0] == 401


def test_a_path_nobody_serves(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    status, problem, _ = answer(request(path="nope"))
    assert (status, problem["status"]) == (404, 404)
    assert "/hooks/nope" in problem["detail"]


def test_another_method_than_the_workflows(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders")
    status, _, headers = answer(request(method="GET"))
    assert (status, headers["allow"]) == (405, "POST")


def test_a_trailing_slash_is_forgiven(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "shop/orders")
    assert answer(request(path="shop/orders/"))[0] == 202


def test_lost_routes_are_asked_for_once_in_a_while(
    redis: Cache, executions: StepFunctions, functions: FakeAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        status, _, headers = answer(request())
        assert (status, headers["retry-after"]) == (503, "2")
    assert functions.invoked == [("statewright-system-sync-routes", "Event")]

    monkeypatch.setattr(rebuild, "every", 0.0)
    answer(request())
    assert len(functions.invoked) == 2


def test_of_lost_routes_those_published_since_work_already(
    redis: Cache, executions: StepFunctions, functions: FakeAws
) -> None:
    publish_api(redis, "POST", "orders")
    redis.call("HDEL", "routes:api", "#ready")
    assert answer(request(method="GET"))[0] == 503
    assert answer(request())[0] == 202
    assert functions.invoked == [("statewright-system-sync-routes", "Event")]


def test_a_rebuild_that_is_refused_is_a_503_too(
    redis: Cache, executions: StepFunctions, functions: FakeAws, capsys: pytest.CaptureFixture[str]
) -> None:
    functions.refuse["Invoke"] = Refusal(403, "AccessDeniedException", "not yours")
    assert answer(request())[0] == 503
    assert "not yours" in capsys.readouterr().out


def test_without_redis_a_known_route_works_and_an_unknown_one_waits(
    redis: Cache, executions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_api(redis, "POST", "orders")
    assert answer(request())[0] == 202
    now = known_routes._known.clock()
    monkeypatch.setattr(known_routes._known, "clock", lambda: now + 30)
    redis.close()
    cache.shared().url = f"redis://127.0.0.1:{free_port()}/0"
    assert answer(request())[0] == 202
    assert answer(request(path="other"))[0] == 503
    monkeypatch.setattr(known_routes._known, "clock", lambda: now + 90)
    assert answer(request())[0] == 503


def test_a_route_is_remembered_for_a_second(
    redis: Cache, executions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_api(redis, "POST", "orders")
    answer(request())
    redis.call("HDEL", "routes:api", "POST orders")
    assert answer(request())[0] == 202
    now = known_routes._known.clock()
    monkeypatch.setattr(known_routes._known, "clock", lambda: now + 1.5)
    assert answer(request())[0] == 404


@pytest.mark.parametrize("failure", [(400, "AccessDeniedException"), (400, "StateMachineDoesNotExist")])
def test_what_goes_wrong_inside_is_not_shown(
    redis: Cache, executions: StepFunctions, failure: tuple[int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    publish_api(redis, "POST", "orders")
    executions.failures = [failure]
    status, problem, headers = answer(request())
    assert (status, headers["retry-after"]) == (503, "2")
    assert failure[1] not in json.dumps(problem)
    assert failure[1] in capsys.readouterr().out


@pytest.mark.parametrize("path", ["orders", "a/b-c/d_e", "9"])
def test_paths_that_can_be_configured(path: str) -> None:
    assert Config(path=path).path == path


@pytest.mark.parametrize("path", ["", "/orders", "orders/", "Orders", "a//b", "a b", "a/../b", "a?b"])
def test_paths_that_cannot(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        Config(path=path)


@pytest.mark.parametrize(
    ("half", "missing"), [({"secret": "correct horse"}, "secret_header"), ({"secret_header": "X-Secret"}, "secret")]
)
def test_half_a_secret_is_told_before_it_is_published(half: dict[str, str], missing: str) -> None:
    trigger = {"id": "t", "key": "t", "type": "trigger", "definition": "api@1", "config": {"path": "orders", **half}}
    document = {"name": "Orders", "graph": {"nodes": [trigger], "edges": []}}

    problems = validate(document, Registry.from_catalog(catalog.load().raw))

    assert [(each.code, each.field) for each in problems] == [("missing_config", f"config.{missing}")]
    with pytest.raises(ValueError, match="both the secret header and the secret"):
        Config.model_validate(trigger["config"])


ORDER = {
    "type": "object",
    "required": ["id", "customer"],
    "properties": {
        "id": {"type": "string"},
        "customer": {"type": "object", "properties": {"email": {"type": "string", "format": "email"}}},
    },
}


def test_a_body_that_does_not_fit_starts_nothing_and_is_told_why(redis: Cache, executions: StepFunctions) -> None:
    publish_api(redis, "POST", "orders", {"body_schema": ORDER})

    status, problem, headers = answer(request(body={"customer": {"email": "hunter2"}}))

    assert (status, headers["content-type"]) == (422, "application/problem+json")
    assert problem["errors"] == [
        {"field": "body.customer.email", "message": "`email` must be an e-mail address", "code": "format"},
        {"field": "body.id", "message": "`id` is required", "code": "required"},
    ]
    assert problem["detail"].startswith("the body does not fit what this workflow expects: `email`")
    assert "hunter2" not in json.dumps(problem)
    assert executions.starts == []

    status, _, _ = answer(request(body={"id": "7", "customer": {"email": "ada@example.com"}, "more": 1}))
    assert (status, len(executions.starts)) == (202, 1)


@pytest.mark.parametrize("sent", [None, "id=7", [1]])
def test_whatever_is_sent_is_held_against_the_schema(redis: Cache, executions: StepFunctions, sent: Any) -> None:
    publish_api(redis, "POST", "orders", {"body_schema": {"type": "object"}})
    status, problem, _ = answer(request(body=sent, headers={"content-type": "text/plain"}))
    assert (status, problem["errors"][0]["field"]) == (422, "body")
    assert executions.starts == []


def test_who_does_not_know_the_secret_learns_nothing_of_the_schema(redis: Cache, executions: StepFunctions) -> None:
    secret = {"secret_header": "X-Webhook-Secret", "secret": "long enough"}
    publish_api(redis, "POST", "orders", {"body_schema": ORDER, **secret})
    status, problem, _ = answer(request(body={}))
    assert (status, problem["errors"]) == (401, [])


def test_a_schema_is_compiled_once_for_each_published_version(
    redis: Cache, executions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    compiled = payload_judge.Judge

    def noted(schema: Any) -> payload_judge.Judge:
        made.append(schema)
        return compiled(schema)

    monkeypatch.setattr(payload_judge, "Judge", noted)
    published = publish_api(redis, "POST", "orders", {"body_schema": ORDER})
    for _ in range(3):
        answer(request(body={}))
    assert made == [ORDER]

    again = published | {"version": 4, "config": published["config"] | {"body_schema": {"type": "array"}}}
    redis.call("HSET", names.API_ROUTES_KEY, "POST orders", json.dumps(again))
    known_routes._known.forget()
    assert answer(request(body=[]))[0] == 202
    assert made == [ORDER, {"type": "array"}]


def test_a_schema_that_could_not_have_been_published_is_not_passed_over(
    redis: Cache, executions: StepFunctions
) -> None:
    publish_api(redis, "POST", "orders", {"body_schema": {"type": "strin"}})
    assert answer(request(body={}))[0] == 503
    assert executions.starts == []
