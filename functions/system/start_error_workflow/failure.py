"""What an error workflow is told of the run that failed: its `$trigger`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from statewright.core.failed_run import FailedExecution, FailedRun, FailedStep, FailedWorkflow, Failure
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.telemetry import logger
from statewright.data.error_workflows import FailedVersion
from statewright.data.recorder import NodeRow
from statewright.data.secret_fields import all_nodes
from statewright.language.payloads import PayloadUnread
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import PublishedMachine
from statewright.recording.reconstruct import from_context
from statewright.recording.status_changes import StatusChange
from statewright.recording.store import error_of

from .readable import readable

MAX_FOLLOWED: Final = 2_000
"""Records of a run that is replayed to name a node; each takes about a millisecond."""


def told(
    change: StatusChange, version: FailedVersion, published: PublishedMachine | None, contexts: LiveContexts
) -> dict[str, Any]:
    """`FailedRun` as JSON: the same for the same run, as long as its live context is there."""
    error = _error(change)
    key = None if published is None else _failed_key(change, published, contexts, error)
    run = FailedRun(
        workflow=FailedWorkflow(id=change.workflow_id, name=version.name, version=version.version),
        execution=FailedExecution(
            id=change.execution_id,
            arn=change.execution_arn,
            name=change.name,
            started_at=_moment(change.started_at),
            ended_at=_moment(change.ended_at),
            status="timed_out" if change.status == "timed_out" else "failed",
        ),
        error=Failure(
            name=error["name"],
            message=readable(error["message"], {} if published is None else _names(published)),
            node=None if published is None or key is None else _node(published, key),
        ),
    )
    return run.model_dump(mode="json")


def _error(change: StatusChange) -> dict[str, str]:
    found = error_of(change) or {"name": "", "message": ""}
    # A run that takes too long may end without a name for it.
    return {**found, "name": "States.Timeout"} if change.status == "timed_out" and not found["name"] else found


def _moment(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _names(published: PublishedMachine) -> dict[str, str]:
    return {node["key"]: node.get("name") or "" for node in all_nodes(published.graph)}


def _node(published: PublishedMachine, key: str) -> FailedStep | None:
    for node in all_nodes(published.graph):
        if node["key"] == key:
            return FailedStep(id=node["id"], key=key, name=node.get("name") or "")
    return None


def _failed_key(
    change: StatusChange, published: PublishedMachine, contexts: LiveContexts, error: dict[str, str]
) -> str | None:
    """Key of the node whose failure is the run's; None where the live context cannot tell."""
    if change.status != "failed" or not change.complete or change.redrive_count:
        return None
    try:
        if contexts.sizes([change.execution_id])[change.execution_id] > MAX_FOLLOWED:
            return None
        records = contexts.read([change.execution_id])[change.execution_id]
        nodes = from_context(published, change, records).nodes
    except (CacheError, PayloadUnread) as unread:
        logger().warning("which node failed cannot be told", execution=change.execution_id, reason=str(unread))
        return None
    except Exception:  # noqa: BLE001 - the error workflow is started whatever the replay does
        logger().exception("a replay failed", execution=change.execution_id)
        return None
    return _to_blame(nodes, error, published.stops)


def _to_blame(nodes: Sequence[NodeRow], error: dict[str, str], stops: frozenset[str]) -> str | None:
    """Key of the stop that ended the run, or of the last node that failed with its error: in a loop, that inside."""
    for node in nodes:
        if node.node_key in stops and node.status == "succeeded":
            return node.node_key
    failed = [node for node in nodes if node.status == "failed" and node.error]
    for same in (("name", "message"), ("name",)):
        found = [node for node in failed if all(node.error.get(part) == error[part] for part in same)]
        if found:
            return found[-1].node_key
    return None
