"""Reading executions, live ones included, and stopping them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from statewright.api.executions import EXECUTION_ID_PATTERN
from statewright.api.lists import position
from statewright.core import names
from statewright.core.runtime import aws
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.express_starts import claimed_at
from statewright.core.runtime.service import FieldError, Problem, not_found
from statewright.core.runtime.telemetry import logger
from statewright.data import audit, child_runs, error_workflows, execution_list, executions, versions, workflows
from statewright.data.connect import Connection, Database
from statewright.data.execution_list import Filter
from statewright.data.executions import NodeExecution
from statewright.data.recorder import NodeRow
from statewright.data.secret_fields import mask_graph
from statewright.data.shown_nodes import most_telling, page, telling_first, within_limit
from statewright.data.versions import Pinned
from statewright.language.engine import HistoryEvent
from statewright.language.engine.machine import EXPRESS_SECONDS
from statewright.recording.contexts import live_contexts
from statewright.recording.express import MARGIN, running_change
from statewright.recording.histories import read_history
from statewright.recording.items import with_items
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.reconstruct import ITEMS_UNREAD, TOO_MANY, Reconstruction, from_context, from_history
from statewright.recording.recovery import change_of, recover

from . import step_functions
from .models import (
    ChildRun,
    Execution,
    ExecutionCounts,
    ExecutionList,
    ExecutionSummary,
    NodeRun,
    NodeRunList,
    ParentRun,
    StatusCounts,
)

NODES_LIMIT: Final = 1000
"""Node runs with the execution itself; the others are in pages of their own."""

RECOVERED_AT_ONCE: Final = 5_000
"""Records of a run whose nodes are read when somebody looks at it, which may take seconds; of others the sweep does."""

_MACHINES = Machines()

_TriggerNames = Mapping[tuple[str, int | None, str | None], str]
"""By workflow id, version and key of the node."""


def list_executions(
    database: Database, wanted: Filter, *, status: executions.Status | None, limit: int, cursor: str | None
) -> ExecutionList:
    """One page, newest start first. Raises a 422 `Problem`: a cursor that no list gave out, half of a wanted."""
    _check(wanted)
    after = position(cursor, EXECUTION_ID_PATTERN)
    connection = database.connection()
    page = execution_list.list_page(connection, wanted, status=status, limit=limit, after=after)
    triggers = _trigger_names(connection, page.items)
    return ExecutionList(
        items=[ExecutionSummary.model_validate(_summary(item, triggers)) for item in page.items],
        next_cursor=page.next.encode() if page.next else None,
    )


def count_executions(database: Database, wanted: Filter) -> ExecutionCounts:
    """How many match, by status. Raises a 422 `Problem` for half of a wanted."""
    _check(wanted)
    counts = execution_list.count(database.connection(), wanted)
    most = execution_list.MOST_COUNTED
    return ExecutionCounts(
        counts=StatusCounts(**{status: min(number, most) for status, number in counts.items()}),
        more=[status for status, number in counts.items() if number > most],
    )


def _check(wanted: Filter) -> None:
    """Versions and triggers are those of a workflow, and only with it there is an index for them."""
    if wanted.workflow_id is None and (wanted.version is not None or wanted.trigger is not None):
        field = "trigger" if wanted.version is None else "version"
        wrong = FieldError(field, f"say which workflow's {field}: add workflow_id", "workflow_missing")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [wrong])


def get_execution(database: Database, execution_id: str) -> Execution:
    """The recorded execution; one that has not ended as its live context shows it now. Raises a 404 `Problem`."""
    connection = database.connection()
    row = executions.get(connection, execution_id) or _just_begun(connection, execution_id)
    if row.ended_at is None:
        published = _published(connection, row)
        graph = published.graph if published else None
        live = _live(connection, row, published)
        divergences, gaps = live.divergences, live.gaps
        nodes = telling_first([_node(node) for node in live.nodes], limit=NODES_LIMIT)
    else:
        if row.nodes == "lost" and not row.express:
            row = _recovered(connection, row)
        version = versions.get(connection, row.workflow_id, row.version) if row.version else None
        graph = version.graph if version else None
        divergences, gaps = row.divergences, row.gaps
        # those of a run whose nodes are lost are of an end before a redrive
        stored = row.nodes != "lost"
        nodes = most_telling(connection, execution_id, row.started_at, limit=NODES_LIMIT) if stored else []
    return Execution.model_validate(
        {
            **_summary(row, _trigger_names(connection, [row])),
            "input": row.input,
            "output": row.output,
            "graph": mask_graph(graph) if graph else None,
            "timezone": versions.time_zone(connection, row.workflow_id, row.version) if row.version else None,
            "nodes": [NodeRun.model_validate(node) for node in nodes],
            "nodes_total": nodes[0].total if nodes else 0,
            "divergences": divergences,
            "gaps": gaps,
            "parent": _parent(row.input),
            "error_workflow_fault": (
                error_workflows.fault_of(connection, execution_id) if row.status in ("failed", "timed_out") else None
            ),
            "children": [
                ChildRun.model_validate(child)
                for child in child_runs.started_by(connection, execution_id, row.started_at)
            ],
        }
    )


def _parent(given: Any) -> ParentRun | None:
    """The run that started the one with this input."""
    told = given.get("parent") if isinstance(given, dict) else None
    if not isinstance(told, dict):
        return None
    return ParentRun(execution_id=told["execution_id"], node_key=told["node"], iteration=told["iteration"])


def list_node_runs(database: Database, execution_id: str, *, key: str | None, limit: int, after: int) -> NodeRunList:
    """One page, in the order of the timeline behind the position `after`. Raises a 404 `Problem`."""
    connection = database.connection()
    row = executions.get(connection, execution_id) or _just_begun(connection, execution_id)
    if row.ended_at is None:
        live = [_node(node) for node in _live(connection, row, _published(connection, row)).nodes]
        found = [at for at, node in enumerate(live) if at > after and key in (None, node.key)]
        nodes = within_limit(live, found[: limit + 1])
    elif row.nodes == "lost":
        nodes = []
    else:
        nodes = page(connection, execution_id, row.started_at, key=key, limit=limit + 1, after=after)
    return NodeRunList(
        items=[NodeRun.model_validate(node) for node in nodes[:limit]],
        next_cursor=str(nodes[limit - 1].position) if len(nodes) > limit else None,
    )


def cancel(database: Database, execution_id: str, actor: str) -> None:
    """Ask Step Functions to stop it; that it has ended shows when it was recorded.

    Raises a `Problem`: 404, 409 if it has ended or is express, 502 when Step Functions refuses.
    """
    connection = database.connection()
    row = executions.get(connection, execution_id) or _just_begun(connection, execution_id)
    if row.ended_at is not None:
        raise Problem(HTTPStatus.CONFLICT, f"This execution has ended already: {row.status}.")
    if row.express:
        raise Problem(HTTPStatus.CONFLICT, "Express executions cannot be stopped: they end within five minutes.")
    try:
        with database.transaction():
            audit.record(
                connection,
                actor=actor,
                action="execution.cancel",
                subject_kind="execution",
                subject_id=execution_id,
                details={},
            )
            step_functions.stop(execution_id, f"Cancelled by {actor}.")
    except AwsError as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not stop it: {error}. Try again.") from error


def _just_begun(connection: Connection, execution_id: str) -> executions.Execution:
    """An execution whose first status change is still on its way, which takes seconds on AWS. Raises a `Problem`.

    Step Functions is asked only for executions of workflows there are, and only until the change has arrived.
    """
    workflow_id, _ = names.split_execution_id(execution_id)
    workflow = workflows.get(connection, workflow_id)
    if workflow is None:
        raise not_found("execution")
    known = versions.durabilities(connection, workflow_id)
    claimed = _claimed(execution_id) if "express" in known else None
    try:
        found = claimed or (step_functions.begun(execution_id) if "standard" in known else None)
    except AwsError as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not answer: {error}. Try again.") from error
    if found is None:
        raise not_found("execution")
    given = found.input if isinstance(found.input, dict) else {}
    return executions.Execution(
        id=execution_id,
        workflow_id=workflow_id,
        workflow_name=workflow.name,
        version=given.get("workflow_version"),
        status="running",
        trigger=given.get("trigger_node"),
        started_at=found.started_at.astimezone(UTC),
        ended_at=None,
        error=None,
        diverged=False,
        waiting=0,
        express=claimed is not None,
        input=found.input,
        output=None,
        nodes="pending",
        divergences=[],
        gaps=[],
        redrive_count=0,
        arn=None,
    )


def _claimed(execution_id: str) -> step_functions.Begun | None:
    """The beginning of an Express execution, which Step Functions does not tell: from the claim of its start."""
    try:
        at = claimed_at(execution_id)
    except CacheError as error:
        logger().warning("a start's claim could not be read", execution=execution_id, reason=str(error))
        return None
    if at is None:
        return None
    started_at = datetime.fromtimestamp(at / 1000, UTC)
    # Nothing was told of a run that must be over by now: it is none.
    over = datetime.now(UTC) > started_at + timedelta(seconds=EXPRESS_SECONDS) + MARGIN
    return None if over else step_functions.Begun(started_at, None)


def _recovered(connection: Connection, row: executions.Execution) -> executions.Execution:
    """The row with its nodes read from its history now, rather than with the next sweep; as it is if that fails."""
    try:
        if _left_behind(connection, row) > RECOVERED_AT_ONCE:
            return row
        recover(connection, live_contexts(), _MACHINES, aws.step_functions(), row.id)
    except (AwsError, CacheError) as error:
        logger().warning("a history could not be read", execution=row.id, reason=str(error))
    return executions.get(connection, row.id) or row


def _left_behind(connection: Connection, row: executions.Execution) -> int:
    """How much there is to go through for its nodes: live records, and node executions of an end before a redrive."""
    return live_contexts().sizes([row.id])[row.id] + executions.count_nodes(connection, row.id, row.started_at)


def _published(connection: Connection, row: executions.Execution) -> PublishedMachine | None:
    return _MACHINES.get(
        connection, Pinned(workflow_id=row.workflow_id, state_machine_version_arn=None, claimed_version=row.version)
    )


def _live(connection: Connection, row: executions.Execution, published: PublishedMachine | None) -> Reconstruction:
    if published is None or (row.express and row.input is None):
        return Reconstruction()
    records = live_contexts().followed(row.id)
    if row.redrive_count or (records is None and not row.express):
        told = from_history(published, _history(row.id))
        former = executions.list_nodes(connection, row.id, row.started_at) if published.large_loops else []
        return with_items(published, told, change_of(row), records, former)
    if records is None:
        return Reconstruction(gaps=[ITEMS_UNREAD.format(TOO_MANY)])
    running = running_change(row) if row.express else change_of(row)
    replayed = from_context(published, running, records)
    if replayed.gaps and not row.express:
        return replace(from_history(published, _history(row.id)), gaps=replayed.gaps)
    return replayed


def _history(execution_id: str) -> list[HistoryEvent]:
    try:
        with aws.translated():
            return read_history(aws.step_functions(), execution_id)
    except AwsError as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not answer: {error}. Try again.") from error


def _node(node: NodeRow) -> NodeExecution:
    return NodeExecution(
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


def _trigger_names(connection: Connection, rows: Sequence[executions.ExecutionSummary]) -> _TriggerNames:
    return versions.trigger_names(
        connection, {(row.workflow_id, row.version) for row in rows if row.version is not None and row.trigger}
    )


def _summary(row: executions.ExecutionSummary, triggers: _TriggerNames) -> dict[str, Any]:
    ended = row.ended_at
    return {
        **{name: value for name, value in asdict(row).items() if name != "nodes"},
        "trigger_name": triggers.get((row.workflow_id, row.version, row.trigger)),
        "duration_ms": None if ended is None else round((ended - row.started_at).total_seconds() * 1000),
    }
