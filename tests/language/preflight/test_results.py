"""What the results of a loop's items are estimated to amount to, and when that is said."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.compiler import compile_workflow
from statewright.language.engine import Machine, Returned, simulate
from statewright.language.preflight import preflight

from tests.language.compiler.drawing import REGISTRY, TARGET, loop, node, workflow

CALL = node("call", "work", {"data": "{% $item %}"})
STAMP = node("stamp", "set", {"values": {"of": "{% $item %}", "done": True}})


def warned(*nodes: dict[str, Any], drawn: str = "t>rows") -> list[tuple[str | None, str]]:
    document = workflow([node("t", "api"), *nodes], drawn)
    found = preflight(compile_workflow(document, REGISTRY, TARGET), document, REGISTRY)
    assert found.fits
    assert {problem.severity for problem in found.problems if problem.code == "loop_results"} <= {"warning"}
    return [(problem.node_id, problem.message) for problem in found.problems if problem.code == "loop_results"]


@pytest.mark.parametrize(
    ("body", "config"),
    [
        ([CALL], {"expected_items": 300}),
        ([STAMP], {"expected_items": 6_000}),
        ([CALL, STAMP], {"expected_items": 300, "result": "{% $call %}"}),
        ([CALL], {"expected_items": 2_000, "result": f"{{% '{'x' * 200}' %}}"}),
        ([CALL], {"expected_items": 4_000, "result": "{% {'id': $call.id, 'at': $call.at, 'of': $item.id} %}"}),
        ([loop("inner", [CALL], expected_items=30)], {"expected_items": 10}),
    ],
    ids=["outputs", "values", "a whole output", "written", "values chosen", "loops in loops"],
)
def test_results_that_may_pass_a_payload_are_warned_of(body: list[dict[str, Any]], config: dict[str, Any]) -> None:
    ((node_id, message),) = warned(loop("rows", body, **config))

    assert node_id == "n_rows"
    assert f"the results of {config['expected_items']:,} items" in message
    assert "262,144 bytes" in message
    assert "small `result`" in message


@pytest.mark.parametrize(
    ("body", "config"),
    [
        ([CALL], {}),
        ([CALL], {"expected_items": 200}),
        ([CALL], {"expected_items": 40_000, "result": "{% null %}"}),
        ([CALL], {"expected_items": 9_000, "result": "{% $call.id %}"}),
        ([node("call", "work", {"data": "{% $item %}"}, offload=True)], {"expected_items": 300}),
        ([node("call", "work", {"data": "{% $item %}"}, select="{% $result.id %}")], {"expected_items": 3_000}),
    ],
    ids=["nobody said how many", "few", "null", "a part", "offloaded", "selected"],
)
def test_results_that_will_fit_are_not(body: list[dict[str, Any]], config: dict[str, Any]) -> None:
    assert warned(loop("rows", body, **config)) == []


def test_a_list_in_s3_may_be_long_unless_it_is_said_how_long() -> None:
    export = node("export", offload=True)

    ((node_id, message),) = warned(export, loop("rows", [CALL], items="{% $export %}"), drawn="t>export>rows")

    assert (node_id, "more than 253 items" in message, "`expected_items`" in message) == ("n_rows", True, True)
    said = loop("rows", [CALL], items="{% $export %}", expected_items=100)
    assert warned(export, said, drawn="t>export>rows") == []


def test_what_is_warned_of_is_what_fails() -> None:
    rows = loop("rows", [CALL], items="{% [1..300] %}", expected_items=300)
    document = workflow([node("t", "api"), rows], "t>rows")
    machine = Machine.parse(compile_workflow(document, REGISTRY, TARGET).definition)

    def ended(size: int) -> Any:
        run = simulate(
            machine, {"trigger": {}, "trigger_node": "t"}, lambda _: Returned({"Payload": {"output": "x" * size}})
        )
        assert run.finish is not None
        return run.finish.status, run.finish.error

    assert len(warned(rows)) == 1
    assert ended(1_000) == ("FAILED", "States.DataLimitExceeded")
    assert ended(100) == ("SUCCEEDED", None)
