"""Distributed Maps for tests, and the objects they read and write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from statewright.language.engine import ChildHistory, Outcome, Raised, Returned, ScheduleTask, Simulation

from tests.support.machines import block, task

GET = "arn:aws:states:::s3:getObject"
LIST = "arn:aws:states:::s3:listObjectsV2"
PUT = "arn:aws:states:::s3:putObject"

LISTING = {"Resource": LIST, "Arguments": {"Bucket": "b"}}
WRITER = {"Resource": PUT, "Arguments": {"Bucket": "out", "Prefix": "runs/"}}


def spread(states: dict[str, Any], kind: str = "STANDARD", **fields: Any) -> dict[str, Any]:
    """A distributed Map that ends its block, unless a `Next` is given."""
    ends = {} if "Next" in fields else {"End": True}
    processor = {**block(states), "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}}
    return {"Type": "Map", "ItemProcessor": processor, **ends, **fields}


def echo() -> dict[str, Any]:
    return {"i": {"Type": "Pass", "Output": "{% $states.input %}", "End": True}}


def reader(input_type: str, **config: Any) -> dict[str, Any]:
    return {
        "Resource": GET,
        "Arguments": {"Bucket": "b", "Key": "{% $states.input.key %}"},
        "ReaderConfig": {"InputType": input_type, **config},
    }


def store(objects: dict[str, str], after: Callable[[ScheduleTask], Outcome] | None = None) -> Any:
    """Work that reads and writes objects; `after` does everything else."""

    def work(command: ScheduleTask) -> Outcome:
        if command.resource == GET:
            return Returned({"Body": objects[command.arguments["Key"]]}, after=10)
        if command.resource == PUT:
            objects[command.arguments["Key"]] = command.arguments["Body"]
            return Returned({}, after=10)
        return after(command) if after else Returned(command.arguments)

    return work


def children(simulation: Simulation) -> list[ChildHistory]:
    (found,) = simulation.history.map_runs.values()
    return found


def fails(*numbers: int) -> Callable[[ScheduleTask], Outcome]:
    def work(command: ScheduleTask) -> Outcome:
        if command.arguments in numbers:
            return Raised("Broken", f"no {command.arguments}", after=100)
        return Returned(command.arguments, after=1000)

    return work


EACH = {"t": task(Arguments="{% $states.input %}")}
