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
from support import servers

from infra.local.functions_host.host import FunctionHost
from infra.local.stepfunctions.machines import Target
from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.status_changes import Change

MEGABYTE = 1_048_576


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


async def measure(dsn: str, folder: Path, executions: int, clients: int, waiting: int) -> None:
    code = folder / "functions/actions/trivial"
    code.mkdir(parents=True)
    (code / "handler.py").write_text("def handler(event, context):\n    return {'output': event['n'] + 1}\n")
    host = FunctionHost([Entry()], lambda _: {}, folder, folder / "logs", watch=False)
    await host.start()
    done = asyncio.Event()
    ended = 0
    expected = 200 + executions

    async def count(changes: Sequence[Change]) -> None:
        nonlocal ended
        ended += sum(change["detail"]["status"] == "SUCCEEDED" for change in changes)
        if ended >= expected:
            done.set()

    service = StepFunctions(dsn, host.invoke, count)
    await service.start()
    machine, _ = await service.machines.create(
        "five", "STANDARD", json.dumps(FIVE), "arn:aws:iam::0:role/x", {}, publish=None
    )
    await service.machines.create("wait", "STANDARD", json.dumps(WAIT), "arn:aws:iam::0:role/x", {}, publish=None)
    assert isinstance(service.machines.target(service.arns.read_machine(service.arns.machine("five"))), Target)
    arn = service.arns.machine(machine.name)

    async def client(number: int, runs: int, accepts: list[float]) -> None:
        for run in range(runs):
            begin = time.perf_counter()
            await service.start_execution(arn, f"c{number}-{run}", b'{"n": 1}')
            accepts.append(time.perf_counter() - begin)

    await client(-1, 200, [])
    process = psutil.Process()
    cpu, begin, accepts = process.cpu_times(), time.perf_counter(), []
    commits = service.journal.commits
    await asyncio.gather(*[client(number, executions // clients, accepts) for number in range(clients)])
    accepted = time.perf_counter() - begin
    await done.wait()
    took = time.perf_counter() - begin
    now = process.cpu_times()
    used = now.user + now.system - cpu.user - cpu.system
    print(
        f"completed          {executions / took:8.0f} executions/s ({took:.2f} s, {used / took:.0%} of a core in this process)"
    )
    print(f"accepted           {executions / accepted:8.0f} executions/s at {clients} clients")
    print(f"accept p50, p99    {percentile(accepts, 0.5) * 1e3:8.1f} {percentile(accepts, 0.99) * 1e3:.1f} ms")
    print(f"group commits      {service.journal.commits - commits:8d} for {executions * 5} rows")

    before = process.memory_info().rss
    begin = time.perf_counter()
    wait_arn = service.arns.machine("wait")
    for chunk in range(0, waiting, 500):
        await asyncio.gather(
            *[service.start_execution(wait_arn, f"w-{number}", b"{}") for number in range(chunk, chunk + 500)]
        )
    grown = (process.memory_info().rss - before) / MEGABYTE
    print(
        f"waiting            {waiting:8d} executions: {grown:.0f} MB more, accepted at {waiting / (time.perf_counter() - begin):.0f}/s"
    )
    used = time.process_time()
    await asyncio.sleep(5)
    print(f"idle               {(time.process_time() - used) / 5:8.2%} of a core")
    await service.stop()
    begin = time.perf_counter()
    again = StepFunctions(dsn, host.invoke)
    await again.start()
    print(f"recovery           {len(again.runner.live):8d} executions in {time.perf_counter() - begin:.2f} s")
    await again.stop()
    await host.stop()


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
