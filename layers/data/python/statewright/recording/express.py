"""Express executions: told of by themselves, begun more than once now and then, and ended unseen at times.

Step Functions runs an asynchronous Express execution at least once. However often one runs, its id is one, and so are
its live context and its record: the first beginning counts, and the first end that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from statewright.core import names
from statewright.core.runtime.telemetry import logger
from statewright.data import executions, express_runs
from statewright.data.connect import Connection
from statewright.data.executions import Execution
from statewright.data.express_runs import Open
from statewright.data.versions import Pinned
from statewright.language.engine.machine import EXPRESS_SECONDS
from statewright.recording.contexts import LiveContexts, Records
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.reconstruct import OURS, from_context
from statewright.recording.status_changes import StatusChange

MARGIN: Final = timedelta(minutes=1)
"""For a message that is on its way: only then is an end presumed."""
NEVER_TOLD: Final = "no end was told within the time limit of {} seconds"


def as_begun(connection: Connection, changes: Sequence[StatusChange]) -> list[StatusChange]:
    """Changes of Express executions with what is recorded of their beginnings: when that was, and a large input.

    The beginning that is recorded stays the one of the run, even when an earlier one is told later: a row has its start
    in its key. The executions stay locked until the transaction ends.
    """
    express_runs.lock(connection, [change.execution_id for change in changes])
    known = express_runs.begun(connection, [change.execution_id for change in changes])
    return [
        begun_at(change, _milliseconds(begun.started_at), begun.input)
        if (begun := known.get(change.execution_id))
        else change
        for change in changes
    ]


def begun_at(change: StatusChange, started_at: int, given: Any) -> StatusChange:
    """The change of an execution whose beginning was then (epoch ms), with this input."""
    return replace(
        change,
        started_at=started_at,
        ended_at=None if change.ended_at is None else max(change.ended_at, started_at),
        began_at=change.started_at if change.began_at is None else change.began_at,
        input=given if change.input is None else change.input,
    )


def overdue(
    connection: Connection, contexts: LiveContexts, machines: Machines, now: datetime, *, limit: int
) -> Iterator[StatusChange]:
    """Ends to presume, of executions that can no longer be running: as far as their live contexts say how.

    One at a time: inputs, outputs and live contexts may be large.
    """
    for run in express_runs.open_since(connection, now - MARGIN, limit=limit):
        published = machines.get(connection, _pinned(run))
        if run.started_at + _limit(published) + MARGIN > now:
            continue
        row = executions.get(connection, run.id)
        if row is not None and row.ended_at is None:
            yield _presumed(row, published, contexts.read([row.id])[row.id])


def _pinned(row: Open) -> Pinned:
    return Pinned(workflow_id=row.workflow_id, state_machine_version_arn=None, claimed_version=row.version)


def _limit(published: PublishedMachine | None) -> timedelta:
    limit = published.machine.time_limit if published else None
    return timedelta(seconds=EXPRESS_SECONDS if limit is None else limit)


def _presumed(row: Execution, published: PublishedMachine | None, records: Records) -> StatusChange:
    running, limit = running_change(row), _limit(published)
    ended_at = _milliseconds(row.started_at + limit)
    late = replace(
        running,
        status="timed_out",
        ended_at=ended_at,
        error="States.Timeout",
        cause=NEVER_TOLD.format(round(limit.total_seconds())),
        presumed=True,
    )
    if row.input is None or published is None:
        return late
    try:
        replayed = from_context(published, running, records)
    except Exception:  # noqa: BLE001 - one odd record must not keep the sweep from the other executions
        logger().exception("a replay failed", execution=row.id)
        return late
    status = OURS.get(replayed.status or "")
    if status is None:
        return late
    # It came to its end, which was told to nobody.
    signs = [node.ended_at for node in replayed.nodes if node.ended_at is not None]
    return replace(
        late,
        status=status,
        ended_at=min(max(signs, default=running.started_at), ended_at),
        output=replayed.output,
        error=replayed.error,
        cause=replayed.cause,
    )


def running_change(row: Execution) -> StatusChange:
    """The stored row of an Express execution that goes on as the status change it came from."""
    _, name = names.split_execution_id(row.id)
    arn = row.arn or ""
    return StatusChange(
        execution_id=row.id,
        execution_arn=arn,
        name=name,
        workflow_id=row.workflow_id,
        machine_arn=arn.replace(":express:", ":stateMachine:").rpartition(f":{name}:")[0],
        version_arn=None,
        status="running",
        redrive_count=0,
        started_at=_milliseconds(row.started_at),
        ended_at=None,
        input=row.input,
        output=None,
        error=None,
        cause=None,
        complete=True,
        reported_version=row.version,
    )


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
