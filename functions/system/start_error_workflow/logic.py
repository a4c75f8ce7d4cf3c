"""Runs that failed or timed out, and the workflow that their own names for that: started once for each failure.

Which one is said by the version that the run is pinned to. The run of an error workflow starts no other one, and what
it runs lies deeper than the run that failed (`depth`): no chain of failures goes on for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from statewright.core import names
from statewright.core.runtime import stepfunctions
from statewright.core.runtime.arns import alias_arn
from statewright.core.runtime.stepfunctions import AlreadyExists, StartRefused, StartUnavailable
from statewright.core.runtime.telemetry import logger
from statewright.data import error_workflows, workflows
from statewright.data.connect import Connection
from statewright.data.error_workflows import FailedVersion
from statewright.language.children import MAX_DEPTH
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from statewright.recording.status_changes import NotAStatusChange, StatusChange, parse
from statewright.recording.store import UNKNOWN_VERSION, pinned

from .failure import told


@dataclass(slots=True)
class Done:
    """`failed`: ids of the messages to deliver again, or to set aside when they have failed too often."""

    started: int = 0
    not_started: int = 0
    failed: list[str] = field(default_factory=list)


class CannotStart(Exception):
    """The error workflow is not there, or cannot be started: delivering the message again would not help."""


def start_error_workflows(
    connection: Connection, contexts: LiveContexts, machines: Machines, bodies: Mapping[str, str]
) -> Done:
    """Start what the failures in `bodies` (message id -> body) ask for; one that fails keeps back no other.

    Raises `psycopg.OperationalError`: then all of them are to be delivered again, which starts nothing twice.
    """
    done = Done()
    for message_id, body in bodies.items():
        try:
            change = parse(body)
            if change is None or not _counts(change):
                continue
            try:
                done.started += _handle(connection, contexts, machines, change)
            except CannotStart as reason:
                done.not_started += 1
                logger().error("an error workflow was not started", execution=change.execution_id, reason=str(reason))
                error_workflows.note_fault(connection, change.execution_id, change.redrive_count, str(reason))
        except (NotAStatusChange, StartUnavailable) as error:
            logger().error("a failed run is not handled", message_id=message_id, reason=str(error))
            done.failed.append(message_id)
    return done


def _counts(change: StatusChange) -> bool:
    if change.status not in ("failed", "timed_out") or change.express:
        return False
    if names.is_error_run(change.name):
        logger().warning("an error workflow's own run failed: it starts no other", execution=change.execution_id)
        return False
    # An item of a Distributed Map is an execution of `<machine>/<label>`: its run's failure counts.
    return "/" not in change.machine_arn.rpartition(":")[2]


def _handle(connection: Connection, contexts: LiveContexts, machines: Machines, change: StatusChange) -> bool:
    """Whether an error workflow was started now. Raises CannotStart or StartUnavailable."""
    version = error_workflows.of_version(connection, pinned(change))
    if version is None:
        raise CannotStart(UNKNOWN_VERSION)
    if version.error_workflow is None:
        return False
    _check(connection, version.error_workflow)
    started = _start(change, version, told(change, version, machines.get(connection, pinned(change)), contexts))
    error_workflows.forget_fault(connection, change.execution_id, change.redrive_count)
    return started


def _check(connection: Connection, workflow_id: str) -> None:
    status = workflows.statuses(connection, [workflow_id]).get(workflow_id)
    if status is None or status == "archived":
        raise CannotStart(f"its error workflow {workflow_id} is not there, or archived: choose another one and publish")
    if status == "draft":
        raise CannotStart(f"its error workflow {workflow_id} has never been published: publish it")
    if express := workflows.live_express(connection, [workflow_id]).get(workflow_id):
        raise CannotStart(f'its error workflow "{express}" is express: make it standard and publish it')


def _start(change: StatusChange, version: FailedVersion, trigger: object) -> bool:
    name = names.execution_name(names.ERROR_PREFIX, change.execution_id, str(change.redrive_count))
    document = {
        "trigger": trigger,
        "trigger_node": None,
        "instance_id": None,
        "workflow_version": None,
        "parent": {"execution_id": change.execution_id, "node": "", "iteration": ""},
        "depth": _depth(change) + 1,
    }
    try:
        alias = alias_arn(version.error_workflow or "", "standard")
        stepfunctions.shared().start_execution(alias, name, orjson.dumps(document).decode())
    except AlreadyExists:
        return False
    except StartRefused as refused:
        raise CannotStart(f"its error workflow {version.error_workflow} was not started: {refused}") from refused
    return True


def _depth(change: StatusChange) -> int:
    """How many workflows lie above the run that failed; where a large input hides that, as many as there may be."""
    if isinstance(change.input, dict):
        depth = change.input.get("depth")
        return depth if isinstance(depth, int) else 0
    return MAX_DEPTH if change.name.startswith(names.CHILD_PREFIX) else 0
