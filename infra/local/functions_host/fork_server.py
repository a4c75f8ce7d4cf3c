"""The host's side of the fork server (`zygote.py`): start it, ask it for workers, hear how they ended."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from infra.local.functions_host.frames import LENGTH

START_LIMIT_SECONDS: Final = 60.0

EndListener = Callable[[int], None]
"""Told the exit status of a worker; negative: the signal that ended it."""


class ForkServerError(RuntimeError):
    """The fork server ended by itself or did not start."""


class ForkServer:
    """One fork server process. `start`, then `fork` workers; `close` ends it and every worker it forked."""

    def __init__(self, root: Path, modules: Sequence[str], log: Path) -> None:
        self._root = root
        self._modules = modules
        self._log = log
        self._buffer = bytearray()
        self._next_id = 0
        self._forking: dict[int, tuple[asyncio.Future[int], EndListener]] = {}
        self._listeners: dict[int, EndListener] = {}
        self._ready: asyncio.Future[None] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._lifeline: int | None = None
        self.closed = False
        self._retiring = False

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process and wait until the shared modules are imported. Raises ForkServerError."""
        loop = asyncio.get_running_loop()
        self._control, theirs = socket.socketpair()
        lifeline, self._lifeline = os.pipe()
        module = "infra.local.functions_host.zygote"
        command = [sys.executable, "-m", module, str(theirs.fileno()), str(lifeline), ",".join(self._modules)]
        with self._log.open("ab") as log:
            # Popen, not asyncio's: the parent-death signal belongs to the thread that spawns, and this is the main one.
            # A group of its own: Ctrl-C in the terminal reaches the host only, which ends its children in order. Not a
            # session of its own: Linux shares the cores out by session, and niceness counts only inside of one.
            self._process = subprocess.Popen(  # noqa: ASYNC220
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._root,
                pass_fds=(theirs.fileno(), lifeline),
                process_group=0,
                # macOS refuses Objective-C calls, such as a look-up of proxies, in a forked process without it.
                env={**os.environ, "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES"},
            )
        theirs.close()
        os.close(lifeline)
        self._ready = loop.create_future()
        loop.add_reader(self._control, self._on_readable)
        try:
            await asyncio.wait_for(self._ready, START_LIMIT_SECONDS)
        except TimeoutError:
            self.close()
            raise ForkServerError(f"the fork server was not ready after {START_LIMIT_SECONDS:.0f} s") from None

    async def fork(self, settings: Mapping[str, Any], link: socket.socket, on_end: EndListener) -> int:
        """Fork a worker that talks over `link` (closed here) and give its pid. Raises ForkServerError."""
        if self.closed or self._control is None:
            link.close()
            raise ForkServerError("the fork server has ended")
        self._next_id += 1
        forked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._forking[self._next_id] = (forked, on_end)
        body = json.dumps({"id": self._next_id, "settings": settings}).encode()
        try:
            socket.send_fds(self._control, [LENGTH.pack(len(body)) + body], [link.fileno()])
        except OSError as error:
            self._on_closed()
            raise ForkServerError(f"the fork server does not listen: {error}") from error
        finally:
            link.close()
        return await forked

    def retire(self) -> None:
        """Close as soon as the last worker has ended."""
        self._retiring = True
        self._close_if_done()

    def close(self) -> None:
        """End the process and its workers at once."""
        self._on_closed()

    def _on_readable(self) -> None:
        assert self._control is not None  # noqa: S101 - the reader is removed with the socket
        try:
            data = self._control.recv(65_536)
        except OSError:
            data = b""
        if not data:
            self._on_closed()
            return
        self._buffer += data
        while len(self._buffer) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._buffer)[0]
            if len(self._buffer) < end:
                return
            message = json.loads(self._buffer[LENGTH.size : end])
            del self._buffer[:end]
            self._on_message(message)

    def _on_message(self, message: dict[str, Any]) -> None:
        if "forked" in message:
            forked, on_end = self._forking.pop(message["forked"])
            self._listeners[message["pid"]] = on_end
            if not forked.done():
                forked.set_result(message["pid"])
        elif "ended" in message:
            listener = self._listeners.pop(message["ended"], None)
            if listener is not None:
                listener(message["status"])
            self._close_if_done()
        elif self._ready is not None and not self._ready.done():
            self._ready.set_result(None)

    def _close_if_done(self) -> None:
        if self._retiring and not self._listeners and not self._forking:
            self.close()

    def _on_closed(self) -> None:
        """The control socket ended: nothing can be forked, and every worker is gone or going."""
        if self.closed:
            return
        self.closed = True
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
        if self._lifeline is not None:
            os.close(self._lifeline)
        error = ForkServerError(f"the fork server ended; its log is {self._log}")
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(error)
        for forked, _ in self._forking.values():
            if not forked.done():
                forked.set_exception(error)
        self._forking.clear()
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # its workers die with it
            process.wait()
        listeners, self._listeners = self._listeners, {}
        for listener in listeners.values():
            listener(-9)
