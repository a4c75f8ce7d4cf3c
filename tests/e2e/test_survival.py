"""`kill -9` of everything: what was accepted finishes after a restart, and no completed step runs again."""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import boto3
import httpx
import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from redis import Redis
from statewright.core import names

from tests.support.graphs import drawn, node
from tests.support.servers import free_port
from tests.support.stack import Api, Stack, eventually, running_stack

pytestmark = pytest.mark.stack


@pytest.fixture
def calls() -> Iterator[tuple[Counter[str], int]]:
    """A provider that counts the requests per path."""
    seen: Counter[str] = Counter()

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen[self.path] += 1
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield seen, server.server_address[1]
        server.shutdown()
        thread.join()


def _waits(stack: Stack, workflow: str, execution: str) -> bool:
    """Whether Step Functions has the run in its Wait state (the step before it is complete then)."""
    machine = f"arn:aws:states:eu-central-1:000000000000:execution:{names.state_machine_name(workflow)}"
    client = boto3.client(
        "stepfunctions",
        endpoint_url=stack.endpoints["stepfunctions"],
        region_name="eu-central-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    with contextlib.closing(client):
        history = client.get_execution_history(executionArn=f"{machine}:{names.split_execution_id(execution)[1]}")
    return any(event["type"] == "WaitStateEntered" for event in history["events"])


@pytest.mark.timeout(240)
def test_accepted_runs_finish_after_kill_and_restart(
    tmp_path_factory: pytest.TempPathFactory, calls: tuple[Counter[str], int]
) -> None:
    seen, provider = calls
    state = tmp_path_factory.mktemp("survival")
    options = ("--no-examples", "--allow-destination", f"127.0.0.1:{provider}")
    path = f"t-{uuid.uuid4().hex}"
    base = f"http://127.0.0.1:{provider}"
    nodes = [
        node("hook", "api@1", {"method": "POST", "path": path}),
        node("before", "api_call@1", {"method": "GET", "url": f"{{% '{base}/before/' & $trigger.body.n %}}"}),
        node("pause", "delay", {"seconds": 6}),
        node("after", "api_call@1", {"method": "GET", "url": f"{{% '{base}/after/' & $trigger.body.n %}}"}),
    ]
    with running_stack(state, free_port(), *options) as stack:
        with Api(stack.url) as api:
            edges = ("hook -> before", "before -> pause", "pause -> after")
            workflow = api.publish("Survivor", drawn(nodes, *edges))
        started = [
            httpx.post(f"{stack.url}/hooks/{path}", json={"n": str(number)}).json()["execution_id"]
            for number in range(20)
        ]
        eventually(lambda: all(_waits(stack, workflow, each) for each in started), "every run to reach its pause")
        stack.kill()
        assert not [key for key in seen if key.startswith("/after/")]

        stack.start()
        with Api(stack.url) as api:
            ends = [api.ended(execution, seconds=60) for execution in started]

    assert {each["status"] for each in ends} == {"succeeded"}
    assert seen == {f"/{step}/{number}": 1 for step in ("before", "after") for number in range(20)}
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
