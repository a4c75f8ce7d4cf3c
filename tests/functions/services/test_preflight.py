"""Preflight of a drawing, before it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.graphs import api_trigger, graph, node, set_values

Call = Callable[..., Any]
MONTH = 30 * 86_400


@pytest.fixture
def workflow(call: Call) -> Any:
    drawn = graph(api_trigger(), set_values(), node("pause", "delay", {"seconds": 60}))
    return call("workflows", "POST /api/workflows", {"name": "Orders", "graph": drawn}).body


def test_the_draft_is_measured(call: Call, workflow: Any) -> None:
    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/preflight")

    assert (answer.status, answer.body["valid"], answer.body["problems"]) == (200, True, [])
    report = answer.body["preflight"]
    assert report["fits"] is True
    assert report["events"] == {"usual": 8, "worst": 8, "node": "order", "limit": 25000}
    assert [path["transitions"] for path in report["cost"]["paths"]] == [3]
    assert report["prices"]["currency"] == "USD"


def test_a_given_drawing_is_measured_instead(call: Call, workflow: Any) -> None:
    drawn = graph(api_trigger(), node("pause", "delay", {"seconds": MONTH}))
    given = {"graph": drawn, "settings": {"timeout_seconds": 86_400}}
    report = call("workflows", f"POST /api/workflows/{workflow['id']}/preflight", given).body["preflight"]

    (problem,) = report["problems"]
    assert report["fits"] is False
    assert problem["field"] == "settings.timeout_seconds"
    assert (problem["code"], problem["severity"], problem["node_id"]) == ("duration", "error", None)


def test_a_drawing_that_is_not_valid_has_problems_only(call: Call, workflow: Any) -> None:
    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/preflight", {"graph": {"nodes": [], "edges": []}})

    assert (answer.status, answer.body["valid"], answer.body["preflight"]) == (200, False, None)
    assert answer.body["problems"]
