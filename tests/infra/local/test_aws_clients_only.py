"""Web pages on this machine cannot call the local AWS endpoints; AWS clients can."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from infra.local.asgi_server import AsgiServer
from infra.local.aws_clients_only import AwsClientsOnly
from infra.local.ports import listen, port_of
from infra.local.rest_json import Receive, Scope, Send

SIGNED = "AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/states/aws4_request, Signature=0"


async def endpoint(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    bound = listen()
    server = AsgiServer(AwsClientsOnly(endpoint), bound)
    await server.start()
    yield port_of(bound)
    await server.stop()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"authorization": SIGNED}, 200),
        ({"authorization": SIGNED, "host": "localhost:1"}, 200),
        ({"authorization": SIGNED, "host": "evil.example:80"}, 403),
        ({"authorization": SIGNED, "host": "evil.example"}, 403),
        ({"origin": "https://evil.example", "content-type": "text/plain"}, 403),
    ],
)
async def test_only_signed_requests_to_this_machine_come_in(port: int, headers: dict[str, str], status: int) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"http://127.0.0.1:{port}/2015-03-31/functions/f/invocations", headers=headers)

    assert answer.status_code == status
    assert ("done" in answer.text) == (status == 200)
