"""Reading executions, live ones included, and stopping them."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from statewright.core import names
from statewright.core.runtime.service import FieldError, Problem, not_found
from statewright.data import audit, executions, versions
from statewright.data.connect import Database
from statewright.data.cursors import Cursor, InvalidCursor
from statewright.data.recorder import NodeRow
from statewright.data.secret_fields import mask_graph
from statewright.data.versions import Pinned
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.reconstruct import from_context
from statewright.recording.status_changes import StatusChange

from .models import Execution, ExecutionList, ExecutionSummary, NodeRun

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_MACHINES = Machines()


def list_executions(
    database: Database, *, workflow_id: str | None, status: executions.Status | None, limit: int, cursor: str | None
) -> ExecutionList:
    """One page, newest start first. Raises a 422 `Problem` for a cursor that no list gave out."""
    try:
        after = Cursor.decode(cursor) if cursor else None
    except InvalidCursor as error:
        wrong = FieldError("cursor", str(error), "invalid_cursor")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [wrong]) from error
    page = executions.list_page(database.connection(), workflow_id=workflow_id, status=status, limit=limit, after=after)
    return ExecutionList(
        items=[ExecutionSummary.model_validate(_summary(item)) for item in page.items],
        next_cursor=page.next.encode() if page.next else None,
    )


def get_execution(database: Database, execution_id: str) -> Execution:
    """The recorded execution; one that has not ended as its live context shows it now. Raises a 404 `Problem`."""
    connection = database.connection()
    row = executions.get(connection, execution_id)
    if row is None:
        raise not_found("execution, or it has not been recorded yet")
    if row.ended_at is None:
        published = _MACHINES.get(
            connection, Pinned(workflow_id=row.workflow_id, state_machine_version_arn=None, claimed_version=row.version)
        )
        graph = published.graph if published else None
        nodes, divergences = _live(row, published)
    else:
        version = versions.get(connection, row.workflow_id, row.version) if row.version else None
        graph = version.graph if version else None
        divergences = row.divergences
        nodes = [
            NodeRun.model_validate(item) for item in executions.list_nodes(connection, execution_id, row.started_at)
        ]
    return Execution.model_validate(
        {
            **_summary(row),
            "input": row.input,
            "output": row.output,
            "graph": mask_graph(graph) if graph else None,
            "nodes": nodes,
            "divergences": divergences,
        }
    )


def cancel(database: Database, execution_id: str, actor: str) -> None:
    """Ask Step Functions to stop it; that it has ended shows when it was recorded.

    Raises a `Problem`: 404, 409 if it has ended, 502 when Step Functions refuses.
    """
    row = executions.get(database.connection(), execution_id)
    if row is None:
        raise not_found("execution, or it has not been recorded yet")
    if row.ended_at is not None:
        raise Problem(HTTPStatus.CONFLICT, f"This execution has ended already: {row.status}.")
    with database.transaction() as connection:
        audit.record(
            connection,
            actor=actor,
            action="execution.cancel",
            subject_kind="execution",
            subject_id=execution_id,
            details={},
        )
        _stop(execution_id, actor)


def _live(row: executions.Execution, published: PublishedMachine | None) -> tuple[list[NodeRun], list[str]]:
    if published is None:
        return [], []
    records = live_contexts().read([row.id])[row.id]
    replayed = from_context(published, _running(row), records)
    return [_node(node) for node in replayed.nodes], replayed.divergences


def _running(row: executions.Execution) -> StatusChange:
    """The stored row as the status change it came from."""
    _, name = names.split_execution_id(row.id)
    return StatusChange(
        execution_id=row.id,
        execution_arn=_execution_arn(row.id),
        name=name,
        workflow_id=row.workflow_id,
        machine_arn=os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(row.workflow_id),
        version_arn=None,
        status="running",
        started_at=round(row.started_at.timestamp() * 1000),
        ended_at=None,
        input=row.input,
        output=None,
        error=None,
        cause=None,
        complete=True,
    )


def _node(node: NodeRow) -> NodeRun:
    return NodeRun(
        key=node.node_key,
        iteration=node.iteration,
        attempt=node.attempt,
        status=node.status,
        started_at=_moment(node.started_at),
        ended_at=_moment(node.ended_at),
        input=node.input,
        output=node.output,
        error=node.error,
        handle=node.handle,
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _summary(row: executions.ExecutionSummary) -> dict[str, Any]:
    ended = row.ended_at
    return {
        **{name: value for name, value in asdict(row).items() if name != "nodes"},
        "duration_ms": None if ended is None else round((ended - row.started_at).total_seconds() * 1000),
    }


@lru_cache(maxsize=1)
def _client() -> SFNClient:
    # Most requests only read: boto3 is loaded for those that stop something.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    client: SFNClient = boto3.client("stepfunctions", config=Config(connect_timeout=3, read_timeout=10))
    return client


def _execution_arn(execution_id: str) -> str:
    """ARN of an execution: that of its machine with another resource type and its name."""
    workflow_id, name = names.split_execution_id(execution_id)
    machine = os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(workflow_id)
    return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"


def _stop(execution_id: str, actor: str) -> None:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        _client().stop_execution(
            executionArn=_execution_arn(execution_id), error="Cancelled", cause=f"Cancelled by {actor}."
        )
    except (ClientError, BotoCoreError) as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not stop it: {error}. Try again.") from error
