"""The embedded servers, started and stopped side by side."""

from __future__ import annotations

import asyncio
from pathlib import Path

from infra.local.servers.aws import AwsEmulator
from infra.local.servers.kafka import Kafka
from infra.local.servers.mailbox import MailServer
from infra.local.servers.postgres import Postgres
from infra.local.servers.process import ServerProcess
from infra.local.servers.valkey import Valkey
from infra.local.together import together


class Servers:
    """Every server that is not ours: database, cache, broker, mail and the rest of AWS."""

    def __init__(self, state_dir: Path, log_dir: Path) -> None:
        self.postgres = Postgres(state_dir, log_dir)
        self.valkey = Valkey(state_dir, log_dir)
        self.kafka = Kafka(state_dir, log_dir)
        self.mail = MailServer(state_dir / "mailbox")
        self.aws = AwsEmulator(state_dir, log_dir)
        self._all = (self.postgres, self.valkey, self.kafka, self.mail, self.aws)

    async def start(self) -> None:
        """Start all of them. Raises `ServerFailed` for the first that cannot; call `stop` then, too."""
        await together(*(server.start() for server in self._all))

    async def stop(self) -> None:
        await asyncio.gather(*(server.stop() for server in self._all))

    def processes(self) -> list[ServerProcess]:
        """The child processes that run now."""
        found = (self.postgres.process, self.valkey.process, self.kafka.process, self.aws.process)
        return [process for process in found if process is not None and not process.ended.done()]

    async def first_to_end(self) -> ServerProcess:
        """Wait until a server the stack cannot do without ends by itself."""
        needed = [self.postgres.process, self.valkey.process, self.kafka.process]
        running = {process.ended: process for process in needed if process is not None}
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        return running[done.pop()]
