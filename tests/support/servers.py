"""Real servers for tests: those of the local stack, each in a folder that ends with it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import psycopg

from infra.local.ports import free_port
from infra.local.servers.kafka import Kafka
from infra.local.servers.postgres import Postgres
from infra.local.servers.valkey import Valkey

__all__ = ["free_port", "kafka", "postgres", "valkey"]

LIMIT_SECONDS = 60.0


class Server(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


Kind = TypeVar("Kind", bound=Server)


@contextlib.contextmanager
def _running(make: Callable[[Path, Path], Kind]) -> Iterator[Kind]:
    """A started server. Its event loop has a thread of its own, so that tests with a loop may use it, too."""
    folder = Path(tempfile.mkdtemp(prefix="statewright-test-"))
    folder.chmod(0o711)  # PostgreSQL may have to run as somebody else
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="servers", daemon=True)
    thread.start()

    def run(work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(LIMIT_SECONDS)

    server = make(folder, folder / "logs")
    try:
        run(server.start())
        yield server
    finally:
        run(server.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LIMIT_SECONDS)
        loop.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL; yields the URL of an empty database. It need not survive a crash of the machine."""
    with _running(Postgres) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.url


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """A fresh Valkey; yields its `redis://` URL."""
    with _running(Valkey) as server:
        yield server.url


@contextlib.contextmanager
def kafka(port: int = 0) -> Iterator[str]:
    """A fresh in-memory Kafka-protocol broker, on `port` if one is given; yields `host:port`."""

    def make(folder: Path, logs: Path) -> Kafka:
        broker = Kafka(folder, logs)
        broker.port = port
        return broker

    with _running(make) as server:
        yield server.brokers
