"""Map Runs and the child executions they started. They live inside the execution of their parent: found there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from statewright.language.engine import ChildHistory, ChildRun, Execution, History, MapRun

from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.rebuilt import Rebuilt
from infra.local.stepfunctions.records import Record, Records
from infra.local.stepfunctions.runner import Runner

_PARENTS: Final = 50
"""Parents that are looked through for a child: its ARN names their state machine only."""


class Child(NamedTuple):
    """A child execution, the Map Run that started it, and the execution in which both are."""

    parent: Record
    map_run: MapRun
    run: ChildRun


class MapRuns:
    """Looks Map Runs up."""

    def __init__(self, records: Records, runner: Runner, rebuilt: Rebuilt, arns: Arns) -> None:
        self._records = records
        self._runner = runner
        self._rebuilt = rebuilt
        self._arns = arns

    async def of(self, record: Record) -> list[MapRun]:
        """The Map Runs of an execution, in the order they began."""
        run = await self._run(record)
        return list(run.map_runs.values()) if run is not None else []

    async def find(self, arn: str) -> tuple[Record, MapRun] | None:
        """A Map Run and its execution. Raises InvalidArn."""
        self._arns.check_map_run(arn)
        record = await self._records.map_run_owner(arn)
        run = await self._run(record) if record is not None else None
        map_run = run.map_runs.get(arn) if run is not None else None
        return (record, map_run) if record is not None and map_run is not None else None

    async def child(self, arn: str) -> Child | None:
        """The child execution with this ARN; None if it is not the ARN of one that is known."""
        prefix = self._arns.map_runs_of_child(arn)
        if prefix is None:
            return None
        for record in await self._records.map_run_owners(prefix, _PARENTS):
            run = await self._run(record)
            for map_run in run.map_runs.values() if run is not None else ():
                for child in map_run.children:
                    if child.context.execution_id == arn:
                        return Child(record, map_run, child)
        return None

    async def history(self, child: Child) -> History:
        """The history of a child execution."""
        rebuilt = await self._rebuilt.get(child.parent)
        if rebuilt is not None:
            for history in _children(rebuilt[1]):
                if history.execution_id == child.run.context.execution_id:
                    return history
        return History()

    async def _run(self, record: Record) -> Execution | None:
        live = self._runner.live.get(record.start.id)
        if live is not None:
            return live.run
        rebuilt = await self._rebuilt.get(record)
        return rebuilt[0] if rebuilt is not None else None


def _children(history: History) -> Iterator[ChildHistory]:
    for histories in history.map_runs.values():
        for child in histories:
            yield child
            yield from _children(child)


def describe(map_run: MapRun) -> dict[str, Any]:
    """What DescribeMapRun answers."""
    limits = map_run.limits
    answer: dict[str, Any] = {
        "mapRunArn": map_run.arn,
        "executionArn": map_run.execution_id,
        "status": map_run.status,
        "startDate": map_run.started_at / 1000,
        "maxConcurrency": limits.concurrency,
        "toleratedFailurePercentage": float(limits.tolerated_percentage or 0),
        "toleratedFailureCount": limits.tolerated_count or 0,
        "itemCounts": map_run.item_counts(),
        "executionCounts": map_run.execution_counts(),
        "redriveCount": map_run.redrive_count,
    }
    if map_run.ended_at is not None:
        answer["stopDate"] = map_run.ended_at / 1000
    if map_run.redriven_at is not None:
        answer["redriveDate"] = map_run.redriven_at / 1000
    return answer


def status(child: ChildRun) -> str:
    """As the API names it: one that waits for its turn in a redrive is PENDING_REDRIVE."""
    return "PENDING_REDRIVE" if child in child.map_run.waiting else child.status or "RUNNING"


def summary(child: ChildRun) -> dict[str, Any]:
    """An item of ListExecutions."""
    context = child.context
    answer: dict[str, Any] = {
        "executionArn": context.execution_id,
        "stateMachineArn": context.state_machine_id,
        "name": context.execution_name,
        "status": status(child),
        "startDate": child.started_at / 1000,
        "mapRunArn": child.map_run.arn,
        "itemCount": child.items,
        "redriveCount": child.redrive_count,
    }
    if child.ended_at is not None:
        answer["stopDate"] = child.ended_at / 1000
    if child.redriven_at is not None:
        answer["redriveDate"] = child.redriven_at / 1000
    return answer
