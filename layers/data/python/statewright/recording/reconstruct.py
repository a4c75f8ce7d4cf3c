"""From what a run left behind to what each of its nodes did: replay on the engine, or reading its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from statewright.data.executions import Status
from statewright.data.recorder import NodeRow
from statewright.data.secret_fields import mask
from statewright.language.engine import ExecutionContext, HistoryEvent
from statewright.language.timeline import Ended, NodeRun, node_runs, replay
from statewright.recording.contexts import MAX_RECORDS, Records
from statewright.recording.machines import PublishedMachine
from statewright.recording.payloads import payload_reader
from statewright.recording.status_changes import STATUSES, StatusChange

ITEMS_UNREAD: Final = "what its loops did for each item is not on record: {}"
"""The rest is in its history."""
TOO_MANY: Final = f"its actions left more than {MAX_RECORDS:,} records, and no more are followed one by one"


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """What the nodes did, the run's output, where replay and Step Functions disagree, and what cannot be told."""

    nodes: list[NodeRow] = field(default_factory=list)
    output: Any = None
    divergences: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    status: str | None = None
    """Step Functions' status of the end that a replay came to."""
    error: str | None = None
    cause: str | None = None


def from_context(published: PublishedMachine, change: StatusChange, records: Records) -> Reconstruction:
    """Replay the run with the recorded outputs of its actions; an open run as far as it has come.

    Raises PayloadUnread where the run has ended and a loop's items, which lie in S3, cannot be had.
    """
    ended = None
    if change.ended_at is not None:
        ended = Ended(
            at=change.ended_at,
            status=_STEP_FUNCTIONS_STATUS[change.status],
            output=change.output,
            error=change.error,
            cause=change.cause,
            output_told=change.output_told,
        )
    result = replay(
        published.machine,
        published.trace,
        _context(change),
        change.input,
        change.started_at if change.began_at is None else change.began_at,
        records,
        ended,
        payload_reader(change.execution_id),
    )
    rows = _rows(published, result.node_runs)
    return Reconstruction(
        rows,
        result.output,
        list(result.divergences),
        [] if result.unread is None else [ITEMS_UNREAD.format(result.unread)],
        status=result.status,
        error=result.error,
        cause=result.cause,
    )


def from_history(published: PublishedMachine, history: Iterable[HistoryEvent]) -> Reconstruction:
    """Read the run off Step Functions' history, for a run whose live context was lost."""
    return Reconstruction(_rows(published, node_runs(history, published.trace)))


OURS: Final[Mapping[str, Status]] = {status: ours for status, ours in STATUSES.items() if ours != "running"}
_STEP_FUNCTIONS_STATUS: Final = {ours: status for status, ours in OURS.items()}


def _context(change: StatusChange) -> ExecutionContext:
    return ExecutionContext(
        execution_id=change.execution_arn,
        execution_name=change.name,
        state_machine_id=change.machine_arn,
        state_machine_name=change.machine_arn.rpartition(":")[2],
    )


def _rows(published: PublishedMachine, runs: Sequence[NodeRun]) -> list[NodeRow]:
    secrets = published.secrets
    return [
        NodeRow(
            position=position,
            node_key=run.key,
            iteration=run.iteration,
            attempt=run.attempt,
            status=run.status,
            started_at=run.started_at,
            ended_at=run.ended_at,
            input=mask(run.input, secrets[run.key]) if run.key in secrets else run.input,
            output=run.output,
            error=run.error,
            handle=run.handle,
        )
        for position, run in enumerate(runs)
    ]
