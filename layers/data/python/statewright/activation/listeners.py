"""Switching trigger instances on and off: one listener per trigger type.

Each listener makes what a trigger needs outside PostgreSQL (a route, a schedule, an event source mapping) and takes it
away again. Both are idempotent, so an interrupted change is completed by repeating it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from statewright.activation import api, event, schedule
from statewright.activation.routes import ROUTES_LOCK, route_of
from statewright.core.runtime.aws import AwsError, translated
from statewright.core.runtime.cache import CacheError
from statewright.data import locks, triggers
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


_ADVICE: Final = "Publish the workflow or enable the trigger again."
_STILL_THERE: Final = (
    "It is no longer in the workflow and still starts the workflow: publish again to have it taken away."
)


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

    outcome = _apply(connection, instance, "disabled", taken_away, _STILL_THERE)
    if outcome.error is None:
        triggers.delete(connection, instance.id)
    return outcome


def _apply(
    connection: Connection,
    instance: TriggerInstance,
    goal: triggers.Status,
    change: Callable[[], dict[str, Any]],
    advice: str = _ADVICE,
) -> Outcome:
    status: triggers.Status = goal
    error: str | None = None
    resource = instance.resource
    with locks.shared(connection, ROUTES_LOCK):
        try:
            with translated():
                resource = change()
        except (AwsError, CacheError, schedule.NothingAhead) as failure:
            status, error = "failed", f"{failure}. {advice}"
        triggers.set_status(connection, instance.id, status, error=error, resource=resource)
    return Outcome(triggers.get(connection, instance.id) or instance, error)
