"""The workflow document as people and the builder write it (docs/reference/contracts.md)."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.language.graph.annotations import Annotations

MAX_YEAR_SECONDS: Final = 31_536_000
"""A Standard execution lasts at most a year. Source: Step Functions quotas."""

MAX_EXPRESS_SECONDS: Final = 300
"""An Express execution lasts at most five minutes. Source: Step Functions quotas."""

Identifier = Annotated[str, Field(min_length=1, max_length=200)]
Seconds = Annotated[int, Field(ge=1, le=MAX_YEAR_SECONDS, strict=True)]


class _Part(BaseModel):
    # The builder may keep what it likes beside what the language knows.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Settings(BaseModel):
    # A setting that is misspelt would silently do nothing.
    model_config = ConfigDict(frozen=True, extra="forbid")


class Position(_Part):
    """Where the builder draws the node; no meaning of its own."""

    x: Annotated[float, Field(allow_inf_nan=False)] = 0
    y: Annotated[float, Field(allow_inf_nan=False)] = 0


class RetrySettings(_Settings):
    """Retry of one node. `max_attempts` counts retries after the first attempt; `on` names errors."""

    max_attempts: Annotated[int, Field(ge=0, le=100, strict=True)] = 3
    interval_seconds: Annotated[int, Field(ge=1, le=86_400, strict=True)] = 1
    backoff_rate: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)] = 2.0
    max_delay_seconds: Annotated[int, Field(ge=1, le=86_400, strict=True)] | None = None
    jitter: bool = True
    on: tuple[str, ...] | None = None


class NodeSettings(_Settings):
    """What every node can be told beside its configuration."""

    retry: RetrySettings | None = None
    timeout_seconds: Seconds | None = None
    on_error: Literal["fail", "continue", "branch"] | None = None
    select: str | None = None
    offload: bool = False
    disabled: bool = False
    notes: str = ""


class Node(_Part):
    """A node of the graph. `type` is `trigger`, `action` or the name of a logic node."""

    id: Identifier
    key: str
    type: str
    definition: str | None = None
    name: Annotated[str, Field(max_length=500)] = ""
    position: Position = Position()
    config: dict[str, Any] = Field(default_factory=dict)
    settings: NodeSettings = NodeSettings()


class Edge(_Part):
    """From one handle of a node to another node."""

    id: Identifier
    source: str
    source_handle: str = "out"
    target: str


class Graph(_Part):
    """Nodes and edges; a directed acyclic graph once it is valid."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    annotations: Annotations = ()


class WorkflowSettings(_Settings):
    """Settings of the whole workflow. `timeout_seconds` bounds a run; express runs last at most 300 s.

    `error_workflow` is the id of the workflow that is started when a run of this one fails or times out; `overlap` says
    whether a schedule starts a run while its last one goes on.
    """

    durability: Literal["standard", "express"] = "standard"
    timeout_seconds: Seconds | None = None
    timezone: str = "UTC"
    error_workflow: str | None = None
    overlap: Literal["allow", "skip"] = "allow"

    @property
    def limit_seconds(self) -> int:
        """How long a run may last: as the author says, else as long as Step Functions lets it."""
        return self.timeout_seconds or (MAX_EXPRESS_SECONDS if self.durability == "express" else MAX_YEAR_SECONDS)


NOT_SUPPORTED_YET: Final = frozenset({"concurrency", "retention_days"})
"""Settings of a workflow that the language has words for, and this version does nothing with."""


class Workflow(_Part):
    """A workflow document: what is stored as a draft, validated, published and compiled."""

    name: Annotated[str, Field(max_length=200)] = ""
    description: Annotated[str, Field(max_length=10_000)] = ""
    settings: WorkflowSettings = WorkflowSettings()
    graph: Graph = Graph()
