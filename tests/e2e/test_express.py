"""Express workflows: recorded from what they tell of themselves, once however often they are asked for or begin."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

import httpx
import pytest

from tests.support.graphs import Json, drawn, node, set_values
from tests.support.provider import Provider
from tests.support.stack import Api, Stack, eventually

pytestmark = pytest.mark.stack

EXPRESS = {"durability": "express", "timeout_seconds": 60}


def _start(stack: Stack, path: str, body: object, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    answer = httpx.post(f"{stack.url}/hooks/{path}", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer.json()


def _calling(path: str, url: str, *, wait: int = 0) -> Json:
    """hook -> (pause ->) large -true-> call -> done; a small total fails the run."""
    nodes = [
        node("hook", "api@1", {"method": "POST", "path": path}),
        node("large", "condition", {"expression": "{% $trigger.body.total > 100 %}"}),
        node("call", "api_call@1", {"method": "GET", "url": url}),
        node("pause", "delay", {"seconds": wait}),
        set_values("done", status="{% $call.status %}"),
        node(
            "small",
            "stop",
            {"outcome": "error", "error": "TooSmall", "message": "{% 'total ' & $trigger.body.total %}"},
        ),
    ]
    edges = ["hook -> large", "large.true -> call", "call -> pause", "pause -> done", "large.false -> small"]
    return drawn(nodes, *edges)


def test_an_express_run_is_recorded_as_any_other(stack: Stack, api: Api, provider: Provider) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.publish("Express", _calling(path, provider.url(f"/{path}")), EXPRESS)

    good = api.ended(_start(stack, path, {"total": 150})["execution_id"])
    bad = api.ended(_start(stack, path, {"total": 5})["execution_id"])

    assert (good["status"], good["divergences"], good["express"]) == ("succeeded", [], True), good
    assert good["output"] == {"done": {"status": 200}}
    assert {each["key"]: (each["status"], each["handle"]) for each in good["nodes"]} == {
        "hook": ("succeeded", "out"),
        "large": ("succeeded", "true"),
        "call": ("succeeded", "out"),
        "pause": ("succeeded", "out"),
        "done": ("succeeded", "out"),
        "small": ("skipped", None),
    }
    assert (bad["status"], bad["error"]) == ("failed", {"name": "TooSmall", "message": "total 5"})
    assert bad["divergences"] == []
    listed = api.get("/executions", workflow_id=workflow)["items"]
    assert {each["id"] for each in listed} == {good["id"], bad["id"]}


def test_a_request_that_comes_again_starts_nothing_again(stack: Stack, api: Api, provider: Provider) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.publish("Express once", _calling(path, provider.url(f"/{path}")), EXPRESS)

    first, again = (_start(stack, path, {"total": 150}, "order-1") for _ in range(2))

    assert first == {"execution_id": again["execution_id"], "started": True}
    assert again["started"] is False
    api.ended(first["execution_id"])
    assert len(api.get("/executions", workflow_id=workflow)["items"]) == 1
    assert provider.calls[f"/{path}"] == 1


def test_a_run_is_seen_while_it_goes_on_and_cannot_be_stopped(api: Api, provider: Provider) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.publish("Express live", _calling(path, provider.url(f"/{path}"), wait=5), EXPRESS)
    execution = api.post(f"/workflows/{workflow}/executions", {"payload": {"body": {"total": 150}}})["id"]

    def in_its_pause() -> Any:
        shown = api.get(f"/executions/{execution}")
        return shown if any(each["key"] == "pause" for each in shown["nodes"]) else None

    shown = eventually(in_its_pause, "the call to be over")
    refused = api.client.post(f"/executions/{execution}/cancel")

    assert (shown["status"], shown["express"]) == ("running", True)
    assert {each["key"]: each["status"] for each in shown["nodes"]} == {
        "hook": "succeeded",
        "large": "succeeded",
        "call": "succeeded",
        "pause": "running",
    }
    assert refused.status_code == 409
    assert api.ended(execution)["status"] == "succeeded"


def test_a_workflow_moves_between_standard_and_express(stack: Stack, api: Api, provider: Provider) -> None:
    path = f"t-{uuid.uuid4().hex}"
    graph = _calling(path, provider.url(f"/{path}"))
    workflow = api.publish("Moves", graph)

    def publish_as(settings: dict[str, Any]) -> Any:
        draft = api.get(f"/workflows/{workflow}")
        fields = {name: draft[name] for name in ("name", "description", "graph", "revision")}
        saved = api.client.put(f"/workflows/{workflow}", json={**fields, "settings": settings}).raise_for_status()
        version = api.post(f"/workflows/{workflow}/publish", {"revision": saved.json()["revision"]})["version"]

        def of_this_version() -> Any:
            # Triggers remember a route for a second.
            ended = api.ended(_start(stack, path, {"total": 150})["execution_id"])
            return ended if ended["version"] == version else None

        return eventually(of_this_version, "the new version to be started")

    express = publish_as(EXPRESS)
    standard = publish_as({"durability": "standard"})

    assert [(each["status"], each["express"], each["version"]) for each in (express, standard)] == [
        ("succeeded", True, 2),
        ("succeeded", False, 3),
    ]


@pytest.mark.timeout(240)
def test_what_was_accepted_runs_again_after_a_kill_and_its_effects_happen_once(
    own_stack: Stack, provider: Provider
) -> None:
    path = f"t-{uuid.uuid4().hex}"
    with Api(own_stack.url) as api:
        api.publish("Express survivor", _calling(path, provider.url(f"/{path}"), wait=8), EXPRESS)
        started = [_start(own_stack, path, {"total": 150}, f"key-{n}")["execution_id"] for n in range(5)]
        eventually(lambda: provider.calls[f"/{path}"] == len(started), "every run to make its call")
        for execution in started:
            eventually(partial(_shows_pause, api, execution), "the call's end")
    own_stack.kill()

    own_stack.start()
    with Api(own_stack.url) as api:
        again = [_start(own_stack, path, {"total": 150}, f"key-{n}") for n in range(5)]
        ends = [api.ended(execution, seconds=90) for execution in started]

    assert [(each["execution_id"], each["started"]) for each in again] == [(each, False) for each in started]
    assert {each["status"] for each in ends} == {"succeeded"}
    assert [each["divergences"] for each in ends if each["divergences"]] == []
    assert provider.calls[f"/{path}"] == len(started)


def _shows_pause(api: Api, execution: str) -> bool:
    response = api.client.get(f"/executions/{execution}")
    return response.is_success and any(each["key"] == "pause" for each in response.json()["nodes"])
