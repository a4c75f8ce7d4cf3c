from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
from statewright.core.failed_run import SAMPLE, FailedRun

from tests.support.graphs import graph, node

ROOT = Path(__file__).parents[3]


def test_the_registry_lists_triggers_logic_and_actions_with_valid_forms(call: Callable[..., Any]) -> None:
    items = call("registry", "GET /api/registry/definitions").body["items"]

    by_id = {item["id"]: item for item in items}
    assert {"api@1", "schedule@1", "event@1", "condition", "delay", "set", "api_call@1"} <= set(by_id)
    assert [item["kind"] for item in items] == sorted(
        (item["kind"] for item in items), key=["trigger", "logic", "action"].index
    )
    for item in items:
        assert jsonschema_rs.meta.is_valid(item["config_schema"])


def test_the_logic_forms_accept_what_the_contract_shows(call: Callable[..., Any]) -> None:
    items = call("registry", "GET /api/registry/definitions").body["items"]
    forms = {
        item["id"]: jsonschema_rs.validator_for(item["config_schema"]) for item in items if item["kind"] == "logic"
    }
    group = {"match": "any", "rules": [{"left": 1, "operator": "exists"}]}

    assert forms["condition"].is_valid({"expression": "{% true %}"})
    assert forms["condition"].is_valid({"match": "all", "rules": [*group["rules"], group]})
    assert forms["delay"].is_valid({"seconds": 5})
    assert forms["delay"].is_valid({"until": "{% $trigger.due %}"})
    assert forms["set"].is_valid({"values": {"a": [1, {"b": "{% $x %}"}]}})
    assert not forms["condition"].is_valid({"rules": []})
    assert not forms["delay"].is_valid({"seconds": -5})


def test_a_definition_says_which_errors_its_retry_may_name(call: Callable[..., Any]) -> None:
    items = call("registry", "GET /api/registry/definitions").body["items"]
    errors = {item["id"]: item["errors"] for item in items}

    # what publishing declares itself comes first; it is never told to slow down, but a step may time out
    assert errors["publish_event@1"][:2] == ["ProviderUnavailable", "ProviderTimeout"]
    assert {"RateLimited", "States.Timeout"} <= set(errors["publish_event@1"][5:])
    assert errors["run_workflow"] == ["States.TaskFailed", "States.Timeout"]
    assert "States.ItemReaderFailed" in errors["loop"]
    assert errors["function@1"] == errors["condition"] == errors["api@1"] == []
    for names in errors.values():
        assert len(names) == len(set(names))


def test_topics_are_those_that_workflows_name_most_used_first(call: Callable[..., Any]) -> None:
    def publishing(key: str, topic: str) -> dict[str, Any]:
        return node(key, "publish_event@1", {"topic": topic, "value": 1})

    def listening(topic: str) -> dict[str, Any]:
        return node("heard", "event@1", {"topic": topic})

    def loop(*body: dict[str, Any]) -> dict[str, Any]:
        return node("each", "loop", {"items": [1], "body": {"nodes": list(body), "edges": []}})

    drawings = [
        graph(listening("orders"), publishing("tell", "paid-orders")),
        graph(listening("orders"), loop(publishing("tell", "{% $trigger.topic %}"), loop(publishing("say", "deep")))),
        graph(listening("orders"), publishing("tell", "not a topic"), node("sort", "set", {"values": {"topic": "no"}})),
        graph(listening("forgotten")),
    ]
    ids = [
        call("workflows", "POST /api/workflows", {"name": f"W{number}", "graph": drawing}).body["id"]
        for number, drawing in enumerate(drawings)
    ]
    call("workflows", f"DELETE /api/workflows/{ids[-1]}")

    answer = call("registry", "GET /api/registry/topics")

    assert answer.body["items"] == [
        {"name": "orders", "workflows": 3},
        {"name": "deep", "workflows": 1},
        {"name": "paid-orders", "workflows": 1},
    ]


def test_the_openapi_document_is_current_and_served(call: Callable[..., Any]) -> None:
    path = ROOT / "scripts/build_openapi.py"
    spec = importlib.util.spec_from_file_location("build_openapi", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_openapi"] = module
    spec.loader.exec_module(module)

    document = module.build()

    assert module.OUTPUT.read_text("utf-8") == module.render(document), f"{module.OUTPUT}: run `make catalog`"
    assert call("registry", "GET /api/openapi.json").body == document
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all("422" in operation["responses"] and operation["security"] for operation in operations)


def test_the_registry_has_a_sample_of_what_an_error_workflow_gets(call: Callable[..., Any]) -> None:
    sample = call("registry", "GET /api/registry/definitions").body["failed_run"]

    assert FailedRun.model_validate(sample, strict=True) == SAMPLE
    assert sample["error"]["node"].keys() == {"id", "key", "name"}
