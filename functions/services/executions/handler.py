"""Routes of the executions service."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from statewright.api.executions import EXECUTION_ID_PATTERN, ExecutionStatus
from statewright.core.runtime.service import UUID_PATTERN, CursorQuery, LimitQuery, actor, entry, service
from statewright.data.connect import database

from . import logic
from .models import Execution, ExecutionList, NodeRunList

app = service("executions")
handler = entry(app)

ExecutionId = Annotated[str, Path(pattern=EXECUTION_ID_PATTERN)]


@app.get("/api/executions", tags=["executions"], operation_id="list_executions", summary="List executions")
def list_executions(
    workflow_id: Annotated[str | None, Query(pattern=UUID_PATTERN, description="Of this workflow only.")] = None,
    status: Annotated[ExecutionStatus | None, Query()] = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> ExecutionList:
    return logic.list_executions(database(), workflow_id=workflow_id, status=status, limit=limit, cursor=cursor)


@app.get(
    "/api/executions/<execution_id>", tags=["executions"], operation_id="get_execution", summary="Get an execution"
)
def get_execution(execution_id: ExecutionId) -> Execution:
    return logic.get_execution(database(), execution_id)


@app.get(
    "/api/executions/<execution_id>/nodes",
    tags=["executions"],
    operation_id="list_node_runs",
    summary="List what the nodes of an execution did",
)
def list_node_runs(
    execution_id: ExecutionId,
    key: Annotated[str | None, Query(max_length=60, description="Of this node only.")] = None,
    limit: LimitQuery = 50,
    cursor: Annotated[
        str | None, Query(pattern=r"^[0-9]{1,9}$", description="`next_cursor` of the page before.")
    ] = None,
) -> NodeRunList:
    after = -1 if cursor is None else int(cursor)
    return logic.list_node_runs(database(), execution_id, key=key, limit=limit, after=after)


@app.post(
    "/api/executions/<execution_id>/cancel",
    tags=["executions"],
    operation_id="cancel_execution",
    summary="Stop an execution",
    status_code=202,
)
def cancel_execution(execution_id: ExecutionId) -> Response[None]:
    logic.cancel(database(), execution_id, actor(app))
    return Response(status_code=202)
