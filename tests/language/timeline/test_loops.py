"""What cannot be computed again is replayed as it was in each iteration of a loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from statewright.language.engine.simulation import START as BEGAN
from statewright.language.timeline import NodeRun, large_loops, node_runs

from tests.language.compiler.drawing import loop, node, workflow
from tests.language.timeline.recorder import Recorder, ended

LATER = 1_234
"""ms between the clock of the run and that of the replay."""

BODY = [
    node("stamp", "set", {"values": {"id": "{% $uuid() %}", "item": "{% $item %}"}}),
    node("odds", "condition", {"expression": "{% $random() < 0.5 %}"}),
    node("call", "work", {"data": "{% $stamp.id %}"}),
    node("rest", "delay", {"seconds": "{% $floor($random() * 100) %}"}),
    node("later", "set", {"values": {"at": "{% $now() %}"}}),
]
WAYS = "stamp>odds odds.true>call odds.false>rest call>later rest>later"


@pytest.mark.parametrize("drawn", [WAYS, WAYS.replace(" call>later", "")], ids=["after", "left over"])
@pytest.mark.parametrize(
    "config",
    [{}, {"mode": "sequential"}, {"mode": "sequential", "until": "{% $random() < 0.1 %}"}, {"concurrency": 100}],
    ids=["concurrent", "sequential", "until", "distributed"],
)
@pytest.mark.parametrize("nested", [False, True])
def test_each_iteration_is_replayed_with_what_it_gave(drawn: str, config: dict[str, Any], nested: bool) -> None:
    inner = loop("l", BODY, drawn, items="{% $range(1, 6, 1) %}", **config)
    outer = [loop("m", [inner], items="{% [1, 2] %}")] if nested else [inner]
    answers: dict[str, list[tuple[str, Any, int]]] = {
        "call": [("returned", {"ok": True}, 20)] * 12,
        "last": [("returned", 1, 5)],
    }
    nodes = [node("order", "api"), *outer, node("last")]
    recorder = Recorder(workflow(nodes, f"order>{'m' if nested else 'l'}>last"), answers)
    simulation = recorder.run({"trigger": {}, "trigger_node": "order"}, start_at=BEGAN + LATER, seed=99)

    result, run = recorder.replayed(ended(simulation)), node_runs(simulation.history, recorder.compiled.trace)

    def seen(runs: Sequence[NodeRun]) -> dict[tuple[str, str], Any]:
        return {(one.key, one.iteration): (one.status, one.handle, one.output) for one in runs}

    assert result.divergences == []
    assert seen(result.node_runs) == seen(run)
    assert {one.handle for one in run if one.key == "odds"} >= {"true", "false"}


def test_a_loop_that_runs_again_begins_at_its_first_item() -> None:
    # with `until` it is a circle of states in a Parallel: the history counts on, and does not say what starts again
    once = {"max_attempts": 1, "jitter": False}
    body = [node("call", "work", {"data": "{% $item %}"}), node("after", "set", {"values": {"x": "{% $call %}"}})]
    again = loop("l", body, "call>after", mode="sequential", until="{% $index = 9 %}", settings={"retry": once})
    recorder = Recorder(workflow([node("t", "api"), again], "t>l"), {})
    answers = iter([("returned", 1, 5), ("raised", "RateLimited", 5), ("returned", 1, 5), ("returned", 2, 5)])
    recorder.answer = lambda key, iteration, attempt: next(answers)  # type: ignore[method-assign]

    simulation = recorder.run({"trigger": ["a", "b"], "trigger_node": "t"})

    shown = node_runs(simulation.history, recorder.compiled.trace)
    assert [(run.iteration, run.status) for run in shown if run.key == "call"] == [
        ("0", "succeeded"),
        ("1", "failed"),
        ("0", "succeeded"),
        ("1", "succeeded"),
    ]
    assert [(run.iteration, run.output) for run in shown if run.key == "after"][-1] == ("1", {"x": 2})


def test_what_lies_in_a_large_loop_is_not_skipped_where_the_history_cannot_tell_it() -> None:
    inner = loop("inner", [node("call", "work", {"data": "{% $item %}"})], items="{% [1, 2] %}")
    large = loop("large", [inner], items="{% [1, 2, 3] %}", concurrency=100)
    recorder = Recorder(workflow([node("t", "api"), large, node("never")], "t>large large.error>never"), {})
    recorder.answer = lambda key, iteration, attempt: ("returned", 1, 5)  # type: ignore[method-assign]
    simulation = recorder.run({"trigger": {}, "trigger_node": "t"})

    told = node_runs(list(simulation.history), recorder.compiled.trace)

    assert {(run.key, run.status) for run in told} == {("t", "succeeded"), ("large", "succeeded"), ("never", "skipped")}
    assert large_loops(recorder.machine, recorder.compiled.trace) == {"large"}
