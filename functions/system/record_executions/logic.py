"""One batch of status changes, message by message at the edges and as a whole in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

from statewright.core.runtime.telemetry import logger
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from statewright.recording.status_changes import NotAStatusChange, StatusChange, parse
from statewright.recording.store import Stored, latest, store


@dataclass(frozen=True, slots=True)
class Recorded:
    """`failed`: ids of the messages to deliver again, or to set aside when they have failed too often.

    `postponed`: ids of those to deliver again for want of time.
    """

    stored: Stored
    failed: list[str]
    postponed: list[str]


def record(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    bodies: Mapping[str, str],
    remaining: Callable[[], float] = lambda: inf,
) -> Recorded:
    """Record the changes in `bodies` (message id -> body). One that cannot be recorded does not keep back the others.

    `remaining` gives the seconds that are left; what would take longer is postponed.

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
    stored = store(connection, contexts, machines, latest(changes.values()), remaining)
    postponed = [message_id for message_id, change in changes.items() if change.execution_id in stored.postponed]
    if postponed:
        logger().info("executions are left for the next batch", executions=sorted(stored.postponed))
    for message_id, change in changes.items():
        reason = stored.refused.get(change.execution_id)
        if reason is not None:
            logger().error("an execution cannot be recorded", execution=change.execution_id, reason=reason)
            failed.append(message_id)
    return Recorded(stored, failed, postponed)
