"""A workflow runs another one: its result comes back, both are recorded, and a circle of them ends.

A run that fails starts its error workflow.
"""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from tests.support.graphs import api_trigger, drawn, loop, node, set_values
from tests.support.stack import Api, Stack, eventually

pytestmark = pytest.mark.stack


def _start(stack: Stack, path: str, body: object) -> str:
    answer = httpx.post(f"{stack.url}/hooks/{path}", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["execution_id"])


def _nodes(execution: Any) -> dict[str, Any]:
    return {each["key"]: each for each in execution["nodes"]}


def _packing(stack: Stack, api: Api) -> str:
    """A workflow that calls an action and fails when nothing is to be packed."""
    return api.publish(
        "Pack",
        drawn(
            [
                api_trigger(f"p-{uuid.uuid4().hex}"),
                node("any", "condition", {"expression": "{% $trigger.boxes > 0 %}"}),
                node("call", "api_call@1", {"method": "POST", "url": f"{stack.url}/_local/echo", "body": {"x": 1}}),
                set_values("packed", boxes="{% $order.boxes %}", status="{% $call.status %}"),
                node("nothing", "stop", {"outcome": "error", "error": "NothingToPack", "message": "no boxes"}),
            ],
            "order -> any",
            "any.true -> call",
            "any.false -> nothing",
            "call -> packed",
        ),
    )


def _ordering(api: Api, path: str, child: str, *, wait: bool) -> str:
    config = {"workflow_id": child, "payload": {"boxes": "{% $order.body.boxes %}"}, "wait": wait}
    return api.publish(
        "Order",
        drawn(
            [
                api_trigger(path),
                node("pack", "run_workflow", config),
                set_values("done", seen="{% $pack %}"),
                set_values("sorry", because="{% $pack.error %}"),
            ],
            "order -> pack",
            "pack -> done",
            "pack.error -> sorry",
        ),
    )


def test_the_result_of_a_child_comes_back_and_both_are_recorded(stack: Stack, api: Api) -> None:
    path, child = f"t-{uuid.uuid4().hex}", _packing(stack, api)
    _ordering(api, path, child, wait=True)

    execution = api.ended(_start(stack, path, {"boxes": 3}))

    result = {"packed": {"boxes": 3, "status": 200}}
    assert (execution["status"], execution["divergences"]) == ("succeeded", []), execution
    assert execution["output"] == {"done": {"seen": result}}
    nodes = _nodes(execution)
    assert {key: each["status"] for key, each in nodes.items()} == {
        "order": "succeeded",
        "pack": "succeeded",
        "done": "succeeded",
        "sorry": "skipped",
    }
    assert nodes["pack"]["input"] == {"workflow_id": child, "payload": {"boxes": 3}}
    assert (nodes["pack"]["output"], nodes["pack"]["handle"]) == (result, "out")
    ((found),) = api.get("/executions", workflow_id=child)["items"]
    packed = api.ended(found["id"])
    assert (packed["status"], packed["version"], packed["divergences"]) == ("succeeded", 1, [])
    assert packed["input"]["depth"] == 1
    assert _nodes(packed)["call"]["status"] == "succeeded"


def test_the_failure_of_a_child_can_be_handled(stack: Stack, api: Api) -> None:
    path = f"t-{uuid.uuid4().hex}"
    _ordering(api, path, _packing(stack, api), wait=True)

    execution = api.ended(_start(stack, path, {"boxes": 0}))

    error = {"name": "NothingToPack", "message": "no boxes"}
    assert (execution["status"], execution["divergences"]) == ("succeeded", []), execution
    assert execution["output"] == {"sorry": {"because": error}}
    pack = _nodes(execution)["pack"]
    assert (pack["status"], pack["error"], pack["handle"]) == ("failed", error, "error")


def test_a_run_that_is_not_waited_for_goes_on_by_itself(stack: Stack, api: Api) -> None:
    path, child = f"t-{uuid.uuid4().hex}", _packing(stack, api)
    _ordering(api, path, child, wait=False)

    execution = api.ended(_start(stack, path, {"boxes": 2}))

    started = execution["output"]["done"]["seen"]["execution_id"]
    assert started.startswith(f"{child}.")
    assert api.ended(started)["output"] == {"packed": {"boxes": 2, "status": 200}}
    assert _nodes(execution)["pack"]["output"] == {"execution_id": started}


def test_while_children_run_their_parent_shows_them_and_they_show_it(stack: Stack, api: Api) -> None:
    event = f"boxes-{uuid.uuid4().hex}"
    child = api.publish(
        "Pack later",
        drawn(
            [
                api_trigger(f"p-{uuid.uuid4().hex}"),
                node("arrived", "wait_for_events", {"event": event, "key": "{% $trigger.box %}"}),
            ],
            "order -> arrived",
        ),
    )
    path = f"t-{uuid.uuid4().hex}"
    pack = node("pack", "run_workflow", {"workflow_id": child, "payload": {"box": "{% $item %}"}, "wait": True})
    api.publish("Pack all", drawn([api_trigger(path), loop("boxes", ["a", "b"], drawn([pack]))], "order -> boxes"))
    parent = _start(stack, path, {})

    def both() -> Any:
        shown = api.get(f"/executions/{parent}") if api.client.get(f"/executions/{parent}").is_success else None
        return shown if shown and len(shown["children"]) == 2 else None

    shown = eventually(both, "both children to be recorded")
    children = {each["iteration"]: each for each in shown["children"]}
    assert {(each["node_key"], each["status"]) for each in children.values()} == {("pack", "running")}
    running = {each["iteration"]: each["status"] for each in shown["nodes"] if each["key"] == "pack"}
    assert running == {"0": "running", "1": "running"}
    first = api.get(f"/executions/{children['0']['execution_id']}")
    assert (first["workflow_name"], first["input"]["trigger"]) == ("Pack later", {"box": "a"})
    assert first["parent"] == {"execution_id": parent, "node_key": "pack", "iteration": "0"}
    assert (first["children"], shown["parent"]) == ([], None)

    for box in ("a", "b"):
        api.post("/events", {"event": event, "key": box, "payload": {"at": box}})
    ended = api.ended(parent)
    assert (ended["status"], ended["divergences"]) == ("succeeded", [])
    assert {each["iteration"] for each in ended["children"]} == {"0", "1"}


def test_a_workflow_that_runs_itself_comes_to_an_end(stack: Stack, api: Api) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.post("/workflows", {"name": "Mirror"})
    graph = drawn(
        [api_trigger(path), node("again", "run_workflow", {"workflow_id": workflow["id"], "payload": {}})],
        "order -> again",
    )
    draft = {"name": "Mirror", "description": "", "settings": workflow["settings"], "revision": workflow["revision"]}
    saved = api.client.put(f"/workflows/{workflow['id']}", json={**draft, "graph": graph})
    assert saved.is_success, saved.text
    api.post(f"/workflows/{workflow['id']}/publish", {"revision": saved.json()["revision"]})

    execution = api.ended(_start(stack, path, {}))

    assert (execution["status"], execution["error"]["name"]) == ("failed", "RecursionLimit")
    assert _nodes(execution)["again"]["error"]["name"] == "RecursionLimit"
    eleven = eventually(
        lambda: [run for run in api.get("/executions", workflow_id=workflow["id"])["items"] if run["ended_at"]][10:],
        "all eleven to be recorded",
    )
    assert len(eleven) == 1


def test_a_run_that_fails_starts_its_error_workflow_and_the_two_name_each_other(stack: Stack, api: Api) -> None:
    alert = api.publish(
        "Alert",
        drawn(
            [
                api_trigger(f"a-{uuid.uuid4().hex}"),
                set_values("told", run="{% $order.execution.id %}", error="{% $trigger.error %}"),
                node("late", "stop", {"outcome": "error", "error": "AlertBroke", "message": "nobody is there"}),
            ],
            "order -> told",
            "told -> late",
        ),
    )
    path = f"t-{uuid.uuid4().hex}"
    broke = node("broke", "stop", {"outcome": "error", "error": "Broke", "message": "no money"})
    workflow = api.publish("Pay", drawn([api_trigger(path), broke], "order -> broke"), {"error_workflow": alert})

    failed = _start(stack, path, {})

    children = eventually(lambda: api.ended(failed)["children"] or None, "the error workflow to be started")
    ((name, key),) = [(each["execution_id"], each["node_key"]) for each in children]
    assert (name.startswith(f"{alert}.error-"), key) == (True, "")
    handled = api.ended(name)
    assert (handled["status"], handled["error"]["name"], handled["divergences"]) == ("failed", "AlertBroke", [])
    assert handled["parent"] == {"execution_id": failed, "node_key": "", "iteration": ""}
    assert _nodes(handled)["told"]["output"] == {
        "run": failed,
        "error": {"name": "Broke", "message": "no money", "node": {"id": "n-broke", "key": "broke", "name": "Broke"}},
    }
    assert handled["input"]["trigger"]["workflow"] == {"id": workflow, "name": "Pay", "version": 1}

    api.client.delete(f"/workflows/{alert}").raise_for_status()
    alone = _start(stack, path, {})

    fault = eventually(lambda: api.ended(alone)["error_workflow_fault"], "the fault to be told")
    assert f"its error workflow {alert} is not there, or archived" in fault
    assert (api.ended(alone)["children"], api.ended(name)["children"]) == ([], [])
