"""From what a run left behind to what each of its nodes did: replay on the engine, or reading its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from statewright.data.executions import Status
from statewright.data.recorder import NodeRow
from statewright.data.secret_fields import mask
from statewright.language.engine import ExecutionContext, HistoryEvent
from statewright.language.timeline import Ended, NodeRun, node_runs, replay
from statewright.recording.contexts import Records
from statewright.recording.machines import PublishedMachine
from statewright.recording.payloads import payload_reader
from statewright.recording.status_changes import STATUSES, StatusChange


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """What the nodes did, the run's output, and where replay and Step Functions disagree."""

    nodes: list[NodeRow]
    output: Any
    divergences: list[str]
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
    return Reconstruction(rows, result.output, list(result.divergences), result.status, result.error, result.cause)


def from_history(published: PublishedMachine, history: Iterable[HistoryEvent]) -> Reconstruction:
    """Read the run off Step Functions' history, for a run whose live context was lost."""
    return Reconstruction(_rows(published, node_runs(history, published.trace)), None, [])


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
