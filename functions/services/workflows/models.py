"""What the workflows service takes and gives."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.api.executions import LastExecution, Time
from statewright.api.graphs import Graph, WorkflowSettings
from statewright.api.triggers import Trigger
from statewright.language.preflight import Preflight

WorkflowStatus = Literal["draft", "published", "inactive", "archived"]


class WorkflowSummary(BaseModel):
    """A workflow in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    description: str
    status: WorkflowStatus
    live_version: int | None = Field(description="The version new executions run; null before the first publish.")
    revision: int = Field(description="Counts edits of the draft: send it back with the next edit.")
    created_at: Time
    updated_at: Time
    last_execution: LastExecution | None


class Workflow(WorkflowSummary):
    """A workflow with its draft."""

    graph: Graph
    settings: WorkflowSettings


class WorkflowList(BaseModel):
    items: list[WorkflowSummary]
    next_cursor: str | None


class NewWorkflow(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=4000)
    graph: Graph = Graph()
    settings: WorkflowSettings = WorkflowSettings()


class WorkflowEdit(BaseModel):
    """The whole draft. `revision` is the one the edit was made from."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=4000)
    graph: Graph
    settings: WorkflowSettings
    revision: int = Field(ge=1)


class ValidationRequest(BaseModel):
    """What to check instead of the stored draft."""

    model_config = ConfigDict(extra="forbid")

    graph: Graph | None = None
    settings: WorkflowSettings | None = None


class ValidationProblem(BaseModel):
    """One thing that is wrong or doubtful in a drawing, and where."""

    model_config = ConfigDict(from_attributes=True)

    severity: Literal["error", "warning"]
    code: str
    message: str
    node_id: str | None = None
    edge_id: str | None = None
    field: str | None = None
    position: int | None = Field(default=None, description="Character in the field's expression.")
    suggestion: str | None = None


class ValidationResult(BaseModel):
    valid: bool = Field(description="No errors; there may be warnings.")
    problems: list[ValidationProblem]


class PreflightResult(BaseModel):
    """What the drawing is and will take; `preflight` has problems of its own: limits that are passed, or half used."""

    valid: bool
    problems: list[ValidationProblem] = Field(description="What is wrong or doubtful in the drawing.")
    preflight: Preflight | None = Field(description="Null if the drawing is not valid.")


class PublishRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1, description="The draft's revision that is meant.")


class PublishResult(BaseModel):
    version: int
    triggers: list[Trigger] = Field(description="A trigger that could not be started says so in `status` and `error`.")


class ManualStart(BaseModel):
    model_config = ConfigDict(extra="forbid")

    trigger_node: str | None = Field(default=None, max_length=60, description="Key; the first trigger without one.")
    payload: Any = Field(default=None, description="Becomes `$trigger`.")


class Started(BaseModel):
    id: str = Field(description="Id of the execution.")


class VersionSummary(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    version: int
    published_at: Time
    published_by: str
    live: bool


class Version(VersionSummary):
    """A published version with its drawing and the state machine it was compiled to."""

    graph: Graph
    settings: WorkflowSettings
    definition: dict[str, Any]


class VersionList(BaseModel):
    items: list[VersionSummary]
    next_cursor: str | None
