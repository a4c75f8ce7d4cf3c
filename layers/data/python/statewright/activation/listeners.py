"""Switching trigger instances on and off: one listener per trigger type.

Each listener makes what a trigger needs outside PostgreSQL (a route, a schedule, an event source mapping) and takes it
away again. Both are idempotent, so an interrupted change is completed by repeating it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from redis.exceptions import RedisError

from statewright.activation import api, event, schedule
from statewright.activation.routes import route_of
from statewright.data import triggers
from statewright.data.connect import Connection
from statewright.data.triggers import TriggerInstance


class Listener(Protocol):
    """What a trigger type does to start and to stop listening."""

    def start(self, instance: TriggerInstance, route: dict[str, Any]) -> dict[str, Any]:
        """Begin (or go on) delivering to the route; returns what was made, for `stop`."""

    def pause(self, instance: TriggerInstance) -> dict[str, Any]:
        """Deliver nothing more, keeping what a later `start` can go on with; returns what is left."""

    def remove(self, instance: TriggerInstance) -> None:
        """Take away everything that was made."""


_LISTENERS: Final[Mapping[str, Listener]] = {"api": api, "schedule": schedule, "event": event}
FAILURES: Final = (ClientError, BotoCoreError, RedisError)
"""What a listener may raise when AWS or Redis refuses or cannot be reached."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a change ended; `error` is None when it worked."""

    instance: TriggerInstance
    error: str | None


def start(connection: Connection, instance: TriggerInstance) -> Outcome:
    """Listen for the instance, and note in PostgreSQL whether that worked."""
    listener = _LISTENERS[instance.definition.partition("@")[0]]
    return _apply(connection, instance, "active", lambda: listener.start(instance, route_of(instance)))


def pause(connection: Connection, instance: TriggerInstance) -> Outcome:
    """Stop listening, and note in PostgreSQL whether that worked."""
    listener = _LISTENERS[instance.definition.partition("@")[0]]
    return _apply(connection, instance, "disabled", lambda: listener.pause(instance))


def remove(connection: Connection, instance: TriggerInstance) -> Outcome:
    """Take the instance away for good: its node is gone, or is another kind of trigger now."""
    listener = _LISTENERS[instance.definition.partition("@")[0]]

    def taken_away() -> dict[str, Any]:
        listener.remove(instance)
        return {}

    outcome = _apply(connection, instance, "disabled", taken_away)
    if outcome.error is None:
        triggers.delete(connection, instance.id)
    return outcome


def _apply(
    connection: Connection,
    instance: TriggerInstance,
    goal: triggers.Status,
    change: Callable[[], dict[str, Any]],
) -> Outcome:
    status: triggers.Status = goal
    error: str | None = None
    resource = instance.resource
    try:
        resource = change()
    except FAILURES as failure:
        status, error = "failed", _explain(failure)
    triggers.set_status(connection, instance.id, status, error=error, resource=resource)
    changed = triggers.get(connection, instance.id)
    return Outcome(changed or instance, error)


def _explain(failure: Exception) -> str:
    if isinstance(failure, ClientError):
        answer = failure.response.get("Error", {})
        return f"{failure.operation_name}: {answer.get('Message') or answer.get('Code')}. Publish or enable it again."
    return f"{type(failure).__name__}: {failure}. Publish or enable it again."
