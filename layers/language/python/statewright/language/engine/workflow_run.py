"""A workflow execution as Step Functions counts them: the one that was started, or a child of a Map Run.

Each has a history, a context object and an end of its own; the children of a Map Run live inside the `Execution` of
their parent, so that one stream of events and commands moves all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.events import ChildHistory, History, Status
from statewright.language.engine.times import format_timestamp

if TYPE_CHECKING:
    from statewright.language.engine.frame import Frame
    from statewright.language.engine.map_run import MapRun


class WorkflowRun:
    """What a workflow execution has and its frames share.

    `status` is None until it has ended. `history` None collects nothing; event ids are counted all the same.
    `time_limit` is in seconds, `deadline` its timer. Times are epoch milliseconds.
    """

    __slots__ = (
        "cause",
        "context",
        "data",
        "deadline",
        "ended_at",
        "error",
        "history",
        "input",
        "last_event",
        "max_events",
        "output",
        "redrive_count",
        "redriven_at",
        "root",
        "started_at",
        "status",
        "time_limit",
    )

    def __init__(
        self, context: ExecutionContext, history: History | None, max_events: int, time_limit: int | None
    ) -> None:
        self.context = context
        self.history = history
        self.max_events = max_events
        self.time_limit = time_limit
        self.last_event = 0
        self.root: Frame | None = None
        self.deadline: int | None = None
        self.started_at = 0
        self.ended_at: int | None = None
        self.redrive_count = context.redrive_count
        self.redriven_at: int | None = None
        self.status: Status | None = None
        self.input: Any = None
        self.output: Any = None
        self.error: str | None = None
        self.cause: str | None = None
        self.data: dict[str, Any] | None = None

    def execution_data(self) -> dict[str, Any]:
        """`$states.context.Execution`. Source: Step Functions developer guide, "Accessing execution data"."""
        if self.data is None:
            context = self.context
            self.data = {
                "Id": context.execution_id,
                "Input": self.input,
                "Name": context.execution_name,
                "RoleArn": context.role_arn,
                "StartTime": format_timestamp(self.started_at),
                "RedriveCount": self.redrive_count,
            }
            if self.redriven_at is not None:
                self.data["RedriveTime"] = format_timestamp(self.redriven_at)
        return self.data


class ChildRun(WorkflowRun):
    """A child of a Map Run. `index` counts the children from 0, `items` what its input holds of the data set."""

    __slots__ = ("index", "items", "map_run")

    def __init__(
        self,
        map_run: MapRun,
        index: int,
        items: int,
        context: ExecutionContext,
        history: ChildHistory | None,
        max_events: int,
        time_limit: int | None,
    ) -> None:
        super().__init__(context, history, max_events, time_limit)
        self.map_run = map_run
        self.index = index
        self.items = items


class HistoryFull(Exception):
    """A workflow execution has as many events as it may have."""

    def __init__(self, workflow: WorkflowRun) -> None:
        super().__init__()
        self.workflow = workflow
