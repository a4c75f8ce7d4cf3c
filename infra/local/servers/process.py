"""A child process of the stack: started in its own session, logged to a file, watched without polling."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from infra.local.errors import ServerFailed
from infra.local.servers.orphans import Watchdog, bind_to_parent

START_LIMIT_SECONDS: Final = 30.0
_LOG_LIMIT_BYTES: Final = 5_000_000
_LOG_TAIL_BYTES: Final = 2_000


@functools.cache
def _watchdog() -> Watchdog:
    return Watchdog()


def wheel(package: str) -> Path:
    """Folder of an installed package, without importing it: some of these wheels work at import time."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(f"the Python package {package} is not installed. Run `make install`.")
    return Path(spec.submodule_search_locations[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How to start one server. `stop_signal` asks it to end; `death_signal` is sent when the stack dies first."""

    name: str
    argv: Sequence[str | Path]
    log: Path
    cwd: Path
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    environment: Mapping[str, str] = field(default_factory=dict)
    identity: Mapping[str, Any] = field(default_factory=dict)
    """`user`, `group` and `extra_groups` of `subprocess.Popen`; empty: run as who runs the stack."""
    pass_fds: tuple[int, ...] = ()


class ServerProcess:
    """A running server. Create it with `ServerProcess.spawn` from the main thread."""

    def __init__(self, command: Command, process: subprocess.Popen[bytes]) -> None:
        self.name = command.name
        self.pid = process.pid
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._command = command
        self._process = process
        threading.Thread(target=self._wait, args=(asyncio.get_running_loop(),), daemon=True).start()

    @classmethod
    def spawn(cls, command: Command) -> ServerProcess:
        """Start it. Raises `ServerFailed` when the program cannot be executed."""
        command.log.parent.mkdir(parents=True, exist_ok=True)
        if command.log.exists() and command.log.stat().st_size > _LOG_LIMIT_BYTES:
            command.log.replace(command.log.with_suffix(".old.log"))
        with command.log.open("ab") as log:
            try:
                process = subprocess.Popen(
                    list(command.argv),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=command.cwd,
                    env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **command.environment},
                    # Ctrl-C reaches the stack only, which then stops its children in order. Its session stays ours:
                    # niceness counts only inside of one (fork_server.py).
                    process_group=0,
                    preexec_fn=bind_to_parent(command.death_signal),  # noqa: PLW1509
                    pass_fds=command.pass_fds,
                    **command.identity,
                )
            except OSError as error:
                raise ServerFailed(f"cannot start {command.name} ({command.argv[0]}): {error}") from error
        if sys.platform != "linux":
            _watchdog().guard(process.pid, command.death_signal)
        return cls(command, process)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        status = self._process.wait()
        if sys.platform != "linux":
            _watchdog().release(self.pid)
        with contextlib.suppress(RuntimeError):  # the loop closed before the process ended
            loop.call_soon_threadsafe(self._set_ended, status)

    def _set_ended(self, status: int) -> None:
        if not self.ended.done():
            self.ended.set_result(status)

    async def ready(self, probe: Callable[[], Awaitable[bool]]) -> None:
        """Wait until `probe` is true. Raises `ServerFailed` with the end of the log when it ends or takes too long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + START_LIMIT_SECONDS
        pause = 0.005
        while not await probe():
            if self.ended.done():
                raise ServerFailed(f"{self.name} ended with status {self.ended.result()} at start.\n{self.log_tail()}")
            if loop.time() > deadline:
                raise ServerFailed(f"{self.name} was not ready after {START_LIMIT_SECONDS:.0f} s.\n{self.log_tail()}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.05)

    async def stop(self, grace_seconds: float) -> None:
        """Ask it to end, wait `grace_seconds`, then kill it."""
        if self.ended.done():
            return
        self._process.send_signal(self._command.stop_signal)
        done, _ = await asyncio.wait([self.ended], timeout=grace_seconds)
        if not done:
            self._process.kill()
            await self.ended

    def log_tail(self) -> str:
        """The last lines of its log, for an error message."""
        with self._command.log.open("rb") as log:
            log.seek(max(0, self._command.log.stat().st_size - _LOG_TAIL_BYTES))
            return f"{self._command.log}:\n{log.read().decode(errors='replace').strip()}"


async def accepts(port: int) -> bool:
    """Whether something accepts connections on the loopback `port`."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
