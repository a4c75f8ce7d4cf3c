"""The example workflows: what they start with, and that each is made once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.local.config import REPOSITORY
from infra.local.errors import StackError
from infra.local.examples import SHOWN_FIRST, Example, Seeds, load_examples


class Api:
    """Stands in for the REST API: takes what is posted, refuses to publish `refused`."""

    def __init__(self, refused: str = "") -> None:
        self.created: list[str] = []
        self.published: list[str] = []
        self.workflows: dict[str, dict[str, Any]] = {}
        self._refused = refused

    async def find(self, path: str) -> Any:
        return self.workflows.get(path.removeprefix("/api/workflows/"))

    async def put(self, path: str, body: Any) -> Any:
        workflow = self.workflows[path.removeprefix("/api/workflows/")]
        workflow.update(body, revision=body["revision"] + 1)
        return workflow

    async def post(self, path: str, body: Any) -> Any:
        if path == "/api/workflows":
            self.created.append(body["name"])
            made = {**body, "id": body["name"], "revision": 1, "status": "published"}
            self.workflows[body["name"]] = made
            return made
        name = path.removeprefix("/api/workflows/").removesuffix("/publish")
        if name == self._refused:
            raise StackError(f"POST {path} answered 422")
        self.published.append(name)
        return {"version": 1, "triggers": []}


def test_the_shipped_examples_call_the_stack_they_are_made_on() -> None:
    examples = load_examples(REPOSITORY, "http://127.0.0.1:9999")

    assert {example.start["kind"] for example in examples} == {"http", "schedule", "kafka"}
    text = json.dumps([example.document for example in examples])
    assert "http://127.0.0.1:9999/_local/echo" in text
    assert ":8700" not in text
    assert {topic for example in examples for topic in example.topics()} >= {"orders.placed", "orders.scored"}


def test_only_what_http_starts_has_a_curl() -> None:
    examples = load_examples(REPOSITORY, "http://x")
    lines = {example.name: example.curl("http://127.0.0.1:9999/hooks") for example in examples}

    first = lines[SHOWN_FIRST]
    assert first is not None
    assert first.startswith("curl -X POST http://127.0.0.1:9999/hooks/orders -H ")
    assert [each.name for each in examples if lines[each.name] is None] == [
        each.name for each in examples if each.start["kind"] != "http"
    ]


async def test_an_example_is_made_once(tmp_path: Path) -> None:
    record = tmp_path / "examples.json"
    examples = load_examples(REPOSITORY, "http://x")
    first, second = Api(), Api()

    await Seeds(examples, record, "http://x").plant(first)  # type: ignore[arg-type]
    await Seeds(examples, record, "http://x").plant(second)  # type: ignore[arg-type]

    assert sorted(first.created) == sorted(each.document["name"] for each in examples)
    assert sorted(first.published) == sorted(each.document["name"] for each in examples if each.publish)
    assert second.created == []


async def test_a_refused_publication_is_told_and_makes_no_second_copy(tmp_path: Path) -> None:
    record = tmp_path / "examples.json"
    examples = load_examples(REPOSITORY, "http://x")
    refused = next(each for each in examples if each.publish)
    name = refused.document["name"]

    with pytest.raises(StackError, match="422"):
        await Seeds(examples, record, "http://x").plant(Api(refused=name))  # type: ignore[arg-type]

    assert refused.name not in {example.name for example in Seeds(examples, record, "http://x").missing}


async def test_on_another_port_the_examples_call_that_port_and_what_was_deleted_stays_deleted(tmp_path: Path) -> None:
    record = tmp_path / "examples.json"
    api = Api()
    await Seeds(load_examples(REPOSITORY, "http://a:1"), record, "http://a:1").plant(api)  # type: ignore[arg-type]
    del api.workflows["Daily digest"]
    api.published.clear()

    moved = Seeds(load_examples(REPOSITORY, "http://a:2"), record, "http://a:2")
    before = moved.settled
    await moved.plant(api)  # type: ignore[arg-type]

    assert (before, moved.settled) == (False, True)
    assert "Daily digest" not in api.published
    assert {"Order events", "Order welcome"} <= set(api.published)
    graphs = json.dumps([workflow["graph"] for workflow in api.workflows.values()])
    assert "http://a:2/_local/echo" in graphs
    assert "http://a:1" not in graphs
    assert Seeds([], record, "http://a:2").settled


async def test_an_example_runs_the_workflow_that_another_has_become(tmp_path: Path) -> None:
    stands_for = "7d6f2a52-3c0b-4e0e-9a55-0f4d7b1c2e01"

    def example(name: str, config: dict[str, Any], known_as: str | None = None) -> Example:
        document = {"name": name, "graph": {"nodes": [{"config": config}]}}
        return Example(name=name, category="data", document=document, publish=True, start={"kind": "http"}, id=known_as)

    user, used = example("a", {"workflow_id": stands_for}), example("b", {}, stands_for)
    api = Api()
    await Seeds([user, used], tmp_path / "examples.json", "http://x").plant(api)  # type: ignore[arg-type]

    assert api.created == ["b", "a"]
    assert api.workflows["a"]["graph"]["nodes"][0]["config"] == {"workflow_id": "b"}
