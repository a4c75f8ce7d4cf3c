"""Loops, merges and stops: what the actions are called with, how the run ends, what its timeline shows."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.compiler import compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, simulate
from statewright.language.timeline import NodeRun, node_runs

from tests.language.compiler.drawing import REGISTRY, TARGET, loop, node, workflow

TRIGGER = node("t", "api")
ECHO = node("a", "work", {"data": "{% $item %}"})
LARGE = {"concurrency": 50}
"""More items at a time than an inline Map takes: each is an execution of its own."""
SHAPES: list[Any] = [None, [], [1], [[1]], [[]], "x", {"v": 1}, [{"v": 1}]]


class Ran:
    """A run in which each action gives its `data` back; `2` and `[2]` make it fail."""

    def __init__(self, nodes: list[dict[str, Any]], drawn: str, items: Any) -> None:
        self.calls: dict[tuple[str, str], Any] = {}
        compiled = compile_workflow(workflow([TRIGGER, *nodes], drawn), REGISTRY, TARGET)
        start = {"trigger": items, "trigger_node": "t", "instance_id": None, "workflow_version": 1}
        simulation = simulate(Machine.parse(compiled.definition), start, self._answer)
        assert simulation.finish is not None
        self.finish = simulation.finish
        self.runs: list[NodeRun] = node_runs(simulation.history, compiled.trace)

    def _answer(self, command: ScheduleTask) -> Outcome:
        payload = command.arguments["Payload"]
        data = payload["config"].get("data")
        self.calls[payload["node"]["key"], payload["iteration"]] = data
        if data == 2:
            return Raised("ProviderRejected", "two is not taken")
        return Returned({"Payload": {"output": data}})


@pytest.mark.parametrize("extra", [{}, {"mode": "sequential"}, LARGE])
def test_results_keep_their_shape_and_order(extra: dict[str, Any]) -> None:
    ran = Ran([loop("l", [ECHO], result="{% $a %}", **extra)], "t>l", SHAPES)

    assert ran.finish.output == {"l": SHAPES}
    assert ran.calls == {("a", str(index)): item for index, item in enumerate(SHAPES)}


@pytest.mark.parametrize("extra", [{}, LARGE, {"mode": "sequential", "until": "{% false %}"}])
@pytest.mark.parametrize("items", [[], [[]], [1, 2, [1]], SHAPES])
def test_a_failed_item_is_left_out(items: list[Any], extra: dict[str, Any]) -> None:
    ran = Ran([loop("l", [ECHO], on_item_error="skip", result="{% $a %}", **extra)], "t>l", items)

    assert ran.finish.output == {"l": [item for item in items if item != 2]}


@pytest.mark.parametrize("extra", [{}, LARGE, {"mode": "sequential", "until": "{% false %}"}])
def test_a_failed_item_leaves_its_error(extra: dict[str, Any]) -> None:
    ran = Ran([loop("l", [ECHO], on_item_error="collect", **extra)], "t>l", [1, 2, 3])

    failed = {"error": {"name": "ProviderRejected", "message": "two is not taken"}}
    assert ran.finish.output == {"l": [{"a": 1}, failed, {"a": 3}]}


def test_a_failed_item_fails_the_loop() -> None:
    ran = Ran([loop("l", [ECHO]), node("z")], "t>l>z", [1, 2])

    assert (ran.finish.status, ran.finish.error) == ("FAILED", "ProviderRejected")


def test_a_failed_loop_leaves_by_its_error_handle() -> None:
    ran = Ran([loop("l", [ECHO]), node("z", "work", {"data": "{% $l.error.name %}"})], "t>l l.error>z", [2])

    assert ran.finish.output == {"z": "ProviderRejected"}


def test_until_ends_the_loop() -> None:
    body = loop("l", [ECHO], mode="sequential", until="{% $a = 3 %}")
    ran = Ran([body], "t>l", [1, [1], 3, 4])

    assert ran.finish.output == {"l": [{"a": 1}, {"a": [1]}, {"a": 3}]}


def test_nested_loops_see_the_outer_item_and_index() -> None:
    inner = loop("m", [node("c", "work", {"data": "{% [$l.item, $l.index, $m.index, $item] %}"})], items="{% $item %}")
    ran = Ran([loop("l", [inner])], "t>l", [[5, 6], [7]])

    assert ran.calls == {
        ("c", "0.0"): [5, 6, 0, 0, 5],
        ("c", "0.1"): [5, 6, 0, 1, 6],
        ("c", "1.0"): [7, 1, 0, 7],
    }


def test_the_timeline_shows_every_node_of_every_iteration() -> None:
    test = node("q", "condition", {"expression": "{% $item = 4 %}"})
    ran = Ran([loop("l", [test, ECHO, node("s", "set", {"values": {"x": 1}})], "q.true>a q.false>s")], "t>l", [4, 5])

    shown = {(run.key, run.iteration): (run.status, run.handle) for run in ran.runs}
    assert shown == {
        ("t", ""): ("succeeded", "out"),
        ("l", ""): ("succeeded", "out"),
        ("q", "0"): ("succeeded", "true"),
        ("q", "1"): ("succeeded", "false"),
        ("a", "0"): ("succeeded", "out"),
        ("a", "1"): ("skipped", None),
        ("s", "0"): ("skipped", None),
        ("s", "1"): ("succeeded", "out"),
    }


@pytest.mark.parametrize("policy", ["fail", "skip", "collect"])
@pytest.mark.parametrize("extra", [{}, LARGE, {"mode": "sequential", "until": "{% false %}"}])
def test_a_stop_in_a_loop_ends_the_run_past_every_handler(policy: str, extra: dict[str, Any]) -> None:
    test = node("q", "condition", {"expression": "{% $item = 4 %}"})
    stop = node("s", "stop", {"outcome": "success", "output": ["{% $item %}"]})
    inner = loop("m", [test, stop, ECHO], "q.true>s q.false>a", items="{% $item %}", on_item_error=policy, **extra)
    ran = Ran([loop("l", [inner], on_item_error="collect"), node("z")], "t>l>z l.error>z", [[3], [4]])

    assert (ran.finish.status, ran.finish.output) == ("SUCCEEDED", {"s": [4]})


def test_a_stop_in_a_fork_fails_the_run_with_the_authors_error() -> None:
    stop = node("s", "stop", {"outcome": "error", "error": "OutOfStock", "message": "{% 'no ' & $t %}"})
    ran = Ran([stop, node("a"), node("b")], "t>s t>a>b", "bread")

    assert (ran.finish.status, ran.finish.error, ran.finish.cause) == ("FAILED", "OutOfStock", "no bread")


def test_an_output_that_cannot_travel_fails_by_name() -> None:
    ran = Ran([node("s", "stop", {"outcome": "success", "output": "{% $t %}"}), node("a")], "t>s t>a", "x" * 33_000)

    assert (ran.finish.status, ran.finish.error) == ("FAILED", "OutputTooLarge")
    assert "the stop `s`" in str(ran.finish.cause)


@pytest.mark.parametrize(
    ("mode", "item", "merged"),
    [
        ("all", 1, {"b": {"v": 1}, "c": {"v": 3}}),
        ("all", 5, {"a": {"v": 2}, "c": {"v": 3}}),
        ("first", 1, {"v": 1}),
        ("first", 5, {"v": 2}),
        ("last", 5, {"v": 3}),
    ],
)
def test_a_merge_takes_what_is_live(mode: str, item: int, merged: Any) -> None:
    nodes = [
        node("q", "condition", {"expression": "{% $t = 1 %}"}),
        *(node(key, "set", {"values": {"v": value}}) for key, value in (("b", 1), ("a", 2), ("c", 3))),
        node("m", "merge", {"mode": mode}),
    ]
    ran = Ran(nodes, "t>q q.true>b>m q.false>a>m t>c>m", item)

    assert ran.finish.output == {"m": merged}


@pytest.mark.parametrize("extra", [{}, LARGE, {"mode": "sequential", "until": "{% false %}"}])
def test_results_that_nobody_reads_can_be_seen(extra: dict[str, Any]) -> None:
    ran = Ran([loop("l", [ECHO], result="{% $a %}", **extra), node("z")], "t>l>z", [1, [3]])

    (shown,) = [run for run in ran.runs if run.key == "l"]
    assert shown.output == [1, [3]]


@pytest.mark.parametrize(("mode", "merged"), [("all", {}), ("first", None), ("last", None)])
def test_a_merge_that_nothing_leads_to_begins_the_items(mode: str, merged: Any) -> None:
    off = node("off", "work", disabled=True)
    ran = Ran([loop("l", [node("m", "merge", {"mode": mode}), off, ECHO], "m>off m>a")], "t>l", [1])

    assert ran.finish.output == {"l": [{"off": None, "a": 1}]}
    assert {run.key: run.output for run in ran.runs}["m"] == merged


def test_what_only_shows_in_the_history_is_no_part_of_an_items_result() -> None:
    body = [node("s", "set", {"values": {"x": "{% $item %}"}}), node("off", "work", disabled=True)]
    ran = Ran([loop("l", body, "s>off")], "t>l", [1])

    assert ran.finish.output == {"l": [{"off": None}]}
    assert {run.key: run.output for run in ran.runs}["s"] == {"x": 1}


def test_an_unread_loop_that_ends_the_run_before_a_disabled_node_is_no_part_of_the_result() -> None:
    ran = Ran([loop("l", [ECHO], result="{% $a %}"), node("off", "work", disabled=True)], "t>l>off", [1])

    assert ran.finish.output == {"off": None}
    assert {run.key: run.output for run in ran.runs}["l"] == [1]


def test_what_can_never_run_is_skipped_in_each_iteration() -> None:
    body = [node("off", "work", disabled=True), node("never"), ECHO]
    ran = Ran([loop("l", body, "off.error>never off>a")], "t>l", [1, 3])

    assert {(run.iteration, run.status) for run in ran.runs if run.key == "never"} == {
        ("0", "skipped"),
        ("1", "skipped"),
    }


def test_a_branch_whose_last_state_kills_what_leads_to_a_stop_hands_on_nulls() -> None:
    nodes = [node("b"), node("a"), node("e", "set", {"values": {}}), node("s", "stop", {"outcome": "success"})]
    ran = Ran([*nodes, node("f", "set", {"values": {}})], "t>b t>a a.error>e>s e>f", 1)

    assert (ran.finish.status, ran.finish.output) == ("SUCCEEDED", {"b": None, "a": None})


@pytest.mark.parametrize("extra", [{}, {"mode": "sequential", "until": "{% false %}"}])
def test_the_timeline_tells_a_loop_that_failed_from_one_that_a_stop_ended(extra: dict[str, Any]) -> None:
    inner = loop("m", [ECHO], items="{% $item %}", settings={"on_error": "continue"}, **extra)
    failed = Ran([loop("l", [inner, node("z")], "m>z", **extra)], "t>l", [[2]])
    stop = node("s", "stop", {"outcome": "success"})
    stopped = Ran([loop("l", [loop("m", [stop], items="{% $item %}", **extra)], **extra)], "t>l", [[2]])

    assert {run.key: (run.status, run.handle) for run in failed.runs if run.key in "lma"} == {
        "l": ("succeeded", "out"),
        "m": ("failed", "out"),
        "a": ("failed", None),
    }
    assert {run.key: (run.status, run.handle) for run in stopped.runs if run.key in "lms"} == {
        "l": ("cancelled", None),
        "m": ("cancelled", None),
        "s": ("succeeded", None),
    }
