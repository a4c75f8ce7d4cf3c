"""Durable executions per second of the local Step Functions, and what waiting executions cost.

`python benchmarks/stepfunctions.py [--executions 3000] [--clients 16] [--waiting 10000]` starts its own PostgreSQL and
function host in a temporary folder and prints a table. The machine has five states: Pass, three Lambda tasks, Choice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import uvloop

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from infra.local.functions_host.host import FunctionHost
from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.status_changes import Change
from tests.support import servers

MEGABYTE = 1_048_576
ROLE = "arn:aws:iam::000000000000:role/machine"


@dataclass(frozen=True)
class Entry:
    name: str = "trivial"
    path: str = "functions/actions/trivial"
    handler: str = "actions.trivial.handler.handler"
    memory_mb: int = 256
    timeout_seconds: int = 30


def task(following: str) -> dict[str, object]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "trivial", "Payload": {"n": "{% $n %}"}},
        "Assign": {"n": "{% $states.result.Payload.output %}"},
        "Output": {},
        "Next": following,
    }


FIVE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Begin",
    "TimeoutSeconds": 86_400,
    "States": {
        "Begin": {"Type": "Pass", "Assign": {"n": "{% $states.input.n %}"}, "Output": {}, "Next": "A"},
        "A": task("B"),
        "B": task("C"),
        "C": task("Check"),
        "Check": {"Type": "Choice", "Choices": [{"Condition": "{% $n >= 0 %}", "Next": "Done"}], "Default": "Done"},
        "Done": {"Type": "Succeed", "Output": {"n": "{% $n %}"}},
    },
}
WAIT = {"QueryLanguage": "JSONata", "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 86_400, "End": True}}}


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


class Bench:
    """A running service and the ends it has reported."""

    def __init__(self, dsn: str, folder: Path) -> None:
        code = folder / "functions/actions/trivial"
        code.mkdir(parents=True)
        (code / "handler.py").write_text("def handler(event, context):\n    return {'output': event['n'] + 1}\n")
        self.dsn = dsn
        self.host = FunctionHost([Entry()], lambda _: {}, folder, folder / "logs", watch=False)
        self.service = StepFunctions(dsn, self.host.invoke, self.count)
        self.process = psutil.Process()
        self.ended = 0
        self.expected = 0
        self.done = asyncio.Event()

    async def count(self, changes: Sequence[Change]) -> None:
        self.ended += sum(change["detail"]["status"] == "SUCCEEDED" for change in changes)
        if self.ended == self.expected:
            self.done.set()

    async def start(self) -> None:
        await self.host.start()
        await self.service.start()
        for name, machine in (("five", FIVE), ("wait", WAIT)):
            await self.service.machines.create(name, "STANDARD", json.dumps(machine), ROLE, {}, publish=None)

    def cpu(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system

    async def runs(self, executions: int, clients: int) -> tuple[float, float, float, list[float]]:
        """(seconds until all were accepted, until all had ended, CPU seconds here, accept times in seconds)."""
        arn = self.service.arns.machine("five")
        accepts: list[float] = []
        self.expected = self.ended + executions // clients * clients
        self.done.clear()
        tag = self.expected

        async def client(number: int) -> None:
            for run in range(executions // clients):
                begin = time.perf_counter()
                await self.service.start_execution(arn, f"e{tag}-{number}-{run}", b'{"n": 1}')
                accepts.append(time.perf_counter() - begin)

        cpu, begin = self.cpu(), time.perf_counter()
        await asyncio.gather(*[client(number) for number in range(clients)])
        accepted = time.perf_counter() - begin
        await self.done.wait()
        return accepted, time.perf_counter() - begin, self.cpu() - cpu, accepts

    async def wait(self, waiting: int) -> None:
        before, begin = self.process.memory_info().rss, time.perf_counter()
        arn = self.service.arns.machine("wait")
        for chunk in range(0, waiting, 500):
            names = [f"w-{number}" for number in range(chunk, chunk + 500)]
            await asyncio.gather(*[self.service.start_execution(arn, name, b"{}") for name in names])
        rate = waiting / (time.perf_counter() - begin)
        grown = (self.process.memory_info().rss - before) / MEGABYTE
        print(f"waiting            {waiting:8d} executions: {grown:.0f} MB more, accepted at {rate:.0f}/s")

    async def recover(self) -> None:
        await self.service.stop()
        begin = time.perf_counter()
        again = StepFunctions(self.dsn, self.host.invoke)
        await again.start()
        print(f"recovery           {len(again.runner.live):8d} executions in {time.perf_counter() - begin:.2f} s")
        await again.stop()
        await self.host.stop()


async def measure(dsn: str, folder: Path, executions: int, clients: int, waiting: int) -> None:
    bench = Bench(dsn, folder)
    await bench.start()
    await bench.runs(200, 1)
    await bench.wait(waiting)
    commits = bench.service.journal.commits
    accepted, took, cpu, accepts = await bench.runs(executions, clients)
    commits = bench.service.journal.commits - commits
    print(f"completed          {executions / took:8.0f} executions/s, {cpu / took:.0%} of a core in this process")
    print(f"accepted           {executions / accepted:8.0f} executions/s at {clients} clients")
    print(f"accept p50, p99    {percentile(accepts, 0.5) * 1e3:8.1f} {percentile(accepts, 0.99) * 1e3:.1f} ms")
    print(f"group commits      {commits:8d} for {executions * 5} rows")
    cpu = bench.cpu()
    await asyncio.sleep(5)
    print(f"idle               {(bench.cpu() - cpu) / 5:8.2%} of a core")
    await bench.recover()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--executions", type=int, default=3200)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--waiting", type=int, default=10_000)
    chosen = parser.parse_args()
    with servers.postgres() as dsn, tempfile.TemporaryDirectory(prefix="sw-bench-") as folder:
        uvloop.run(measure(dsn, Path(folder), chosen.executions, chosen.clients, chosen.waiting))


if __name__ == "__main__":
    main()
