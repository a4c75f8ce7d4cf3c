from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Argument, Cache, Reply
from statewright.data import triggers, workflows
from statewright.data.connect import Connection
from system.sync_routes import logic
from system.sync_routes.logic import sync

WORKFLOW = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATEWRIGHT_MACHINE_ARN_PREFIX", "arn:aws:states:eu-central-1:000000000000:stateMachine:")


def instance(connection: Connection, definition: str, status: triggers.Status, **config: Any) -> str:
    instance_id = str(uuid.uuid4())
    triggers.upsert(
        connection,
        instance_id=instance_id,
        workflow_id=WORKFLOW,
        node_id=f"n-{instance_id}",
        node_key="k",
        definition=definition,
        version=1,
        config=config,
        route=None,
    )
    triggers.set_status(connection, instance_id, status, error=None, resource={})
    return instance_id


def test_the_cache_holds_exactly_the_active_routes(connection: Connection, redis_cache: Cache) -> None:
    workflows.insert(connection, workflow_id=WORKFLOW, name="w", description="", graph={}, settings={})
    schema = {"type": "object", "required": ["id"]}
    many = [
        instance(connection, "api@1", "active", method="POST", path=f"p{number}", body_schema=schema)
        for number in range(3)
    ]
    instance(connection, "api@1", "disabled", method="GET", path="off")
    listening = instance(connection, "event@1", "active", topic="orders")
    redis_cache.call("HSET", names.API_ROUTES_KEY, "POST stale", "{}")

    assert sync(connection, redis_cache) == 4

    fields = redis_cache.call("HKEYS", names.API_ROUTES_KEY)
    assert isinstance(fields, list)
    assert {field for field in fields if isinstance(field, bytes)} == {b"#ready", b"POST p0", b"POST p1", b"POST p2"}
    route = redis_cache.call("HGET", names.API_ROUTES_KEY, "POST p0")
    assert isinstance(route, bytes)
    assert json.loads(route)["instance_id"] == many[0]
    assert json.loads(route)["config"]["body_schema"] == schema
    assert redis_cache.call("EXISTS", names.trigger_route_key(listening)) == 1


class Watched(Cache):
    """Notes after each command what a request would meet: whether the routes are said to be complete, and how many."""

    def __init__(self, redis: Cache) -> None:
        super().__init__(redis.url)
        self.redis = redis
        self.met: set[tuple[Reply, Reply]] = set()

    def call(self, *command: Argument) -> Reply:
        reply = super().call(*command)
        ready = self.redis.call("HEXISTS", names.API_ROUTES_KEY, "#ready")
        self.met.add((ready, self.redis.call("HLEN", names.API_ROUTES_KEY)))
        return reply


def test_no_request_meets_a_part_of_many_routes(
    connection: Connection, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflows.insert(connection, workflow_id=WORKFLOW, name="w", description="", graph={}, settings={})
    for number in range(7):
        instance(connection, "api@1", "active", method="POST", path=f"p{number}")
    monkeypatch.setattr(logic, "_ARGUMENTS_LIMIT", 4)
    watched = Watched(redis_cache)

    sync(connection, watched)
    sync(connection, watched)
    watched.close()

    assert watched.met <= {(0, 0), (1, 8)}
    assert redis_cache.call("KEYS", "*routes:api*") == [names.API_ROUTES_KEY.encode()]


def test_without_triggers_the_cache_is_complete_and_empty(connection: Connection, redis_cache: Cache) -> None:
    assert sync(connection, redis_cache) == 0
    assert redis_cache.call("HGETALL", names.API_ROUTES_KEY) == [b"#ready", b"1"]
