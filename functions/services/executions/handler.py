"""Routes of the executions service."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import AwareDatetime
from statewright.api.executions import EXECUTION_ID_PATTERN, ExecutionStatus
from statewright.core.runtime.service import UUID_PATTERN, CursorQuery, LimitQuery, actor, entry, service, some_of
from statewright.data.connect import database
from statewright.data.execution_list import Filter

from . import logic, redriving
from .models import Execution, ExecutionCounts, ExecutionList, NodeRunList

app = service("executions")
handler = entry(app)

ExecutionId = Annotated[str, Path(pattern=EXECUTION_ID_PATTERN)]

IdsQuery = Annotated[
    str | None,
    Query(
        max_length=6000,
        pattern=some_of(EXECUTION_ID_PATTERN),
        description="Only these, at most 50, with commas between them.",
    ),
]

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL's text holds none."""

WorkflowQuery = Annotated[str | None, Query(pattern=UUID_PATTERN, description="Of this workflow only.")]
VersionQuery = Annotated[int | None, Query(ge=1, le=1_000_000, description="Of this version only.")]
TriggerQuery = Annotated[
    str | None, Query(max_length=60, pattern=NO_NUL, description="Started by this trigger node, by its key.")
]
FromQuery = Annotated[AwareDatetime | None, Query(description="Started then or later; RFC 3339.")]
BeforeQuery = Annotated[AwareDatetime | None, Query(description="Started before then; RFC 3339.")]
TextQuery = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=120,
        pattern=NO_NUL,
        description="What an id, the name in it (behind the dot), or the name of an error begins with.",
    ),
]
DivergedQuery = Annotated[bool, Query(description="Only those whose replay differs from their record.")]
WaitingQuery = Annotated[bool, Query(description="Only those that wait for an answer or an event now.")]


@app.get("/api/executions", tags=["executions"], operation_id="list_executions", summary="List executions")
def list_executions(
    ids: IdsQuery = None,
    workflow_id: WorkflowQuery = None,
    status: Annotated[ExecutionStatus | None, Query()] = None,
    version: VersionQuery = None,
    trigger: TriggerQuery = None,
    started_from: FromQuery = None,
    started_before: BeforeQuery = None,
    q: TextQuery = None,
    diverged: DivergedQuery = False,
    waiting: WaitingQuery = False,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> ExecutionList:
    wanted = Filter(
        ids=tuple(ids.split(",")) if ids else None,
        workflow_id=workflow_id,
        version=version,
        trigger=trigger,
        started_from=started_from,
        started_before=started_before,
        text=q,
        diverged=diverged,
        waiting=waiting,
    )
    return logic.list_executions(database(), wanted, status=status, limit=limit, cursor=cursor)


@app.get(
    "/api/executions/counts",
    tags=["executions"],
    operation_id="count_executions",
    summary="Count executions by status, each up to 1,000",
)
def count_executions(
    workflow_id: WorkflowQuery = None,
    version: VersionQuery = None,
    trigger: TriggerQuery = None,
    started_from: FromQuery = None,
    started_before: BeforeQuery = None,
    q: TextQuery = None,
    diverged: DivergedQuery = False,
    waiting: WaitingQuery = False,
) -> ExecutionCounts:
    wanted = Filter(
        workflow_id=workflow_id,
        version=version,
        trigger=trigger,
        started_from=started_from,
        started_before=started_before,
        text=q,
        diverged=diverged,
        waiting=waiting,
    )
    return logic.count_executions(database(), wanted)


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


@app.post(
    "/api/executions/<execution_id>/redrive",
    tags=["executions"],
    operation_id="redrive_execution",
    summary="Let an execution that ended badly go on from where it failed",
    status_code=202,
)
def redrive_execution(execution_id: ExecutionId) -> Response[None]:
    redriving.redrive(database(), execution_id, actor(app))
    return Response(status_code=202)
