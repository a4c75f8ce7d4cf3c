"""What a waiting node asks for: a row that its answer is found by, and a running record."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
from statewright.core.errors import InvalidInput, ProviderUnavailable
from statewright.core.runtime import cache, invocation, telemetry
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.invocation import Invocation
from statewright.core.runtime.ledger import Ledger
from statewright.data import waits
from statewright.data.connect import Database
from statewright.data.waits import Wait
from statewright.waiting.answering import answer

from .mail import ask_by_mail

MAX_SECONDS: Final = 31_536_000
"""A Standard execution lasts at most a year. Source: Step Functions quotas."""
KINDS: Final[dict[str, waits.Kind]] = {"wait_for_events@1": "event", "approval@1": "approval"}


def register(database: Database, event: Mapping[str, Any], *, request_id: str) -> str:
    """Store the wait and give its id. An event that came before it answers at once.

    Repeating it for the same token changes nothing. Raises InvalidInput naming the field, and ProviderUnavailable when
    PostgreSQL or AWS cannot be asked, as while Aurora wakes up: the node's state tries that again.
    """
    definition = event.get("node", {}).get("definition")
    if definition not in KINDS:
        raise InvalidInput(f"node.definition is {definition!r}: only {' and '.join(KINDS)} wait")
    asked = invocation.parse(event, definition)
    wait = _wait(event, asked, KINDS[definition])
    ledger, now = Ledger(cache.shared(), asked, request_id, claims=False), int(time.time() * 1000)
    _leave_record(asked, lambda: ledger.begin(now, now))
    try:
        with database.transaction() as connection:
            held = waits.register(connection, wait)
            if held is not None and answer(connection, wait, held.payload, by=None):
                waits.used(connection, held)
        if wait.kind == "approval" and asked.config.get("to"):
            ask_by_mail(database, wait.id)
    except (psycopg.OperationalError, AwsError) as error:
        failure = ProviderUnavailable(f"the wait could not be stored: {error}")
        # a reconstruction would take a record without an end for an attempt that Lambda has lost
        _leave_record(asked, lambda: ledger.fail(now, int(time.time() * 1000), type(failure).__name__, str(failure)))
        raise failure from error
    return wait.id


def _wait(event: Mapping[str, Any], asked: Invocation, kind: waits.Kind) -> Wait:
    token, config, now = event.get("token"), asked.config, datetime.now(UTC)
    if not isinstance(token, str) or not token:
        raise InvalidInput("the invocation has no token")
    return Wait(
        id=waits.wait_id(asked.execution_id, asked.node_key, asked.iteration, token),
        kind=kind,
        execution_id=asked.execution_id,
        node_key=asked.node_key,
        iteration=asked.iteration,
        token=token,
        invocation={name: value for name, value in event.items() if name != "token"},
        created_at=now,
        expires_at=_expiry(event, config, now),
        event=_text(config, "event") if kind == "event" else None,
        key=_text(config, "key") if kind == "event" else None,
        title=_text(config, "title") if kind == "approval" else None,
        message=_text(config, "message", 100_000) if config.get("message") not in (None, "") else None,
    )


def _expiry(event: Mapping[str, Any], config: Mapping[str, Any], now: datetime) -> datetime:
    """When nobody waits any more: at the node's own limit, at the latest when the run's is reached."""
    began, limit = event["execution"].get("started_at"), event.get("limit_seconds", MAX_SECONDS)
    run_ends = (datetime.fromisoformat(began) if isinstance(began, str) else now) + timedelta(seconds=limit)
    return min(run_ends, now + timedelta(seconds=min(config.get("timeout_seconds", MAX_SECONDS), MAX_SECONDS)))


def _text(config: Mapping[str, Any], name: str, longest: int = 2_000) -> str:
    value = config.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value or "\0" in value or len(value) > longest:
        raise InvalidInput(f"config.{name} must be text of 1 to {longest:,} characters")
    return value


def _leave_record(asked: Invocation, leave: Callable[[], object]) -> None:
    try:
        leave()
    except cache.CacheError as error:
        telemetry.logger().warning("the wait left no record", node=asked.node_key, reason=str(error))
