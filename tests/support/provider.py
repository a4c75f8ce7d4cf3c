"""An HTTP service that workflows call in end-to-end tests: it counts, fails first, and holds answers back."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Provider:
    """`calls`: requests per path. `failures`: how many of a path's next requests are answered with 503. `bodies`: JSON
    text that a path is answered with."""

    port: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, bytes] = field(default_factory=dict)
    _held: dict[str, Event] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @contextlib.contextmanager
    def holding(self, path: str) -> Iterator[None]:
        """Requests to `path` are answered when this block is left, at the latest after 20 s."""
        released = self._held[path] = Event()
        try:
            yield
        finally:
            del self._held[path]
            released.set()

    def answer(self, path: str) -> int:
        """The status of the next answer to `path`."""
        self.calls[path] += 1
        held = self._held.get(path)
        if held is not None:
            held.wait(20)
        if self.failures[path]:
            self.failures[path] -= 1
            return 503
        return 200


@contextlib.contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a port of its own."""
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = told.answer(self.path), told.bodies.get(self.path, b"{}")
            with contextlib.suppress(OSError):  # the caller may have been killed meanwhile
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        told.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield told
        server.shutdown()
        thread.join()
