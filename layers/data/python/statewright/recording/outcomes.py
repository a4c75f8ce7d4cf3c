"""Whether a live context says what came of each step that was called.

A part of it may be lost: Redis failed after an effect, or a long wait outlived the records before it. A replay then has
to guess, and what it shows is not what happened. But not each step without an outcome is one that lost it: the end of
the run cuts off what is under way, and so does the failure of a step beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from statewright.core.names import record_field
from statewright.data.recorder import NodeRow
from statewright.recording.contexts import Records
from statewright.recording.machines import PublishedMachine
from statewright.recording.status_changes import StatusChange

TIMEOUT: Final = "States.Timeout"
CUT_OFF: Final = frozenset({TIMEOUT, "Sandbox.Timedout", "Lambda.Unknown", "Runtime.ExitError"})
"""How a run ends by a function that leaves a record of its beginning alone: only that function can have failed so.
Source: Step Functions developer guide, "Handling errors"; Lambda developer guide, "Function errors"."""


def untold(
    published: PublishedMachine, change: StatusChange, rows: Iterable[NodeRow], records: Records
) -> Iterator[NodeRow]:
    """The rows of a replayed run that has ended whose outcome is a guess of the replay.

    One whose own arguments could not be evaluated has no input, was not called and leaves no record.
    """
    for row in rows:
        if row.node_key not in published.tasks or row.status != "failed" or row.input is None:
            continue
        record = records.get(row.record_field)
        if record is not None and record["ended_at"] is not None:
            continue
        # that another attempt followed says that this one failed
        if record_field(row.node_key, row.iteration, row.attempt + 1) not in records and not _is_known(
            published, change, row, record
        ):
            yield row


def named(row: NodeRow) -> str:
    """The step, as a gap names it."""
    return f"`{row.node_key}`" + (f" in iteration {row.iteration}" if row.iteration else "")


def _is_known(
    published: PublishedMachine, change: StatusChange, row: NodeRow, record: Mapping[str, Any] | None
) -> bool:
    """Whether a step that has begun, and left no outcome, can only have failed as the replay says."""
    if record is None:
        return False
    name = row.error["name"] if row.error else None
    if name == TIMEOUT and published.trace["nodes"][row.node_key]["type"] != "action":
        return True  # a wait whose time was up: nobody is there to record that
    return change.presumed or (change.status == "failed" and name == change.error and name in CUT_OFF)
