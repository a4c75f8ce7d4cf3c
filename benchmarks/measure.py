"""What one W5 measurement says, and how it is printed."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final, Protocol

from benchmarks.load import LoadResult, percentile, run_load
from benchmarks.processes import Usage, usage

UNLOADED_RUNS: Final = 20
WARM_UP: Final = 20_000_000
UNLOADED: Final = 10_000_000
"""Request numbers of the warm-up and of the single runs begin here; those of the load begin at 0."""


@dataclass(frozen=True, slots=True)
class W5Run:
    """One run: its request's send time and the recording of its end (epoch seconds), and how long the accept took."""

    sent_at: float
    accept_seconds: float
    recorded_at: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """Rates in runs per second, times in milliseconds, memory in MB (proportional set size)."""

    name: str
    clients: int
    requests: int
    failures: int
    accepted_per_second: float
    completed_per_second: float
    accept_p50_ms: float
    accept_p99_ms: float
    run_p50_ms: float
    run_p99_ms: float
    unloaded_p50_ms: float
    cpu_seconds_per_1000_runs: float
    memory_mb: float

    @classmethod
    def of(
        cls,
        name: str,
        clients: int,
        load: LoadResult,
        runs: list[W5Run],
        alone: list[float],
        before: Usage,
        after: Usage,
    ) -> Measurement:
        """From raw times; `alone` are whole runs with nothing else going on, in seconds."""
        accepts = [run.accept_seconds * 1000 for run in runs]
        whole = [(run.recorded_at - run.sent_at) * 1000 for run in runs]
        span = max(run.recorded_at for run in runs) - load.started
        return cls(
            name=name,
            clients=clients,
            requests=len(load.sent),
            failures=len(load.failures) + len(load.sent) - len(runs),
            accepted_per_second=round(load.rate, 1),
            completed_per_second=round(len(runs) / span, 1),
            accept_p50_ms=round(percentile(accepts, 0.5), 1),
            accept_p99_ms=round(percentile(accepts, 0.99), 1),
            run_p50_ms=round(percentile(whole, 0.5), 1),
            run_p99_ms=round(percentile(whole, 0.99), 1),
            unloaded_p50_ms=round(statistics.median(alone) * 1000, 1),
            cpu_seconds_per_1000_runs=round((after.cpu_seconds - before.cpu_seconds) * 1000 / len(runs), 2),
            memory_mb=round(after.memory_mb),
        )

    def as_dict(self) -> dict[str, object]:
        """For the JSON results."""
        return asdict(self)


class Records(Protocol):
    """What a system under measurement has recorded, read from its own database."""

    def ended(self) -> int:
        """How many runs are recorded as ended."""

    def end_times(self) -> dict[int, float]:
        """Request number -> when the end of its run was recorded, in epoch seconds."""


def measure(
    name: str, pid: int, url: str, records: Records, body: Callable[[int], bytes], *, clients: int, requests: int
) -> Measurement:
    """The same protocol for every system: warm up with the measured clients, runs one by one, then all at once."""

    def load(clients: int, first: int, count: int) -> LoadResult:
        known = records.ended()
        result = asyncio.run(run_load(url, clients, count, lambda number: body(first + number)))
        wait_for(lambda: records.ended() >= known + len(result.sent), f"{name} to record every run", seconds=600)
        return result

    load(clients, WARM_UP, 5 * clients)
    alone = [load(1, UNLOADED + turn, 1).sent[0][1] for turn in range(UNLOADED_RUNS)]
    before = usage(pid)
    result = load(clients, 0, requests)
    after, ends = usage(pid), records.end_times()
    runs = [W5Run(sent, accept, ends[number]) for number, sent, accept in result.sent if number in ends]
    unloaded = [ends[UNLOADED + turn] - sent for turn, sent in enumerate(alone)]
    return Measurement.of(name, clients, result, runs, unloaded, before, after)


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float) -> None:
    """Poll until `condition` holds; raises TimeoutError naming `what`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.02)
