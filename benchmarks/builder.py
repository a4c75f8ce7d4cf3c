"""How fast the editor and the page of a run are with large workflows, in headless Chromium.

    python -m benchmarks.builder [--url URL] [--dist FOLDER] [--sizes 800,2000] [--profile FOLDER]

Builds the front end, starts a stack of its own (or takes the one at `--url`), lets `frontend/tests/benchmark` drive a
browser against it, and prints and writes benchmarks/results/builder.json. `--dist` names a second build of the front
end, say of an earlier commit, which is measured in the same run: the figures of two runs on a busy machine cannot be
compared. The figures' meaning: `frontend/tests/benchmark/meter.ts`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from tests.support.servers import free_port
from tests.support.stack import ROOT, running_stack

RESULTS: Final = Path(__file__).parent / "results" / "builder.json"
DRIVER_SECONDS: Final = 1_800
MOTIONS: Final = {
    "pan": "pan, reading zoom",
    "dragNode": "drag a node, reading zoom",
    "wheelOut": "wheel, out",
    "panWhole": "pan, all in view",
    "dragNodeWhole": "drag a node, all in view",
    "wheelIn": "wheel, in",
    "panLive": "pan, live run",
    "panWholeLive": "pan, live run, all in view",
    "panWholeEnded": "pan, ended run, all in view",
}
LATENCIES: Final = {"typing": "a key in a field", "addNode": "add a node", "undo": "undo"}
SINGLE: Final = {
    "interactive": "interactive after data, ms",
    "heapMb": "heap after GC, MB",
    "scriptKb": "JavaScript, kB compressed",
}
Figures = dict[str, Any]


@contextlib.contextmanager
def _stack(url: str | None) -> Iterator[str]:
    """The address of a stack: the given one, or a fresh one that serves this checkout's front end."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="bench-builder-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may have to run as another user
        with running_stack(Path(folder) / "state", free_port(), "--no-examples") as stack:
            yield stack.url


def drive(url: str, *options: str) -> dict[str, Figures]:
    """Figures by page ("builder, 800 nodes", "run", "list"); raises CalledProcessError when a page does not work."""
    programs = Path(sys.executable).parent
    ended = subprocess.run(
        [programs / "node", "tests/benchmark/builder.ts", *options],
        cwd=ROOT / "frontend",
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "STATEWRIGHT_URL": url},
        stdout=subprocess.PIPE,
        timeout=DRIVER_SECONDS,
        check=True,
    )
    figures: dict[str, Figures] = json.loads(ended.stdout)
    return figures


def show(title: str, pages: Mapping[str, Figures], console: Console) -> None:
    """Frame and answer times in milliseconds; processor time for each move, turn or key."""
    table = Table(title=title)
    columns = ("page", "what", "p50", "p95", "max", "CPU script", "CPU all")
    for column in columns:
        table.add_column(column, justify="left" if column in {"page", "what"} else "right")
    for page, figures in pages.items():
        for name, what in SINGLE.items():
            if name in figures:
                table.add_row(page, what, str(figures[name]), "", "", "", "")
        for name, what in {**MOTIONS, **LATENCIES}.items():
            if name in figures:
                each = figures[name]
                cost = each["cpu"]
                values = (each["p50"], each.get("p95", "-"), each["max"], cost["script"], cost["all"])
                table.add_row(page, what, *map(str, values))
        table.add_section()
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builder", description=__doc__)
    parser.add_argument("--url", help="a running stack instead of one of its own")
    parser.add_argument("--dist", help="another build of the front end, measured first")
    parser.add_argument("--sizes", default="800,2000", help="nodes of the workflows (default 800,2000)")
    parser.add_argument("--profile", help="where to write a CPU profile of each scenario")
    options = parser.parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=120)
    sizes = ("--sizes", options.sizes)
    measured: dict[str, dict[str, Figures]] = {}
    with _stack(options.url) as url:
        if options.dist:
            measured["before"] = drive(url, *sizes, "--dist", options.dist)
        profile = ("--profile", options.profile) if options.profile else ()
        measured["now"] = drive(url, *sizes, *profile)
    for title, pages in measured.items():
        show(f"The builder, {title}: milliseconds; load of the machine {os.getloadavg()[1]:.1f}", pages, console)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"load": os.getloadavg(), **measured}, indent=2) + "\n")


if __name__ == "__main__":
    main()
