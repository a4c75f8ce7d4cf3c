"""The smallest HTTP vocabulary the gateway needs on top of raw ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_LIMIT_BYTES: Final = 10 * 1024 * 1024
"""HTTP API's payload limit. Source: API Gateway developer guide, "Quotas for HTTP APIs"."""
_DRAIN_LIMIT_BYTES: Final = 64 * 1024 * 1024
_BODY_SECONDS: Final = 30.0
_TOO_LARGE: Final = f"The body is larger than {BODY_LIMIT_BYTES} bytes, the most that API Gateway takes. Send less."

SECURITY_HEADERS: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer. `headers` are lower-case; `content-length` is added when it is sent."""

    status: int
    headers: Headers
    body: bytes = b""


class ProblemError(Exception):
    """Ends a request with a problem+json answer."""

    def __init__(self, status: int, detail: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(detail)
        self.response = problem(status, detail, headers)


def problem(status: int, detail: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> Response:
    """An `application/problem+json` answer (RFC 9457)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "errors": []}
    return Response(status, [(b"content-type", b"application/problem+json"), *headers], orjson.dumps(body))


def json_response(value: Any, status: int = 200, headers: Iterable[tuple[bytes, bytes]] = ()) -> Response:
    """JSON that no cache keeps."""
    return Response(
        status,
        [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *headers],
        orjson.dumps(value),
    )


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


async def send_response(scope: Scope, send: Send, response: Response) -> None:
    """Send a whole answer; HEAD gets the headers only."""
    headers = [*response.headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else response.body})


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises `ProblemError` 413 when it is too large, 408 when it does not arrive in time."""
    declared = header(scope, b"content-length")
    if declared is None and header(scope, b"transfer-encoding") is None:
        return b""
    message = await receive()
    if not message.get("more_body", False) and len(message.get("body", b"")) <= BODY_LIMIT_BYTES:
        whole: bytes = message.get("body", b"")
        return whole
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _read_rest(message, receive)
    except TimeoutError:
        raise ProblemError(
            408, f"The body did not arrive within {_BODY_SECONDS:.0f} seconds.", [(b"connection", b"close")]
        ) from None


async def _read_rest(message: MutableMapping[str, Any], receive: Receive) -> bytes:
    """Read on. What is too large is read to a limit and dropped, so that the sender gets to see the answer."""
    chunks: list[bytes] = []
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise ProblemError(400, "The connection ended before the body was complete.")
        size += len(message.get("body", b""))
        if size <= BODY_LIMIT_BYTES:
            chunks.append(message.get("body", b""))
        elif size > _DRAIN_LIMIT_BYTES:
            raise ProblemError(413, _TOO_LARGE, [(b"connection", b"close")])
        if not message.get("more_body", False):
            break
        message = await receive()
    if size > BODY_LIMIT_BYTES:
        raise ProblemError(413, _TOO_LARGE)
    return b"".join(chunks)
