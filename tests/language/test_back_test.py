"""Recorded runs again on changed workflows: what is the same, what is not, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from statewright.core.runtime.select import select
from statewright.language.back_test import BackTest, Compared, NotCompared, RecordedRun
from statewright.language.dry_run import Failure, Stubs, dry_run, start_input
from statewright.language.engine.simulation import SIMULATED, START
from statewright.language.graph import Workflow

from tests.language.test_dry_run_logic import ASKED, DECIDED, KINDS, approval, call, child, items
from tests.support.dry_runs import OUTPUTS, REGISTRY, compiled
from tests.support.graphs import Json, api_trigger, drawn, loop, node

PAYLOAD = {"body": {"items": ["a", "b", "c"], "total": 150}}


class Recorder:
    """Runs drawings "for real", each time with other random values."""

    def __init__(self, *nodes: Json, edges: tuple[str, ...]) -> None:
        self.workflow, self._machine = compiled([api_trigger(), *nodes], *edges)

    def recorded(self, seed: int = 1, **stubs: Any) -> RecordedRun:
        given, answers = start_input("order", PAYLOAD), Stubs(outputs=OUTPUTS, select=select, **stubs)
        context = replace(SIMULATED, execution_name=f"run-{seed}", execution_id=f"{SIMULATED.execution_id}-{seed}")
        run = dry_run(
            self._machine, REGISTRY, answers, given, start_at=START + seed * 86_400_000, seed=seed, context=context
        )
        return RecordedRun(
            id=f"w.run-{seed}",
            version=1,
            status=run.status or "RUNNING",
            input=given,
            output=run.output,
            error=run.error,
            started_at=run.started_at,
            nodes=run.nodes,
            context=context,
        )

    def against(self, *nodes: Json, edges: tuple[str, ...]) -> BackTest:
        """What compares these runs with another drawing."""
        workflow, machine = compiled([api_trigger(), *nodes], *edges)
        return back_test(workflow, machine, self.workflow)


def back_test(workflow: Workflow, machine: Any, former: Workflow, mask: Any = lambda _, config: config) -> BackTest:
    return BackTest(workflow, machine, REGISTRY, Stubs(outputs=OUTPUTS, select=select), mask, {1: former.graph})


def told(compared: Compared) -> tuple[Any, ...]:
    """Outcome, and where the first difference is."""
    found = compared.difference
    return (compared.outcome, *((found.node, found.iteration, found.field) if found else ()))


def test_a_node_with_another_key_is_found_by_its_id() -> None:
    end, edges = node("end", "set", {"values": {}}), ("order -> ask", "ask -> answer", "answer -> end")
    shop = Recorder(call("ask", "{% $order.body.total %}"), call("answer", "{% $ask %}"), end, edges=edges)
    run = shop.recorded(pins={"ask": {"given": "then"}, "answer": {"given": "too"}})
    # the second gives its key to the first
    first = call("ask", "{% $buy.body.total %}") | {"key": "answer"}
    second = call("answer", "{% $answer %}") | {"key": "told"}

    workflow, machine = compiled([api_trigger() | {"key": "buy"}, first, second, end], *edges)
    again = back_test(workflow, machine, shop.workflow).compare(run)

    assert told(again) == ("same",)
    assert again.sampled == ()


ROWS = ("order -> rows",)


@pytest.mark.parametrize("kind", KINDS, ids=["inline", "sequential", "until", "distributed"])
def test_iterations_are_compared_one_by_one(kind: Json) -> None:
    body = [call(), node("late", "condition", {"expression": "{% $item = 'c' %}"}), call("again")]
    ways = ("call -> late", "late.true -> again")
    shop = Recorder(items(drawn(body, *ways), **kind), edges=ROWS)
    run = shop.recorded()

    same = shop.against(items(drawn(body, *ways), **kind), edges=ROWS)
    assert told(same.compare(run)) == ("same",)
    earlier = [body[0], node("late", "condition", {"expression": "{% $item = 'b' %}"}), body[2]]
    other = shop.against(items(drawn(earlier, *ways), **kind), edges=ROWS)
    assert told(other.compare(run)) == ("other_path", "late", "1", "handle")
    upper = [call(body="{% $item = 'b' ? 'B' : $item %}"), *body[1:]]
    sends = shop.against(items(drawn(upper, *ways), **kind), edges=ROWS)
    assert told(sends.compare(run)) == ("sends_other", "call", "1", "config.body")


def volatile(*extra: Json) -> list[Json]:
    """A node that stamps, one that tosses a coin, and two that show it."""
    return [
        node("stamp", "set", {"values": {"at": "{% $now() %}", "dice": "{% $random() %}"}}),
        node("coin", "condition", {"expression": "{% $random() > 0.5 %}"}),
        call("head", "{% $stamp %}"),
        call("tail", "{% $stamp.dice %}"),
        *extra,
    ]


def test_items_that_lie_in_s3_are_read_for_each_run_and_one_without_them_is_left_out() -> None:
    kept, edges = call("all", "x", offload=True, select="{% $result.body %}"), ("order -> all", "all -> rows")
    reference = {"offloaded": {"bucket": "b", "key": "w/r/all/output.json", "bytes": 9, "items": 2, "format": "json"}}
    drawing = [kept, loop("rows", "{% $all %}", drawn([call()]))]
    shop = Recorder(*drawing, edges=edges)
    run = shop.recorded(pins={"all": reference}, read_payload=lambda *_: '["a","b"]')
    asked: list[str] = []

    def reader(execution: str) -> Any:
        asked.append(execution)
        return lambda *_: '["a","b"]'

    def compared(body: Json, read_payload: Any) -> Compared:
        workflow, machine = compiled([api_trigger(), kept, loop("rows", "{% $all %}", drawn([body]))], *edges)
        stubs = Stubs(outputs=OUTPUTS, select=select)
        mine = BackTest(workflow, machine, REGISTRY, stubs, lambda _, config: config, {}, read_payload)
        return mine.compare(run)

    assert told(compared(call(), reader)) == ("same",)
    assert told(compared(call(body="{% $uppercase($item) %}"), reader)) == ("sends_other", "call", "0", "config.body")
    assert asked == [run.id, run.id]
    assert told(compared(call(), None)) == ("waits", "rows", "", "items")


TOSSED = ("stamp -> coin", "coin.true -> head", "coin.false -> tail")


@pytest.mark.parametrize("seed", range(6))
def test_clocks_and_dice_give_what_they_gave(seed: int) -> None:
    shop = Recorder(*volatile(), edges=("order -> stamp", *TOSSED))
    unchanged = shop.against(*volatile(), edges=("order -> stamp", *TOSSED))
    assert told(unchanged.compare(shop.recorded(seed))) == ("same",)
    assert unchanged.not_compared == ()


@pytest.mark.parametrize("kind", KINDS, ids=["inline", "sequential", "until", "distributed"])
def test_clocks_and_dice_of_each_iteration_give_what_they_gave(kind: Json) -> None:
    loop = items(drawn(volatile(), *TOSSED), **kind)
    shop = Recorder(loop, edges=ROWS)
    unchanged = shop.against(loop, edges=ROWS)
    for seed in range(4):
        assert told(unchanged.compare(shop.recorded(seed))) == ("same",)


def test_what_reads_a_clock_or_changed_is_said_not_to_be_compared() -> None:
    stamped = call("head", {"at": "{% $now() %}", "of": "{% $order.body.total %}"})
    shop = Recorder(stamped, edges=("order -> head",))
    unchanged = shop.against(stamped, edges=("order -> head",))
    assert told(unchanged.compare(shop.recorded())) == ("same",)
    assert unchanged.not_compared == (NotCompared("head", "config.body.at", "volatile"),)

    tossed = Recorder(*volatile(), edges=("order -> stamp", *TOSSED))
    coin = node("coin", "condition", {"expression": "{% $random() > 0.9 %}"})
    nodes = [coin if each["key"] == "coin" else each for each in volatile()]
    changed = tossed.against(*nodes, edges=("order -> stamp", *TOSSED))
    assert changed.not_compared == (NotCompared("coin", "output", "volatile"),)


def test_secrets_are_masked_on_both_sides_and_said_not_to_be_compared() -> None:
    shop = Recorder(call("head", {"token": "one", "of": 1}), edges=("order -> head",))
    workflow, machine = compiled([api_trigger(), call("head", {"token": "two", "of": 1})], "order -> head")

    def mask(_: str, config: Any) -> Any:
        return config | {"body": config["body"] | {"token": "***"}}

    run = shop.recorded()
    masked = [each._replace(input=mask("head", each.input)) if each.input else each for each in run.nodes]
    tested = back_test(workflow, machine, shop.workflow, mask)
    assert told(tested.compare(replace(run, nodes=masked))) == ("same",)
    assert tested.not_compared == (NotCompared("head", "config.body.token", "secret"),)


def test_a_split_takes_the_same_way_again() -> None:
    variants = [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]
    nodes = [node("way", "split", {"variants": variants}), call("one", 1), call("two", 2)]
    ways = ("order -> way", "way.a -> one", "way.b -> two")
    shop = Recorder(*nodes, edges=ways)
    runs = [shop.recorded(seed) for seed in range(12)]
    unchanged = shop.against(*nodes, edges=ways)
    assert {told(unchanged.compare(run)) for run in runs} == {("same",)}
    assert {each.handle for run in runs for each in run.nodes if each.key == "way"} == {"a", "b"}


def test_answers_of_people_and_of_other_workflows_are_those_that_were_recorded() -> None:
    asks = Recorder(*approval(), edges=ASKED)
    unchanged = asks.against(*approval(), edges=ASKED)
    for run in (asks.recorded(pins={"ask": DECIDED}), asks.recorded()):
        assert told(unchanged.compare(run)) == ("same",)

    loop = items(drawn([child(wait=True, payload="{% $item %}")]), mode="sequential", result="{% $sub.n %}")
    runs = Recorder(loop, edges=ROWS)
    run = runs.recorded(records={f"sub|{n}|0": _ended({"n": n}) for n in range(3)}, default="recorded")
    assert run.output == {"rows": [0, 1, 2]}
    assert told(runs.against(loop, edges=ROWS).compare(run)) == ("same",)
    upper = items(
        drawn([child(wait=True, payload="{% $uppercase($item) %}")]), mode="sequential", result="{% $sub.n %}"
    )
    assert told(runs.against(upper, edges=ROWS).compare(run)) == ("sends_other", "sub", "0", "config.payload")


def test_a_workflow_that_was_only_started_is_the_same_again() -> None:
    nodes = [child(wait=False), call("note", "{% $sub.execution_id %}")]
    ways = ("order -> sub", "sub -> note")
    shop = Recorder(*nodes, edges=ways)
    assert told(shop.against(*nodes, edges=ways).compare(shop.recorded())) == ("same",)


def test_retries_failures_and_stops_are_compared_too() -> None:
    retry = {"max_attempts": 1, "interval_seconds": 1}
    halts = node("halt", "stop", {"outcome": "success", "output": "{% $a.status %}"})
    nodes, ways = [call("a", 1, retry=retry), halts], ("order -> a", "a -> halt")
    shop = Recorder(*nodes, edges=ways)
    retried = shop.recorded(failures={"a": Failure("ProviderTimeout", 1)})
    failed = shop.recorded(failures={"a": Failure("ProviderTimeout")})
    unchanged = shop.against(*nodes, edges=ways)
    assert [told(unchanged.compare(run)) for run in (retried, failed)] == [("same",), ("same",)]

    hasty = shop.against(call("a", 1, retry={"max_attempts": 0}), halts, edges=ways)
    assert told(hasty.compare(retried))[0] == "fails"
    patient = shop.against(call("a", 1, retry={"max_attempts": 2, "interval_seconds": 1}), halts, edges=ways)
    assert told(patient.compare(failed)) == ("recovers", "a", "", "status")
    assert patient.compare(failed).sampled == ("a",)


def test_an_expression_that_failed_then_and_fails_now_is_the_same() -> None:
    nodes, ways = [call("a", "{% $trigger.body.absent.total %}")], ("order -> a",)
    shop = Recorder(*nodes, edges=ways)
    run = shop.recorded()

    assert (run.status, run.error) == ("FAILED", "ExpressionFailed")
    assert told(shop.against(*nodes, edges=ways).compare(run)) == ("same",)


def _ended(output: Any) -> Json:
    return {"status": "succeeded", "started_at": 0, "ended_at": 0, "output": output, "error": None}
