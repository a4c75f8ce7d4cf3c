"""A compiled workflow with pins, failures and samples in place of what its actions do."""

from __future__ import annotations

import json
from typing import Any

from statewright.core.runtime.select import select
from statewright.language.compiler import Compiled, Registry, Target, compile_workflow
from statewright.language.dry_run import DryRun, Failure, Stubs, dry_run, sample_payload, start_input
from statewright.language.engine.simulation import START

CONFIG = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}},
    "required": ["id"],
    "additionalProperties": False,
}
OUTPUT = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer", "examples": [36]}}}
CATALOG = {
    "triggers": [{"id": "hook@1", "config_schema": {"type": "object"}}],
    "actions": [{"id": "fetch@1", "config_schema": CONFIG, "function": "statewright-action-fetch"}],
}
REGISTRY = Registry.from_catalog(CATALOG)


def ran(
    config: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    *,
    payload: Any = None,
    pins: dict[str, Any] | None = None,
    failures: dict[str, Failure] | None = None,
    stop_at: str | None = None,
) -> DryRun:
    """A hook, an action `fetch`, and a `set` that keeps what it gave."""
    fetch = {"id": "f", "key": "fetch", "type": "action", "definition": "fetch@1"}
    nodes = [
        {"id": "h", "key": "hook", "type": "trigger", "definition": "hook@1"},
        fetch | {"config": config or {"id": 7}, "settings": settings or {}},
        {"id": "k", "key": "kept", "type": "set", "config": {"values": {"it": "{% $fetch %}"}}},
    ]
    edges = [{"id": "e1", "source": "h", "target": "f"}, {"id": "e2", "source": "f", "target": "k"}]
    compiled = compile_workflow(
        {"graph": {"nodes": nodes, "edges": edges}}, REGISTRY, Target("arn:aws:lambda:x:0:function:", workflow_id="w")
    )
    stubs = Stubs(outputs={"fetch@1": OUTPUT}, select=select, pins=pins or {}, failures=failures or {})
    return dry_run(compiled, REGISTRY, stubs, start_input("hook", payload), stop_at=stop_at)


def statuses(run: DryRun) -> dict[str, str]:
    return {f"{each.key}#{each.attempt}": each.status for each in run.nodes}


def test_an_action_gives_a_sample_of_its_output() -> None:
    run = ran()
    assert (run.status, run.output) == ("SUCCEEDED", {"kept": {"it": {"name": "name", "age": 36}}})
    assert run.sources == {("fetch", "", 0): "sample"}
    assert (run.started_at, run.ended_at, run.waiting) == (START, START, [])


def test_a_sample_is_trimmed_by_select_and_a_pin_is_not() -> None:
    settings = {"select": "{% age %}"}
    assert ran(settings=settings).output == {"kept": {"it": 36}}
    assert ran(settings=settings, pins={"fetch": {"age": 1}}).output == {"kept": {"it": {"age": 1}}}


def test_a_select_that_finds_nothing_fails_the_action() -> None:
    run = ran(settings={"select": "{% nothing %}"})
    [fetch] = [each for each in run.nodes if each.key == "fetch"]
    assert run.status == "FAILED"
    assert fetch.error is not None
    assert fetch.error["name"] == "ExpressionFailed"


def test_failures_end_after_so_many_attempts() -> None:
    run = ran(failures={"fetch": Failure("ProviderTimeout", 2)}, pins={"fetch": None})
    assert run.output == {"kept": {"it": None}}
    assert statuses(run) == {
        "hook#0": "succeeded",
        "fetch#0": "failed",
        "fetch#1": "failed",
        "fetch#2": "succeeded",
        "kept#0": "succeeded",
    }
    assert list(run.sources.values()) == ["fail", "fail", "pin"]
    assert run.ended_at > run.started_at


def test_a_failure_without_end_fails_the_run() -> None:
    run = ran(failures={"fetch": Failure("ProviderRejected")})
    assert (run.status, run.error) == ("FAILED", "ProviderRejected")
    assert json.loads(run.cause or "")["errorType"] == "ProviderRejected"
    assert statuses(run)["kept#0"] == "skipped"


def test_a_configuration_that_does_not_fit_is_refused_even_when_pinned() -> None:
    config = {"id": "{% $trigger.id %}", "tags": ["{% $trigger.tag %}"]}
    run = ran(config, payload={"id": None, "tag": 5}, pins={"fetch": 1})
    [fetch] = [each for each in run.nodes if each.key == "fetch"]
    assert (run.status, run.error) == ("FAILED", "InvalidInput")
    assert fetch.error is not None
    assert "config.id: " in fetch.error["message"]
    assert "config.tags.0: " in fetch.error["message"]


def test_what_the_action_may_read_as_another_type_is_its_own_affair() -> None:
    readable: list[Any] = ["7", "-7", " 7.0 ", "true", True]
    for told in readable:
        assert ran({"id": "{% $trigger %}"}, payload=told).status == "SUCCEEDED", told
    unreadable: list[Any] = ["seven", [], {}]
    for told in unreadable:
        assert ran({"id": "{% $trigger %}"}, payload=told).error == "InvalidInput", told


def test_stopping_leaves_out_what_comes_behind() -> None:
    run = ran(stop_at="fetch")
    assert (run.status, run.stopped_at) == (None, "fetch")
    assert statuses(run) == {"hook#0": "succeeded", "fetch#0": "succeeded"}
    never = ran(stop_at="kept", failures={"fetch": Failure("ProviderRejected")})
    assert (never.status, never.stopped_at) == ("FAILED", None)


def test_a_triggers_configuration_decides_fields_of_its_payload() -> None:
    schema = {"properties": {"path": {"type": "string"}, "body": {}, "scheduled_time": {"type": "string"}}}
    assert sample_payload(schema, {"path": "orders", "secret": "x", "body": 1}, START) == {
        "path": "orders",
        "body": {},
        "scheduled_time": "2026-01-01T00:00:00.000Z",
    }


def test_who_waits_for_an_answer_gets_its_pin_or_waits_for_ever() -> None:
    wait = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {"FunctionName": "f", "Payload": {"token": "{% $states.context.Task.Token %}"}},
        "Output": "{% $states.result.Payload.output %}",
        "End": True,
    }
    definition = {"QueryLanguage": "JSONata", "StartAt": "ask", "States": {"ask": wait}}
    traced = {"node": "ask", "role": "node", "output": {"kind": "none"}}
    trace = {"states": {"ask": traced}, "nodes": {"ask": {"id": "a", "type": "approval"}}}
    compiled = Compiled(definition, "", trace)
    forever = dry_run(compiled, REGISTRY, Stubs(outputs={}, select=select), {})
    assert (forever.status, forever.waiting) == (None, ["ask"])
    answered = dry_run(compiled, REGISTRY, Stubs(outputs={}, select=select, pins={"ask": "yes"}), {})
    assert (answered.status, answered.output, answered.waiting) == ("SUCCEEDED", "yes", [])
    assert answered.sources == {("ask", "", 0): "pin"}


def test_a_failure_that_is_caught_ends_its_node_too() -> None:
    run = ran(settings={"on_error": "continue"}, failures={"fetch": Failure("ProviderRejected")}, stop_at="fetch")
    assert run.stopped_at == "fetch"
    assert statuses(run) == {"hook#0": "succeeded", "fetch#0": "failed"}


def test_what_is_kept_in_s3_is_a_reference_in_a_dry_run_too() -> None:
    run = ran(settings={"offload": True, "select": "{% $result.name %}"})

    reference = {"bucket": "sample", "key": "sample/fetch/output.json", "bytes": 6, "items": None, "format": "json"}
    assert run.output == {"kept": {"it": {"offloaded": reference}}}
    pinned = ran(settings={"offload": True}, pins={"fetch": [1, 2]}).output["kept"]["it"]["offloaded"]
    assert (pinned["items"], pinned["bytes"]) == (2, 5)
    as_reference = {"offloaded": reference | {"key": "made/up.json"}}
    assert ran(settings={"offload": True}, pins={"fetch": as_reference}).output == {"kept": {"it": as_reference}}
