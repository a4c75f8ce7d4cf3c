"""The local Step Functions with its endpoint, in a thread of its own: for tests that are not asynchronous."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import uuid
from collections.abc import Coroutine, Iterator
from typing import TypeVar

from infra.local.asgi_server import AsgiServer
from infra.local.functions_host.invocation import FunctionNotFound, Invocation
from infra.local.ports import listen, port_of
from infra.local.stepfunctions.api import StepFunctionsApi
from infra.local.stepfunctions.service import StepFunctions

Result = TypeVar("Result")


async def _no_function(name: str, _payload: bytes, _qualifier: str | None, _request_id: uuid.UUID) -> Invocation:
    raise FunctionNotFound(f"Function not found: {name}")


@contextlib.contextmanager
def local_step_functions(dsn: str) -> Iterator[str]:
    """The URL of an endpoint over the tables in the database of `dsn`. It has no functions."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: Coroutine[None, None, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    service = StepFunctions(dsn, _no_function)
    bound = listen()
    server = AsgiServer(StepFunctionsApi(service).app, bound)
    try:
        run(service.start())
        run(server.start())
        yield f"http://127.0.0.1:{port_of(bound)}"
        run(server.stop())
        run(service.stop())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
