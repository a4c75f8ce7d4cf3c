"""Lambda for moto's interpreter, over HTTP: what a function answers is a Python function's business.

moto invokes functions through boto3; it runs none without docker. Retries and waits take no time here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

Answer = Callable[[Any], tuple[Any, bool]]
"""From the payload of an invocation: the answer's payload, and whether the function raised it."""


class LambdaService(ThreadingHTTPServer):
    """Invoke, of any function: `answer` says with what."""

    daemon_threads = True
    request_queue_size = 128
    answer: Answer = staticmethod(lambda _: (None, False))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LambdaService

    def do_POST(self) -> None:
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answered, raised = self.server.answer(payload)
        body = json.dumps(answered).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if raised:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def lambda_for_moto() -> Iterator[LambdaService]:
    """While it is open, moto's `lambda:invoke` reaches the service it gives, and moto's clock stands still."""
    service = LambdaService(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=service.serve_forever, args=(0.01,))
    thread.start()
    client = boto3.client(
        "lambda",
        region_name="eu-central-1",
        endpoint_url=f"http://127.0.0.1:{service.server_address[1]}",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}, max_pool_connections=50),
    )
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lambda_eval_utils, "boto_client_for", lambda **_: client)
            patch.setattr(retrier_decl, "time", SimpleNamespace(sleep=lambda _: None))
            patch.setattr(WaitFunction, "_wait_interval", lambda *_, **__: None)
            yield service
    finally:
        client.close()
        service.shutdown()
        thread.join()
        service.server_close()
