"""A gateway on a real socket, in front of a function that only remembers what it was sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.asgi_server import AsgiServer
from infra.local.console.pages import LocalPages
from infra.local.gateway.app import Gateway
from infra.local.gateway.frontend import Frontend
from infra.local.gateway.routing import ServiceRoutes
from infra.local.gateway.tokens import Tokens
from infra.local.ports import listen, port_of
from infra.local.servers.mailbox import Mailbox


@dataclass(frozen=True)
class Answer:
    payload: bytes
    function_error: str | None = None


@dataclass
class Function:
    """What the gateway invokes: answers with `answer`, keeps every event it was sent."""

    answer: Any = field(default_factory=lambda: {"statusCode": 200, "body": "ok"})
    error: str | None = None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def __call__(self, name: str, payload: bytes, qualifier: str | None) -> Answer:
        assert qualifier is None
        self.calls.append((name, json.loads(payload)))
        return Answer(json.dumps(self.answer).encode(), self.error)

    @property
    def event(self) -> dict[str, Any]:
        """The newest event."""
        return self.calls[-1][1]


@pytest.fixture
def function() -> Function:
    return Function()


@pytest.fixture(scope="session")
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def tokens(signing_key: rsa.RSAPrivateKey) -> Tokens:
    return Tokens(signing_key, "http://127.0.0.1:8700/_local")


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built front end."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Statewright</title>")
    (folder / "assets" / "index-abc123.js").write_text("// " + "x" * 5000)
    (tmp_path / "secret.txt").write_text("not for you")
    return folder


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox")


@pytest.fixture
async def client(function: Function, tokens: Tokens, dist: Path, mailbox: Mailbox) -> AsyncIterator[httpx.AsyncClient]:
    bound = listen()
    host = f"127.0.0.1:{port_of(bound)}"

    async def status() -> dict[str, Any]:
        return {"parts": []}

    gateway = Gateway(
        invoke=function,
        tokens=tokens,
        frontend=Frontend(dist),
        local_pages=LocalPages(
            tokens=tokens,
            mailbox=mailbox,
            brokers="127.0.0.1:1",
            status=status,
            function_log={"statewright-trigger-api": "a line"}.get,
        ),
        services=ServiceRoutes.of(
            {"workflows": "statewright-service-workflows", "openapi.json": "statewright-service-registry"}
        ),
        public={"callbacks": "statewright-service-waits"},
        trigger_function="statewright-trigger-api",
        hosts=frozenset({host}),
    )
    server = AsgiServer(gateway, bound)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://{host}") as made:
        yield made
    await server.stop()
