"""Closing executions whose end was never announced, and finding nodes whose live context was lost.

Status changes are delivered at best effort. An execution that has been open for longer than `QUIET` is looked up with
ListExecutions, once per state machine that has such executions: an installation in which nothing runs asks nothing.
Express executions are in no list: one that can no longer be running ends as its live context says, or at its time
limit, until it should tell of itself after all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Any, Final

from statewright.core import names
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.telemetry import logger
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.express import overdue
from statewright.recording.machines import Machines
from statewright.recording.recovery import recover
from statewright.recording.status_changes import STATUSES, StatusChange
from statewright.recording.store import store

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import ExecutionListItemTypeDef

QUIET: Final = timedelta(minutes=2)
"""Events come within seconds: what is open for longer is worth a question."""
OPEN_LIMIT: Final = 1000
"""Open executions of one workflow looked at per sweep, oldest first."""
OVERDUE_GROUP: Final = 20
"""Express executions closed in one transaction, which keeps away who would record them."""
PAGES_LIMIT: Final = 20
"""ListExecutions pages (1,000 executions each) per workflow and sweep."""
LOST_LIMIT: Final = 500
"""Histories read per sweep: GetExecutionHistory refills at 20 per second for the whole account."""
RECOVERY_SECONDS: Final = 90.0
"""What one recovery takes at most, of a run with `MAX_RECORDS`."""
HISTORY_KEPT: Final = timedelta(days=90)
"""How long Step Functions keeps the history of a Standard execution."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many executions were closed, of how many the nodes were found in their history, and what was given up.

    `failed` counts workflows, groups of Express executions and histories that are left to the next sweep; the log says
    why.
    """

    closed: int
    recovered: int
    failed: int = 0


def sweep(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    client: SFNClient,
    now: datetime,
    remaining: Callable[[], float] = lambda: inf,
) -> Swept:
    """One sweep. What fails for one workflow or execution keeps it from no other; what the `remaining` seconds do not
    suffice for is left to the next one.

    Raises `psycopg.OperationalError` or `CacheError` when PostgreSQL or Redis cannot be reached.
    """
    guard = _Guard(connection)
    closed = recovered = 0
    for workflow_id in executions.open_workflows(connection, now - QUIET):
        with guard(f"workflow {workflow_id}"):
            closed += _close(connection, contexts, machines, client, workflow_id, now - QUIET)
    presumed = overdue(connection, contexts, machines, now, limit=OPEN_LIMIT)
    with guard("express executions"):
        while group := list(islice(presumed, OVERDUE_GROUP)):
            closed += store(connection, contexts, machines, group).ended
    for execution_id in executions.lost(connection, now - HISTORY_KEPT, limit=LOST_LIMIT):
        if remaining() < RECOVERY_SECONDS:
            break
        with guard(f"execution {execution_id}"):
            recovered += int(recover(connection, contexts, machines, client, execution_id))
    return Swept(closed, recovered, guard.failed)


class _Guard:
    """Keeps what fails from what follows, and counts it."""

    def __init__(self, connection: Connection) -> None:
        self.failed = 0
        self._connection = connection

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        try:
            yield
        except CacheError:
            raise
        except Exception:
            if self._connection.closed:
                raise
            logger().exception("not swept", what=what)
            self.failed += 1


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
    if not candidates:
        return 0
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
        redrive_count=item.get("redriveCount", 0),
        started_at=round(row.started_at.timestamp() * 1000),
        ended_at=round(item["stopDate"].timestamp() * 1000),
        input=row.input,
        output=None,
        error=None,
        cause=None,
        complete=False,
    )
