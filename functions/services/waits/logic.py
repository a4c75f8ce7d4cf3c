"""Listing waits and answering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import orjson
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.service import Problem, not_found
from statewright.data import audit, waits
from statewright.data.connect import Connection, Database
from statewright.waiting.answering import deliver
from statewright.waiting.links import links

from .models import SentEvent, Wait, WaitAnswer

MAX_BYTES: Final = 256 * 1024 - 64
"""Of an answer as JSON: what a state may hold, less the form around it. Source: Step Functions quotas."""
TOLD_AT_ONCE: Final = 8
"""Runs that one event tells at the same time."""


def shown(wait: waits.Wait) -> Wait:
    """The wait as the API gives it, with its callback link while that is good for something.

    Without one that went out by mail: who answers by it is named as one of those it was sent to.
    """
    found = Wait.model_validate(wait)
    if wait.status == "pending" and wait.expires_at > datetime.now(UTC) and wait.mailed_at is None:
        found.callback_url = links().url(wait.id, wait.expires_at)
    return found


def send_event(database: Database, sent: SentEvent, actor: str) -> int:
    """Completes every wait for the event; how many. None: the event is held for the first wait that asks.

    A wait whose run has gone on or ended counts for nobody: the event is held then too.
    """
    _bounded(sent.payload)
    while True:
        with database.transaction() as connection:
            found = waits.waiting_for(connection, sent.event, sent.key, sent.payload, actor)
        completed = _tell_all(database, found)
        if completed or not found:
            return completed


def _tell_all(database: Database, found: Mapping[str, bool]) -> int:
    """Tell the runs of these waits (id -> fresh), a few at a time: each is an answer of Step Functions to wait for."""
    if len(found) <= 1:
        return sum(_tell(database, wait_id, fresh=fresh) is not None for wait_id, fresh in found.items())

    def tell(some: Sequence[tuple[str, bool]]) -> int:
        # A connection has one transaction at a time: each thread has its own.
        own = database.another()
        try:
            return sum(_tell(own, wait_id, fresh=fresh) is not None for wait_id, fresh in some)
        finally:
            own.close()

    shares = [list(found.items())[start::TOLD_AT_ONCE] for start in range(min(TOLD_AT_ONCE, len(found)))]
    with ThreadPoolExecutor(len(shares)) as threads:
        return sum(threads.map(tell, shares))


def answer_wait(database: Database, wait_id: str, given: WaitAnswer, actor: str) -> None:
    """Answers one wait. Problems: 404, 409 when it was answered, 410 when the run no longer waits, 422, 503."""
    with database.transaction() as connection:
        wait = waits.locked(connection, wait_id)
        if wait is None:
            raise not_found("wait")
        ours = wait.status == "pending" and waits.take_answer(connection, wait_id, _output(wait, given, actor), actor)
    told = _tell(database, wait_id, fresh=ours)
    if ours and told is not None:
        return
    refuse_unless_pending(told or waits.get(database.connection(), wait_id) or wait)


def refuse_unless_pending(wait: waits.Wait) -> None:
    """Problems: 409 when it was answered, or is being answered, 410 when the run no longer waits."""
    if wait.status == "answered" or wait.answer is not None:
        raise Problem(HTTPStatus.CONFLICT, f"{wait.answered_by or 'An event'} has answered this already.")
    if wait.status == "closed" or wait.expires_at <= datetime.now(UTC):
        raise Problem(HTTPStatus.GONE, "The run no longer waits for this: it has gone on or ended.")


def _tell(database: Database, wait_id: str, *, fresh: bool) -> waits.Wait | None:
    """The wait, if its run goes on by this call."""
    try:
        with database.transaction() as connection:
            wait = deliver(connection, wait_id, fresh=fresh)
            if wait is not None and wait.kind == "approval":
                _note(connection, wait)
            return wait
    except AwsError as error:
        detail = f"The answer is kept, but the run could not be told: {error}. Answer once more in a moment."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail) from error


def _note(connection: Connection, wait: waits.Wait) -> None:
    decision = (wait.answer or {}).get("output", {}).get("decision")
    audit.record(
        connection,
        actor=wait.answered_by or "",
        action="answer",
        subject_kind="wait",
        subject_id=wait.id,
        details={"execution_id": wait.execution_id, "node_key": wait.node_key, "decision": decision},
    )


def _output(wait: waits.Wait, given: WaitAnswer, actor: str) -> Any:
    if wait.kind == "event":
        return _bounded(given.payload)
    if given.decision is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Say `decision`: `approved` or `rejected`.")
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"decision": given.decision, "by": actor, "comment": given.comment, "at": at}


def _bounded(payload: Any) -> Any:
    """The payload. An answer that no run can take would be kept and refused for ever: 413."""
    size = len(orjson.dumps(payload))
    if size > MAX_BYTES:
        detail = f"The payload has {size:,} bytes as JSON; a run takes {MAX_BYTES:,}. Send a reference to it instead."
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return payload
