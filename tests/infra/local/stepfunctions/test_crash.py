"""`kill -9`, start again: every accepted execution finishes, and no completed step runs twice."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.lambdas import action_event

from .conftest import Client, invoke

EXECUTIONS = 40
STEP = """
    import os, time
    from pathlib import Path
    folder = Path(os.environ["FOLDER"])
    def handler(event, context):
        if event["step"] == "slow" and not (folder / "released").exists():
            (folder / "slow-began").touch()
            time.sleep(20)
        with (folder / "runs").open("a") as file:
            file.write(f"{event['step']} {event['run']}\\n")
        return event["step"]
"""


CLAIMED_STEP = """
    import os, time
    from pathlib import Path
    from pydantic import BaseModel
    from statewright.core.runtime.action import action
    from statewright.core.specs import ActionSpec
    folder = Path(os.environ["FOLDER"])
    class Config(BaseModel):
        pass
    def run(config, ctx):
        with (folder / "runs").open("a") as file:
            file.write("run\\n")
        if not (folder / "released").exists():
            (folder / "slow-began").touch()
            time.sleep(20)
        return "done"
    SPEC = ActionSpec(name="step", title="", description="", icon="", category="", Config=Config, Output=None)
    handler = action(SPEC, run)
"""


def step(name: str, following: str) -> dict[str, object]:
    payload = {"step": name, "run": "{% $states.context.Execution.Name %}"}
    return invoke("step", payload, Output={}, Next=following)


MACHINE = {
    "First": step("first", "Pause"),
    "Pause": {"Type": "Wait", "Seconds": 2, "Next": "Last"},
    "Last": step("last", "Done"),
    "Done": {"Type": "Succeed"},
}
SLOW = {"First": step("first", "Slow"), "Slow": step("slow", "Done"), "Done": {"Type": "Succeed"}}


class HostProcess:
    """The process under test."""

    def __init__(self, dsn: str, redis: str, folder: Path) -> None:
        command = [sys.executable, str(Path(__file__).with_name("host_process.py")), dsn, redis, str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4])
        assert self.process.stdout is not None
        self.client = Client(self.process.stdout.readline().strip())

    def kill(self) -> list[psutil.Process]:
        """`kill -9`; the processes it had started."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.close()
        return children

    def close(self) -> None:
        """End the process and wait for it."""
        self.client.boto.close()
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


Launch = Callable[[], HostProcess]


@pytest.fixture
def launch(postgres_url: str, valkey_url: str, tmp_path: Path) -> Iterator[Launch]:
    folder = tmp_path / "functions" / "actions" / "step"
    folder.mkdir(parents=True)
    (folder / "handler.py").write_text(textwrap.dedent(STEP))
    launched: list[HostProcess] = []

    def start() -> HostProcess:
        launched.append(HostProcess(postgres_url, valkey_url, tmp_path))
        return launched[-1]

    yield start
    for host in launched:
        host.close()


def runs(folder: Path) -> Counter[str]:
    file = folder / "runs"
    return Counter(file.read_text().split("\n")[:-1]) if file.exists() else Counter()


async def statuses(sfn: Client, machine: str) -> Counter[str]:
    listed = await sfn("list_executions", stateMachineArn=machine)
    return Counter(item["status"] for item in listed["executions"])


async def until(sfn: Client, machine: str, expected: Counter[str]) -> None:
    async with asyncio.timeout(60):
        while await statuses(sfn, machine) != expected:
            pass


async def test_waiting_executions_finish_after_a_crash_and_repeat_nothing(launch: Launch, tmp_path: Path) -> None:
    host = launch()
    machine = await host.client.machine("m", MACHINE)
    arns = [
        (await host.client("start_execution", stateMachineArn=machine, name=f"run-{number}"))["executionArn"]
        for number in range(EXECUTIONS)
    ]
    async with asyncio.timeout(30):
        for arn in arns:
            while "WaitStateEntered" not in {
                event["type"] for event in (await host.client("get_execution_history", executionArn=arn))["events"]
            }:
                pass

    orphans = host.kill()
    _, alive = await asyncio.to_thread(psutil.wait_procs, orphans, 5)
    host = launch()
    await until(host.client, machine, Counter({"SUCCEEDED": EXECUTIONS}))

    assert not alive
    assert runs(tmp_path) == Counter(
        {f"{name} run-{number}": 1 for name in ("first", "last") for number in range(EXECUTIONS)}
    )
    changes = [json.loads(line) for line in (tmp_path / "changes").read_text().splitlines()]
    assert {change["executionArn"] for change in changes if change["status"] == "SUCCEEDED"} == set(arns)


async def test_a_task_in_flight_is_invoked_again_and_what_was_before_is_not(launch: Launch, tmp_path: Path) -> None:
    host = launch()
    machine = await host.client.machine("slow", SLOW)
    await host.client("start_execution", stateMachineArn=machine, name="one")
    async with asyncio.timeout(30):
        while not await asyncio.to_thread((tmp_path / "slow-began").exists):
            pass

    host.kill()
    (tmp_path / "released").touch()
    host = launch()
    await until(host.client, machine, Counter({"SUCCEEDED": 1}))

    assert runs(tmp_path) == Counter({"first one": 1, "slow one": 1})


async def test_the_claim_of_a_task_in_flight_is_taken_back_at_once(launch: Launch, tmp_path: Path) -> None:
    """Without its former request id the second invocation would find the claim held, and nothing here retries."""
    handler = tmp_path / "functions" / "actions" / "step" / "handler.py"
    handler.write_text(textwrap.dedent(CLAIMED_STEP))
    payload = action_event("step@1", {}) | {
        "execution": {
            "arn": "{% $states.context.Execution.Id %}",
            "name": "{% $states.context.Execution.Name %}",
            "started_at": "{% $states.context.Execution.StartTime %}",
        }
    }
    host = launch()
    machine = await host.client.machine("claimed", {"Only": invoke("step", payload)})
    await host.client("start_execution", stateMachineArn=machine, name=f"one-{uuid.uuid4().hex}")
    async with asyncio.timeout(30):
        while not await asyncio.to_thread((tmp_path / "slow-began").exists):
            pass

    host.kill()
    (tmp_path / "released").touch()
    host = launch()
    async with asyncio.timeout(30):
        while "RUNNING" in await statuses(host.client, machine):
            pass

    assert await statuses(host.client, machine) == Counter({"SUCCEEDED": 1})
    assert runs(tmp_path) == Counter({"run": 2})


async def test_an_accepted_start_survives_an_immediate_crash(launch: Launch, tmp_path: Path) -> None:
    host = launch()
    machine = await host.client.machine("m", MACHINE)
    starts = [host.client("start_execution", stateMachineArn=machine, name=f"run-{number}") for number in range(8)]
    await asyncio.gather(*starts)

    host.kill()
    host = launch()
    await until(host.client, machine, Counter({"SUCCEEDED": 8}))

    assert {line for line in runs(tmp_path) if line.startswith("last")} == {f"last run-{number}" for number in range(8)}


def nested(child: str, pattern: str, following: dict[str, object], **arguments: object) -> dict[str, object]:
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::states:startExecution{pattern}",
        "Arguments": {"StateMachineArn": child, **arguments},
        **following,
    }


async def test_a_child_that_was_started_is_found_again_and_not_started_twice(launch: Launch, tmp_path: Path) -> None:
    host = launch()
    child = await host.client.machine("child", SLOW)
    states = {
        "P": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": name, "States": {name: nested(child, pattern, {"End": True}, **arguments)}}
                for name, pattern, arguments in (
                    ("Waits", ".sync:2", {}),
                    ("Named", ".sync:2", {"Name": "named"}),
                    ("Free", "", {}),
                )
            ],
            "End": True,
        }
    }
    parent = await host.client.machine("parent", states)
    await host.client("start_execution", stateMachineArn=parent, name="one")
    async with asyncio.timeout(30):
        while not await asyncio.to_thread((tmp_path / "slow-began").exists):
            pass
        while await statuses(host.client, child) != Counter({"RUNNING": 3}):
            pass

    host.kill()
    (tmp_path / "released").touch()
    host = launch()
    await until(host.client, parent, Counter({"SUCCEEDED": 1}))
    await until(host.client, child, Counter({"SUCCEEDED": 3}))

    assert sorted(runs(tmp_path).values()) == [1] * 6


async def test_only_the_unfinished_children_of_a_distributed_map_run_again(launch: Launch, tmp_path: Path) -> None:
    items = 60
    host = launch()
    payload = {"step": "{% $states.input = 7 ? 'slow' : 'fast' %}", "run": "{% $states.input %}"}
    state = {
        "Type": "Map",
        "Items": list(range(items)),
        "MaxConcurrency": 10,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "T",
            "States": {"T": invoke("step", payload)},
        },
        "End": True,
    }
    machine = await host.client.machine("m", {"M": state})
    arn = (await host.client("start_execution", stateMachineArn=machine, name="one"))["executionArn"]
    [map_run] = (await host.client("list_map_runs", executionArn=arn))["mapRuns"]
    async with asyncio.timeout(60):
        while True:
            described = await host.client("describe_map_run", mapRunArn=map_run["mapRunArn"])
            if described["itemCounts"]["succeeded"] == items - 1:
                break

    host.kill()
    (tmp_path / "released").touch()
    host = launch()
    await until(host.client, machine, Counter({"SUCCEEDED": 1}))

    assert runs(tmp_path) == Counter(f"{'slow' if item == 7 else 'fast'} {item}" for item in range(items))
    described = await host.client("describe_map_run", mapRunArn=map_run["mapRunArn"])
    assert (described["status"], described["itemCounts"]["succeeded"]) == ("SUCCEEDED", items)
