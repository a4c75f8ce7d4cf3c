"""Loops whose items are executions of their own: they see no variables around them, and nobody notices."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.compiler import compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, simulate
from statewright.language.timeline import node_runs

from tests.language.compiler.drawing import REGISTRY, TARGET, loop, node, workflow

TRIGGER = node("t", "api")
BODY = [
    node("half", "condition", {"expression": "{% $index % 2 = $vars.odd %}"}),
    node("a", "work", {"data": "{% [$item, $vars.odd, $before, $execution.id, $workflow.version, $l.index] %}"}),
    node("b", "work", {"data": "{% $trigger[0] %}"}),
    node("j", "set", {"values": {"both": "{% [$a, $b] %}", "run": "{% $execution.name %}"}}),
]
EDGES = "half.true>a half.false>b a>j b>j"
BEFORE = [node("values", "set", {"values": {"odd": 1}}), node("before", "work", {"data": "{% $trigger %}"})]


def drawn(**config: Any) -> dict[str, Any]:
    return workflow([TRIGGER, *BEFORE, loop("l", BODY, EDGES, **config), node("z")], "t>values>before>l>z")


def processor(document: dict[str, Any]) -> str:
    mode = compile_workflow(document, REGISTRY, TARGET).definition["States"]["l"]["ItemProcessor"]["ProcessorConfig"]
    return str(mode["Mode"])


def ran(document: dict[str, Any], items: Any) -> tuple[Any, list[Any], list[Any]]:
    """How it ended, what each node did (times apart), and the payloads of the actions."""
    payloads: list[Any] = []

    def answer(command: ScheduleTask) -> Outcome:
        payload = command.arguments["Payload"]
        payloads.append(payload)
        data = payload["config"].get("data")
        return Raised("ProviderRejected", "no") if data == "fail" else Returned({"Payload": {"output": data}})

    compiled = compile_workflow(document, REGISTRY, TARGET)
    given = {"trigger": items, "trigger_node": "t", "instance_id": None, "workflow_version": 1}
    simulation = simulate(Machine.parse(compiled.definition), given, answer)
    runs = node_runs(simulation.history, compiled.trace)
    seen = sorted(((run.key, run.iteration, run.status, run.handle, run.input, run.output) for run in runs), key=str)
    return simulation.finish, seen, sorted(payloads, key=str)


def test_an_item_of_its_own_sees_what_an_inline_one_sees() -> None:
    inline, large = drawn(), drawn(concurrency=41)

    assert (processor(inline), processor(large)) == ("INLINE", "DISTRIBUTED")
    assert ran(inline, [1, [2], None]) == ran(large, [1, [2], None])


def test_actions_are_told_of_the_run_not_of_the_item() -> None:
    _, _, payloads = ran(drawn(concurrency=100), [1, 2])

    assert len({payload["execution"]["arn"] for payload in payloads}) == 1
    assert {payload["iteration"] for payload in payloads} == {"", "0", "1"}


def test_many_items_make_a_loop_large() -> None:
    assert processor(drawn(expected_items=700)) == "INLINE"
    assert processor(drawn(expected_items=5_000)) == "DISTRIBUTED"


@pytest.mark.parametrize("place", ["outer", "inner", "both"])
def test_large_loops_in_loops(place: str) -> None:
    def nested(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
        body = [node("c", "work", {"data": "{% [$l.item, $l.index, $m.index, $item, $values.odd] %}"})]
        return workflow(
            [TRIGGER, BEFORE[0], loop("l", [loop("m", body, items="{% $item %}", **inner)], **outer)], "t>values>l"
        )

    large: dict[str, Any] = {"concurrency": 100}
    of_place = nested(large if place != "inner" else {}, large if place != "outer" else {})

    assert ran(of_place, [[5, 6], [], [7]]) == ran(nested({}, {}), [[5, 6], [], [7]])


def test_a_loop_that_may_stop_the_run_stays_inline() -> None:
    body = [node("end", "stop", {"outcome": "success", "output": "{% $item %}"})]
    document = workflow([TRIGGER, loop("l", body, concurrency=100)], "t>l")

    finish, _, _ = ran(document, [1])

    assert processor(document) == "INLINE"
    assert finish.output == {"end": 1}


def test_the_first_failed_item_fails_a_large_loop() -> None:
    body = [node("a", "work", {"data": "{% $item %}"})]
    document = workflow(
        [TRIGGER, loop("l", body, concurrency=100), node("z", "work", {"data": "{% $l.error.name %}"})], "t>l l.error>z"
    )

    finish, seen, _ = ran(document, [1, "fail"])

    assert finish.output == {"z": "States.ExceedToleratedFailureThreshold"}
    assert ("a", "1", "failed", None, {"data": "fail"}, None) in seen


@pytest.mark.parametrize("config", [{}, {"concurrency": 100}])
def test_the_items_are_a_list_in_a_large_loop_too(config: dict[str, Any]) -> None:
    # a Distributed Map would take the members of an object
    body = [node("a", "work", {"data": "{% $item %}"})]

    finish, _, payloads = ran(workflow([TRIGGER, loop("l", body, **config)], "t>l"), {"not": "a list"})

    assert (finish.error, payloads) == ("States.QueryEvaluationError", [])


@pytest.mark.parametrize("on", [None, ["States.ExceedToleratedFailureThreshold"]])
def test_a_large_loop_is_tried_again_whatever_an_item_died_of(on: list[str] | None) -> None:
    retry = {"max_attempts": 2} | ({"on": on} if on else {})
    body = [node("a", "work", {"data": "{% $item %}"})]
    document = workflow([TRIGGER, loop("l", body, concurrency=100, settings={"retry": retry})], "t>l")

    finish, _, payloads = ran(document, ["fail"])

    assert finish.error == "States.ExceedToleratedFailureThreshold"
    assert len(payloads) == 3
