"""What large loops did for each item, in a run whose nodes are read from its history.

There a Distributed Map is one state: each item has a history of its own, of which Step Functions gives 20 a second in
a whole account. But the actions of the items have left their records, and with those the run is replayed. Where that
brings a loop to what the history says of it, the items are those of the replay; where it does not, that is said.

A redrive runs an item's actions again under the numbers of their former attempts: what is on record is what each did
last, as if it had never failed, and that is what is shown of the items. Those that were done before need not be in the
live context any more: they are known from the record of the run's former end.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from math import inf
from typing import Any, Final

from statewright.core.runtime.telemetry import logger
from statewright.data.executions import NodeExecution
from statewright.data.recorder import NodeRow
from statewright.language.payloads import PayloadUnread
from statewright.language.timeline import without_time_limits
from statewright.recording.contexts import Records
from statewright.recording.machines import PublishedMachine
from statewright.recording.reconstruct import ITEMS_UNREAD, TOO_MANY, Reconstruction, from_context
from statewright.recording.status_changes import StatusChange

ITEMS_UNTOLD: Final = "what the loop `{}` did for each of its items is not known: {}"
NO_RECORD: Final = "not all of them left a record"
LEADS_ELSEWHERE: Final = "what is on record does not lead to what the loop gave"


def with_items(
    published: PublishedMachine,
    told: Reconstruction,
    change: StatusChange,
    records: Records | None,
    former: Iterable[NodeExecution] = (),
) -> Reconstruction:
    """What the history told, with the items of the large loops, or for each loop why they are not known.

    `change` is how the run stands, `records` its live context, None if that is too much to follow; `former` the node
    executions of an end before a redrive.
    """
    loops = _begun(published, told.nodes)
    if not loops:
        return told
    if records is None:
        return replace(told, gaps=[*told.gaps, ITEMS_UNREAD.format(TOO_MANY)])
    before = [_row(node) for node in former]
    known = _last(_records_of(published, before) | records)
    replayed = _replayed(published, change, known)
    shown = {(row.node_key, row.iteration): row for row in replayed.nodes}
    rows, gaps = list(told.nodes), [*told.gaps, *replayed.gaps]
    for (key, path), loop in loops.items():
        items = _items(published, replayed.nodes, key, path)
        unknown = {item for item, row in items if _is_unknown(published, row, known)}
        agrees = _agree(loop, shown.get((key, path)))
        done = _done(_items(published, before, key, path), {item for item, row in items if row.record_field in records})
        rows += [row for rows_of_item in done.values() for row in rows_of_item]
        if agrees or unknown:
            rows += [_as_recorded(row, known) for item, row in items if item not in unknown and item not in done]
        if change.ended_at is not None and not replayed.gaps and (unknown or not agrees):
            gaps.append(ITEMS_UNTOLD.format(key, NO_RECORD if unknown else LEADS_ELSEWHERE))
    return replace(told, nodes=_in_order(rows), gaps=gaps)


def _begun(published: PublishedMachine, rows: Iterable[NodeRow]) -> dict[tuple[str, str], NodeRow]:
    """The last attempt of each large loop that has begun, by its key and loop path."""
    return {
        (row.node_key, row.iteration): row
        for row in rows
        if row.node_key in published.large_loops and row.status != "skipped"
    }


def _replayed(published: PublishedMachine, change: StatusChange, records: Records) -> Reconstruction:
    """The run replayed as far as its records lead; its gaps say why that is not to its end."""
    if change.redrive_count:
        published = replace(published, machine=without_time_limits(published.machine))
        # without limits it ends as one that is stopped
        change = replace(change, status="cancelled" if change.status == "timed_out" else change.status)
    try:
        try:
            return from_context(published, change, records)
        except PayloadUnread:
            # The loops before the one that cannot be followed can be.
            return from_context(published, replace(change, status="running", ended_at=None), records)
    except Exception as error:  # noqa: BLE001 - the items are missing, and nothing else is
        logger().exception("a replay failed", execution=change.execution_id)
        return Reconstruction(gaps=[ITEMS_UNREAD.format(f"the replay failed: {type(error).__name__}: {error}")])


def _items(published: PublishedMachine, rows: Iterable[NodeRow], loop: str, path: str) -> list[tuple[str, NodeRow]]:
    """The rows of a loop's items, with the loop path of the item."""
    nodes = published.trace["nodes"]
    inside = {key for key, node in nodes.items() if loop in node.get("loops", ())}
    depth = len(nodes[loop].get("loops", ())) + 1
    found = []
    for row in rows:
        if row.node_key in inside:
            parts = row.iteration.split(".")
            if len(parts) >= depth and ".".join(parts[: depth - 1]) == path and row.iteration:
                found.append((".".join(parts[:depth]), row))
    return found


def _is_unknown(published: PublishedMachine, row: NodeRow, records: Records) -> bool:
    """Whether a node did something that is on no record: what came of it, and of the item, the replay cannot say."""
    if row.status == "skipped":
        return False
    if row.node_key in published.children:
        return True
    # without an input its own arguments could not be evaluated, and it was not called
    return row.node_key in published.tasks and row.input is not None and row.record_field not in records


def _agree(told: NodeRow, replayed: NodeRow | None) -> bool:
    """Whether a loop did the same in the replay as its history says."""
    if replayed is None or replayed.status != told.status:
        return False
    came_to = (replayed.output, told.output) if told.status == "succeeded" else map(_name, (replayed.error, told.error))
    one, other = came_to
    return bool(one == other)


def _name(error: Any) -> Any:
    return error["name"] if error else None


def _done(items: Iterable[tuple[str, NodeRow]], again: AbstractSet[str]) -> dict[str, list[NodeRow]]:
    """The items that were done before a redrive, with their rows: nothing of them ran `again`, nothing was cut off.

    They are as they were recorded then: the replay of a run whose live context is gone would have to guess the time.
    """
    found: dict[str, list[NodeRow]] = {}
    for item, row in items:
        if item not in again:
            found.setdefault(item, []).append(row)
    cut_off = ("cancelled", "running")
    return {item: rows for item, rows in found.items() if not any(row.status in cut_off for row in rows)}


def _as_recorded(row: NodeRow, records: Records) -> NodeRow:
    """The row at the times that are on record: a replay schedules a task before a redrive that began it again."""
    record = records.get(row.record_field)
    return row if record is None else replace(row, started_at=record["started_at"], ended_at=record["ended_at"])


def _in_order(rows: Iterable[NodeRow]) -> list[NodeRow]:
    """By the beginning of each node's first attempt; those that were skipped follow."""
    rows = list(rows)
    begun: dict[tuple[str, str], float] = {}
    for row in rows:
        begun.setdefault((row.node_key, row.iteration), inf if row.started_at is None else row.started_at)
    rows.sort(key=lambda row: begun[row.node_key, row.iteration])
    return [replace(row, position=position) for position, row in enumerate(rows)]


def _records_of(published: PublishedMachine, former: Iterable[NodeRow]) -> dict[str, dict[str, Any]]:
    """What the actions of a former end left on record, in the form of a live context."""
    return {
        row.record_field: {
            "status": row.status if row.status in ("succeeded", "failed") else "running",
            "started_at": row.started_at,
            "ended_at": row.ended_at if row.status in ("succeeded", "failed") else None,
            "input": row.input,
            "output": row.output,
            "error": row.error,
        }
        for row in former
        if row.node_key in published.tasks and row.started_at is not None and row.input is not None
    }


def _last(records: Records) -> Records:
    """Without what attempts before a redrive left: they began before an attempt of a lower number."""
    kept: Records = {}
    began: dict[str, int] = {}
    for field in sorted(records, key=_number):
        node, _, _ = field.rpartition("|")
        if records[field]["started_at"] >= began.get(node, 0):
            began[node] = records[field]["started_at"]
            kept[field] = records[field]
    return kept


def _number(field: str) -> int:
    return int(field.rpartition("|")[2])


def _row(node: NodeExecution) -> NodeRow:
    return NodeRow(
        position=0,
        node_key=node.key,
        iteration=node.iteration,
        attempt=node.attempt,
        status=node.status,
        started_at=_milliseconds(node.started_at),
        ended_at=_milliseconds(node.ended_at),
        input=node.input,
        output=node.output,
        error=node.error,
        handle=node.handle,
    )


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
