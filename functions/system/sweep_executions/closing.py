"""Closing Standard executions whose end was never announced.

Step Functions lists what is running; what is open in the table and not among that has ended, and is described one by
one, which tells the end as its event would have. However many runs wait, an hour or a month, only those are asked for
whose end is not known. Where more are running than one sweep lists, those that were looked at least recently come
first: each gets its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from statewright.core import names
from statewright.core.runtime.arns import execution_arn, machine_arn
from statewright.core.runtime.telemetry import logger
from statewright.data import executions, recorder
from statewright.data.connect import Connection
from statewright.data.executions import OpenExecution
from statewright.recording.contexts import LiveContexts
from statewright.recording.json_text import value_of
from statewright.recording.machines import Machines
from statewright.recording.status_changes import STATUSES, StatusChange
from statewright.recording.store import store

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

PAGES_LIMIT: Final = 20
"""ListExecutions pages (1,000 running executions each) per workflow and sweep."""
DESCRIBED_LIMIT: Final = 200
"""Executions of one workflow described per sweep: DescribeExecution refills at 15 per second for the whole account."""
GROUP: Final = 20
"""Described together, then stored together: inputs and outputs may be large."""


def close_unannounced(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    client: SFNClient,
    workflow_id: str,
    started_before: datetime,
    remaining: Callable[[], float],
) -> int:
    """Record the ends of a workflow's executions that started before then, within the `remaining` seconds; how many.

    Raises `botocore.exceptions.ClientError`, `psycopg.OperationalError` or `CacheError`.
    """
    running = _running(client, workflow_id)
    unlisted = executions.open_of(connection, workflow_id, started_before, but=running, limit=DESCRIBED_LIMIT)
    closed = 0
    for start in range(0, len(unlisted), GROUP):
        if remaining() <= 0:
            break
        group = unlisted[start : start + GROUP]
        ends = [end for item in group if (end := _end(client, workflow_id, item)) is not None]
        stored = store(connection, contexts, machines, ends, remaining)
        closed += stored.ended
        if stored.refused:
            # What cannot be written is left out: its history will say why.
            bare = [_without_data(end) for end in ends if end.execution_id in stored.refused]
            closed += store(connection, contexts, machines, bare).ended
        recorder.looked_at(connection, [item.id for item in group])
    return closed


def _running(client: SFNClient, workflow_id: str) -> list[str]:
    """Ids of the workflow's running executions, of more than 20,000 the newest."""
    request: dict[str, Any] = {
        "stateMachineArn": machine_arn(workflow_id),
        "statusFilter": "RUNNING",
        "maxResults": 1000,
    }
    found: list[str] = []
    for _ in range(PAGES_LIMIT):
        try:
            page = client.list_executions(**request)
        except client.exceptions.StateMachineDoesNotExist:
            return found
        found += [names.execution_id(workflow_id, item["name"]) for item in page["executions"]]
        if not page.get("nextToken"):
            break
        request["nextToken"] = page["nextToken"]
    return found


def _end(client: SFNClient, workflow_id: str, item: OpenExecution) -> StatusChange | None:
    """How the execution ended; None if it has not, or Step Functions does not know it any more."""
    try:
        told = client.describe_execution(executionArn=execution_arn(item.id))
    except client.exceptions.ExecutionDoesNotExist:
        logger().error("an open execution is not known to Step Functions", execution=item.id)
        return None
    if told["status"] == "RUNNING" or told["status"] not in STATUSES:
        return None
    return _change(workflow_id, item, told)


def _change(workflow_id: str, item: OpenExecution, told: DescribeExecutionOutputTypeDef) -> StatusChange:
    """The status change that was missed."""
    change = StatusChange(
        execution_id=item.id,
        execution_arn=told["executionArn"],
        name=told["name"],
        workflow_id=workflow_id,
        machine_arn=told["stateMachineArn"],
        version_arn=told.get("stateMachineVersionArn"),
        status=STATUSES[told["status"]],
        redrive_count=told.get("redriveCount", 0),
        started_at=round(item.started_at.timestamp() * 1000),
        ended_at=round(told["stopDate"].timestamp() * 1000),
        input=None,
        output=None,
        error=told.get("error"),
        cause=told.get("cause"),
        complete="input" in told and (told["status"] != "SUCCEEDED" or "output" in told),
    )
    try:
        return replace(change, input=_value(told.get("input")), output=_value(told.get("output")))
    except (ValueError, RecursionError):
        return _without_data(change)


def _without_data(change: StatusChange) -> StatusChange:
    return replace(change, input=None, output=None, complete=False)


def _value(text: str | None) -> Any:
    return None if text is None else value_of(text)
