"""Loops whose items are executions of their own: they see no variables around them, and nobody notices."""

from __future__ import annotations

from typing import Any

import orjson
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


def test_a_loop_around_a_large_one_is_tried_again_too() -> None:
    inner = loop("m", [node("a", "work", {"data": "{% $item %}"})], items="{% [$item] %}", concurrency=100)
    document = workflow([TRIGGER, loop("l", [inner], settings={"retry": {"max_attempts": 2}})], "t>l")

    finish, _, payloads = ran(document, ["fail"])

    assert finish.error == "States.ExceedToleratedFailureThreshold"
    assert len(payloads) == 3


def test_a_failed_expression_is_tried_again_by_the_name_that_the_language_has_for_it() -> None:
    body = [node("a", "work", {"data": "{% $item %}"}), node("b", "work", {"data": "{% $a.missing %}"})]
    retry = {"max_attempts": 2, "on": ["ExpressionFailed"]}
    document = workflow([TRIGGER, loop("l", body, "a>b", settings={"retry": retry})], "t>l")

    finish, _, payloads = ran(document, ["once"])

    assert finish.error == "States.QueryEvaluationError"
    assert len(payloads) == 3


def test_a_loop_over_what_lies_in_s3_reads_it_there() -> None:
    kept, body = node("rows", offload=True), [node("a", "work", {"data": "{% $item %}"})]
    over = workflow([TRIGGER, kept, loop("l", body, items="{% $rows %}")], "t>rows>l")
    in_hand = workflow([TRIGGER, node("rows"), loop("l", body, items="{% $rows %}")], "t>rows>l")

    assert (processor(over), processor(in_hand)) == ("DISTRIBUTED", "INLINE")
    state = compile_workflow(over, REGISTRY, TARGET).definition["States"]["l"]
    assert state["ItemReader"]["Resource"] == "arn:aws:states:::s3:getObject"
    assert "Items" not in state


def test_a_disabled_step_keeps_nothing_in_s3() -> None:
    kept, body = node("rows", offload=True, disabled=True), [node("a")]
    document = workflow([TRIGGER, kept, loop("l", body, items="{% $rows %}")], "t>rows>l")

    assert processor(document) == "INLINE"


def test_a_loop_in_a_loop_reads_what_its_own_item_kept() -> None:
    inner = loop("m", [node("a", "work", {"data": "{% [$item, $l.item] %}"})], items="{% $rows %}")
    body = [node("rows", "work", {"data": "{% $item %}"}, offload=True), inner]
    document = workflow([TRIGGER, loop("l", body, "rows>m")], "t>l")
    compiled = compile_workflow(document, REGISTRY, TARGET)
    kept = {"k/0": "[1,2]", "k/1": "[3]"}

    def answer(command: ScheduleTask) -> Outcome:
        if "Payload" not in command.arguments:
            return Returned({"Body": kept[command.arguments["Key"]]})
        payload = command.arguments["Payload"]
        output = payload["config"].get("data")
        if payload.get("offload"):
            key = f"k/{payload['iteration']}"
            output = {"offloaded": {"bucket": "b", "key": key, "items": len(orjson.loads(kept[key]))}}
        return Returned({"Payload": {"output": output}})

    given = {"trigger": ["x", "y"], "trigger_node": "t", "instance_id": None, "workflow_version": 1}
    finish = simulate(Machine.parse(compiled.definition), given, answer).finish

    assert finish is not None
    assert finish.output == {
        "l": [{"m": [{"a": [1, "x"]}, {"a": [2, "x"]}]}, {"m": [{"a": [3, "y"]}]}],
    }


@pytest.mark.parametrize("on", [None, ["States.ItemReaderFailed"]])
def test_a_loop_that_cannot_read_its_items_is_tried_again(on: list[str] | None) -> None:
    retry = {"max_attempts": 2} | ({"on": on} if on else {})
    settings = {"retry": retry}
    over = loop("l", [node("a")], items="{% $rows %}", settings=settings)
    document = workflow([TRIGGER, node("rows", offload=True), over], "t>rows>l")
    reference = {"offloaded": {"bucket": "b", "key": "k", "items": 1}}
    reads: list[ScheduleTask] = []

    def answer(command: ScheduleTask) -> Outcome:
        if "Payload" in command.arguments:
            return Returned({"Payload": {"output": reference}})
        reads.append(command)
        return Raised("S3.SlowDown", "reduce your request rate")

    given = {"trigger": None, "trigger_node": "t", "instance_id": None, "workflow_version": 1}
    finish = simulate(Machine.parse(compile_workflow(document, REGISTRY, TARGET).definition), given, answer).finish

    assert finish is not None
    assert finish.error == "States.ItemReaderFailed"
    assert len(reads) == 3
