"""What cannot be computed again is replayed as it was: the clock and the dice of the run and of the replay differ."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statewright.language.engine import Simulation
from statewright.language.engine.simulation import START as BEGAN
from statewright.language.observed import OBSERVED, result_of
from statewright.language.timeline import NodeRun, Replay, node_runs

from tests.language.compiler.drawing import node, workflow
from tests.language.compiler.random_graphs import Case, cases
from tests.language.compiler.test_meaning import EXAMPLES, thorough
from tests.language.timeline.recorder import Recorder, ended

GIVEN = {"trigger": {"total": 150}, "trigger_node": "order"}
LATER = 1_234
"""ms between the clock of the run and that of the replay."""
STAMP = {"values": {"at": "{% $now() %}", "id": "{% $uuid() %}", "total": "{% $order.total %}"}}
CALL: dict[str, list[tuple[str, Any, int]]] = {"call": [("returned", {"ok": True}, 20)]}


def ran(nodes: list[dict[str, Any]], drawn: str, answers: Any = None, seed: int = 99) -> tuple[Recorder, Simulation]:
    recorder = Recorder(workflow(nodes, drawn), answers or CALL)
    return recorder, recorder.run(GIVEN, start_at=BEGAN + LATER, seed=seed)


def shown(result: Replay) -> dict[str, NodeRun]:
    return {run.key: run for run in result.node_runs}


def in_the_run(recorder: Recorder, simulation: Simulation) -> dict[str, NodeRun]:
    return {run.key: run for run in node_runs(simulation.history, recorder.compiled.trace)}


def agrees(recorder: Recorder, simulation: Simulation) -> Replay:
    """The replay of an ended run, which must show what the run showed."""
    result, run = recorder.replayed(ended(simulation)), in_the_run(recorder, simulation)
    assert result.divergences == []
    assert {key: item.output for key, item in shown(result).items()} == {key: item.output for key, item in run.items()}
    assert {key: item.handle for key, item in shown(result).items()} == {key: item.handle for key, item in run.items()}
    assert {key: item.status for key, item in shown(result).items()} == {key: item.status for key, item in run.items()}
    return result


def test_without_observed_values_the_replay_would_differ() -> None:
    recorder, simulation = ran([node("order", "api"), node("stamp", "set", STAMP), node("call")], "order>stamp>call")
    for record in recorder.records.values():
        del record["observed"]

    result = recorder.replayed(ended(simulation))

    assert shown(result)["stamp"].output != in_the_run(recorder, simulation)["stamp"].output


def test_a_value_before_an_action_is_in_its_record() -> None:
    recorder, simulation = ran([node("order", "api"), node("stamp", "set", STAMP), node("call")], "order>stamp>call")

    agrees(recorder, simulation)

    stamp = in_the_run(recorder, simulation)["stamp"].output
    assert recorder.records["call||0"]["observed"] == {"stamp": {"at": stamp["at"], "id": stamp["id"]}}
    assert simulation.finish is not None
    assert simulation.finish.output == {"call": {"ok": True}}


def test_only_the_first_action_behind_it_records_a_value() -> None:
    nodes = [node("order", "api"), node("stamp", "set", STAMP), node("call"), node("ship")]
    recorder, simulation = ran(nodes, "order>stamp>call>ship", CALL | {"ship": [("returned", 1, 10)]})

    agrees(recorder, simulation)

    assert [field for field, record in recorder.records.items() if "observed" in record] == ["call||0"]


def test_the_last_nodes_value_is_in_the_result_and_nowhere_else() -> None:
    recorder, simulation = ran([node("order", "api"), node("call"), node("stamp", "set", STAMP)], "order>call>stamp")

    result = agrees(recorder, simulation)

    assert simulation.finish is not None
    assert simulation.finish.output.keys() == {"stamp"}
    assert result.output == simulation.finish.output


def test_a_value_that_no_action_follows_is_in_the_output_but_not_in_the_result() -> None:
    nodes = [
        node("order", "api"),
        node("call"),
        node("stamp", "set", STAMP),
        node("done", "set", {"values": {"of": "{% $call.ok %}"}}),
    ]
    recorder, simulation = ran(nodes, "order>call>stamp>done")

    result = agrees(recorder, simulation)

    assert simulation.finish is not None
    assert simulation.finish.output[OBSERVED].keys() == {"stamp"}
    assert result.output == {"done": {"of": True}} == result_of(simulation.finish.output)


def test_a_value_behind_which_nothing_has_a_state_is_drawn_once() -> None:
    nodes = [node("order", "api"), node("call"), node("stamp", "set", STAMP), node("off", "work", disabled=True)]
    recorder, simulation = ran(nodes, "order>call>stamp>off")

    result = agrees(recorder, simulation)

    assert result.output == {"off": None}


DICE = [
    node("order", "api"),
    node("first", "condition", {"expression": "{% $random() < 0.5 %}"}),
    node("call"),
    node("other", "work"),
    node("second", "condition", {"rules": [{"left": "{% $random() %}", "operator": "less_than", "right": 0.5}]}),
    node("low", "set", {"values": {"x": 1}}),
    node("high", "set", {"values": {"x": 2}}),
]
ROLLED = "order>first first.true>call>second first.false>other>second second.true>low second.false>high"


@pytest.mark.parametrize("seed", range(8))
def test_a_branch_taken_by_chance_is_the_one_replayed(seed: int) -> None:
    recorder, simulation = ran(DICE, ROLLED, CALL | {"other": [("returned", 2, 30)]}, seed)

    agrees(recorder, simulation)


def test_a_value_inside_of_a_fork() -> None:
    nodes = [
        node("order", "api"),
        node("left", "set", STAMP),
        node("maybe", "condition", {"expression": "{% $random() < 0.5 %}"}),
        node("deep", "set", {"values": {"and": "{% $random() %}", "größe": ["{% $uuid() %}"], "x": [1]}}),
        node("after_maybe"),
        node("right", "set", STAMP),
        node("call", "work", {"data": "{% $right.id %}"}),
        node("both", "set", {"values": {"x": "{% [$left.id, $call] %}"}}),
    ]
    drawn = "order>left>both order>maybe maybe.true>deep>after_maybe maybe.false>after_maybe>both order>right>call>both"
    for seed in range(6):
        recorder, simulation = ran(nodes, drawn, CALL | {"after_maybe": [("returned", 3, 5)]}, seed)
        agrees(recorder, simulation)
        assert recorder.records["call||0"]["observed"].keys() == {"right"}


def test_a_wait_until_some_time_from_now_is_as_long_as_it_was() -> None:
    nodes = [
        node("order", "api"),
        node("pause", "delay", {"until": "{% $fromMillis($millis() + 60000) %}"}),
        node("dice", "delay", {"seconds": "{% $floor($random() * 1000) %}"}),
        node("call"),
    ]
    recorder, simulation = ran(nodes, "order>pause>dice>call")

    result = agrees(recorder, simulation)

    run = in_the_run(recorder, simulation)
    assert shown(result)["pause"].ended_at == run["pause"].ended_at
    assert shown(result)["dice"].ended_at == run["dice"].ended_at


def test_a_wait_whose_time_cannot_be_computed_fails_at_its_node() -> None:
    nodes = [node("order", "api"), node("pause", "delay", {"seconds": "{% $order.none + $random() %}"}), node("call")]
    recorder, simulation = ran(nodes, "order>pause>call")

    result = agrees(recorder, simulation)

    error = shown(result)["pause"].error
    assert error is not None
    assert error["name"] == "ExpressionFailed"


@pytest.mark.parametrize("total", [{"v": 1}, {}])
def test_a_calculation_whose_failure_is_caught(total: dict[str, int]) -> None:
    nodes = [
        node("order", "api"),
        node("dice", "function", {"expression": "{% $order.v + $random() %}"}, on_error="branch"),
        node("fine", "set", {"values": {"x": "{% $dice %}"}}),
        node("failed", "set", {"values": {"x": "{% $dice.error.name %}"}}),
    ]
    recorder = Recorder(workflow(nodes, "order>dice>fine dice.error>failed"), {})
    simulation = recorder.run({"trigger": total, "trigger_node": "order"}, start_at=BEGAN + LATER, seed=5)

    agrees(recorder, simulation)


def test_a_run_that_failed_before_a_value_reached_anyone_has_not_diverged() -> None:
    nodes = [
        node("order", "api"),
        node("call"),
        node("dice", "condition", {"expression": "{% $random() < 0.5 %}"}),
        node("low", "set", {"values": {"x": "{% $order.none + 1 %}"}}),
        node("high", "set", {"values": {"x": 2}}),
    ]
    drawn = "order>call>dice dice.true>low dice.false>high"
    failed = [seed for seed in range(20) if ended(ran(nodes, drawn, seed=seed)[1]).status == "FAILED"]
    assert failed
    for seed in failed:
        recorder, simulation = ran(nodes, drawn, seed=seed)
        result = recorder.replayed(ended(simulation))
        assert result.divergences == []
        assert shown(result)["dice"].handle == "true"


def test_the_input_of_an_action_is_the_recorded_one() -> None:
    recorder, simulation = ran([node("order", "api"), node("call", "work", {"data": "{% $now() %}"})], "order>call")

    result = agrees(recorder, simulation)

    assert shown(result)["call"].input == recorder.records["call||0"]["input"]
    assert recorder.records["call||0"]["input"] == in_the_run(recorder, simulation)["call"].input


def test_the_context_object_is_shown_as_it_was() -> None:
    stamp = node("stamp", "set", {"values": {"at": "{% $states.context.State.EnteredTime %}"}})
    recorder, simulation = ran([node("order", "api"), stamp, node("call")], "order>stamp>call")

    agrees(recorder, simulation)


def test_the_live_view_shows_what_the_action_under_way_has_observed() -> None:
    recorder, simulation = ran([node("order", "api"), node("stamp", "set", STAMP), node("call")], "order>stamp>call")
    recorder.records["call||0"] |= {"status": "running", "ended_at": None, "output": None}

    result = recorder.replayed(None)

    assert shown(result)["stamp"].output == in_the_run(recorder, simulation)["stamp"].output
    assert shown(result)["call"].status == "running"


def test_an_action_whose_input_fails_does_not_count_as_a_record() -> None:
    nodes = [
        node("order", "api"),
        node("stamp", "set", STAMP),
        node("call", "work", {"data": "{% $order.none.at_all %}"}, on_error="continue"),
        node("done", "set", {"values": {"id": "{% $stamp.id %}"}}),
    ]
    recorder, simulation = ran(nodes, "order>stamp>call>done")

    agrees(recorder, simulation)

    assert recorder.records == {}


def test_a_text_that_looks_like_an_expression_is_replayed_as_text() -> None:
    text = {"values": {"x": "{% '{' & '% $uuid() %' & '}' & $substring($uuid(), 0, 0) %}"}}
    recorder, simulation = ran([node("order", "api"), node("stamp", "set", text), node("call")], "order>stamp>call")

    result = agrees(recorder, simulation)

    assert shown(result)["stamp"].output == {"x": "{% $uuid() %}"}


def _made_volatile(case: Case) -> Case:
    """The case with dice in its logic nodes, and actions that are never called."""
    document = copy.deepcopy(case.document)
    for item in document["graph"]["nodes"]:
        config = item["config"]
        if item["type"] == "set":
            config["values"] |= {"drawn": "{% $uuid() %}", "in": ["{% $random() %}"]}
        elif item["type"] == "condition":
            config["expression"] = f"{{% ({config['expression'][2:-2]}) or $random() < 0.4 %}}"
        elif item["type"] == "delay":
            config["seconds"] = "{% $floor($random() * 5) %}"
        elif item.get("definition") == "work@1" and item["settings"].get("on_error") and "data" in config:
            even = int(item["key"][1:]) % 2 == 0
            config["data"] = "{% $now() %}" if even else "{% $trigger.none.at_all %}"  # undefined: nothing is called
        elif item.get("definition") == "function@1":
            config["expression"] = f"{{% [$random(), {config['expression'][2:-2]}] %}}"
    return Case(document, case.fired, case.payload, case.answers)


@settings(thorough, max_examples=max(100, EXAMPLES // 10))
@given(cases(25), st.integers(1, 1_000))
def test_any_run_is_replayed_as_it_was(case: Case, seed: int) -> None:
    case = _made_volatile(case)
    recorder = Recorder(case.document, {key: [(*case.answer(key), 7 * len(key))] for key in case.answers})
    simulation = recorder.run({"trigger": case.payload, "trigger_node": case.fired}, seed=seed)

    result = recorder.replayed(ended(simulation))

    assert result.divergences == []
    assert simulation.finish is not None
    if simulation.finish.status == "SUCCEEDED":
        assert result.output == result_of(simulation.finish.output)
        assert result.node_runs == node_runs(simulation.history, recorder.compiled.trace)
