"""One batch of status changes, message by message at the edges and as a whole in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statewright.core.runtime.telemetry import logger
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from statewright.recording.status_changes import NotAStatusChange, StatusChange, parse
from statewright.recording.store import Stored, latest, store


@dataclass(frozen=True, slots=True)
class Recorded:
    """`failed`: ids of the messages to deliver again, or to set aside when they have failed too often."""

    stored: Stored
    failed: list[str]


def record(connection: Connection, contexts: LiveContexts, machines: Machines, bodies: Mapping[str, str]) -> Recorded:
    """Record the changes in `bodies` (message id -> body). One that cannot be recorded does not keep back the others.

    Raises `psycopg.OperationalError` or `CacheError`: then all of them are to be delivered again.
    """
    failed: list[str] = []
    changes: dict[str, StatusChange] = {}
    for message_id, body in bodies.items():
        try:
            change = parse(body)
        except NotAStatusChange as error:
            logger().error("a message cannot be recorded", message_id=message_id, reason=str(error))
            failed.append(message_id)
        else:
            if change is not None:
                changes[message_id] = change
    stored = store(connection, contexts, machines, latest(changes.values()))
    for message_id, change in changes.items():
        reason = stored.refused.get(change.execution_id)
        if reason is not None:
            logger().error("an execution cannot be recorded", execution=change.execution_id, reason=reason)
            failed.append(message_id)
    return Recorded(stored, failed)
