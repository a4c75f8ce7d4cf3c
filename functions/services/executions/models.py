"""What the executions service gives."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.api.executions import ExecutionStatus, Time
from statewright.api.graphs import Graph

NodeStatus = Literal["running", "succeeded", "failed", "skipped", "cancelled"]


class ErrorInfo(BaseModel):
    """Why something failed."""

    name: str = Field(description="A name from the closed set of errors, or Step Functions' own.")
    message: str


class ExecutionSummary(BaseModel):
    """An execution in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    workflow_id: str
    workflow_name: str
    version: int | None = Field(description="The published version it runs; null if it could not be told.")
    status: ExecutionStatus
    trigger: str | None = Field(description="Key of the trigger node that fired.")
    trigger_name: str | None = Field(description="What its version calls that trigger; null where it has no name.")
    started_at: Time
    ended_at: Time | None
    duration_ms: int | None
    error: ErrorInfo | None
    diverged: bool = Field(description="The replay of its record did not end as Step Functions says it did.")
    express: bool = Field(description="It runs at least once, for at most five minutes, and cannot be stopped.")
    waiting: int = Field(description="How many of its steps wait for somebody's answer, or for an event, now.")


class ExecutionList(BaseModel):
    items: list[ExecutionSummary]
    next_cursor: str | None


class StatusCounts(BaseModel):
    """How many executions are in each status."""

    running: int
    succeeded: int
    failed: int
    timed_out: int
    cancelled: int


class ExecutionCounts(BaseModel):
    """How many executions a list has, by status, each counted up to 1,000."""

    counts: StatusCounts
    more: list[ExecutionStatus] = Field(description="Statuses of which there are more than were counted.")


class NodeRun(BaseModel):
    """One attempt of one node in one iteration."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    iteration: str = Field(description="Path through enclosing loops, e.g. `3.0`; empty outside of loops.")
    attempt: int
    status: NodeStatus
    started_at: Time | None
    ended_at: Time | None
    input: Any
    output: Any
    error: ErrorInfo | None
    handle: str | None = Field(description="The way it took, for nodes with several.")
    position: int = Field(description="Its place in the timeline, from 0; one less is the `cursor` in front of it.")
    values_omitted: bool = Field(
        description="Input and output were too much for this answer: ask for this node alone, `?key=`, in short pages."
    )


class ParentRun(BaseModel):
    """The run that started this one, and its node that did."""

    execution_id: str
    node_key: str = Field(description="Empty: that run failed, and this one is its error workflow's.")
    iteration: str


class ChildRun(BaseModel):
    """A run that a node of this one started, as it stands now."""

    model_config = ConfigDict(from_attributes=True)

    execution_id: str
    node_key: str = Field(description="Empty: the run of the error workflow, started when this one failed.")
    iteration: str
    status: ExecutionStatus
    started_at: Time


class Execution(ExecutionSummary):
    """An execution with its nodes: as recorded once it has ended, else as it stands now."""

    input: Any
    output: Any
    graph: Graph | None = Field(description="The drawing of its version.")
    timezone: str | None = Field(description="IANA name of the workflow's time zone, in its version.")
    nodes: list[NodeRun] = Field(
        description="At most 1,000: those outside of loops, then those that did not succeed, then the first others."
    )
    nodes_total: int = Field(description="How many there are; `GET /executions/{id}/nodes` gives all, in pages.")
    divergences: list[str] = Field(description="Where the replay of its record and Step Functions disagree.")
    gaps: list[str] = Field(description="What is not known of it, and why.")
    parent: ParentRun | None = Field(description="Null unless another run started it.")
    error_workflow_fault: str | None = Field(
        description="Why its error workflow was not started when this run failed, and what to do."
    )
    children: list[ChildRun] = Field(description="The last 200 runs of other workflows it started, newest first.")


class NodeRunList(BaseModel):
    """Node runs in the order of the run's timeline."""

    items: list[NodeRun]
    next_cursor: str | None
