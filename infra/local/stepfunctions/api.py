"""Step Functions' wire protocol (AWS JSON 1.0) as an ASGI application, for plain boto3.

Source: Smithy specification, "AWS JSON 1.0 protocol"; Step Functions API reference.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
import psycopg

from infra.local.rest_json import Receive, Scope, Send
from infra.local.stepfunctions.api_executions import ExecutionOperations
from infra.local.stepfunctions.api_machines import MachineOperations
from infra.local.stepfunctions.api_map_runs import MapRunOperations
from infra.local.stepfunctions.api_test_state import TestStateOperation
from infra.local.stepfunctions.api_versions import VersionOperations
from infra.local.stepfunctions.errors import ServiceError
from infra.local.stepfunctions.service import StepFunctions

log = logging.getLogger(__name__)

MAX_BODY_BYTES: Final = 4 * 1024 * 1024
"""A definition of 1 MB, escaped as a JSON string."""
_PREFIX: Final = b"AWSStepFunctions."

Operation = Callable[[bytes], Awaitable[dict[str, Any]]]


class StepFunctionsApi:
    """`app` is the ASGI application over one `StepFunctions`."""

    def __init__(self, service: StepFunctions) -> None:
        writing = asyncio.Lock()
        machines = MachineOperations(service, writing)
        versions = VersionOperations(service, writing)
        map_runs = MapRunOperations(service)
        executions = ExecutionOperations(service, map_runs)
        self._operations: dict[bytes, Operation] = {
            b"CreateStateMachine": machines.create_state_machine,
            b"UpdateStateMachine": machines.update_state_machine,
            b"DescribeStateMachine": machines.describe_state_machine,
            b"DeleteStateMachine": machines.delete_state_machine,
            b"ListStateMachines": machines.list_state_machines,
            b"PublishStateMachineVersion": versions.publish_state_machine_version,
            b"ListStateMachineVersions": versions.list_state_machine_versions,
            b"DeleteStateMachineVersion": versions.delete_state_machine_version,
            b"CreateStateMachineAlias": versions.create_state_machine_alias,
            b"UpdateStateMachineAlias": versions.update_state_machine_alias,
            b"DescribeStateMachineAlias": versions.describe_state_machine_alias,
            b"DeleteStateMachineAlias": versions.delete_state_machine_alias,
            b"ListStateMachineAliases": versions.list_state_machine_aliases,
            b"ValidateStateMachineDefinition": machines.validate_state_machine_definition,
            b"ListTagsForResource": machines.list_tags_for_resource,
            b"TagResource": machines.tag_resource,
            b"UntagResource": machines.untag_resource,
            b"StartExecution": executions.start_execution,
            b"StartSyncExecution": executions.start_sync_execution,
            b"RedriveExecution": executions.redrive_execution,
            b"DescribeExecution": executions.describe_execution,
            b"DescribeStateMachineForExecution": executions.describe_state_machine_for_execution,
            b"ListExecutions": executions.list_executions,
            b"TestState": TestStateOperation(service).test_state,
            b"ListMapRuns": executions.list_map_runs,
            b"DescribeMapRun": map_runs.describe_map_run,
            b"UpdateMapRun": map_runs.update_map_run,
            b"StopExecution": executions.stop_execution,
            b"GetExecutionHistory": executions.get_execution_history,
            b"SendTaskSuccess": executions.send_task_success,
            b"SendTaskFailure": executions.send_task_failure,
            b"SendTaskHeartbeat": executions.send_task_heartbeat,
        }

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served here: only http")
        status, answer = await self._answer(scope, receive)
        body = orjson.dumps(answer)
        headers = [
            (b"content-type", b"application/x-amz-json-1.0"),
            (b"content-length", str(len(body)).encode()),
            (b"x-amzn-requestid", str(uuid.uuid4()).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, dict[str, Any]]:
        target = next((value for name, value in scope["headers"] if name == b"x-amz-target"), b"")
        operation = self._operations.get(target.removeprefix(_PREFIX)) if target.startswith(_PREFIX) else None
        try:
            body = await _read(receive)
            if operation is None:
                named = target.decode("ascii", "replace")[:100] or "no X-Amz-Target header"
                return 400, _error("UnknownOperationException", f"the local Step Functions has no operation {named}")
            return 200, await operation(body)
        except ServiceError as error:
            return error.status, _error(error.code, error.message)
        except psycopg.Error:
            log.exception("%s: the database did not take it", target)
            return 500, _error("InternalFailure", "the local stack's database did not take the request")


def _error(code: str, message: str) -> dict[str, Any]:
    return {"__type": code, "message": message}


async def _read(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts = [body]
    size = len(body)
    while message.get("more_body", False):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY_BYTES:
            raise ServiceError("ValidationException", f"the request is larger than {MAX_BODY_BYTES} bytes")
    return b"".join(parts)
