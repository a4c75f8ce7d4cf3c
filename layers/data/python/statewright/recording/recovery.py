"""Ended executions whose nodes could not be told from their live context: they are read from the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from statewright.data import executions, recorder
from statewright.data.connect import Connection
from statewright.data.recorder import ExecutionRow
from statewright.data.versions import Pinned
from statewright.language.engine import HistoryEvent
from statewright.language.observed import result_of
from statewright.recording.histories import read_history
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.reconstruct import Reconstruction, from_history
from statewright.recording.store import UNTIL_READ

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

NOTHING_LEFT: Final = "neither its live context nor its history is left: its nodes cannot be told"


def recover(connection: Connection, machines: Machines, client: SFNClient, execution_id: str) -> bool:
    """Store the nodes of an ended execution; whether there was anything left to read.

    At the same time from two sides it is harmless: one of them stores. Raises `botocore.exceptions.ClientError`.
    """
    row = executions.get(connection, execution_id)
    if row is None:
        return False
    published = machines.get(
        connection, Pinned(workflow_id=row.workflow_id, state_machine_version_arn=None, claimed_version=row.version)
    )
    events = read_history(client, execution_id)
    found = _read(published, events) if published and events else Reconstruction(gaps=[NOTHING_LEFT])
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
            divergences=row.divergences,
            gaps=[*(gap for gap in row.gaps if gap not in UNTIL_READ), *found.gaps],
            node_rows=found.nodes,
        ),
    )
    return bool(found.nodes)


def _read(published: PublishedMachine, events: list[HistoryEvent]) -> Reconstruction:
    try:
        return from_history(published, events)
    except Exception as error:  # noqa: BLE001 - one odd history must not keep others from being read; it is shown
        return Reconstruction(gaps=[f"its history cannot be read: {type(error).__name__}: {error}"])


def _error(events: list[HistoryEvent]) -> dict[str, str] | None:
    last = events[-1] if events else None
    if last is None or last.type not in {"ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"}:
        return None
    return {"name": last.details.get("error") or "", "message": last.details.get("cause") or ""}


def _detail(events: list[HistoryEvent], kind: str, name: str) -> Any:
    return next((event.details.get(name) for event in events if event.type == kind), None)
