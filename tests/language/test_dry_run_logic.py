"""Dry runs of loops, stops, decisions, waits and runs of other workflows."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.core.runtime.select import select
from statewright.language.dry_run import DryRun, Failure, Stubs, dry_run, start_input

from tests.support.dry_runs import OUTPUTS, REGISTRY, compiled
from tests.support.graphs import Json, api_trigger, drawn, loop, node

CHILD = "00000000-0000-4000-8000-00000000000c"
PAYLOAD = {"body": {"items": ["a", "b", "c"]}}


def call(key: str = "call", body: Any = "{% $item %}", **settings: Any) -> Json:
    return node(key, "api_call@1", {"method": "POST", "url": "https://x.example/", "body": body}, **settings)


def ran(nodes: list[Json], *edges: str, stop_at: str | None = None, **stubs: Any) -> DryRun:
    _, machine = compiled([api_trigger(), *nodes], *edges)
    answers = Stubs(outputs=OUTPUTS, select=select, **stubs)
    return dry_run(machine, REGISTRY, answers, start_input("order", PAYLOAD), stop_at=stop_at)


def steps(run: DryRun) -> dict[str, str]:
    """`key[iteration]#attempt` -> status and source."""
    found = {}
    for each in run.nodes:
        source = run.sources.get((each.key, each.iteration, each.attempt))
        name = (
            each.key + (f"[{each.iteration}]" if each.iteration else "") + (f"#{each.attempt}" if each.attempt else "")
        )
        found[name] = each.status + (f" {source}" if source else "")
    return found


def record(output: Any, *, error: str | None = None, took: int = 0) -> Json:
    """As the live context holds it."""
    failed = {"name": error, "message": ""} if error else None
    return {
        "status": "failed" if error else "succeeded",
        "started_at": 0,
        "ended_at": took,
        "output": output,
        "error": failed,
    }


def items(body: Json, **config: Any) -> Json:
    return loop("rows", "{% $order.body.items %}", body, **config)


BODY = drawn([call(), node("kept", "set", {"values": {"of": "{% $item %}"}})], "call -> kept")
KINDS: list[Json] = [
    {"mode": "concurrent"},
    {"mode": "sequential"},
    {"mode": "sequential", "until": "{% false %}"},
    {"mode": "concurrent", "concurrency": 100},
]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=["inline", "sequential", "until", "distributed"])


@each_kind
def test_each_iteration_is_told_and_answered_by_its_own_record(kind: Json) -> None:
    records = {f"call|{index}|0": record({"status": 200 + index}) for index in (0, 2)}
    body = drawn([call()])
    run = ran([items(body, result="{% $call.status %}", **kind)], "order -> rows", records=records, default="recorded")
    assert run.output == {"rows": [200, 200, 202]}
    assert steps(run) == {
        "order": "succeeded",
        "rows": "succeeded",
        "call[0]": "succeeded recorded",
        "call[1]": "succeeded sample",
        "call[2]": "succeeded recorded",
    }


@each_kind
def test_a_pin_answers_every_iteration_and_a_failure_counts_in_each(kind: Json) -> None:
    retry = {"max_attempts": 1, "interval_seconds": 1}
    run = ran(
        [items(drawn([call(retry=retry)]), result="{% $call %}", **kind)],
        "order -> rows",
        pins={"call": 7},
        failures={"call": Failure("ProviderTimeout", 1)},
    )
    assert run.output == {"rows": [7, 7, 7]}
    assert {name: told for name, told in steps(run).items() if name.startswith("call")} == {
        f"call[{index}]{attempt}": told
        for index in range(3)
        for attempt, told in (("", "failed fail"), ("#1", "succeeded pin"))
    }


@each_kind
def test_a_run_stops_inside_of_a_loop(kind: Json) -> None:
    run = ran([items(BODY, **kind)], "order -> rows", stop_at="kept")
    assert (run.status, run.stopped_at, run.waiting) == (None, "kept", [])
    assert [(each.iteration, each.output) for each in run.nodes if each.key == "kept"] == [("0", {"of": "a"})]
    assert steps(run)["rows"] == "running"


def test_a_failing_item_is_collected() -> None:
    run = ran(
        [items(drawn([call(retry={"max_attempts": 0})]), on_item_error="collect", result="{% 'ok' %}")],
        "order -> rows",
        records={"call|1|0": record(None, error="ProviderRejected")},
        default="recorded",
    )
    first, failed, last = run.output["rows"]
    assert (first, failed["error"]["name"], last) == ("ok", "ProviderRejected", "ok")
    assert steps(run)["call[1]"] == "failed recorded"


def test_a_stop_in_a_loop_ends_the_run() -> None:
    body = drawn(
        [
            node("found", "condition", {"expression": "{% $item = 'b' %}"}),
            node("halt", "stop", {"outcome": "error", "error": "Found", "message": "b"}),
            call(),
        ],
        "found.true -> halt",
        "found.false -> call",
    )
    run = ran([items(body, mode="sequential")], "order -> rows")
    assert (run.status, run.error) == ("FAILED", "Found")
    assert {"call[0]": "succeeded sample", "halt[1]": "succeeded"}.items() <= steps(run).items()


def test_a_switch_takes_one_way_and_a_merge_collects_it() -> None:
    cases = {"value": "{% $count($order.body.items) %}", "cases": [{"id": "few", "to": 3}, {"id": "many", "from": 3}]}
    run = ran(
        [node("size", "switch", cases), call("a", "a"), call("b", "b"), node("both", "merge", {"mode": "all"})],
        "order -> size",
        "size.few -> a",
        "size.many -> b",
        "a -> both",
        "b -> both",
        pins={"a": 1, "b": 2},
    )
    assert run.output == {"both": {"b": 2}}
    assert (steps(run)["a"], steps(run)["b"]) == ("skipped", "succeeded pin")


def approval() -> list[Json]:
    return [
        node("ask", "approval", {"title": "Refund?", "timeout_seconds": 60}),
        node("yes", "set", {"values": {"by": "{% $ask.by %}"}}),
        node("no", "set", {"values": {"x": 1}}),
        node("late", "set", {"values": {"x": 2}}),
    ]


ASKED = ("order -> ask", "ask.approved -> yes", "ask.rejected -> no", "ask.timeout -> late")
DECIDED = {"decision": "rejected", "by": "ada", "comment": "", "at": "2026-01-01T00:00:00Z"}


def test_an_approval_is_answered_by_its_pin_or_record_and_times_out_without() -> None:
    pinned = ran(approval(), *ASKED, pins={"ask": DECIDED | {"decision": "approved"}})
    assert (pinned.output, steps(pinned)["ask"]) == ({"yes": {"by": "ada"}}, "succeeded pin")
    recorded = ran(approval(), *ASKED, records={"ask||0": record(DECIDED, took=5000)}, default="recorded")
    assert (recorded.output, recorded.ended_at - recorded.started_at) == ({"no": {"x": 1}}, 5000)
    nobody = ran(approval(), *ASKED)
    assert (nobody.output, nobody.ended_at - nobody.started_at) == ({"late": {"x": 2}}, 60_000)


def test_a_wait_in_a_loop_is_who_has_to_be_answered() -> None:
    wait = node("paid", "wait_for_events", {"event": "paid", "key": "{% $item %}"})
    run = ran([items(drawn([wait]))], "order -> rows")
    assert (run.status, run.waiting) == (None, ["paid"])
    paid = ran([items(drawn([wait]), result="{% $paid.sum %}")], "order -> rows", pins={"paid": {"sum": 3}})
    assert paid.output == {"rows": [3, 3, 3]}


def child(*, wait: bool, payload: Any = "{% $order.body %}") -> Json:
    return node("sub", "run_workflow", {"workflow_id": CHILD, "payload": payload, "wait": wait})


def test_another_workflow_is_answered_for() -> None:
    pinned = ran([child(wait=True)], "order -> sub", pins={"sub": {"done": 1}})
    assert (pinned.output, steps(pinned)["sub"]) == ({"sub": {"done": 1}}, "succeeded pin")
    failing = ran([child(wait=True)], "order -> sub", failures={"sub": Failure("OutOfStock")})
    assert (failing.status, failing.error, steps(failing)["sub"]) == ("FAILED", "OutOfStock", "failed fail")
    assert ran([child(wait=True)], "order -> sub").waiting == ["sub"]


def test_a_workflow_that_is_only_started_needs_no_answer() -> None:
    run = ran([child(wait=False)], "order -> sub")
    assert run.status == "SUCCEEDED"
    assert run.output["sub"]["execution_id"].startswith(f"{CHILD}.run-")
    pinned = ran([child(wait=False)], "order -> sub", pins={"sub": {"execution_id": f"{CHILD}.run-7"}})
    assert pinned.output["sub"] == {"execution_id": f"{CHILD}.run-7"}


def test_other_workflows_in_a_loop_are_answered_one_by_one() -> None:
    records = {f"sub|{index}|0": record({"n": index}) for index in range(2)}
    body = drawn([child(wait=True, payload="{% $item %}")])
    run = ran(
        [items(body, mode="sequential", result="{% $sub %}")],
        "order -> rows",
        records=records,
        default="recorded",
    )
    assert (run.status, run.waiting) == (None, ["sub"])
    assert {"sub[0]": "succeeded recorded", "sub[1]": "succeeded recorded", "sub[2]": "running"}.items() <= steps(
        run
    ).items()


KEPT = call("all", "x", offload=True, select="{% $result.body %}")
OVER = loop("rows", "{% $all %}", drawn([call()]), result="{% $call %}")
IN_S3 = {"offloaded": {"bucket": "b", "key": "w/r/all/output.json", "bytes": 5, "items": 2, "format": "json"}}


def test_a_loop_works_on_what_is_pinned_for_a_result_in_s3() -> None:
    run = ran([KEPT, OVER], "order -> all", "all -> rows", pins={"all": ["a", "b"], "call": "done"})

    assert (run.status, run.output) == ("SUCCEEDED", {"rows": ["done", "done"]})
    assert [each.input["body"] for each in run.nodes if each.key == "call"] == ["a", "b"]
    assert run.unread == {}


def test_a_loop_works_on_what_a_recorded_call_kept_in_s3() -> None:
    records = {"all||0": record(IN_S3), "call|0|0": record(1), "call|1|0": record(2)}
    read = {("b", "w/r/all/output.json"): '["a","b"]'}

    run = ran(
        [KEPT, OVER],
        "order -> all",
        "all -> rows",
        default="recorded",
        records=records,
        read_payload=lambda *where: read[where],
    )

    assert run.output == {"rows": [1, 2]}


def test_a_loop_fails_whose_items_are_not_at_hand_and_says_what_to_do() -> None:
    run = ran([KEPT, OVER], "order -> all", "all -> rows", pins={"all": IN_S3})

    assert run.error == "States.ItemReaderFailed"
    assert "give the list itself" in str(run.cause)
    assert run.unread.keys() == {"rows"}
