"""Listing waits and answering them."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from statewright.core.runtime.service import Problem, not_found
from statewright.data import audit, waits
from statewright.data.connect import Database
from statewright.waiting.answering import answer

from .models import SentEvent, WaitAnswer


def send_event(database: Database, sent: SentEvent, actor: str) -> int:
    """Completes every wait for the event; how many. None: the event is held for the first wait that asks."""
    with database.transaction() as connection:
        found = waits.waiting_for(connection, sent.event, sent.key, sent.payload)
        return sum(answer(connection, wait, sent.payload, actor) for wait in found)


def answer_wait(database: Database, wait_id: str, given: WaitAnswer, actor: str) -> None:
    """Answers one wait. Problems: 404, 409 when it was answered, 410 when the run no longer waits, 422."""
    with database.transaction() as connection:
        wait = waits.locked(connection, wait_id)
        if wait is None:
            raise not_found("wait")
        if wait.status == "answered":
            raise Problem(HTTPStatus.CONFLICT, f"{wait.answered_by or 'An event'} has answered this already.")
        answered = wait.status == "pending" and answer(connection, wait, _output(wait, given, actor), actor)
        if answered:
            audit.record(
                connection,
                actor=actor,
                action="answer",
                subject_kind="wait",
                subject_id=wait_id,
                details={"execution_id": wait.execution_id, "node_key": wait.node_key, "decision": given.decision},
            )
    if not answered:
        raise Problem(HTTPStatus.GONE, "The run no longer waits for this: it has gone on or ended.")


def _output(wait: waits.Wait, given: WaitAnswer, actor: str) -> Any:
    if wait.kind == "event":
        return given.payload
    if given.decision is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Say `decision`: `approved` or `rejected`.")
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"decision": given.decision, "by": actor, "comment": given.comment, "at": at}
