"""The workflows that ship: valid without a word of warning, within every limit, drawn to be read, and as they say."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from statewright.core.runtime.select import select
from statewright.language import saved_tests
from statewright.language.compiler import Compiled, Target, compile_workflow, validate
from statewright.language.graph import Workflow
from statewright.language.preflight import preflight

from infra.cli.catalog import output_schemas, registry
from infra.local.config import REPOSITORY

FILES = sorted((REPOSITORY / "examples").glob("*.json"))
DOCUMENTS = {path.stem: json.loads(path.read_text()) for path in FILES}
NAMES = sorted(DOCUMENTS)
TARGET = Target(
    "arn:aws:lambda:eu-central-1:000000000000:function:", workflow_id="6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"
)
CARD = (200, 100)
"""Width and height that a node needs on the canvas, in its units."""


def compiled(name: str) -> Compiled:
    return compile_workflow(DOCUMENTS[name], registry(), TARGET)


def graphs(graph: dict[str, Any]) -> list[dict[str, Any]]:
    """The graph and the bodies of its loops."""
    inner = [node["config"]["body"] for node in graph["nodes"] if node["type"] == "loop"]
    return [graph, *(found for body in inner for found in graphs(body))]


def test_there_are_enough_to_learn_from() -> None:
    used = {
        node["type"] for document in DOCUMENTS.values() for each in graphs(document["graph"]) for node in each["nodes"]
    }

    assert len(DOCUMENTS) >= 12
    assert used >= {*registry().logic}
    assert {document["example"]["start"]["kind"] for document in DOCUMENTS.values()} == {"http", "schedule", "kafka"}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid_without_a_warning_and_within_every_limit(name: str) -> None:
    document = DOCUMENTS[name]

    assert validate(document, registry()) == []
    assert preflight(compiled(name), document, registry()).problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_its_own_tests_pass(name: str) -> None:
    document = Workflow.model_validate(DOCUMENTS[name])
    raw = DOCUMENTS[name]["tests"]
    tester = saved_tests.Tester(document, compiled(name), registry(), output_schemas(), select)

    assert saved_tests.check_tests(raw, document) == []
    outcomes = [tester.run(test) for test in saved_tests.read_tests(raw)]
    assert outcomes
    assert [(each.test.name, each.mismatches) for each in outcomes if not each.passed] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_from_left_to_right(name: str) -> None:
    for graph in graphs(DOCUMENTS[name]["graph"]):
        places = {node["id"]: node["position"] for node in graph["nodes"]}
        for edge in graph["edges"]:
            assert places[edge["source"]]["x"] < places[edge["target"]]["x"], edge
        for one, other in pairwise(sorted(places.values(), key=lambda place: (place["x"], place["y"]))):
            assert other["x"] - one["x"] >= CARD[0] or other["y"] - one["y"] >= CARD[1], (one, other)
        assert all(node["name"] for node in graph["nodes"])


def test_the_page_lists_them_all() -> None:
    page = (REPOSITORY / "docs" / "examples.md").read_text()
    listed = re.findall(r"\(\.\./examples/([a-z-]+)\.json\)", page)

    assert sorted(listed) == NAMES
    assert all(document["name"] in page for document in DOCUMENTS.values())
