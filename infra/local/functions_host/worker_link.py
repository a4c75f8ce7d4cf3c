"""The host's side of one worker process: send an invocation, hear its answer, enforce its time limit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import Final, Protocol, cast

from infra.local.functions_host.frames import REOPEN_LOG, REQUEST, RESPONSE, Outcome
from infra.local.functions_host.invocation import UNHANDLED, Call, Invocation, failure

INIT_LIMIT_SECONDS: Final = 10.0
"""Lambda's limit for importing the handler; a function with a longer timeout gets that."""


class Pool(Protocol):
    """What a worker tells the pool it belongs to."""

    def on_idle(self, worker: WorkerLink) -> None: ...
    def on_broken(self, worker: WorkerLink, error: bytes | None, reason: str, kind: str) -> None: ...
    def on_ended(self, worker: WorkerLink) -> None: ...


class WorkerLink(asyncio.Protocol):
    """One worker. Life: starting -> (idle <-> busy)* -> ended. It holds at most one `Call`."""

    def __init__(self, pool: Pool, timeout_seconds: float) -> None:
        self._pool = pool
        self._timeout = timeout_seconds
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.WriteTransport | None = None
        self._buffer = bytearray()
        self._call: Call | None = None
        self._deadline = self._loop.time() + max(timeout_seconds, INIT_LIMIT_SECONDS)
        self._timer: asyncio.TimerHandle | None = self._loop.call_at(self._deadline, self._on_timer)
        self._started_at = 0.0
        self._timed_out = False
        self._lost = False
        self._status: int | None = None
        self.pid: int | None = None
        self.ready = False
        self.broken = False
        self.retiring = False
        self.reopen_log = False
        self.idle_since = 0.0

    @property
    def busy(self) -> bool:
        """Whether it runs an invocation."""
        return self._call is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio: the socket is open."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's do not inherit from it

    def send(self, call: Call) -> None:
        """Run `call` on this worker, which must be idle."""
        assert self._transport is not None  # noqa: S101
        flags, self.reopen_log = (REOPEN_LOG, False) if self.reopen_log else (0, False)
        head = REQUEST.pack(len(call.payload), flags, call.request_id.bytes, len(call.qualifier))
        self._call = call
        self._started_at = self._loop.time()
        self._deadline = self._started_at + self._timeout
        if self._timer is None:  # a timer left by an earlier, shorter invocation is moved when it fires
            self._timer = self._loop.call_at(self._deadline, self._on_timer)
        self._transport.write(b"".join((head, call.qualifier, call.payload)))

    def data_received(self, data: bytes) -> None:
        """Asyncio: bytes from the worker."""
        if self._buffer or len(data) < RESPONSE.size:
            self._buffer += data
            data = bytes(self._buffer) if self._complete(self._buffer) else b""
            if not data:
                return
            self._buffer.clear()
        size, outcome = RESPONSE.unpack_from(data)
        end = RESPONSE.size + size
        if len(data) < end:
            self._buffer += data
            return
        # One frame is in flight at a time: a worker answers only what it was sent.
        self._on_frame(outcome, data[RESPONSE.size : end])

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio: the worker closed its end, so it ended or will."""
        del exc
        self._lost = True
        self._settle()

    def on_forked(self, pid: int) -> None:
        """The fork server says which process this worker is."""
        if self._status is None:
            self.pid = pid

    def on_exit(self, status: int) -> None:
        """The fork server reaped the process. `status` < 0 is the signal that ended it."""
        self._status = status
        self.pid = None
        self._settle()

    def close(self) -> None:
        """Let an idle worker end; a busy one ends after its invocation."""
        self.retiring = True
        if self._call is None and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close the socket at once; the process is ended by whoever stops the fork server."""
        self.retiring = True
        if self._transport is not None:
            self._transport.abort()

    def kill(self) -> None:
        """End the process now."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    @staticmethod
    def _complete(buffer: bytearray) -> bool:
        return len(buffer) >= RESPONSE.size and len(buffer) >= RESPONSE.size + RESPONSE.unpack_from(buffer)[0]

    def _on_frame(self, outcome: int, payload: bytes) -> None:
        if outcome == Outcome.BROKEN:
            self.broken = True
            self._pool.on_broken(self, payload, "", "")
            return
        if outcome == Outcome.READY:
            self.ready = True
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        elif self._call is not None:
            call, self._call = self._call, None
            error = UNHANDLED if outcome == Outcome.FAILED else None
            self._resolve(call, payload, error)
        now = self._loop.time()
        self.idle_since = now
        if self.retiring:
            self.close()
        else:
            self._pool.on_idle(self)

    def _resolve(self, call: Call, payload: bytes, error: str | None) -> None:
        if not call.result.done():
            duration = self._loop.time() - self._started_at
            call.result.set_result(Invocation(payload, error, str(call.request_id), duration))

    def _on_timer(self) -> None:
        self._timer = None
        if self.ready and self._call is None:
            return
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._on_timer)
            return
        self._timed_out = True
        self.kill()

    def _settle(self) -> None:
        """Report the end once both the socket and the process are gone."""
        if not self._lost or self._status is None:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        kind, reason = self._reason(self._status)
        if self._call is not None:
            call, self._call = self._call, None
            self._resolve(call, failure(kind, reason, call.request_id), UNHANDLED)
        elif not self.ready and not self.broken and not self.retiring:
            self.broken = True
            self._pool.on_broken(self, None, reason, kind)
        self._pool.on_ended(self)

    def _reason(self, status: int) -> tuple[str, str]:
        if self._timed_out:
            limit = self._timeout if self.ready else max(self._timeout, INIT_LIMIT_SECONDS)
            return "Sandbox.Timedout", f"Task timed out after {limit:.2f} seconds"
        if status < 0:
            name = signal.Signals(-status).name.removeprefix("SIG").lower()
            return "Runtime.ExitError", f"Runtime exited with error: signal: {name}"
        if status:
            return "Runtime.ExitError", f"Runtime exited with error: exit status {status}"
        return "Runtime.ExitError", "Runtime exited without providing a reason"
