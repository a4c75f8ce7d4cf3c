"""The operations on Map Runs and on the executions they started."""

from __future__ import annotations

from typing import Any

import orjson
from statewright.language.engine import HistoryEvent, MapRun, MapRunUpdated

from infra.local.stepfunctions import map_runs, requests
from infra.local.stepfunctions.errors import ServiceError, not_found
from infra.local.stepfunctions.map_runs import Child
from infra.local.stepfunctions.paging import page
from infra.local.stepfunctions.records import Record
from infra.local.stepfunctions.service import StepFunctions


class MapRunOperations:
    """What is told of distributed Maps."""

    def __init__(self, service: StepFunctions) -> None:
        self._service = service
        self._map_runs = service.map_runs

    async def describe_map_run(self, body: bytes) -> dict[str, Any]:
        _, map_run = await self._find(requests.parse(requests.MapRunArn, body).mapRunArn)
        return map_runs.describe(map_run)

    async def update_map_run(self, body: bytes) -> dict[str, Any]:
        """Only a Map Run that is under way has limits to change."""
        request = requests.parse(requests.UpdateMapRun, body)
        changes = (request.maxConcurrency, request.toleratedFailureCount, request.toleratedFailurePercentage)
        if changes == (None, None, None):
            raise ServiceError("ValidationException", "at least one limit must be given")
        record, map_run = await self._find(request.mapRunArn)
        live = self._service.runner.live.get(record.start.id)
        if live is None or map_run.status != "RUNNING":
            raise ServiceError("ValidationException", f"Map Run '{map_run.arn}' is {map_run.status}")
        event = MapRunUpdated(self._service.clock(), map_run.arn, *changes)
        await self._service.runner.update_map_run(live, event)
        return {}

    async def list_of(self, record: Record, request: requests.ListMapRuns) -> dict[str, Any]:
        """ListMapRuns."""
        found = [
            {
                "executionArn": map_run.execution_id,
                "mapRunArn": map_run.arn,
                "stateMachineArn": map_run.frame.workflow.context.state_machine_id,
                "startDate": map_run.started_at / 1000,
                **({} if map_run.ended_at is None else {"stopDate": map_run.ended_at / 1000}),
            }
            for map_run in reversed(await self._map_runs.of(record))
        ]
        return page(request, "mapRuns", found)

    async def list_children(self, map_run_arn: str, request: requests.ListExecutions) -> dict[str, Any]:
        """ListExecutions of a Map Run."""
        _, map_run = await self._find(map_run_arn)
        children = [map_runs.summary(child) for child in reversed(map_run.children)]
        if request.statusFilter is not None:
            children = [child for child in children if child["status"] == request.statusFilter]
        if request.redriveFilter is not None:
            redriven = request.redriveFilter == "REDRIVEN"
            children = [child for child in children if (child["redriveCount"] > 0) is redriven]
        return page(request, "executions", children)

    async def child(self, arn: str) -> Child | None:
        """The execution of a Map Run with this ARN."""
        return await self._map_runs.child(arn)

    async def history(self, child: Child) -> list[HistoryEvent]:
        """The events of a Map Run's execution."""
        return (await self._map_runs.history(child)).events

    async def _find(self, arn: str) -> tuple[Record, MapRun]:
        found = await self._map_runs.find(arn)
        if found is None:
            raise not_found(arn)
        return found


def describe_child(child: Child) -> dict[str, Any]:
    """DescribeExecution of a Map Run's execution."""
    run = child.run
    answer = map_runs.summary(run) | {
        "input": orjson.dumps(run.input).decode(),
        "inputDetails": {"included": True},
        "redriveStatus": "REDRIVABLE_BY_MAP_RUN",
    }
    del answer["itemCount"]
    if run.status in (None, "SUCCEEDED"):
        reason = f"Execution is {map_runs.status(run)} and cannot be redriven"
        answer |= {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}
    if run.status == "SUCCEEDED":
        answer |= {"output": orjson.dumps(run.output).decode(), "outputDetails": {"included": True}}
    return answer | {name: value for name, value in (("error", run.error), ("cause", run.cause)) if value is not None}


def machine_of_child(child: Child, definition: str) -> dict[str, Any]:
    """What DescribeStateMachineForExecution says of it: the Map's ItemProcessor, in the parent's definition."""
    processor = _processor(orjson.loads(definition), child.map_run.state.name)
    return {
        "stateMachineArn": child.run.context.state_machine_id,
        "name": child.run.context.state_machine_name,
        "definition": orjson.dumps(processor).decode(),
        "mapRunArn": child.map_run.arn,
        "label": child.map_run.label,
    }


def _processor(block: dict[str, Any], map_state: str) -> dict[str, Any] | None:
    """The ItemProcessor of a Map below this block: names of states are unique in a machine."""
    for name, state in block.get("States", {}).items():
        inner = [*state.get("Branches", ()), *([state["ItemProcessor"]] if "ItemProcessor" in state else ())]
        if name == map_state:
            return inner[0] if inner else None
        for below in inner:
            if (found := _processor(below, map_state)) is not None:
                return found
    return None
