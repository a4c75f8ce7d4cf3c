"""Ended executions whose nodes could not be told from their live context: they are read from the history.

What the history does not have, the items of large loops, is told with what is left of the live context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import psycopg
from statewright.core import names
from statewright.core.runtime import aws
from statewright.core.runtime.arns import execution_arn, machine_arn
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.telemetry import logger
from statewright.data import executions, recorder
from statewright.data.connect import Connection
from statewright.data.executions import Execution
from statewright.data.recorder import ExecutionRow, NodeRow
from statewright.data.versions import Pinned
from statewright.language.engine import HistoryEvent
from statewright.language.observed import result_of
from statewright.recording.contexts import LiveContexts
from statewright.recording.histories import read_history
from statewright.recording.items import with_items
from statewright.recording.machines import Machines
from statewright.recording.reconstruct import from_history
from statewright.recording.status_changes import StatusChange
from statewright.recording.store import is_closed_by_history, run_error

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

NOTHING_LEFT: Final = "neither its live context nor its history is left: its nodes cannot be told"
UNREADABLE: Final = "its history cannot be read: {}"
"""And will not be: Step Functions gives the same each time."""


def recover(
    connection: Connection, contexts: LiveContexts, machines: Machines, client: SFNClient, execution_id: str
) -> bool:
    """Store the nodes of an ended execution; whether there was anything left to read.

    At the same time from two sides it is harmless: one of them stores. A history that cannot be read becomes a gap.
    Raises `AwsError`, `CacheError` or `psycopg.OperationalError`: then nothing is stored, and repeating is worth it.
    """
    row = executions.get(connection, execution_id)
    if row is None:
        return False
    try:
        found = _found(connection, contexts, machines, client, row)
        recorder.replace_lost_nodes(connection, found)
    except (AwsError, CacheError):
        raise
    except Exception as error:
        if isinstance(error, psycopg.OperationalError) and not isinstance(error, recorder.REFUSALS):
            raise
        logger().exception("a history cannot be read", execution=execution_id)
        reason = f"{type(error).__name__}: {error}".encode(errors="replace").decode()
        found = _lasting(row, gaps=[UNREADABLE.format(reason)])
        recorder.replace_lost_nodes(connection, found)
    return bool(found.node_rows)


def _found(
    connection: Connection, contexts: LiveContexts, machines: Machines, client: SFNClient, row: Execution
) -> ExecutionRow:
    """What is left of the run. Raises anything for values that nothing can take."""
    published = machines.get(
        connection, Pinned(workflow_id=row.workflow_id, state_machine_version_arn=None, claimed_version=row.version)
    )
    with aws.translated():
        events = read_history(client, row.id)
    if not published or not events:
        return _lasting(row, events, gaps=[NOTHING_LEFT])
    found = from_history(published, events)
    if published.large_loops:
        records = contexts.followed(row.id)
        former = executions.list_nodes(connection, row.id, row.started_at)
        found = with_items(published, found, _ended(row, events), records, former)
    return _lasting(row, events, found.nodes, found.gaps)


def _lasting(
    row: Execution, events: Sequence[HistoryEvent] = (), nodes: Sequence[NodeRow] = (), gaps: Sequence[str] = ()
) -> ExecutionRow:
    """What is stored of the run for good."""
    return ExecutionRow(
        id=row.id,
        workflow_id=row.workflow_id,
        started_at=round(row.started_at.timestamp() * 1000),
        status=row.status,
        nodes="history",
        input=_detail(events, "ExecutionStarted", "input"),
        output=result_of(_detail(events, "ExecutionSucceeded", "output")),
        error=_error(events),
        divergences=row.divergences,
        gaps=[*(gap for gap in row.gaps if not is_closed_by_history(gap)), *gaps],
        node_rows=nodes,
    )


def change_of(row: Execution) -> StatusChange:
    """The stored row of a Standard execution that goes on as the status change it came from."""
    _, name = names.split_execution_id(row.id)
    return StatusChange(
        execution_id=row.id,
        execution_arn=execution_arn(row.id),
        name=name,
        workflow_id=row.workflow_id,
        machine_arn=machine_arn(row.workflow_id),
        version_arn=None,
        status="running",
        redrive_count=row.redrive_count,
        started_at=round(row.started_at.timestamp() * 1000),
        ended_at=None,
        input=row.input,
        output=None,
        error=None,
        cause=None,
        complete=True,
    )


def _ended(row: Execution, events: Sequence[HistoryEvent]) -> StatusChange:
    """Its end, which the row does not have as it was told."""
    end = events[-1]
    return replace(
        change_of(row),
        status=row.status,
        ended_at=end.at,
        input=_detail(events, "ExecutionStarted", "input"),
        output=_detail(events, "ExecutionSucceeded", "output"),
        error=end.details.get("error"),
        cause=end.details.get("cause"),
    )


def _error(events: Sequence[HistoryEvent]) -> dict[str, str] | None:
    last = events[-1] if events else None
    if last is None or last.type not in {"ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"}:
        return None
    return run_error(last.details.get("error"), last.details.get("cause"))


def _detail(events: Sequence[HistoryEvent], kind: str, name: str) -> Any:
    return next((event.details.get(name) for event in events if event.type == kind), None)
