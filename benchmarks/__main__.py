"""`make bench`: every measurement as a table on screen and as JSON in benchmarks/results."""

from __future__ import annotations

import argparse
import json
import runpy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import n8n, w5
from benchmarks.measure import Measurement

RESULTS = Path(__file__).resolve().parent / "results"
# The table has thirteen columns: a pipe or a log file gets all of them in one line each.
console = Console() if sys.stdout.isatty() else Console(width=180)


def _write(name: str, value: object) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(value, indent=2) + "\n")


def _print(measurements: Sequence[Measurement]) -> None:
    baselines = {each.clients: each for each in measurements if each.name == "n8n sqlite"}
    table = Table(title="W5: accepted and completed runs, times in ms, memory in MB")
    columns = ("system", "clients", "accepted/s", "completed/s", "vs n8n sqlite", "accept p50", "accept p99")
    for column in (*columns, "run p50", "run p99", "unloaded", "CPU s/1000", "memory", "failures"):
        table.add_column(column, justify="left" if column == "system" else "right")
    for each in measurements:
        base = baselines.get(each.clients)
        ratio = f"{each.completed_per_second / base.completed_per_second:.1f}x" if base else "-"
        values: tuple[object, ...] = (
            each.name,
            each.clients,
            each.accepted_per_second,
            each.completed_per_second,
            ratio,
        )
        values += (each.accept_p50_ms, each.accept_p99_ms, each.run_p50_ms, each.run_p99_ms, each.unloaded_p50_ms)
        values += (each.cpu_seconds_per_1000_runs, each.memory_mb, each.failures)
        table.add_row(*map(str, values))
    console.print(table)


def bench_w5(requests: int, modes: Sequence[str]) -> None:
    """W5 at 16 and 64 clients, on Statewright and (with `--n8n`) on n8n, in one run on one machine."""
    measurements: list[Measurement] = []
    idle: dict[str, float] = {}
    with w5.echo_server() as echo_port:
        for clients in (16, 64):
            measurement, idle = w5.measure(clients, requests, echo_port)
            measurements.append(measurement)
        script = n8n.install() if modes else None
        for mode in modes:
            for clients in (16, 64):
                assert script is not None
                measurements.append(n8n.measure(mode, clients, max(200, requests // 5), echo_port, script))
    _print(measurements)
    console.print(f"idle: {idle['idle_cpu_percent']} % of a core, {idle['idle_memory_mb']} MB")
    _write("w5", {"measurements": [each.as_dict() for each in measurements], **idle})


def _module(name: str) -> Callable[[], None]:
    def run() -> None:
        sys.argv = [f"benchmarks.{name}"]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")

    return run


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parts: dict[str, Callable[[], None]] = {
        "engine": _module("engine"),
        "compile": _module("compile"),
        "imports": _module("imports"),
        "simulation": _module("simulation"),
        "builder": _module("builder"),
    }
    parser.add_argument("--only", choices=[*parts, "w5"], help="one part instead of all")
    parser.add_argument("--requests", type=int, default=2000, help="W5 runs per measurement (default 2000)")
    parser.add_argument(
        "--n8n",
        nargs="*",
        choices=n8n.MODES,
        metavar="MODE",
        help=f"measure n8n beside it: {', '.join(n8n.MODES)} (all when none is named); installs 2.7 GB at first",
    )
    options = parser.parse_args()
    modes: Sequence[str] = () if options.n8n is None else options.n8n or n8n.MODES
    for name, part in parts.items():
        if options.only in {None, name}:
            part()
    if options.only in {None, "w5"}:
        bench_w5(options.requests, modes)


if __name__ == "__main__":
    main()
