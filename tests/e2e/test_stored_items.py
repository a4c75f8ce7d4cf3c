"""A loop over thousands of rows that a step keeps in S3, on the running stack: run, recorded, shown and run again."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from tests.support.graphs import drawn, loop, node
from tests.support.provider import Provider
from tests.support.stack import Api, Stack

pytestmark = pytest.mark.stack

ROWS = 3_000
CALLED = 500
"""Every so-manieth row is sent on, the others are kept."""


def test_a_loop_over_thousands_of_rows_in_s3(stack: Stack, api: Api, provider: Provider) -> None:
    rows = [{"number": number, "text": "row " * 30} for number in range(ROWS)]
    provider.bodies["/export"] = json.dumps(rows).encode()
    assert len(provider.bodies["/export"]) > 256 * 1024, "more than Step Functions carries"
    path = f"t-{uuid.uuid4().hex}"
    export = node(
        "export",
        "api_call@1",
        {"method": "GET", "url": provider.url("/export")},
        offload=True,
        select="{% $result.body %}",
    )
    wanted = node("wanted", "condition", {"expression": f"{{% $item.number % {CALLED} = 0 %}}"})
    url = f"{{% '{provider.url('/row/')}' & $item.number %}}"
    send = node("send", "api_call@1", {"method": "GET", "url": url})
    kept = node("kept", "set", {"values": {"of": "{% $item.number %}"}})
    body = drawn([wanted, send, kept], "wanted.true -> send", "wanted.false -> kept")
    over = loop("lines", "{% $export %}", body, concurrency=40, result="{% $item.number %}", expected_items=ROWS)
    count = node("total", "set", {"values": {"lines": "{% $count($lines) %}", "last": "{% $lines[-1] %}"}})
    hook = node("hook", "api@1", {"method": "POST", "path": path})
    graph = drawn([hook, export, over, count], "hook -> export", "export -> lines", "lines -> total")
    workflow = api.publish("Rows in S3", graph)

    told = api.post(f"/workflows/{workflow}/preflight")["preflight"]
    (plan,) = told["loops"]
    assert (plan["mode"], "read in S3" in plan["reason"]) == ("distributed", True)

    started = httpx.post(f"{stack.url}/hooks/{path}", json={})
    execution = api.ended(str(started.json()["execution_id"]), seconds=180)

    assert (execution["status"], execution["divergences"]) == ("succeeded", []), execution["error"]
    assert execution["output"] == {"total": {"lines": ROWS, "last": ROWS - 1}}
    outside = {each["key"]: each for each in execution["nodes"] if not each["iteration"]}
    reference = outside["export"]["output"]["offloaded"]
    assert (reference["items"], reference["bytes"] > 256 * 1024) == (ROWS, True)
    assert outside["lines"]["output"] == list(range(ROWS))
    assert execution["nodes_total"] == len(outside) + 3 * ROWS, "each node of each item, those skipped included"
    sent = {each["iteration"]: each for each in _all_runs(api, execution["id"], "send") if each["status"] != "skipped"}
    assert {int(iteration) for iteration in sent} == set(range(0, ROWS, CALLED))
    assert sent["1000"]["input"]["url"] == provider.url("/row/1000")
    assert sum(provider.calls[f"/row/{number}"] for number in range(ROWS)) == ROWS // CALLED

    report = api.post(f"/workflows/{workflow}/back-tests", {"count": 1})
    assert (report["examined"], report["counts"]) == (1, {"same": 1}), report


def _all_runs(api: Api, execution: str, key: str) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    while True:
        query = {"key": key, "limit": "200"} | ({"cursor": cursor} if cursor else {})
        page = api.get(f"/executions/{execution}/nodes", **query)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
