"""What a tree of processes costs: CPU seconds and proportional memory."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """`cpu_seconds` used so far by the tree; `memory_mb` its proportional set size (shared pages counted once)."""

    cpu_seconds: float
    memory_mb: float


def usage(root_pid: int) -> Usage:
    """Sum over the process and all its descendants; a process that ends meanwhile is left out."""
    cpu = memory = 0.0
    root = psutil.Process(root_pid)
    for process in [root, *root.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            times = process.cpu_times()
            cpu += times.user + times.system + times.children_user + times.children_system
            full = process.memory_full_info()
            memory += getattr(full, "pss", full.rss) / 1e6
    return Usage(cpu, memory)
