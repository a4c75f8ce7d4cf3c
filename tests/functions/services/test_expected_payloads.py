"""Workflows whose triggers say what they expect: published, changed, and started by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime import cache

from tests.support.aws_fake import FakeAws
from tests.support.graphs import api_trigger, graph, set_values

Call = Callable[..., Any]
ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def made(call: Call, schema: Any, durability: str = "standard") -> Any:
    document = {"name": "Orders", "graph": expecting(schema), "settings": {"durability": durability}}
    return call("workflows", "POST /api/workflows", document).body


def expecting(schema: Any) -> Any:
    return graph(api_trigger(body_schema=schema), set_values())


def publish(call: Call, workflow: Any, revision: int = 1) -> Any:
    return call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": revision})


def route() -> Any:
    raw = cache.shared().call("HGET", names.API_ROUTES_KEY, "POST orders")
    assert isinstance(raw, bytes)
    return json.loads(raw)


@pytest.mark.parametrize("durability", ["standard", "express"])
def test_a_manual_start_refuses_what_the_trigger_would(call: Call, aws: FakeAws, durability: str) -> None:
    workflow = made(call, ORDER, durability)
    publish(call, workflow)
    start = f"POST /api/workflows/{workflow['id']}/executions"

    answer = call("workflows", start, {"payload": {"body": {"id": 7}}})

    assert answer.status == 422
    assert answer.body["errors"] == [
        {"field": "payload.body.id", "message": "`id` must be text", "code": "type", "node_id": "n-order"}
    ]
    assert aws.executions == {}
    assert call("workflows", start, {"payload": {"body": {"id": "7"}}}).status == 202


def test_an_error_workflow_is_started_by_hand_with_the_payload_of_a_failed_run(call: Call, aws: FakeAws) -> None:
    workflow = made(call, ORDER)
    publish(call, workflow)
    failed = {"execution": {"id": "e1"}, "error": {"name": "ProviderRejected"}}

    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/executions", {"payload": failed})

    assert (answer.status, len(aws.executions)) == (202, 1)


def test_what_is_too_large_to_start_is_not_held_against_the_schema(call: Call) -> None:
    workflow = made(call, {"items": {"type": "string"}})
    publish(call, workflow)

    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/executions", {"payload": {"body": [1] * 140_000}})

    assert (answer.status, [error["code"] for error in answer.body["errors"]]) == (422, ["too_large"])


def test_what_is_expected_may_change_without_making_other_events_of_the_same(call: Call) -> None:
    """Otherwise a request sent again after the publish, with its Idempotency-Key, would start a second run."""
    workflow = made(call, None)
    publish(call, workflow)
    edit = {name: workflow[name] for name in ("name", "description", "settings")}

    saved = call("workflows", f"PUT /api/workflows/{workflow['id']}", edit | {"graph": expecting(ORDER), "revision": 1})
    publish(call, workflow, revision=saved.body["revision"])

    assert (route()["generation"], route()["version"], route()["config"]["body_schema"]) == (1, 2, ORDER)


def test_a_schema_that_reads_other_documents_is_not_published(call: Call) -> None:
    answer = publish(call, made(call, {"$ref": "https://169.254.169.254/"}))

    assert answer.status == 422
    (error,) = answer.body["errors"]
    assert (error["code"], error["field"]) == ("invalid_payload_schema", "config.body_schema.$ref")
