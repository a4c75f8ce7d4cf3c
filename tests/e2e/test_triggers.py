"""A published workflow is started by HTTP, by a schedule and by a Kafka record, and every step is recorded."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic

from tests.support.graphs import drawn, node
from tests.support.stack import Api, Stack, eventually

pytestmark = pytest.mark.stack


def _nodes(execution: Any) -> dict[str, Any]:
    return {each["key"]: each for each in execution["nodes"]}


def _only_execution(api: Api, workflow: str) -> Any:
    found = eventually(lambda: api.get("/executions", workflow_id=workflow)["items"] or None, "an execution to appear")
    assert len(found) == 1
    return api.ended(found[0]["id"])


def test_an_http_request_runs_every_step(stack: Stack, api: Api) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.publish(
        "HTTP to recorded run",
        drawn(
            [
                node("hook", "api@1", {"method": "POST", "path": path}),
                node("added", "set", {"values": {"total": "{% $trigger.body.a + $trigger.body.b %}"}}),
                node("large", "condition", {"expression": "{% $vars.total > 10 %}"}),
                node("call", "api_call@1", {"method": "POST", "url": f"{stack.url}/_local/echo", "body": {"x": 1}}),
                node("small", "set", {"values": {"size": "small"}}),
                node("done", "set", {"values": {"status": "{% $call.status %}"}}),
            ],
            "hook -> added",
            "added -> large",
            "large.true -> call",
            "large.false -> small",
            "call -> done",
        ),
    )

    answer = httpx.post(f"{stack.url}/hooks/{path}", json={"a": 7, "b": 8})

    assert answer.status_code == 202, answer.text
    execution = api.ended(answer.json()["execution_id"])
    assert execution["status"] == "succeeded", execution
    assert execution["workflow_id"] == workflow
    assert execution["divergences"] == []
    nodes = _nodes(execution)
    assert {key: each["status"] for key, each in nodes.items()} == {
        "hook": "succeeded",
        "added": "succeeded",
        "large": "succeeded",
        "call": "succeeded",
        "small": "skipped",
        "done": "succeeded",
    }
    assert nodes["added"]["output"] == {"total": 15}
    assert nodes["large"]["handle"] == "true"
    assert nodes["call"]["output"]["status"] == 200
    assert nodes["call"]["started_at"] <= nodes["call"]["ended_at"]
    assert execution["output"] == {"done": {"status": 200}}


def test_clocks_and_random_values_are_recorded_as_the_run_saw_them(stack: Stack, api: Api) -> None:
    path = f"t-{uuid.uuid4().hex}"
    drawn_values = {"at": "{% $now() %}", "id": "{% $uuid() %}"}
    echo = {
        "method": "POST",
        "url": f"{stack.url}/_local/echo",
        "body": {"id": "{% $before.id %}", "at": "{% $now() %}"},
    }
    api.publish(
        "Read the clock",
        drawn(
            [
                node("hook", "api@1", {"method": "POST", "path": path}),
                node("before", "set", {"values": drawn_values}),
                node("lucky", "condition", {"expression": "{% $random() < 0.5 %}"}),
                node("call", "api_call@1", echo),
                node("call_too", "api_call@1", echo),
                node("after", "set", {"values": drawn_values}),
                node("pause", "delay", {"seconds": "{% $floor($random()) %}"}),
                node("done", "set", {"values": {"before": "{% $before.id %}", "after": "{% $after.id %}"}}),
            ],
            "hook -> before",
            "before -> lucky",
            "lucky.true -> call",
            "lucky.false -> call_too",
            "call -> after",
            "call_too -> after",
            "after -> pause",
            "pause -> done",
        ),
    )

    started = [httpx.post(f"{stack.url}/hooks/{path}", json={}).json()["execution_id"] for _ in range(4)]

    for execution in map(api.ended, started):
        assert (execution["status"], execution["divergences"]) == ("succeeded", [])
        nodes = _nodes(execution)
        called = nodes["call" if nodes["lucky"]["handle"] == "true" else "call_too"]
        assert called["output"]["body"]["body"]["id"] == nodes["before"]["output"]["id"]
        assert called["output"]["body"]["body"]["at"] == called["input"]["body"]["at"]
        assert execution["output"] == {
            "done": {"before": nodes["before"]["output"]["id"], "after": nodes["after"]["output"]["id"]}
        }


def test_the_same_request_twice_starts_one_run(stack: Stack, api: Api) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.publish("Idempotent", drawn([node("hook", "api@1", {"method": "POST", "path": path})]))
    headers = {"Idempotency-Key": "order-17"}

    first = httpx.post(f"{stack.url}/hooks/{path}", json={"n": 1}, headers=headers)
    second = httpx.post(f"{stack.url}/hooks/{path}", json={"n": 1}, headers=headers)

    assert first.status_code == second.status_code == 202
    assert first.json()["execution_id"] == second.json()["execution_id"]
    assert _only_execution(api, workflow)["status"] == "succeeded"


def test_a_schedule_starts_a_run_at_its_time(api: Api) -> None:
    at = datetime.now(UTC) + timedelta(seconds=2)
    workflow = api.publish(
        "Scheduled",
        drawn(
            [
                node("tick", "schedule@1", {"expression": f"at({at:%Y-%m-%dT%H:%M:%S})", "timezone": "UTC"}),
                node("note", "set", {"values": {"when": "{% $trigger.scheduled_time %}"}}),
            ],
            "tick -> note",
        ),
    )

    execution = _only_execution(api, workflow)

    assert execution["status"] == "succeeded"
    assert _nodes(execution)["note"]["output"]["when"].startswith(f"{at:%Y-%m-%dT%H:%M:%S}")


def test_a_schedule_that_may_not_overlap_skips_a_tick_and_says_so(stack: Stack, api: Api) -> None:
    """Given a run that waits, When the next tick comes, Then nothing starts until the run has ended."""
    event = f"go-{uuid.uuid4().hex}"
    workflow = api.publish(
        "Nightly",
        drawn(
            [
                node("tick", "schedule@1", {"expression": "at(2099-01-01T00:00:00)"}),
                node("wait", "wait_for_events", {"event": event, "key": "now"}),
            ],
            "tick -> wait",
        ),
        {"overlap": "skip"},
    )
    (trigger,) = api.get("/triggers", workflow_id=workflow)["items"]
    name = f"statewright-{trigger['id']}"
    route = json.loads(_aws(stack, "scheduler").get_schedule(Name=name, GroupName="statewright")["Target"]["Input"])
    functions = _aws(stack, "lambda")

    def tick(hour: int) -> Any:
        due = json.dumps(route | {"scheduled_time": f"2030-01-01T{hour:02}:00:00Z"})
        answer = functions.invoke(FunctionName="statewright-trigger-schedule", Payload=due)
        return json.loads(answer["Payload"].read())

    first, second = tick(1), tick(2)
    eventually(lambda: api.get("/waits", execution_id=first["execution_id"])["items"] or None, "the run to wait")
    api.post("/events", {"event": event, "key": "now", "payload": {}})
    api.ended(first["execution_id"])
    again, third = tick(2), tick(3)

    assert (first["started"], second["started"], third["started"]) == (True, False, True)
    assert second["skipped_for"] == first["execution_id"]
    assert again == second
    skipped = {"scheduled_time": "2030-01-01T02:00:00Z", "execution_id": first["execution_id"]}
    assert [each["last_skipped"] for each in api.get("/triggers", workflow_id=workflow)["items"]] == [skipped]


def _aws(stack: Stack, service: str) -> Any:
    make: Any = boto3.client
    secrets = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return make(service, endpoint_url=stack.endpoints[service], region_name="eu-central-1", **secrets)


def test_a_kafka_record_starts_a_run_and_one_that_is_not_json_is_not_lost(stack: Stack, api: Api) -> None:
    topic = f"t-{uuid.uuid4().hex}"
    admin = KafkaAdminClient(bootstrap_servers=stack.endpoints["kafka"])
    admin.create_topics([NewTopic(topic, 1, 1)])
    admin.close()
    workflow = api.publish(
        "Kafka",
        drawn(
            [
                node("event", "event@1", {"topic": topic, "starting_position": "TRIM_HORIZON"}),
                node("seen", "set", {"values": {"value": "{% $trigger.value %}"}}),
            ],
            "event -> seen",
        ),
    )
    producer = KafkaProducer(bootstrap_servers=stack.endpoints["kafka"])
    producer.send(topic, b'{"id": 1}').get(10)
    producer.send(topic, b"not json").get(10)
    producer.send(topic, b'{"id": 2}').get(10)
    producer.close()

    def three() -> Any:
        items = api.get("/executions", workflow_id=workflow)["items"]
        return items if len(items) == 3 else None

    executions = [api.ended(each["id"]) for each in eventually(three, "three executions")]

    values = [_nodes(each)["seen"]["output"]["value"] for each in executions if each["status"] == "succeeded"]
    assert {"id": 1} in values
    assert {"id": 2} in values
    texts = [each["input"]["trigger"].get("text") for each in executions]
    assert "not json" in texts


def test_deactivate_stops_every_trigger(stack: Stack, api: Api) -> None:
    path = f"t-{uuid.uuid4().hex}"
    workflow = api.publish("Off again", drawn([node("hook", "api@1", {"method": "POST", "path": path})]))
    assert httpx.post(f"{stack.url}/hooks/{path}", json={}).status_code == 202

    api.post(f"/workflows/{workflow}/deactivate")

    eventually(
        lambda: httpx.post(f"{stack.url}/hooks/{path}", json={}).status_code == httpx.codes.NOT_FOUND,
        "the route to be gone",
    )
