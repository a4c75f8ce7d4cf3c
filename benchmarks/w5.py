"""W5 = API trigger -> set -> condition -> api_call to a local echo server -> set, every step recorded in PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from benchmarks.measure import Measurement
from benchmarks.measure import measure as measured
from benchmarks.processes import usage
from tests.support.graphs import drawn, node
from tests.support.servers import free_port
from tests.support.stack import Api, Stack, running_stack

IDLE_SECONDS = 20.0


@contextlib.contextmanager
def echo_server() -> Iterator[int]:
    """The echo server of `benchmarks.echo` in a process of its own; yields its port."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.echo"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def w5_stack(echo_port: int) -> Iterator[tuple[Stack, str]]:
    """A fresh stack with W5 published; yields it and the URL that starts W5."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-w5-", ignore_cleanup_errors=True) as folder,
        running_stack(
            Path(folder) / "state",
            free_port(),
            "--no-examples",
            "--no-frontend-build",
            "--allow-destination",
            f"127.0.0.1:{echo_port}",
        ) as stack,
    ):
        rules = [{"left": "{% $vars.total %}", "operator": "greater_or_equal", "right": 0}]
        call = {"method": "POST", "url": f"http://127.0.0.1:{echo_port}/", "body": {"total": "{% $vars.total %}"}}
        nodes = [
            node("hook", "api@1", {"method": "POST", "path": "w5"}),
            node("total", "set", {"values": {"total": "{% $trigger.body.a + $trigger.body.b %}"}}),
            node("positive", "condition", {"match": "all", "rules": rules}),
            node("call", "api_call@1", call),
            node("done", "set", {"values": {"done": "{% $call.body.ok %}"}}),
        ]
        edges = ("hook -> total", "total -> positive", "positive.true -> call", "call -> done")
        with Api(stack.url) as api:
            api.publish("W5", drawn(nodes, *edges))
        yield stack, f"{stack.url}/hooks/w5"


def _body(number: int) -> bytes:
    return json.dumps({"a": 1, "b": 2, "id": number}).encode()


class _Records:
    """What the product recorded, read from its database."""

    def __init__(self, stack: Stack) -> None:
        self._connection = psycopg.connect(stack.endpoints["postgres"], autocommit=True)

    def ended(self) -> int:
        row = self._connection.execute(
            "SELECT count(*) FROM executions WHERE status = 'succeeded' AND nodes = 'context'"
        ).fetchone()
        assert row is not None
        return int(row[0])

    def end_times(self) -> dict[int, float]:
        """Request number -> when the end of its run was recorded, in epoch seconds."""
        rows = self._connection.execute(
            "SELECT (input #>> '{trigger,body,id}')::bigint, extract(epoch FROM recorded_at)::float8"
            " FROM executions WHERE status = 'succeeded'"
        ).fetchall()
        return {int(number): float(at) for number, at in rows}

    def nodes_per_run(self) -> float:
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM node_executions)::float8 / (SELECT count(*) FROM executions)"
        ).fetchone()
        assert row is not None
        return float(row[0])


def measure(clients: int, requests: int, echo_port: int) -> tuple[Measurement, dict[str, float]]:
    """`requests` W5 runs from `clients` connections; also what the stack costs when idle."""
    with w5_stack(echo_port) as (stack, url):
        idle = _idle(stack)
        records = _Records(stack)
        measurement = measured("statewright", stack.pid, url, records, _body, clients=clients, requests=requests)
        assert records.nodes_per_run() == 5, "a W5 run has five recorded nodes"
    return measurement, idle


def _idle(stack: Stack) -> dict[str, float]:
    """Share of one core the idle stack takes (percent), and its memory (MB)."""
    time.sleep(8)  # let the start settle: this is a measurement, not a test
    first = _cpu(stack)
    time.sleep(IDLE_SECONDS)
    # Process by process: one that ended meanwhile must not count as negative work.
    spent = sum(seconds - first.get(pid, 0.0) for pid, seconds in _cpu(stack).items())
    return {
        "idle_cpu_percent": round(spent / IDLE_SECONDS * 100, 2),
        "idle_memory_mb": round(usage(stack.pid).memory_mb),
    }


def _cpu(stack: Stack) -> dict[int, float]:
    """Process id -> CPU seconds used so far."""
    used = {}
    for process in stack.family():
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used[process.pid] = times.user + times.system
    return used
