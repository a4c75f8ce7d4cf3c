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


def test_ctrl_c_leaves_no_process_behind(own_stack: Stack) -> None:
    family = own_stack.family()
    assert len(family) > 3

    own_stack.stop()

    assert not [process for process in family if process.is_running()]


def test_kill_of_the_main_process_alone_takes_its_children_along(own_stack: Stack) -> None:
    family = own_stack.family()

    family[0].kill()

    eventually(lambda: not any(process.is_running() for process in family[1:]), "the children to end", seconds=20)
