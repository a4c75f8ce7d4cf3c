"""A small Step Functions endpoint: StartExecution and DescribeExecution over the AWS JSON protocol, on a real socket.

It keeps AWS's rule of names: the same name with the same input while it runs is the same execution, any other
repetition is ExecutionAlreadyExists. Express executions may have any name.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class StepFunctions:
    """`starts` are the accepted requests in order; `failures` are answered first, each once: (status, code).

    `lost`: how many answers never arrive. `closing`: connections end after each answer, unannounced; `closed` counts.
    """

    url: str = ""
    starts: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[int, str]] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    lost: int = 0
    closing: bool = False
    closed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def input_of(self, index: int) -> Any:
        return json.loads(self.starts[index]["input"])

    def start(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.failures:
            status, code = self.failures.pop(0)
            return status, {"__type": code, "message": f"told to answer {code}"}
        if "-express:" in request["stateMachineArn"]:
            self.starts.append(request)
            return 200, {"executionArn": f"{request['stateMachineArn']}:{request['name']}", "startDate": 1.5}
        known = next((start for start in self.starts if start["name"] == request["name"]), None)
        if known is not None and (request["name"] in self.ended or known["input"] != request["input"]):
            return 400, {"__type": "ExecutionAlreadyExists", "message": "Execution Already Exists"}
        if known is None:
            self.starts.append(request)
        return 200, {"executionArn": f"{request['stateMachineArn']}:{request['name']}", "startDate": 1.5}

    def describe(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.failures:
            status, code = self.failures.pop(0)
            return status, {"__type": code, "message": f"told to answer {code}"}
        arn, name = request["executionArn"], request["executionArn"].rpartition(":")[2]
        if all(start["name"] != name for start in self.starts):
            return 400, {"__type": "ExecutionDoesNotExist", "message": f"Execution Does Not Exist: '{arn}'"}
        status_now = "SUCCEEDED" if name in self.ended else "RUNNING"
        return 200, {"executionArn": arn, "stateMachineArn": "", "name": name, "status": status_now, "startDate": 1.5}


@contextlib.contextmanager
def step_functions() -> Iterator[StepFunctions]:
    """An endpoint of its own for one test."""
    service = StepFunctions()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answers = {"StartExecution": service.start, "DescribeExecution": service.describe}
            do = answers.get(self.headers["X-Amz-Target"].removeprefix("AWSStepFunctions."))
            status, answer = do(request) if do else (400, {"__type": "UnknownOperationException"})
            if service.lost:
                service.lost -= 1
                self.close_connection = True
                return
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = service.closing

        def finish(self) -> None:
            super().finish()
            if service.closing:
                self.connection.shutdown(socket.SHUT_RDWR)
                service.closed.release()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
