"""Notes and groups: bounded, checked, and without any meaning to what is compiled."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.language.compiler import compile_workflow, validate
from statewright.language.graph import Workflow

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow

NOTE = {
    "id": "a1",
    "kind": "note",
    "text": "**Why**",
    "position": {"x": 8, "y": 8},
    "size": {"width": 200, "height": 120},
}
GROUP = NOTE | {"id": "a2", "kind": "group", "text": "Orders", "color": "blue"}


def annotated(*annotations: Any) -> dict[str, Any]:
    document = workflow([node("order", "api"), node("call", "work", {"url": "/"})], "order>call")
    document["graph"]["annotations"] = list(annotations)
    return document


def test_annotations_are_read_and_change_no_byte_of_the_machine() -> None:
    plain, drawn = (Workflow.model_validate(document) for document in (annotated(), annotated(NOTE, GROUP)))

    assert [(each.kind, each.text, each.color) for each in drawn.graph.annotations] == [
        ("note", "**Why**", "yellow"),
        ("group", "Orders", "blue"),
    ]
    assert validate(annotated(NOTE, GROUP), REGISTRY) == []
    compiled = {compile_workflow(each, REGISTRY, TARGET).definition_json for each in (plain, drawn)}
    assert len(compiled) == 1


@pytest.mark.parametrize(
    ("annotation", "field"),
    [
        (NOTE | {"kind": "picture"}, "graph.annotations.1.kind"),
        (NOTE | {"text": "x" * 10_001}, "graph.annotations.1.text"),
        (NOTE | {"color": "#ff0000"}, "graph.annotations.1.color"),
        (NOTE | {"size": {"width": 1, "height": 100}}, "graph.annotations.1.size.width"),
        (NOTE | {"position": {"x": 1e9, "y": 0}}, "graph.annotations.1.position.x"),
        (NOTE | {"href": "javascript:alert(1)"}, "graph.annotations.1.href"),
        (GROUP, "graph.annotations.1.id"),
    ],
)
def test_what_is_not_an_annotation_is_reported_where_it_is(annotation: dict[str, Any], field: str) -> None:
    problems = validate(annotated(GROUP, annotation), REGISTRY)

    assert [problem.field for problem in problems] == [field]


def test_there_are_at_most_500() -> None:
    many = [NOTE | {"id": f"a{index}"} for index in range(501)]

    (problem,) = validate(annotated(*many), REGISTRY)

    assert (problem.field, "at most 500" in problem.message) == ("graph.annotations", True)
