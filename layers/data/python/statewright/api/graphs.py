"""The drawing, as it crosses the API. Structure only: what it means is checked by `validate`, so that a draft
may be incomplete."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from statewright.language.graph.annotations import Annotations
from statewright.language.graph.model import MAX_EXPRESS_SECONDS, MAX_YEAR_SECONDS

NODES_LIMIT = 10_000

SecretsAsOf = Annotated[
    int | None,
    Field(
        ge=1,
        description="The revision whose secrets the masks in `graph` stand for; without it those of the draft. "
        "Whoever takes back that a secret was replaced says it.",
    ),
]


class Position(BaseModel):
    """Where a node stands on the canvas, in its units."""

    x: float = 0
    y: float = 0


class Node(BaseModel):
    """One step. `type` is `trigger`, `action` or the name of a logic node; `definition` is `<name>@<version>`."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=100)
    key: str = Field(max_length=60)
    type: str = Field(min_length=1, max_length=60)
    definition: str | None = Field(default=None, max_length=100)
    name: str = Field(default="", max_length=200)
    position: Position = Position()
    config: dict[str, Any] = {}
    settings: dict[str, Any] = {}


class Edge(BaseModel):
    """From a handle of one node to another node."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=100)
    source: str = Field(max_length=100)
    source_handle: str = Field(default="out", max_length=100)
    target: str = Field(max_length=100)


class Graph(BaseModel):
    """What people draw."""

    model_config = ConfigDict(extra="forbid")

    nodes: list[Node] = Field(default=[], max_length=NODES_LIMIT)
    edges: list[Edge] = Field(default=[], max_length=4 * NODES_LIMIT)
    annotations: Annotations = Field(default_factory=tuple, description="Notes and groups: they mean nothing to a run.")


class WorkflowSettings(BaseModel):
    """Settings of a whole workflow."""

    model_config = ConfigDict(extra="allow")

    durability: Literal["standard", "express"] = Field(
        default="standard", description="`express`: for many short runs: at least once, for at most five minutes."
    )
    timeout_seconds: int = Field(
        default=MAX_YEAR_SECONDS,
        ge=1,
        le=MAX_YEAR_SECONDS,
        description="Absent: the most there is, a year, and `express`: 300.",
    )
    timezone: str = Field(default="UTC", max_length=64)
    error_workflow: str | None = Field(
        default=None,
        max_length=100,
        description="Id of the workflow that is started when a run of this one fails or times out.",
    )
    overlap: Literal["allow", "skip"] = Field(
        default="allow", description="`skip`: a schedule starts nothing while the run it started before goes on."
    )

    @model_validator(mode="before")
    @classmethod
    def _express_is_short(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("durability") == "express":
            return {"timeout_seconds": MAX_EXPRESS_SECONDS} | given
        return given
