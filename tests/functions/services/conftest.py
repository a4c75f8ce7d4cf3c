from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from statewright.core import catalog
from statewright.core.runtime import aws as runtime_aws
from statewright.core.runtime import cache
from statewright.data import connect, definitions
from statewright.data.migrate import migrate
from statewright.data.partitions import ensure_partitions
from statewright.recording import contexts
from statewright.waiting.links import links

from tests.support.aws_fake import FakeAws, serve

PREFIX = "arn:aws:lambda:eu-central-1:000000000000:function:"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    content_type: str


Call = Callable[..., Answer]


@pytest.fixture
def aws() -> FakeAws:
    return FakeAws()


@pytest.fixture
def database(
    postgres_url: str, valkey_url: str, aws: FakeAws, monkeypatch: pytest.MonkeyPatch
) -> Iterator[connect.Database]:
    """Everything a service's environment points to: an empty database with the schema, an empty Redis, a fake AWS."""
    with serve(aws) as endpoint:
        for name, value in {
            "STATEWRIGHT_DATABASE_URL": postgres_url,
            "STATEWRIGHT_REDIS_URL": valkey_url,
            "STATEWRIGHT_KAFKA_BROKERS": "127.0.0.1:9092",
            "STATEWRIGHT_FUNCTION_ARN_PREFIX": PREFIX,
            "STATEWRIGHT_MACHINE_ARN_PREFIX": "arn:aws:states:eu-central-1:000000000000:stateMachine:",
            "STATEWRIGHT_MACHINE_ROLE_ARN": "arn:aws:iam::000000000000:role/machine",
            "STATEWRIGHT_EXECUTION_EVENTS_URL": "https://sqs.eu-central-1.amazonaws.com/000000000000/events",
            "STATEWRIGHT_SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/schedule",
            "STATEWRIGHT_SCHEDULE_GROUP": "statewright",
            "STATEWRIGHT_TRIGGERS_URL": "http://triggers.example/hooks",
            "STATEWRIGHT_CALLBACK_SECRET": "signing secret",
            "STATEWRIGHT_CALLBACKS_URL": "http://api.example/callbacks",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "POWERTOOLS_TRACE_DISABLED": "true",
        }.items():
            monkeypatch.setenv(name, value)
        _forget_clients()
        cache.shared().call("FLUSHDB")
        held = connect.database()
        migrate(held.connection())
        ensure_partitions(held.connection(), date(2026, 11, 23))
        definitions.seed(held.connection(), "trigger", catalog.load().raw["triggers"])
        definitions.seed(held.connection(), "action", catalog.load().raw["actions"])
        yield held
        held.close()
        cache.shared().close()
        contexts.live_contexts().close()
        _forget_clients()


def _forget_clients() -> None:
    for cached in (runtime_aws._client, cache.shared, contexts.live_contexts, links):
        cached.cache_clear()


@pytest.fixture
def call(database: connect.Database) -> Call:
    """`call("workflows", "GET /api/workflows?q=x", body)` as the gateway invokes the service for a signed-in user."""

    def invoke(
        service: str, request: str, body: Any = None, *, raw: str | None = None, kind: str = "application/json"
    ) -> Answer:
        method, _, target = request.partition(" ")
        path, _, query = target.partition("?")
        text = raw if raw is not None else (json.dumps(body) if body is not None else None)
        event = {
            "version": "2.0",
            "routeKey": "ANY /api/{proxy+}",
            "rawPath": path,
            "rawQueryString": query,
            "headers": {"content-type": kind},
            "queryStringParameters": dict(part.split("=", 1) for part in query.split("&") if part),
            "requestContext": {
                "authorizer": {"jwt": {"claims": {"sub": "u1", "email": "ada@example.com"}, "scopes": []}},
                "http": {"method": method, "path": path},
                "stage": "$default",
            },
            "body": text,
            "isBase64Encoded": False,
        }
        answer = importlib.import_module(f"services.{service}.handler").handler(event, None)
        headers = {name.lower(): value for name, value in answer.get("headers", {}).items()}
        for name, values in answer.get("multiValueHeaders", {}).items():
            headers[name.lower()] = values[0]
        content_type = headers.get("content-type", "")
        parsed = json.loads(answer["body"]) if answer.get("body") else None
        return Answer(answer["statusCode"], parsed, content_type)

    return invoke
