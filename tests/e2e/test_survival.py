"""`kill -9` of everything: what was accepted finishes after a restart, and no completed step runs again."""

from __future__ import annotations

import uuid

import httpx
import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from redis import Redis

from tests.support.graphs import drawn, node
from tests.support.provider import Provider
from tests.support.stack import Api, Stack, eventually, execution_arn, step_functions

pytestmark = pytest.mark.stack


def _waits(stack: Stack, execution: str) -> bool:
    """Whether Step Functions has the run in its Wait state (the step before it is complete then)."""
    with step_functions(stack) as client:
        history = client.get_execution_history(executionArn=execution_arn(execution))
    return any(event["type"] == "WaitStateEntered" for event in history["events"])


@pytest.mark.timeout(240)
def test_accepted_runs_finish_after_kill_and_restart(own_stack: Stack, provider: Provider) -> None:
    path = f"t-{uuid.uuid4().hex}"
    base = provider.url(f"/{path}")
    nodes = [
        node("hook", "api@1", {"method": "POST", "path": path}),
        node("before", "api_call@1", {"method": "GET", "url": f"{{% '{base}/before/' & $trigger.body.n %}}"}),
        node("pause", "delay", {"seconds": 6}),
        node("after", "api_call@1", {"method": "GET", "url": f"{{% '{base}/after/' & $trigger.body.n %}}"}),
    ]
    with Api(own_stack.url) as api:
        edges = ("hook -> before", "before -> pause", "pause -> after")
        api.publish("Survivor", drawn(nodes, *edges))
    started = [
        httpx.post(f"{own_stack.url}/hooks/{path}", json={"n": str(number)}).json()["execution_id"]
        for number in range(20)
    ]
    eventually(lambda: all(_waits(own_stack, each) for each in started), "every run to reach its pause")
    own_stack.kill()
    assert not [called for called in provider.calls if called.startswith(f"/{path}/after/")]

    own_stack.start()
    with Api(own_stack.url) as api:
        ends = [api.ended(execution, seconds=60) for execution in started]

    assert {each["status"] for each in ends} == {"succeeded"}
    counted = {called: count for called, count in provider.calls.items() if called.startswith(f"/{path}/")}
    assert counted == {f"/{path}/{step}/{number}": 1 for step in ("before", "after") for number in range(20)}
    divergences = [each["divergences"] for each in ends if each["divergences"]]
    assert divergences == []


def test_triggers_recover_when_redis_has_lost_everything(own_stack: Stack) -> None:
    path, topic = f"t-{uuid.uuid4().hex}", f"t-{uuid.uuid4().hex}"
    admin = KafkaAdminClient(bootstrap_servers=own_stack.endpoints["kafka"])
    admin.create_topics([NewTopic(topic, 1, 1)])
    admin.close()
    url = f"{own_stack.url}/hooks/{path}"
    with Api(own_stack.url) as api:
        api.publish("By request", drawn([node("hook", "api@1", {"method": "POST", "path": path})]))
        by_event = api.publish(
            "By event", drawn([node("event", "event@1", {"topic": topic, "starting_position": "TRIM_HORIZON"})])
        )
        with Redis.from_url(own_stack.endpoints["redis"]) as redis:
            redis.flushall()
        producer = KafkaProducer(bootstrap_servers=own_stack.endpoints["kafka"])
        producer.send(topic, b"{}").get(10)
        producer.close()
        answers: list[httpx.Response] = []

        def accepted() -> bool:
            answers.append(httpx.post(url, json={}))
            return answers[-1].status_code == httpx.codes.ACCEPTED

        eventually(accepted, "the routes to be rebuilt", seconds=20)
        by_request_run = api.ended(answers[-1].json()["execution_id"])
        found = eventually(lambda: api.get("/executions", workflow_id=by_event)["items"] or None, "the record's run")
        by_event_run = api.ended(found[0]["id"])

    assert {answer.status_code for answer in answers[:-1]} <= {httpx.codes.SERVICE_UNAVAILABLE}
    assert all("retry-after" in answer.headers for answer in answers[:-1])
    assert (by_request_run["status"], by_event_run["status"]) == ("succeeded", "succeeded")


def test_ctrl_c_leaves_no_process_behind(own_stack: Stack) -> None:
    family = own_stack.family()
    assert len(family) > 3

    own_stack.stop()

    assert not [process for process in family if process.is_running()]


def test_kill_of_the_main_process_alone_takes_its_children_along(own_stack: Stack) -> None:
    family = own_stack.family()

    family[0].kill()

    eventually(lambda: not any(process.is_running() for process in family[1:]), "the children to end", seconds=20)
