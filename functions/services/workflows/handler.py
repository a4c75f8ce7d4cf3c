"""Routes of the workflows service."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from statewright.core.runtime import cache
from statewright.core.runtime.service import (
    UUID_PATTERN,
    CursorQuery,
    IdPath,
    LimitQuery,
    actor,
    entry,
    service,
    signed_in,
    some_of,
)
from statewright.data.connect import database
from statewright.data.workflow_list import Order, Sort

from . import drafts, preflights, presence, publishing, starting, validation
from .models import (
    TAB_PATTERN,
    ManualStart,
    NewWorkflow,
    PreflightResult,
    Presence,
    PresenceReport,
    PublishRequest,
    PublishResult,
    Started,
    ValidationRequest,
    ValidationResult,
    Version,
    VersionEdit,
    VersionList,
    VersionSummary,
    Workflow,
    WorkflowCopy,
    WorkflowEdit,
    WorkflowList,
    WorkflowStatus,
)

app = service("workflows")
handler = entry(app)


@app.get("/api/workflows", tags=["workflows"], operation_id="list_workflows", summary="List workflows")
def list_workflows(
    ids: Annotated[
        str | None,
        Query(
            max_length=2000,
            pattern=some_of(UUID_PATTERN),
            description="Only these, at most 50, with commas between them.",
        ),
    ] = None,
    q: Annotated[
        str | None, Query(max_length=200, pattern=r"^[^\x00]*$", description="Part of the name or the description.")
    ] = None,
    status: Annotated[WorkflowStatus | None, Query()] = None,
    sort: Annotated[Sort, Query(description="`last_run`: when it was started last.")] = "updated",
    order: Annotated[Order, Query()] = "desc",
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> WorkflowList:
    return drafts.list_workflows(
        database(),
        ids=ids.split(",") if ids else None,
        query=q,
        status=status,
        sort=sort,
        order=order,
        limit=limit,
        cursor=cursor,
    )


@app.post(
    "/api/workflows", tags=["workflows"], operation_id="create_workflow", summary="Create a workflow", status_code=201
)
def create_workflow(workflow: NewWorkflow) -> Workflow:
    return drafts.create_workflow(database(), workflow, actor(app))


@app.get("/api/workflows/<workflow_id>", tags=["workflows"], operation_id="get_workflow", summary="Get a workflow")
def get_workflow(workflow_id: IdPath) -> Workflow:
    return drafts.get_workflow(database(), workflow_id)


@app.put("/api/workflows/<workflow_id>", tags=["workflows"], operation_id="update_workflow", summary="Save the draft")
def update_workflow(workflow_id: IdPath, edit: WorkflowEdit) -> Workflow:
    return drafts.update_workflow(database(), cache.shared(), workflow_id, edit, actor(app))


@app.delete(
    "/api/workflows/<workflow_id>",
    tags=["workflows"],
    operation_id="archive_workflow",
    summary="Archive a workflow",
    status_code=204,
)
def archive_workflow(workflow_id: IdPath) -> Response[None]:
    publishing.archive(database(), workflow_id, actor(app))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@app.post(
    "/api/workflows/<workflow_id>/copies",
    tags=["workflows"],
    operation_id="copy_workflow",
    summary="Make a draft like the workflow's own",
    status_code=201,
)
def copy_workflow(workflow_id: IdPath, copy: WorkflowCopy) -> Workflow:
    return drafts.copy_workflow(database(), workflow_id, copy, actor(app))


@app.post(
    "/api/workflows/<workflow_id>/validate",
    tags=["workflows"],
    operation_id="validate_workflow",
    summary="Check a drawing",
)
def validate_workflow(workflow_id: IdPath, request: ValidationRequest | None = None) -> ValidationResult:
    return validation.validate_workflow(database(), workflow_id, request)


@app.post(
    "/api/workflows/<workflow_id>/preflight",
    tags=["workflows"],
    operation_id="preflight_workflow",
    summary="What a drawing will take of the limits, and cost",
)
def preflight_workflow(workflow_id: IdPath, request: ValidationRequest | None = None) -> PreflightResult:
    return preflights.preflight_workflow(database(), workflow_id, request)


@app.post(
    "/api/workflows/<workflow_id>/publish",
    tags=["workflows"],
    operation_id="publish_workflow",
    summary="Publish the draft",
)
def publish_workflow(workflow_id: IdPath, request: PublishRequest) -> PublishResult:
    return publishing.publish(database(), workflow_id, request, actor(app))


@app.post(
    "/api/workflows/<workflow_id>/deactivate",
    tags=["workflows"],
    operation_id="deactivate_workflow",
    summary="Stop starting new executions",
)
def deactivate_workflow(workflow_id: IdPath) -> Workflow:
    return publishing.deactivate(database(), workflow_id, actor(app))


@app.post(
    "/api/workflows/<workflow_id>/executions",
    tags=["workflows"],
    operation_id="start_execution",
    summary="Start the live version, or another one, by hand",
    status_code=202,
)
def start_execution(workflow_id: IdPath, request: ManualStart) -> Started:
    return starting.start(database(), workflow_id, request, actor(app))


@app.get(
    "/api/workflows/<workflow_id>/versions",
    tags=["workflows"],
    operation_id="list_versions",
    summary="List published versions",
)
def list_versions(workflow_id: IdPath, limit: LimitQuery = 50, cursor: CursorQuery = None) -> VersionList:
    return drafts.list_versions(database(), workflow_id, limit=limit, cursor=cursor)


@app.get(
    "/api/workflows/<workflow_id>/versions/<version>",
    tags=["workflows"],
    operation_id="get_version",
    summary="Get a published version",
)
def get_version(workflow_id: IdPath, version: Annotated[int, Path(ge=1)]) -> Version:
    return drafts.get_version(database(), workflow_id, version)


@app.patch(
    "/api/workflows/<workflow_id>/versions/<version>",
    tags=["workflows"],
    operation_id="describe_version",
    summary="Label a published version",
)
def describe_version(workflow_id: IdPath, version: Annotated[int, Path(ge=1)], edit: VersionEdit) -> VersionSummary:
    return drafts.describe_version(database(), workflow_id, version, edit, actor(app))


@app.put(
    "/api/workflows/<workflow_id>/presence",
    tags=["workflows"],
    operation_id="report_presence",
    summary="Say that a tab has the workflow open, and see who else has",
)
def report_presence(workflow_id: IdPath, report: PresenceReport) -> Presence:
    now = datetime.now(UTC)
    return presence.report(database(), cache.shared(), workflow_id, report, signed_in(app), now)


@app.delete(
    "/api/workflows/<workflow_id>/presence/<tab>",
    tags=["workflows"],
    operation_id="end_presence",
    summary="Say that a tab is closed",
    status_code=204,
)
def end_presence(workflow_id: IdPath, tab: Annotated[str, Path(pattern=TAB_PATTERN)]) -> Response[None]:
    presence.leave(cache.shared(), workflow_id, tab)
    return Response(status_code=HTTPStatus.NO_CONTENT)
