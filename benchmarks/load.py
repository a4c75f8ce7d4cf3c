"""A closed-loop HTTP load generator: each client sends its next request when the last one is answered.

Written on asyncio protocols so that it costs the machine little: it shares two cores with what it measures.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools


@dataclass(slots=True)
class LoadResult:
    """`sent` holds (request number, send time, seconds to the answer); times are `time.time()` seconds."""

    sent: list[tuple[int, float, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    started: float = 0.0
    ended: float = 0.0

    @property
    def rate(self) -> float:
        """Accepted requests per second."""
        return len(self.sent) / (self.ended - self.started)


def percentile(values: list[float], share: float) -> float:
    """Nearest-rank percentile of unsorted `values`; `share` is 0 to 1."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Client(asyncio.Protocol):
    def __init__(self, take: Callable[[], tuple[int, bytes] | None], result: LoadResult) -> None:
        self._take = take
        self._result = result
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._number = -1
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def _next(self) -> None:
        assert self._transport is not None
        work = self._take()
        if work is None:
            self._transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        self._parser = httptools.HttpResponseParser(self)
        self._number, request = work
        self._sent_at = time.time()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 300:
            self._result.sent.append((self._number, self._sent_at, time.time() - self._sent_at))
        else:
            self._result.failures.append(f"request {self._number} was answered {status}")
        asyncio.get_running_loop().call_soon(self._next)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._result.failures.append(f"connection lost during request {self._number}: {exc}")
            self.done.set_result(None)


def post_request(url: str, body: bytes) -> bytes:
    """The bytes of one keep-alive POST of a JSON body."""
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def run_load(url: str, clients: int, requests: int, body: Callable[[int], bytes]) -> LoadResult:
    """Send `requests` POSTs to `url` from `clients` connections; `body(n)` is the JSON of request n."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    result = LoadResult()
    numbers = iter(range(requests))

    def take() -> tuple[int, bytes] | None:
        number = next(numbers, None)
        return None if number is None else (number, post_request(url, body(number)))

    loop = asyncio.get_running_loop()
    result.started = time.time()
    made = [await loop.create_connection(lambda: _Client(take, result), host, port) for _ in range(clients)]
    await asyncio.gather(*(client.done for _, client in made))
    result.ended = time.time()
    return result
