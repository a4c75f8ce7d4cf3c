"""A Map Run: one attempt of a distributed Map, and where it stands."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.events import Status
from statewright.language.engine.states import DistributedMap

if TYPE_CHECKING:
    from statewright.language.engine.frame import Frame
    from statewright.language.engine.workflow_run import ChildRun

STATE_DATA: Final = "STATE_DATA"
"""`Map.Item.Source` of items that come from the state's own data."""
MapRunStatus = Literal["RUNNING", "SUCCEEDED", "FAILED", "ABORTED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the state's fields gave; None where a field is absent."""

    concurrency: int
    tolerated_count: int | None
    tolerated_percentage: float | None
    max_items: int | None
    batch_items: int | None
    batch_bytes: int | None
    batch_input: Any

    def exceeded(self, failed: int, total: int) -> bool:
        """Whether `failed` of `total` items are more than are tolerated."""
        count, percentage = self.tolerated_count, self.tolerated_percentage
        if count is None and percentage is None:
            return failed > 0
        if count is not None and failed > count:
            return True
        return percentage is not None and 100 * failed > percentage * total


class MapRun:
    """Its children and how they fare. `execution_id` is the ARN of the workflow execution it belongs to.

    `counts` are those of items, by how their child ended. `items` are the data set, or the part of it that was read;
    `position` is the next one to hand out. `waiting` are the children that a redrive is still to run again, `tasks`
    the reads or writes that are under way.
    """

    __slots__ = (
        "arn",
        "children",
        "counts",
        "ended_at",
        "execution_id",
        "frame",
        "items",
        "limits",
        "phase",
        "position",
        "redrive_count",
        "redriven_at",
        "result",
        "running",
        "source",
        "started_at",
        "state",
        "status",
        "supply",
        "tasks",
        "waiting",
    )

    def __init__(self, arn: str, frame: Frame, state: DistributedMap, limits: Limits, started_at: int) -> None:
        self.arn = arn
        self.frame = frame
        self.state = state
        self.limits = limits
        self.execution_id = frame.workflow.context.execution_id
        self.status: MapRunStatus = "RUNNING"
        self.phase: Literal["reading", "running", "writing"] = "reading"
        self.started_at = started_at
        self.ended_at: int | None = None
        self.redrive_count = 0
        self.redriven_at: int | None = None
        self.items: list[Any] = []
        self.source = STATE_DATA
        self.position = 0
        self.children: list[ChildRun] = []
        self.running: dict[int, ChildRun] = {}
        self.waiting: deque[ChildRun] = deque()
        self.counts: dict[Status, int] = {"SUCCEEDED": 0, "FAILED": 0, "TIMED_OUT": 0, "ABORTED": 0}
        self.supply: Iterator[tuple[Any, int, int]] | None = None
        self.result: Any = None
        self.tasks: set[int] = set()

    @property
    def label(self) -> str:
        """What stands between the machine's name and the run's id in ARNs."""
        return self.state.label

    def item_counts(self) -> dict[str, int]:
        """`itemCounts` of DescribeMapRun."""
        running = sum(child.items for child in self.running.values())
        return self._counts(self.counts, running, len(self.items))

    def execution_counts(self) -> dict[str, int]:
        """`executionCounts` of DescribeMapRun: like `itemCounts`, in children."""
        ended: dict[Status, int] = dict.fromkeys(self.counts, 0)
        for child in self.children:
            if child.status is not None:
                ended[child.status] += 1
        grouped = self.limits.batch_items is not None or self.limits.batch_bytes is not None
        total = len(self.children) if grouped else len(self.items)
        return self._counts(ended, len(self.running), total)

    def _counts(self, ended: dict[Status, int], running: int, total: int) -> dict[str, int]:
        written = self.state.writer is not None and self.status in ("SUCCEEDED", "FAILED") and self.result is not None
        return {
            "pending": max(0, total - running - sum(ended.values())),
            "running": running,
            "succeeded": ended["SUCCEEDED"],
            "failed": ended["FAILED"],
            "timedOut": ended["TIMED_OUT"],
            "aborted": ended["ABORTED"],
            "total": total,
            "resultsWritten": ended["SUCCEEDED"] + ended["FAILED"] if written else 0,
        }


def map_run_arn(parent: ExecutionContext, label: str, run_id: str) -> str:
    """`arn:aws:states:<region>:<account>:mapRun:<machine>/<label>:<id>`."""
    return f"{parent.state_machine_id.replace(':stateMachine:', ':mapRun:', 1)}/{label}:{run_id}"


def child_context(parent: ExecutionContext, label: str, name: str) -> ExecutionContext:
    """Who a child is: execution `<machine>/<label>:<name>` of state machine `<machine>/<label>`."""
    machine = f"{parent.state_machine_id}/{label}"
    return ExecutionContext(
        execution_id=f"{machine.replace(':stateMachine:', ':execution:', 1)}:{name}",
        execution_name=name,
        state_machine_id=machine,
        state_machine_name=f"{parent.state_machine_name}/{label}",
        role_arn=parent.role_arn,
    )


def counted_id(seed: int, *parts: object) -> str:
    """An id in the form of a UUID that a replay gives again."""
    digest = hashlib.sha256(":".join(map(str, (seed, *parts))).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
