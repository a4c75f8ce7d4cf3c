"""The operations on executions and tasks."""

from __future__ import annotations

import uuid
from typing import Any, Final

import orjson
from statewright.language.engine import HistoryEvent, read_token

from infra.local.stepfunctions import requests
from infra.local.stepfunctions.api_map_runs import MapRunOperations, describe_child, machine_of_child
from infra.local.stepfunctions.errors import ServiceError, no_execution, wrong_type
from infra.local.stepfunctions.history import wire_event
from infra.local.stepfunctions.live import LiveExecution
from infra.local.stepfunctions.paging import page_token, read_page_token
from infra.local.stepfunctions.records import Record
from infra.local.stepfunctions.requests import check_json, check_name, parse
from infra.local.stepfunctions.service import StepFunctions

_ALL: Final = 2**62


class ExecutionOperations:
    """Start, describe, list, stop, history, and answers by task token."""

    def __init__(self, service: StepFunctions, map_runs: MapRunOperations) -> None:
        self._service = service
        self._map_runs = map_runs

    async def start_execution(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.StartExecution, body)
        name = check_name(request.name) if request.name is not None else str(uuid.uuid4())
        data = check_json(request.input, "InvalidExecutionInput", "Invalid Execution Input: the input")
        arn, started_at = await self._service.start_execution(request.stateMachineArn, name, data)
        return {"executionArn": arn, "startDate": started_at / 1000}

    async def start_sync_execution(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.StartExecution, body)
        name = check_name(request.name) if request.name is not None else str(uuid.uuid4())
        data = check_json(request.input, "InvalidExecutionInput", "Invalid Execution Input: the input")
        ended = await self._service.run_express(request.stateMachineArn, name, data)
        finish = ended.finish
        answer: dict[str, Any] = {
            "executionArn": ended.arn,
            "stateMachineArn": request.stateMachineArn,
            "name": name,
            "startDate": ended.started_at / 1000,
            "stopDate": ended.ended_at / 1000,
            "status": finish.status,
            "input": data.decode(),
            "inputDetails": {"included": True},
            "billingDetails": ended.billing,
        }
        if finish.status == "SUCCEEDED":
            return answer | {"output": orjson.dumps(finish.output).decode(), "outputDetails": {"included": True}}
        told = (("error", finish.error), ("cause", finish.cause))
        return answer | {key: value for key, value in told if value is not None}

    async def redrive_execution(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.RedriveExecution, body)
        machine, name = self._service.arns.read_execution(request.executionArn)
        at = await self._service.redriving.redrive(machine, name, request.clientToken)
        if at is None:
            raise no_execution(request.executionArn)
        return {"redriveDate": at / 1000}

    async def describe_execution(self, body: bytes) -> dict[str, Any]:
        arn = parse(requests.ExecutionArn, body).executionArn
        if (child := await self._map_runs.child(arn)) is not None:
            return describe_child(child)
        return self._service.descriptions.description(await self._find(arn))

    async def describe_state_machine_for_execution(self, body: bytes) -> dict[str, Any]:
        arn = parse(requests.ExecutionArn, body).executionArn
        child = await self._map_runs.child(arn)
        start = (child.parent if child is not None else await self._find(arn)).start
        machines = self._service.machines
        definition = await machines.definitions.get(start.definition_id)
        name = machines.name_of(start.state_machine_id)
        answer = {
            "stateMachineArn": self._service.arns.machine(name),
            "name": name,
            "definition": definition.text,
            "roleArn": definition.role_arn,
            "updateDate": start.started_at / 1000,
            "revisionId": definition.revision_id,
        }
        return answer if child is None else answer | machine_of_child(child, definition.text)

    async def list_executions(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.ListExecutions, body)
        service = self._service
        if request.mapRunArn is not None and request.stateMachineArn is None:
            return await self._map_runs.list_children(request.mapRunArn, request)
        if request.stateMachineArn is None or request.mapRunArn is not None:
            raise ServiceError("ValidationException", "exactly one of stateMachineArn and mapRunArn must be given")
        ref = service.arns.read_machine(request.stateMachineArn)
        machine = service.machines.get(ref)
        if machine.type == "EXPRESS":
            raise wrong_type(request.stateMachineArn)
        if request.statusFilter == "PENDING_REDRIVE":
            return {"executions": []}  # only children of a Map Run wait for a redrive
        running = request.statusFilter == "RUNNING"
        live = [key for key, live in service.runner.live.items() if live.row.state_machine_id == machine.id]
        records = await service.records.page(
            machine.id,
            before=read_page_token(request.nextToken, _ALL),
            limit=request.size + 1,
            status=None if running else request.statusFilter,
            ids=live if running else None,
            version=ref.version,
            alias=ref.alias,
            redriven=None if request.redriveFilter is None else request.redriveFilter == "REDRIVEN",
        )
        shown = records[: request.size]
        answer: dict[str, Any] = {
            "executions": [
                service.descriptions.summary(record) for record in shown if not running or record.end is None
            ]
        }
        if len(records) > len(shown):
            answer["nextToken"] = page_token(shown[-1].start.id)
        return answer

    async def list_map_runs(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.ListMapRuns, body)
        return await self._map_runs.list_of(await self._find(request.executionArn), request)

    async def stop_execution(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.StopExecution, body)
        live = self._live(request.executionArn)
        if live is None:
            record = await self._find(request.executionArn)  # an ended one stays as it ended
            ended = record.end.ended_at if record.end else self._service.clock()
            return {"stopDate": ended / 1000}
        return {"stopDate": await self._service.runner.stop_execution(live, request.error, request.cause) / 1000}

    async def get_execution_history(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.GetHistory, body)
        events = await self._history(request.executionArn)
        if request.reverseOrder:
            events = events[::-1]
        region = self._service.arns.region
        first = read_page_token(request.nextToken, 0)
        shown = events[first : first + request.size]
        answer: dict[str, Any] = {
            "events": [wire_event(event, region, with_data=request.includeExecutionData) for event in shown]
        }
        if first + len(shown) < len(events):
            answer["nextToken"] = page_token(first + len(shown))
        return answer

    async def send_task_success(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.TaskSuccess, body)
        output = check_json(request.output, "InvalidOutput", "Invalid Output: the output")
        live, task_id = await self._task(request.taskToken)
        await self._service.runner.task_succeeded(live, task_id, output)
        return {}

    async def send_task_failure(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.TaskFailure, body)
        live, task_id = await self._task(request.taskToken)
        await self._service.runner.task_failed(live, task_id, request.error or "", request.cause)
        return {}

    async def send_task_heartbeat(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.TaskToken, body)
        live, task_id = await self._task(request.taskToken)
        await self._service.runner.heartbeat(live, task_id)
        return {}

    def _live(self, arn: str) -> LiveExecution | None:
        machine_name, name = self._service.arns.read_execution(arn)
        machine = self._service.machines.find(machine_name)
        live = self._service.runner.find(machine.id, name) if machine else None
        return live if live is not None and live.accepted is None else None

    async def _find(self, arn: str) -> Record:
        if self._service.arns.map_runs_of_child(arn) is not None:
            raise no_execution(arn)
        machine_name, name = self._service.arns.read_execution(arn)
        record = await self._service.records.find_by_machine_name(machine_name, name)
        if record is None:
            raise no_execution(arn)
        return record

    async def _history(self, arn: str) -> list[HistoryEvent]:
        if (child := await self._map_runs.child(arn)) is not None:
            return await self._map_runs.history(child)
        rebuilt = await self._service.rebuilt.get(await self._find(arn))
        return rebuilt[1].events if rebuilt is not None else []

    async def _task(self, token: str) -> tuple[LiveExecution, int]:
        """The live execution and the task of a token; raises InvalidToken, TaskDoesNotExist or TaskTimedOut."""
        claim = read_token(token)
        if claim is None:
            raise ServiceError("InvalidToken", f"Invalid Token: '{token[:100]}'")
        execution_arn, task_id = claim
        try:
            live = self._live(execution_arn)
        except ServiceError as error:
            raise ServiceError("InvalidToken", f"Invalid Token: '{token[:100]}'") from error
        if live is None or not self._service.runner.claims(live, task_id, token):
            raise ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
        return live, task_id
