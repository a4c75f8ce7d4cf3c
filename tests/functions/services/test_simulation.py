"""Test runs, back-tests and saved tests through the service, and what publishing makes of a failing test."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.simulation.live import MAX_SECONDS, LiveCalls
from statewright.data import recorder
from statewright.data.connect import Database
from statewright.data.recorder import ExecutionRow, NodeRow
from statewright.language.engine import Raised

from tests.support.aws_fake import FakeAws
from tests.support.graphs import api_trigger, drawn, graph, loop, node

Call = Callable[..., Any]
RECORDED = {"mode": "recorded"}


def shop(limit: int = 100, url: str = "{% 'https://shop.example/' & $order.body.id %}") -> Any:
    """An order is charged if it is dear."""
    return drawn(
        [
            api_trigger(),
            node("dear", "condition", {"expression": f"{{% $order.body.total > {limit} %}}"}),
            node("charge", "api_call@1", {"method": "GET", "url": url}),
        ],
        "order -> dear",
        "dear.true -> charge",
    )


def made(call: Call, graph: Any | None = None, tests: Any = ()) -> str:
    answer = call("workflows", "POST /api/workflows", {"name": "Shop", "graph": graph or shop(), "tests": list(tests)})
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


def test_a_test_run_tells_each_node_and_where_its_outcome_came_from(call: Call) -> None:
    request = {
        "payload": {"body": {"id": "7", "total": 150}},
        "nodes": {"charge": {"mode": "fail", "error": "ProviderTimeout", "times": 1}},
        "start_at": "2026-03-01T09:00:00Z",
    }
    answer = call("simulation", f"POST /api/workflows/{made(call)}/test-runs", request)

    assert answer.status == 200, answer.body
    run = answer.body
    assert (run["status"], run["started_at"]) == ("succeeded", "2026-03-01T09:00:00.000Z")
    assert [(each["key"], each["status"], each["source"]) for each in run["nodes"]] == [
        ("order", "succeeded", None),
        ("dear", "succeeded", None),
        ("charge", "failed", "fail"),
        ("charge", "succeeded", "sample"),
    ]
    assert run["nodes"][2]["input"]["url"] == "https://shop.example/7"


def test_a_drawing_that_is_not_saved_runs_and_a_wrong_one_shows_its_problems(call: Call) -> None:
    workflow = made(call)
    payload = {"body": {"id": "7", "total": 150}}
    path = f"POST /api/workflows/{workflow}/test-runs"
    unsaved = call("simulation", path, {"graph": shop(limit=200), "payload": payload})
    assert {each["key"]: each["status"] for each in unsaved.body["nodes"]}["charge"] == "skipped"

    wrong = call("simulation", path, {"graph": shop(url="{% $ordr.body.id %}")})
    assert wrong.status == 422
    assert wrong.body["problems"][0]["suggestion"] == "order"
    nobody = call("simulation", path, {"nodes": {"chrage": {"mode": "pin", "output": 1}}})
    assert (nobody.status, nobody.body["errors"][0]["field"]) == (422, "nodes.chrage")


def test_a_stored_secret_goes_to_no_other_address_than_it_was_typed_for(call: Call) -> None:
    def drawing(host: str, token: str) -> Any:
        config = {"url": f"https://{host}/", "auth": {"type": "bearer", "token": token}}
        return drawn([api_trigger(), node("charge", "api_call@1", config)], "order -> charge")

    path = f"POST /api/workflows/{made(call, drawing('shop.example', 'correct horse'))}/test-runs"
    request = {"graph": drawing("evil.example", "********"), "nodes": {"charge": {"mode": "live"}}}

    refused = call("simulation", path, request)

    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "config.auth.token")
    assert "correct horse" not in str(refused.body)


def test_a_run_stops_where_it_was_told_to(call: Call) -> None:
    request = {"payload": {"body": {"id": "7", "total": 150}}, "stop_at": "dear"}
    run = call("simulation", f"POST /api/workflows/{made(call)}/test-runs", request).body
    assert (run["status"], run["stopped_at"], [each["key"] for each in run["nodes"]]) == (
        "stopped",
        "dear",
        ["order", "dear"],
    )


def test_a_live_action_is_called_as_a_machine_would_under_a_test_executions_id(
    call: Call, database: Database, aws: FakeAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    def do(operation: str, request: Any) -> Any:
        sent.append((operation, request))
        return {"output": {"status": 200, "headers": {}, "body": {"paid": True}}}

    workflow = made(call)
    monkeypatch.setattr(aws, "do", do)
    request = {"payload": {"body": {"id": "7", "total": 150}}, "nodes": {"charge": {"mode": "live"}}}
    run = call("simulation", f"POST /api/workflows/{workflow}/test-runs", request).body

    assert run["nodes"][-1]["source"] == "live", run
    assert run["output"]["charge"]["body"] == {"paid": True}
    ((operation, invoked),) = sent
    assert operation == "Invoke"
    assert invoked["node"] == {"id": "n-charge", "key": "charge", "definition": "api_call@1"}
    assert invoked["config"]["url"] == "https://shop.example/7"
    assert f":execution:statewright-{workflow}:test-" in invoked["execution"]["arn"]
    kept = database.connection().execute("SELECT details FROM audit_log WHERE action = 'live_test_run'").fetchall()
    assert kept == [({"nodes": ["charge"], "others": False},)]


def test_one_node_runs_alone_with_given_values(call: Call) -> None:
    base = f"POST /api/workflows/{made(call)}/nodes"
    values = {"order": {"body": {"id": "9", "total": 120}}}
    (charge,) = call("simulation", f"{base}/charge/runs", {"values": values}).body["nodes"]
    assert (charge["status"], charge["source"], charge["input"]["url"]) == (
        "succeeded",
        "sample",
        "https://shop.example/9",
    )
    (dear,) = call("simulation", f"{base}/dear/runs", {"values": values}).body["nodes"]
    assert (dear["handle"], dear["source"]) == ("true", None)
    assert call("simulation", f"{base}/nothing/runs", {}).status == 404


def test_one_node_of_a_loop_runs_alone_with_its_item_and_variables(call: Call) -> None:
    url = "{% 'https://shop.example/' & $orders.item.id & '/' & $item & '/' & $index & '/' & $vars.unit %}"
    told = [node("name", "set", {"values": {"it": 1}}), node("send", "api_call@1", {"method": "GET", "url": url})]
    both = node("both", "merge", {"mode": "all"})
    lines = loop("lines", "{% $item.lines %}", drawn([*told, both], "name -> both", "send -> both"))
    unit = node("unit", "set", {"values": {"unit": "kg"}})
    orders = loop("orders", "{% $order.body %}", drawn([lines]))
    graph = drawn([api_trigger(), unit, orders], "order -> unit", "unit -> orders")
    base = f"POST /api/workflows/{made(call, graph)}/nodes"

    values = {"orders": {"item": {"id": "A"}, "index": 1}, "item": "x", "index": 2, "vars": {"unit": "g"}}
    answer = call("simulation", f"{base}/send/runs", {"values": values})
    assert answer.status == 200, answer.body
    (send,) = answer.body["nodes"]
    assert (send["status"], send["iteration"]) == ("succeeded", "1.2")
    assert send["input"]["url"] == "https://shop.example/A/x/2/g"

    (merged,) = call("simulation", f"{base}/both/runs", {"values": {"name": 5}}).body["nodes"]
    assert (merged["status"], merged["output"]) == ("succeeded", {"name": 5})
    far = call("simulation", f"{base}/send/runs", {"values": {"item": 1, "index": 1000}})
    assert (far.status, far.body["errors"][0]["field"]) == (422, "values.index")


def record(database: Database, workflow: str, number: int, total: int) -> None:
    """An execution of version 1 as it would have been."""
    at = round((datetime.now(UTC) - timedelta(minutes=number)).timestamp() * 1000)
    dear = total > 100
    payload = {"body": {"id": str(number), "total": total}}
    output = {"status": 200, "headers": {}, "body": {"paid": True}}

    def ran(position: int, key: str, **more: Any) -> NodeRow:
        values: dict[str, Any] = {"input": None, "output": None, "handle": "out", "status": "succeeded", **more}
        return NodeRow(
            position=position, node_key=key, iteration="", attempt=0, started_at=at, ended_at=at, error=None, **values
        )

    charged = {"method": "GET", "url": f"https://shop.example/{number}"}
    last = ran(2, "charge", input=charged, output=output) if dear else ran(2, "charge", status="skipped", handle=None)
    recorder.write(
        database.connection(),
        [
            ExecutionRow(
                id=f"{workflow}.run-{number}",
                workflow_id=workflow,
                started_at=at,
                ended_at=at + 5,
                status="succeeded",
                version=1,
                trigger_node="order",
                input={"trigger": payload, "trigger_node": "order", "instance_id": None, "workflow_version": 1},
                output={"charge": output} if dear else {"dear": "false"},
                nodes="context",
                node_rows=[
                    ran(0, "order", output=payload),
                    ran(1, "dear", output=str(dear).lower(), handle=str(dear).lower()),
                    last,
                ],
            )
        ],
    )


def test_a_back_test_says_which_executions_would_be_others(call: Call, database: Database) -> None:
    workflow = made(call)
    assert call("workflows", f"POST /api/workflows/{workflow}/publish", {"revision": 1}).status == 200
    for number, total in enumerate((50, 150, 250, 300)):
        record(database, workflow, number, total)
    path = f"POST /api/workflows/{workflow}/back-tests"

    unchanged = call("simulation", path, {})
    assert unchanged.body["counts"] == {"same": 4}, unchanged.body
    changed = call("simulation", path, {"graph": shop(limit=200)}).body
    assert changed["counts"] == {"same": 3, "other_path": 1}
    (group,) = changed["groups"]
    assert (group["node"], group["field"], group["executions"]) == ("dear", "handle", [f"{workflow}.run-1"])
    assert (group["first"]["recorded"], group["first"]["now"]) == ("true", "false")
    moved = call("simulation", path, {"graph": shop(url="{% 'https://shop.example/v2/' & $order.body.id %}")}).body
    assert moved["counts"] == {"same": 1, "sends_other": 3}
    assert moved["groups"][0]["first"]["field"] == "config.url"

    replayed = {"default_mode": "recorded", "execution_id": f"{workflow}.run-1", "last_payload": True}
    run = call("simulation", f"POST /api/workflows/{workflow}/test-runs", replayed).body
    assert run["payload"] == {"body": {"id": "0", "total": 50}} | {
        name: run["payload"][name] for name in run["payload"] if name != "body"
    }


def test_a_node_that_has_another_key_since_gives_what_it_gave(call: Call, database: Database) -> None:
    workflow = made(call)
    assert call("workflows", f"POST /api/workflows/{workflow}/publish", {"revision": 1}).status == 200
    record(database, workflow, 1, 150)
    graph = shop()
    graph["nodes"][2]["key"] = "pay"
    request = {"graph": graph, "execution_id": f"{workflow}.run-1", "payload": {"body": {"id": "1", "total": 150}}}

    run = call("simulation", f"POST /api/workflows/{workflow}/test-runs", request | {"nodes": {"pay": RECORDED}}).body

    (paid,) = [each for each in run["nodes"] if each["key"] == "pay"]
    assert (paid["source"], paid["output"]["body"]) == ("recorded", {"paid": True})
    tested = call("simulation", f"POST /api/workflows/{workflow}/back-tests", {"graph": graph}).body
    assert tested["groups"][0]["first"]["field"] == "output.charge", "what the run gives has it under its key"


def a_test(**expected: Any) -> Any:
    return {"name": "dear orders", "payload": {"body": {"id": "7", "total": 150}}, "expected": expected}


def test_saved_tests_are_edited_with_the_draft_and_run(call: Call) -> None:
    workflow = made(call)
    base = f"/api/workflows/{workflow}/tests"
    test = a_test(ran=["dear.true", "charge"], sent={"charge": {"url": "https://shop.example/7"}})
    created = call("simulation", f"POST {base}", test)
    assert (created.status, created.body["revision"]) == (201, 2), created.body
    assert call("simulation", f"POST {base}", test).status == 409
    assert call("workflows", f"GET /api/workflows/{workflow}").body["tests"][0]["name"] == "dear orders"
    assert call("simulation", f"POST {base}/run", {}).body == {
        "passed": True,
        "items": [{"name": "dear orders", "passed": True, "mismatches": [], "accepted": None}],
    }
    assert call("simulation", f"PUT {base}/dear%20orders", a_test(skipped=["charge"])).status == 200
    failed = call("simulation", f"POST {base}/run", {"names": ["dear orders"]}).body
    (mismatch,) = failed["items"][0]["mismatches"]
    assert (mismatch["node"], mismatch["kind"], mismatch["got"]) == ("charge", "not_skipped", "succeeded")
    now = failed["items"][0]["accepted"]
    assert (now["ran"], now["skipped"]) == (["charge"], [])
    assert call("simulation", f"PUT {base}/dear%20orders", a_test(**now)).status == 200
    assert call("simulation", f"POST {base}/run", {}).body["passed"], "it expects what it gave"
    assert call("simulation", f"DELETE {base}/dear%20orders").status == 204
    assert call("simulation", f"GET {base}").body == {"revision": 5, "items": []}


def test_a_failing_test_stops_a_publish_unless_somebody_says_why_not(call: Call, database: Database) -> None:
    workflow = made(call, tests=[a_test(outputs={"charge": {"status": 500}})])
    path = f"POST /api/workflows/{workflow}/publish"

    refused = call("workflows", path, {"revision": 1})
    assert refused.status == 422
    (error,) = refused.body["errors"]
    assert (error["code"], error["node_id"], error["field"]) == (
        "test_failed",
        "n-charge",
        "tests.0.expected.outputs.charge.status",
    )
    assert "expected 500, got " in error["message"]
    (failed,) = refused.body["failed_tests"]
    assert (failed["name"], failed["mismatches"][0]["expected"]) == ("dear orders", 500)
    assert failed["accepted"] == {"outputs": {"charge": {"status": failed["mismatches"][0]["got"]}}}

    assert call("workflows", path, {"revision": 1, "override": "the shop is down"}).status == 200
    version = call("workflows", f"GET /api/workflows/{workflow}/versions/1").body
    assert (version["test_override"], version["tests"][0]["name"]) == ("the shop is down", "dear orders")
    logged = database.connection().execute("SELECT details FROM audit_log WHERE action = 'workflow.publish'").fetchone()
    assert logged is not None
    assert logged[0]["test_override"] == "the shop is down"


def test_a_test_of_a_node_that_is_not_there_is_a_problem(call: Call) -> None:
    workflow = made(call, tests=[a_test(ran=["chrage"])])
    found = call("workflows", f"POST /api/workflows/{workflow}/validate").body["problems"]
    assert [(each["code"], each["field"], each["suggestion"]) for each in found] == [
        ("unknown_node_in_test", "tests.0.expected.ran.0", "charge")
    ]


def test_an_answer_is_bounded_and_says_what_it_leaves_out(call: Call) -> None:
    body = drawn([node("copy", "set", {"values": {"text": "{% $pad('', 4000, 'x') & $string($item) %}"}})])
    lines = loop("lines", "{% [1..2500] %}", body, result="{% $index %}")
    graph = drawn([api_trigger(), lines], "order -> lines")

    run = call(
        "simulation", f"POST /api/workflows/{made(call, graph)}/test-runs", {"payload": {"body": {"id": 7}}}
    ).body

    assert run["status"] == "succeeded", run
    assert run["nodes_total"] == 2502
    assert len(run["nodes"]) == 2000
    assert run["nodes"][-1]["values_omitted"] is True
    assert [node["values_omitted"] for node in run["nodes"] if node["iteration"] == ""] == [False, False]


def test_a_payload_that_no_run_takes_is_refused(call: Call) -> None:
    request = {"payload": {"body": {"text": "x" * 270_000}}}

    refused = call("simulation", f"POST /api/workflows/{made(call)}/test-runs", request)

    assert (refused.status, refused.body["errors"][0]["code"]) == (422, "too_large")


def test_checking_and_compiling_take_of_the_time_for_live_calls() -> None:
    """Given a request that came long ago, When its first call is to begin, Then it is refused: nobody waits for it."""
    began = time.monotonic() - MAX_SECONDS - 1

    outcome = LiveCalls(began)(None)  # type: ignore[arg-type]  # it is not looked at

    assert isinstance(outcome, Raised)
    assert outcome.error == "LiveCallRefused"


def test_a_loop_over_a_result_in_s3_runs_alone_with_the_list_that_is_given(call: Call) -> None:
    export = node(
        "export",
        "api_call@1",
        {"method": "GET", "url": "https://x.example/"},
        offload=True,
        select="{% $result.body %}",
    )
    rows = loop("rows", "{% $export %}", drawn([node("kept", "set", {"values": {"it": "{% $item %}"}})]))
    graph = drawn([api_trigger(), export, rows], "order -> export", "export -> rows")
    base = f"POST /api/workflows/{made(call, graph)}"

    (alone,) = call("simulation", f"{base}/nodes/rows/runs", {"values": {"export": ["a", "b"]}}).body["nodes"]
    assert (alone["status"], alone["output"]) == ("succeeded", [{"kept": {"it": "a"}}, {"kept": {"it": "b"}}])

    pinned = {"nodes": {"export": {"mode": "pin", "output": ["a"]}}}
    run = call("simulation", f"{base}/test-runs", pinned).body
    assert (run["status"], run["output"]) == ("succeeded", {"rows": [{"kept": {"it": "a"}}]})
    (given,) = [each["output"]["offloaded"] for each in run["nodes"] if each["key"] == "export"]
    assert given["items"] == 1


ORDER = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "examples": ["A-7"]}, "total": {"type": "number"}},
}


def expecting() -> Any:
    return graph(api_trigger(body_schema=ORDER), node("seen", "set", {"values": {"id": "{% $order.body.id %}"}}))


def test_a_test_run_tries_what_the_trigger_would_not_take_and_says_so(call: Call) -> None:
    run = call(
        "simulation", f"POST /api/workflows/{made(call, expecting())}/test-runs", {"payload": {"body": {"id": 7}}}
    ).body

    assert run["status"] == "succeeded"
    assert [(each["severity"], each["code"], each["field"], each["message"]) for each in run["problems"]] == [
        ("warning", "payload_misfit", "payload.body.id", "`id` must be text")
    ]


def test_without_a_payload_a_test_run_has_one_that_fits(call: Call) -> None:
    run = call("simulation", f"POST /api/workflows/{made(call, expecting())}/test-runs", {}).body

    assert run["payload"]["body"] == {"id": "A-7", "total": 1}
    assert run["problems"] == []


def test_a_sample_is_not_doubted(call: Call) -> None:
    """It does not look at patterns."""
    schema = {"required": ["sku"], "properties": {"sku": {"type": "string", "pattern": "^SKU-[0-9]+$"}}}
    workflow = made(
        call, graph(api_trigger(body_schema=schema), node("seen", "set", {"values": {"all": "{% $order %}"}}))
    )

    for given in ({}, {"payload": {"query": {"page": "1"}}}):
        run = call("simulation", f"POST /api/workflows/{workflow}/test-runs", given).body
        assert (run["payload"]["body"], run["problems"]) == ({"sku": "sku"}, [])


def test_a_payload_is_checked_before_anything_is_started(call: Call) -> None:
    check = f"POST /api/workflows/{made(call)}/payload-checks"
    request = {"definition": "api@1", "config": {"path": "orders", "body_schema": ORDER}}

    wrong = call("simulation", check, request | {"payload": {"body": {"id": "7", "total": "much"}}})

    assert (wrong.status, wrong.body["misfits"]) == (
        200,
        [{"field": "payload.body.total", "message": "`total` must be a number", "code": "type"}],
    )
    assert call("simulation", check, request | {"payload": {"body": {"id": "7"}}}).body == {"misfits": []}


def test_a_payload_that_no_run_takes_is_not_held_against_the_schema(call: Call) -> None:
    request = {"definition": "api@1", "config": {"path": "orders", "body_schema": {"items": {"type": "string"}}}}

    answer = call(
        "simulation", f"POST /api/workflows/{made(call)}/payload-checks", request | {"payload": {"body": [1] * 140_000}}
    )

    (misfit,) = answer.body["misfits"]
    assert (misfit["field"], misfit["code"]) == ("payload", "too_large")
