"""Closing executions whose end was never announced, and finding nodes whose live context was lost.

Status changes are delivered at best effort. An execution that has been open for longer than `QUIET` is looked up with
ListExecutions, once per state machine that has such executions: an installation in which nothing runs asks nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from statewright.core import names
from statewright.core.runtime.telemetry import logger
from statewright.data import executions, recorder
from statewright.data.connect import Connection
from statewright.data.recorder import ExecutionRow
from statewright.data.versions import Pinned
from statewright.language.engine import HistoryEvent
from statewright.language.observed import result_of
from statewright.recording.contexts import LiveContexts
from statewright.recording.histories import history_events
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.reconstruct import Reconstruction, from_history
from statewright.recording.status_changes import STATUSES, StatusChange
from statewright.recording.store import UNTIL_SWEPT, store

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import ExecutionListItemTypeDef

QUIET: Final = timedelta(minutes=2)
"""Events come within seconds: what is open for longer is worth a question."""
OPEN_LIMIT: Final = 1000
"""Open executions of one workflow looked at per sweep, oldest first."""
PAGES_LIMIT: Final = 20
"""ListExecutions pages (1,000 executions each) per workflow and sweep."""
LOST_LIMIT: Final = 500
"""Histories read per sweep: GetExecutionHistory refills at 20 per second for the whole account."""
NOTHING_LEFT: Final = "neither its live context nor its history is left: its nodes cannot be told"
HISTORY_KEPT: Final = timedelta(days=90)
"""How long Step Functions keeps the history of a Standard execution."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many executions were closed, and of how many the nodes were found in their history."""

    closed: int
    recovered: int


def sweep(
    connection: Connection, contexts: LiveContexts, machines: Machines, client: SFNClient, now: datetime
) -> Swept:
    """One sweep. Raises `botocore.exceptions.ClientError`, `psycopg.OperationalError` or `CacheError`."""
    closed = sum(
        _close(connection, contexts, machines, client, workflow_id, now - QUIET)
        for workflow_id in executions.open_workflows(connection, now - QUIET)
    )
    recovered = sum(
        _recover(connection, machines, client, execution_id)
        for execution_id in executions.lost(connection, now - HISTORY_KEPT, limit=LOST_LIMIT)
    )
    return Swept(closed, recovered)


def _close(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    client: SFNClient,
    workflow_id: str,
    started_before: datetime,
) -> int:
    candidates = {
        item.id: item for item in executions.open_of(connection, workflow_id, started_before, limit=OPEN_LIMIT)
    }
    oldest = min(item.started_at for item in candidates.values())
    changes = []
    for item in _list(client, workflow_id, oldest):
        execution_id = names.execution_id(workflow_id, item["name"])
        if execution_id in candidates and item["status"] != "RUNNING" and item["status"] in STATUSES:
            row = executions.get(connection, execution_id)
            if row is not None and row.ended_at is None:
                changes.append(_change(row, item))
    return store(connection, contexts, machines, changes).ended


def _list(client: SFNClient, workflow_id: str, oldest: datetime) -> Iterator[ExecutionListItemTypeDef]:
    """Executions of the machine, newest start first, back to the oldest that is open."""
    machine_arn = os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(workflow_id)
    request: dict[str, Any] = {"stateMachineArn": machine_arn, "maxResults": 1000}
    for _ in range(PAGES_LIMIT):
        try:
            page = client.list_executions(**request)
        except client.exceptions.StateMachineDoesNotExist:
            logger().error("open executions belong to a state machine that is gone", state_machine=machine_arn)
            return
        for item in page["executions"]:
            if item["startDate"] < oldest - timedelta(seconds=1):
                return
            yield item
        token = page.get("nextToken")
        if not token:
            return
        request["nextToken"] = token


def _change(row: executions.Execution, item: ExecutionListItemTypeDef) -> StatusChange:
    """The status change that was missed; ListExecutions tells neither output nor error."""
    return StatusChange(
        execution_id=row.id,
        execution_arn=item["executionArn"],
        name=item["name"],
        workflow_id=row.workflow_id,
        machine_arn=item["stateMachineArn"],
        version_arn=item.get("stateMachineVersionArn"),
        status=STATUSES[item["status"]],
        started_at=round(row.started_at.timestamp() * 1000),
        ended_at=round(item["stopDate"].timestamp() * 1000),
        input=row.input,
        output=None,
        error=None,
        cause=None,
        complete=False,
    )


def _recover(connection: Connection, machines: Machines, client: SFNClient, execution_id: str) -> int:
    """Read a run's nodes off its history; 1 if that worked, 0 if nothing is left to read."""
    row = executions.get(connection, execution_id)
    if row is None:
        return 0
    published = machines.get(
        connection, Pinned(workflow_id=row.workflow_id, state_machine_version_arn=None, claimed_version=row.version)
    )
    events = _history(client, execution_id)
    found = _read(published, events) if published and events else Reconstruction([], None, [NOTHING_LEFT])
    recorder.replace_lost_nodes(
        connection,
        ExecutionRow(
            id=row.id,
            workflow_id=row.workflow_id,
            started_at=round(row.started_at.timestamp() * 1000),
            status=row.status,
            nodes="history",
            input=_detail(events, "ExecutionStarted", "input"),
            output=result_of(_detail(events, "ExecutionSucceeded", "output")),
            error=_error(events),
            divergences=[*(note for note in row.divergences if note not in UNTIL_SWEPT), *found.divergences],
            node_rows=found.nodes,
        ),
    )
    return int(bool(found.nodes))


def _read(published: PublishedMachine, events: list[HistoryEvent]) -> Reconstruction:
    try:
        return from_history(published, events)
    except Exception as error:  # noqa: BLE001 - one odd history must not keep the sweep from the others; it is shown
        return Reconstruction([], None, [f"its history cannot be read: {type(error).__name__}: {error}"])


def _error(events: list[HistoryEvent]) -> dict[str, str] | None:
    last = events[-1] if events else None
    if last is None or last.type not in {"ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"}:
        return None
    return {"name": last.details.get("error") or "", "message": last.details.get("cause") or ""}


def _history(client: SFNClient, execution_id: str) -> list[HistoryEvent]:
    """The run's history, oldest first; empty if Step Functions no longer has it."""
    workflow_id, name = names.split_execution_id(execution_id)
    prefix = os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"].replace(":stateMachine:", ":execution:")
    request: dict[str, Any] = {
        "executionArn": f"{prefix}{names.state_machine_name(workflow_id)}:{name}",
        "maxResults": 1000,
        "includeExecutionData": True,
    }
    events: list[HistoryEvent] = []
    while True:
        try:
            page = client.get_execution_history(**request)
        except client.exceptions.ExecutionDoesNotExist:
            return []
        events += history_events(page["events"])
        if not page.get("nextToken"):
            return events
        request["nextToken"] = page["nextToken"]


def _detail(events: list[HistoryEvent], kind: str, name: str) -> Any:
    return next((event.details.get(name) for event in events if event.type == kind), None)
