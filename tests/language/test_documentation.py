"""The examples of docs/language.md compile, run, and give what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from statewright.core import catalog
from statewright.language.compiler import Registry, compile_workflow, validate
from statewright.language.dry_run import start_input
from statewright.language.engine import Machine, Outcome, Returned, ScheduleTask, simulate

from tests.language.compiler.drawing import TARGET, node, workflow

PAGE: Final = (Path(__file__).resolve().parents[2] / "docs/language.md").read_text()
REGISTRY: Final = Registry.from_catalog(json.loads(catalog.PATH.read_bytes()))
BLOCKS: Final = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
LINES: Final = [{"sku": "a", "price": 20, "quantity": 3}, {"sku": "b", "price": 5, "quantity": 1}]
BODY: Final = {"lines": LINES, "first": "Ada", "last": "Lovelace", "name": "Ada"}

EXPRESSIONS: Final[dict[str, Any]] = {
    "{% 'Dear ' & $order.body.name %}": "Dear Ada",
    "{% $exists($a.b) ? $a.b : 'none' %}": "none",
    "{% $sum($order.body.lines.(price * quantity)) %}": 65,
    "{% $order.body.lines[price > 10].sku %}": "a",
    "{% [$order.body.lines.sku] %}": ["a", "b"],
    "{% $order.body.lines.{'sku': sku, 'total': price * quantity} %}": [
        {"sku": "a", "total": 60},
        {"sku": "b", "total": 5},
    ],
    "{% $order.body.first & ' ' & $order.body.last %}": "Ada Lovelace",
    "{% $fromMillis($millis(), '[D01].[M01].[Y0001]') %}": "01.01.2026",
}
"""What each expression of the page gives for `BODY`; runs begin on the first of January 2026."""


def result(document: dict[str, Any], body: Any) -> Any:
    """What a run gives in which every action answers `{}`."""

    def task(command: ScheduleTask) -> Outcome:
        return Returned({"Payload": {"output": {}}})

    assert [problem for problem in validate(document, REGISTRY) if problem.severity == "error"] == []
    compiled = compile_workflow(document, REGISTRY, TARGET)
    finish = simulate(Machine.parse(compiled.definition), start_input("order", {"body": body}), task).finish
    assert finish is not None
    assert finish.status == "SUCCEEDED", finish.cause
    return finish.output


def test_the_first_block_is_the_only_workflow_and_does_what_is_said() -> None:
    (example,) = (block for block in BLOCKS if "graph" in block)

    assert result(example, {"id": 7, "total": 120}) == {"review": {}}
    assert result(example, {"id": 7, "total": 20}) == {"is_large": "false"}


def test_every_expression_of_the_page_is_here() -> None:
    assert set(re.findall(r"`(\{% .*? %\})`", PAGE)) - {"{% ... %}"} == EXPRESSIONS.keys()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_gives_what_the_page_promises(expression: str) -> None:
    nodes = [node("order", "api"), node("a", "set", {"values": {"c": 1}}), node("shown", "set")]
    nodes[0]["config"] = {"path": "orders"}
    nodes[2]["config"] = {"values": {"it": expression}}

    ended = result(workflow(nodes, "order>a>shown"), BODY)

    assert ended["shown"] == {"it": EXPRESSIONS[expression]}
