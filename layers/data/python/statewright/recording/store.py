"""Recording a batch of status changes: one read of Redis, one replay per ended run, one statement to PostgreSQL.

Runs with thousands of records, as loops leave them, are recorded a few at a time: a batch is not held in memory whole,
and what would not be done within the time there is is left for the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from statewright.core.runtime.telemetry import logger
from statewright.data import recorder
from statewright.data.connect import Connection
from statewright.data.executions import NodesSource
from statewright.data.recorder import ExecutionRow
from statewright.data.versions import Pinned
from statewright.language.observed import result_of
from statewright.language.payloads import PayloadUnread
from statewright.language.timeline import error_name, message_of
from statewright.recording.contexts import MAX_RECORDS, LiveContexts, Records
from statewright.recording.express import as_begun, begun_at
from statewright.recording.machines import Machines, PublishedMachine
from statewright.recording.outcomes import named, untold
from statewright.recording.reconstruct import ITEMS_UNREAD, TOO_MANY, Reconstruction, from_context
from statewright.recording.status_changes import StatusChange

GROUP_RECORDS: Final = 2_000
"""Records of live contexts held at once, unless one run alone has more; a usual one has a few kB."""
RECORD_SECONDS: Final = 0.001
"""What the replay and the writing of a record take, roughly."""
MARGIN_SECONDS: Final = 10.0
"""For what else a group takes, and for an estimate that is too low."""
INCOMPLETE = "Step Functions' message left out data: the rest will be read from its history"
UNKNOWN_VERSION = "its version is not in the database: its nodes cannot be told"
CONTEXT_LOST = "its live context was lost: its nodes will be read from its history"
PARTLY_LOST = "a part of its live context was lost: its nodes will be read from its history"
CONTRADICTED = "what its steps recorded does not lead to its end: its nodes will be read from its history"
REDRIVEN = "it was redriven: its nodes will be read from its history"
"""An attempt of a redrive has the number, and so the record, of one before."""
RAN_ANOTHER = "it ran another workflow: its nodes will be read from its history"
"""What came of that is in no live context."""
NO_INPUT = "its input was too large to be told: what its nodes did cannot be told"
EXPRESS_LOST = "its live context was lost, and express executions have no history: its nodes cannot be told"
EXPRESS_PARTLY_LOST = (
    "what came of {} is not on record, and express executions have no history: what is shown of that and of what "
    "follows is a guess"
)
MOST_NAMED: Final = 5
_UNTIL_READ: Final = frozenset(
    {INCOMPLETE, UNKNOWN_VERSION, CONTEXT_LOST, PARTLY_LOST, CONTRADICTED, REDRIVEN, RAN_ANOTHER}
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a batch came to. `refused`: execution id -> why it could not be written; `postponed`: ids of executions for
    which there was no time."""

    recorded: int
    ended: int
    diverged: int
    refused: dict[str, str]
    postponed: frozenset[str] = frozenset()


def store(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    changes: Sequence[StatusChange],
    remaining: Callable[[], float] = lambda: inf,
) -> Stored:
    """Record changes, at most one per execution (see `latest`).

    `remaining` gives the seconds that are left. What would take longer is postponed, the longest first; something is
    recorded each time.

    Raises `psycopg.OperationalError` or `CacheError` when PostgreSQL or Redis cannot be reached: then nothing may be
    taken as recorded, and repeating is harmless.
    """
    standard = [change for change in changes if not change.express]
    time = _Time(remaining)
    stored = _store_groups(connection, contexts, machines, standard, time)
    if express := [change for change in changes if change.express]:
        with connection.transaction():
            stored += _store_groups(connection, contexts, machines, as_begun(connection, express), time)
    return Stored(
        recorded=sum(group.recorded for group in stored),
        ended=sum(group.ended for group in stored),
        diverged=sum(group.diverged for group in stored),
        refused={execution: reason for group in stored for execution, reason in group.refused.items()},
        postponed=frozenset(time.postponed),
    )


def is_closed_by_history(gap: str) -> bool:
    """Whether the gap is none any more once the nodes were read from the history, which has gaps of its own."""
    return gap in _UNTIL_READ or gap.startswith(ITEMS_UNREAD.format(""))


def latest(changes: Iterable[StatusChange]) -> list[StatusChange]:
    """One change per execution: the end of its last redrive, as far as that is among them."""
    kept: dict[str, StatusChange] = {}
    for change in changes:
        known = kept.get(change.execution_id)
        if known is None or _progress(change) > _progress(known):
            kept[change.execution_id] = change if known is None else _with_beginning(change, known)
        else:
            kept[change.execution_id] = _with_beginning(known, change)
    return list(kept.values())


def _over(changes: Iterable[StatusChange]) -> list[str]:
    return [change.execution_id for change in changes if change.ended_at is not None]


def _groups(changes: Iterable[StatusChange], sizes: Mapping[str, int]) -> Iterator[list[StatusChange]]:
    group: list[StatusChange] = []
    records = 0
    for change in changes:
        size = sizes.get(change.execution_id, 0)
        if group and records + size > GROUP_RECORDS:
            yield group
            group, records = [], 0
        group.append(change)
        records += size
    if group:
        yield group


class _Time:
    """What there is time for; the first group in any case, or a run that takes long would come again for ever."""

    def __init__(self, remaining: Callable[[], float]) -> None:
        self._remaining = remaining
        self._begun = False
        self.postponed: list[str] = []

    def suffices(self, group: Sequence[StatusChange], records: int) -> bool:
        """Whether there is time for a group with so many records; it is postponed if not."""
        if self._begun and self._remaining() < MARGIN_SECONDS + records * RECORD_SECONDS:
            self.postponed += [change.execution_id for change in group]
            return False
        self._begun = True
        return True


def _store_groups(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    changes: Sequence[StatusChange],
    time: _Time,
) -> list[Stored]:
    sizes = contexts.sizes(_over(changes))
    too_many = {execution for execution, size in sizes.items() if size > MAX_RECORDS}
    followed = {execution: 0 if execution in too_many else size for execution, size in sizes.items()}
    smallest_first = sorted(changes, key=lambda change: followed.get(change.execution_id, 0))
    return [
        _store(connection, contexts, machines, group, too_many)
        for group in _groups(smallest_first, followed)
        if time.suffices(group, sum(followed.get(change.execution_id, 0) for change in group))
    ]


def _store(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    changes: Sequence[StatusChange],
    too_many: AbstractSet[str],
) -> Stored:
    over = _over(changes)
    records: dict[str, Records | None] = dict.fromkeys(too_many)
    records |= contexts.read([execution for execution in over if execution not in too_many])
    rows = [_row(connection, machines, change, records.get(change.execution_id, {})) for change in changes]
    written = recorder.write(connection, rows)
    # What was presumed may yet be told, and is replayed then.
    presumed = {change.execution_id for change in changes if change.presumed}
    contexts.expire(execution for execution in over if execution not in presumed | written.refused.keys())
    ended = frozenset(written.ended)
    return Stored(
        recorded=len(rows) - len(written.refused),
        ended=len(ended),
        diverged=sum(1 for row in rows if row.divergences and row.id in ended),
        refused=written.refused,
    )


def _with_beginning(change: StatusChange, other: StatusChange) -> StatusChange:
    """An Express execution's change with what another one says of its beginning."""
    if not change.express:
        return change
    return begun_at(change, min(change.started_at, other.started_at), other.input)


def _progress(change: StatusChange) -> tuple[int, bool]:
    return change.redrive_count, change.ended_at is not None


def pinned(change: StatusChange) -> Pinned:
    """What the run is pinned to."""
    return Pinned(
        workflow_id=change.workflow_id,
        state_machine_version_arn=change.version_arn,
        claimed_version=change.claimed_version,
    )


def error_of(change: StatusChange) -> dict[str, str] | None:
    """The run's error as it is stored."""
    return run_error(change.error, change.cause)


def run_error(error: str | None, cause: str | None) -> dict[str, str] | None:
    """What Step Functions says of a run's failure, in the form and with the names of its nodes' errors."""
    if error is None and cause is None:
        return None
    return {"name": error_name(error or ""), "message": message_of(cause)}


def _row(connection: Connection, machines: Machines, change: StatusChange, records: Records | None) -> ExecutionRow:
    if change.ended_at is None:
        return ExecutionRow(
            id=change.execution_id,
            workflow_id=change.workflow_id,
            started_at=change.started_at,
            status=change.status,
            redrive_count=change.redrive_count,
            version=_version(connection, machines, change),
            trigger_node=change.trigger_node,
            instance_id=change.instance_id,
            input=change.input,
            arn=_arn(change),
        )
    return _ended_row(change, machines.get(connection, pinned(change)), records)


def _version(connection: Connection, machines: Machines, change: StatusChange) -> int | None:
    """The version of a run that goes on: that of its machine, which who started it may not have known."""
    published = machines.get(connection, pinned(change))
    return published.version if published else change.claimed_version


def _ended_row(change: StatusChange, published: PublishedMachine | None, records: Records | None) -> ExecutionRow:
    source, told = (_express_nodes if change.express else _nodes)(change, published, records)
    return ExecutionRow(
        id=change.execution_id,
        workflow_id=change.workflow_id,
        started_at=change.started_at,
        status=change.status,
        redrive_count=change.redrive_count,
        version=published.version if published else change.claimed_version,
        trigger_node=change.trigger_node,
        instance_id=change.instance_id,
        ended_at=change.ended_at,
        input=change.input,
        output=result_of(change.output if change.output_told else told.output),
        error=error_of(change),
        nodes=source,
        divergences=told.divergences,
        gaps=told.gaps,
        node_rows=told.nodes,
        arn=_arn(change),
    )


def _arn(change: StatusChange) -> str | None:
    return change.execution_arn if change.express else None


def _nodes(
    change: StatusChange, published: PublishedMachine | None, records: Records | None
) -> tuple[NodesSource, Reconstruction]:
    """What the nodes did, or why that cannot be told from here."""
    if published is None:
        return "lost", Reconstruction(gaps=[UNKNOWN_VERSION])
    if not change.complete or change.redrive_count:
        return "lost", Reconstruction(gaps=[REDRIVEN if change.complete else INCOMPLETE])
    replayed, is_told = _replayed(published, change, records)
    if not is_told:
        return "lost", replayed
    gap = _left_to_history(published, change, records, replayed)
    if gap is not None:
        # where records are missing, that replay and run disagree says nothing of the engine
        return "lost", Reconstruction(divergences=replayed.divergences if gap == CONTRADICTED else [], gaps=[gap])
    return "context", replayed


def _left_to_history(
    published: PublishedMachine, change: StatusChange, records: Records | None, replayed: Reconstruction
) -> str | None:
    """Why the nodes are not those of the replay; None where they are."""
    if any(node.node_key in published.children and node.status != "skipped" for node in replayed.nodes):
        return RAN_ANOTHER
    if not records and _called(published, replayed):
        return CONTEXT_LOST
    if any(untold(published, change, replayed.nodes, records or {})):
        return PARTLY_LOST
    return CONTRADICTED if replayed.divergences else None


def _replayed(
    published: PublishedMachine, change: StatusChange, records: Records | None
) -> tuple[Reconstruction, bool]:
    """The run as its live context tells it, and whether it does; if not, why."""
    if records is None:
        return Reconstruction(gaps=[ITEMS_UNREAD.format(TOO_MANY)]), False
    try:
        return from_context(published, change, records), True
    except PayloadUnread as unread:
        return Reconstruction(gaps=[ITEMS_UNREAD.format(unread)]), False
    except Exception as error:  # noqa: BLE001 - the end is recorded whatever the replay does; its failure is shown
        logger().exception("a replay failed", execution=change.execution_id)
        return Reconstruction(divergences=[f"the replay failed: {type(error).__name__}: {error}"]), False


def _called(published: PublishedMachine, replayed: Reconstruction) -> bool:
    """Whether an action was. One whose own arguments could not be evaluated has no input and leaves no record."""
    return any(
        node.node_key in published.tasks and node.status != "skipped" and node.input is not None
        for node in replayed.nodes
    )


def _express_nodes(
    change: StatusChange, published: PublishedMachine | None, records: Records | None
) -> tuple[NodesSource, Reconstruction]:
    """The same of an Express execution: what is lost is so for good, for there is no history to read it from."""
    lost: NodesSource = "presumed" if change.presumed else "lost"
    if published is None:
        return lost, Reconstruction(gaps=[UNKNOWN_VERSION])
    if change.input is None:
        return lost, Reconstruction(gaps=[NO_INPUT])
    replayed, is_told = _replayed(published, change, records)
    if not is_told:
        return lost, replayed
    if not records and _called(published, replayed):
        return lost, Reconstruction(gaps=[EXPRESS_LOST])
    if missing := list(dict.fromkeys(map(named, untold(published, change, replayed.nodes, records or {})))):
        shown = ", ".join(missing[:MOST_NAMED]) + (" and others" if len(missing) > MOST_NAMED else "")
        replayed = replace(replayed, divergences=[], gaps=[*replayed.gaps, EXPRESS_PARTLY_LOST.format(shown)])
    return "presumed" if change.presumed else "context", replayed
