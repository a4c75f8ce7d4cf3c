"""Test runs, saved tests and back-tests on the running stack: real executions, real records, real calls."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.cli.main import main
from tests.support.graphs import Json, api_trigger, drawn, node
from tests.support.stack import Api, Stack

pytestmark = pytest.mark.stack

TOTALS = range(50, 290, 10)
"""Of the recorded orders: 24 of them, 6 of which are not over 100."""


@dataclass(frozen=True)
class Shop:
    """A published workflow that charges dear orders, with its real executions by their order's total."""

    id: str
    url: str
    path: str
    executions: dict[int, str]

    def graph(self, limit: int = 100, currency: str = "EUR") -> Json:
        charge = {
            "method": "POST",
            "url": f"{self.url}/_local/echo",
            "body": {"order": "{% $order.body.id %}", "total": "{% $order.body.total %}", "currency": currency},
        }
        return drawn(
            [
                api_trigger(self.path),
                node("dear", "condition", {"expression": f"{{% $order.body.total > {limit} %}}"}),
                node("charge", "api_call@1", charge),
                node("kept", "set", {"values": {"status": "{% $charge.status %}"}}),
            ],
            "order -> dear",
            "dear.true -> charge",
            "charge -> kept",
        )


@pytest.fixture(scope="module")
def shop(stack: Stack, api: Api) -> Shop:
    unpublished = Shop("", stack.url, f"s-{uuid.uuid4().hex}", {})
    workflow = api.publish("Shop", unpublished.graph())

    def order(total: int) -> str:
        body = {"id": f"o{total}", "total": total}
        answer = httpx.post(f"{stack.url}/hooks/{unpublished.path}", json=body).raise_for_status()
        return str(answer.json()["execution_id"])

    with ThreadPoolExecutor(4) as pool:
        started = dict(zip(TOTALS, pool.map(order, TOTALS), strict=True))
    for execution in started.values():
        assert api.ended(execution)["status"] == "succeeded"
    return Shop(workflow, stack.url, unpublished.path, started)


def payload(total: int = 150) -> Json:
    return {"body": {"id": "7", "total": total}}


def tried(api: Api, shop: Shop, **request: Any) -> Any:
    return api.post(f"/workflows/{shop.id}/test-runs", {"payload": payload(), **request})


def shown(run: Any) -> dict[str, tuple[str, str | None]]:
    """Key -> (status, where its outcome came from)."""
    return {each["key"]: (each["status"], each["source"]) for each in run["nodes"]}


def test_a_test_run_says_what_each_node_would_do(api: Api, shop: Shop) -> None:
    dry = tried(api, shop)
    assert (dry["status"], shown(dry)) == (
        "succeeded",
        {
            "order": ("succeeded", None),
            "dear": ("succeeded", None),
            "charge": ("succeeded", "sample"),
            "kept": ("succeeded", None),
        },
    )
    assert dry["nodes"][2]["input"]["body"] == {"order": "7", "total": 150, "currency": "EUR"}

    pinned = tried(api, shop, nodes={"charge": {"mode": "pin", "output": {"status": 201}}})
    assert (pinned["output"], shown(pinned)["charge"]) == ({"kept": {"status": 201}}, ("succeeded", "pin"))

    failing = tried(api, shop, nodes={"charge": {"mode": "fail", "error": "ProviderRejected"}})
    assert (failing["status"], failing["error"]["name"]) == ("failed", "ProviderRejected")
    assert (shown(failing)["charge"], shown(failing)["kept"]) == (("failed", "fail"), ("skipped", None))

    stopped = tried(api, shop, stop_at="dear")
    assert (stopped["status"], stopped["stopped_at"], list(shown(stopped))) == ("stopped", "dear", ["order", "dear"])


def test_a_live_call_is_made_and_nothing_is_recorded_of_it(api: Api, shop: Shop) -> None:
    live = tried(api, shop, nodes={"charge": {"mode": "live"}})
    assert (live["output"], shown(live)["charge"]) == ({"kept": {"status": 200}}, ("succeeded", "live")), live
    assert live["nodes"][2]["output"]["body"]["body"] == {"order": "7", "total": 150, "currency": "EUR"}
    listed = api.get("/executions", workflow_id=shop.id, limit="200")["items"]
    assert {each["id"] for each in listed} == set(shop.executions.values())


def test_a_test_run_answers_as_a_real_execution_was_answered(api: Api, shop: Shop) -> None:
    again = tried(api, shop, default_mode="recorded", execution_id=shop.executions[200])
    assert shown(again)["charge"] == ("succeeded", "recorded")
    assert again["nodes"][2]["output"]["body"]["body"]["total"] == 200


def test_one_node_runs_alone(api: Api, shop: Shop) -> None:
    base = f"/workflows/{shop.id}/nodes/charge/runs"
    (dry,) = api.post(base, {"values": {"order": payload(70)}})["nodes"]
    assert (dry["source"], dry["input"]["body"]["total"]) == ("sample", 70)
    (live,) = api.post(base, {"values": {"order": payload(70)}, "mode": "live"})["nodes"]
    assert (live["source"], live["output"]["body"]["body"]["total"]) == ("live", 70)


def test_a_failing_saved_test_stops_a_publish_and_an_override_is_shown(api: Api, shop: Shop) -> None:
    expected = {"sent": {"charge": {"body": {"currency": "USD"}}}}
    saved = {"name": "in dollars", "payload": payload(), "expected": expected}
    graph = shop.graph()
    graph["nodes"][0]["config"]["path"] = f"s-{uuid.uuid4().hex}"
    draft = api.post("/workflows", {"name": "Tested", "graph": graph, "tests": [saved]})
    publish = f"/workflows/{draft['id']}/publish"

    refused = api.client.post(publish, json={"revision": draft["revision"]})
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    (error,) = refused.json()["errors"]
    assert (error["code"], error["node_id"]) == ("test_failed", "n-charge")
    assert error["message"] == 'test "in dollars": `charge`: expected "USD", got "EUR"'

    why = "dollars come next week"
    assert api.post(publish, {"revision": draft["revision"], "override": why})["version"] == 1
    assert api.get(f"/workflows/{draft['id']}/versions/1")["test_override"] == why


def test_a_back_test_names_what_would_be_another_one(api: Api, shop: Shop) -> None:
    path = f"/workflows/{shop.id}/back-tests"

    unchanged = api.post(path, {})
    assert (unchanged["counts"], unchanged["runs"], unchanged["complete"]) == ({"same": len(TOTALS)}, [], True)

    stricter = api.post(path, {"graph": shop.graph(limit=200)})
    assert stricter["counts"] == {"same": 14, "other_path": 10}
    (group,) = stricter["groups"]
    assert (group["node"], group["field"]) == ("dear", "handle")
    assert (group["first"]["recorded"], group["first"]["now"]) == ("true", "false")
    assert {each["execution_id"] for each in stricter["runs"]} == {
        execution for total, execution in shop.executions.items() if 100 < total <= 200
    }

    dollars = api.post(path, {"graph": shop.graph(currency="USD"), "count": 10})
    assert dollars["counts"] == {"sends_other": 10}
    (group,) = dollars["groups"]
    assert (group["node"], group["field"], group["first"]["recorded"], group["first"]["now"]) == (
        "charge",
        "config.body.currency",
        "EUR",
        "USD",
    )


def test_a_workflow_file_is_back_tested_against_the_stack(
    stack: Stack, api: Api, shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = api.client.headers["authorization"].removeprefix("Bearer ")

    def backtest(graph: Json) -> tuple[int, Any]:
        file = tmp_path / "shop.json"
        file.write_text(json.dumps({"name": "Shop", "graph": graph}))
        where = ["--url", f"{stack.url}/api", "--workflow", shop.id, "--token", token]
        status = main(["backtest", str(file), *where, "--json"])
        return status, json.loads(capsys.readouterr().out)["counts"]

    assert backtest(shop.graph()) == (0, {"same": len(TOTALS)})
    assert backtest(shop.graph(limit=200)) == (1, {"same": 14, "other_path": 10})
