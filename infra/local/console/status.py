"""The stack's parts, their health and memory, and what the functions have done, as JSON."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import psutil

from infra.local.endpoints import Endpoints
from infra.local.functions_host.host import FunctionHost
from infra.local.servers.group import Servers
from infra.local.servers.process import accepts


class StackStatus:
    """Read on demand only: a stack nobody looks at does nothing."""

    def __init__(self, servers: Servers, host: FunctionHost, endpoints: Endpoints) -> None:
        self._servers = servers
        self._host = host
        self._endpoints = endpoints

    async def read(self) -> Mapping[str, Any]:
        """`{"parts": [...], "functions": [...], "endpoints": {...}, "memory_mb"}`."""
        parts = await asyncio.gather(*(self._part(name, port) for name, port in self._ports().items()))
        memory = await asyncio.to_thread(_memory_by_process)
        processes = {process.name: process.pid for process in self._servers.processes()}
        for part in parts:
            pid = processes.get(part["name"])
            part["pid"] = pid
            part["memory_mb"] = _family_mb(memory, pid) if pid else None
        return {
            "parts": parts,
            "functions": [
                {"name": name, **asdict(counters)} for name, counters in sorted(self._host.counters().items())
            ],
            "workers": self._host.worker_count(),
            "endpoints": {name.rstrip("_"): _without_password(url) for name, url in asdict(self._endpoints).items()},
            "memory_mb": _family_mb(memory, os.getpid()),
        }

    def function_log(self, name: str) -> str | None:
        """The end of a function's log; None when there is no such function."""
        if name not in self._host.functions:
            return None
        return self._host.log_tail(name).decode(errors="replace")

    def _ports(self) -> dict[str, int]:
        servers = self._servers
        return {
            "PostgreSQL": servers.postgres.port,
            "Valkey": servers.valkey.port,
            "Kafka broker": servers.kafka.port,
            "Mail": servers.mail.port,
            "AWS emulator": servers.aws.port,
            "Step Functions": _port(self._endpoints.stepfunctions),
            "Lambda": _port(self._endpoints.lambda_),
            "Scheduler": _port(self._endpoints.scheduler),
        }

    async def _part(self, name: str, port: int) -> dict[str, Any]:
        if name == "AWS emulator" and self._servers.aws.process is None:
            return {"name": name, "port": port, "health": "starts when called"}
        return {"name": name, "port": port, "health": "up" if await accepts(port) else "down"}


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    credentials, at, address = rest.rpartition("@")
    return f"{scheme}{separator}{credentials.partition(':')[0]}{at}{address}"


def _memory_by_process() -> dict[int, tuple[int, int]]:
    """(parent, resident bytes not shared with others where the system tells) of each process."""
    found: dict[int, tuple[int, int]] = {}
    ours = psutil.Process()
    for process in [ours, *ours.children(recursive=True)]:
        try:
            memory = process.memory_full_info()
            found[process.pid] = (process.ppid(), getattr(memory, "pss", 0) or memory.uss)
        except psutil.Error:
            continue  # it ended meanwhile
    return found


def _family_mb(memory: Mapping[int, tuple[int, int]], pid: int) -> float:
    """Memory of a process and its descendants."""
    members = {pid}
    while True:
        grown = members | {child for child, (parent, _) in memory.items() if parent in members}
        if grown == members:
            break
        members = grown
    return round(sum(memory[member][1] for member in members if member in memory) / 1e6, 1)
