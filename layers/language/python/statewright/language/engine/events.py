"""What goes into an execution, what comes out of it, and what it leaves behind.

All of these are immutable. They are named tuples rather than frozen dataclasses because hundreds of thousands are
made every second and a named tuple costs a third. Tell them apart by type: `==` compares values only.

`at` is always milliseconds since the epoch; task and timer ids are counted per execution from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

# Events


class Started(NamedTuple):
    """The execution begins; `input` is its JSON input."""

    at: int
    input: Any


class TaskSucceeded(NamedTuple):
    """A task's work, or the holder of its token, gave `output`."""

    at: int
    task_id: int
    output: Any


class TaskFailed(NamedTuple):
    """A task's work, or the holder of its token, failed. Names and causes are as Step Functions reports them."""

    at: int
    task_id: int
    error: str
    cause: str | None = None


class TaskSubmitted(NamedTuple):
    """A task whose answer comes later (`.waitForTaskToken`, `.sync`) was accepted with this first answer."""

    at: int
    task_id: int
    output: Any


class TaskHeartbeat(NamedTuple):
    """The task is still being worked on."""

    at: int
    task_id: int


class TimerFired(NamedTuple):
    """A timer's time has come."""

    at: int
    timer_id: int


class Stopped(NamedTuple):
    """Someone stopped the execution (StopExecution)."""

    at: int
    error: str | None = None
    cause: str | None = None


class Redriven(NamedTuple):
    """Someone redrives the execution, which has failed, timed out or was aborted (RedriveExecution)."""

    at: int


class MapRunUpdated(NamedTuple):
    """Someone changes the limits of a Map Run that is under way (UpdateMapRun); None leaves a limit as it is."""

    at: int
    map_run_arn: str
    concurrency: int | None = None
    tolerated_count: int | None = None
    tolerated_percentage: float | None = None


Event = (
    Started
    | TaskSucceeded
    | TaskFailed
    | TaskSubmitted
    | TaskHeartbeat
    | TimerFired
    | Stopped
    | Redriven
    | MapRunUpdated
)

# Commands


class ScheduleTask(NamedTuple):
    """Do the work of a Task state and answer with TaskSucceeded or TaskFailed.

    `token` is set for `.waitForTaskToken` resources only: then the answer comes from whoever holds it, and the
    call itself answers only when it fails. `timeout_at` is when the engine will give up (it sets its own timer).
    """

    task_id: int
    state_name: str
    resource: str
    arguments: Any
    token: str | None
    timeout_at: int | None


class CancelTask(NamedTuple):
    """The answer of this task no longer matters."""

    task_id: int


class StartTimer(NamedTuple):
    """Answer with TimerFired at `at`, or at once if that is past."""

    timer_id: int
    at: int


class CancelTimer(NamedTuple):
    """This timer no longer matters."""

    timer_id: int


Status = Literal["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]


class Finish(NamedTuple):
    """The execution has ended; nothing follows."""

    status: Status
    output: Any = None
    error: str | None = None
    cause: str | None = None


Command = ScheduleTask | CancelTask | StartTimer | CancelTimer | Finish

# History


class HistoryEvent(NamedTuple):
    """One entry of the history, with AWS's type and detail names; `previous_id` is 0 at the beginning.

    Where AWS gives JSON text in `details`, this holds the value. Values are shared with the execution: read only.
    """

    id: int
    previous_id: int
    at: int
    type: str
    details: dict[str, Any]


class History:
    """Collects the history of one workflow execution.

    `map_runs` holds the histories of the children that its distributed Maps started: by the `mapRunArn` of the
    MapRunStarted event, in the order the children began. Their event ids begin at 1 again.
    """

    __slots__ = ("events", "map_runs")

    def __init__(self) -> None:
        self.events: list[HistoryEvent] = []
        self.map_runs: dict[str, list[ChildHistory]] = {}

    def __iter__(self) -> Iterator[HistoryEvent]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def take(self) -> list[HistoryEvent]:
        """The events collected since the last `take`, without those of children."""
        events, self.events = self.events, []
        return events


class ChildHistory(History):
    """The history of a child of a Map Run.

    `index` counts the children from 0: it is the index of the child's item, unless an ItemBatcher groups items. A
    child that is run anew by a redrive (Express only) has a second history with the same index. `execution_id` is the
    child's ARN.
    """

    __slots__ = ("execution_id", "index")

    def __init__(self, index: int, execution_id: str) -> None:
        super().__init__()
        self.index = index
        self.execution_id = execution_id
