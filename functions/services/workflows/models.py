"""What the workflows service takes and gives."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from statewright.api.executions import LastExecution, Time
from statewright.api.graphs import Graph, SecretsAsOf, WorkflowSettings
from statewright.api.triggers import Trigger
from statewright.api.validation import ValidationProblem
from statewright.language.preflight import Preflight
from statewright.language.saved_tests import MAX_TESTS, SavedTest

WorkflowStatus = Literal["draft", "published", "inactive", "archived"]

TAB_PATTERN = r"^[0-9A-Za-z-]{8,64}$"
Tab = Annotated[str, StringConstraints(pattern=TAB_PATTERN)]
SELECTION_LIMIT = 20
"""Selected nodes that are told to others: more is a selection of everything, which helps nobody."""


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
    tests: list[SavedTest]
    edited_at: Time = Field(description="When the draft was saved last; publishing does not count.")
    edited_by: str | None = Field(description="Who saved it; null where that was not kept yet.")


class WorkflowList(BaseModel):
    items: list[WorkflowSummary]
    next_cursor: str | None


class NewWorkflow(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=4000)
    graph: Graph = Graph()
    settings: WorkflowSettings = WorkflowSettings()
    tests: list[SavedTest] = Field(default=[], max_length=MAX_TESTS)


class WorkflowCopy(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)


class WorkflowEdit(BaseModel):
    """The whole draft. `revision` is the one the edit was made from; 0 makes the workflow, where there is none."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=4000)
    graph: Graph
    settings: WorkflowSettings
    tests: list[SavedTest] | None = Field(
        default=None, max_length=MAX_TESTS, description="Without them they stay as they are."
    )
    revision: int = Field(ge=0)
    secrets_as_of: SecretsAsOf = None


class ValidationRequest(BaseModel):
    """What to check instead of the stored draft."""

    model_config = ConfigDict(extra="forbid")

    graph: Graph | None = None
    settings: WorkflowSettings | None = None
    secrets_as_of: SecretsAsOf = None


class ValidationResult(BaseModel):
    valid: bool = Field(description="No errors; there may be warnings.")
    problems: list[ValidationProblem]


class PreflightResult(BaseModel):
    """What the drawing is and will take; `preflight` has problems of its own: limits that are passed, or half used."""

    valid: bool
    problems: list[ValidationProblem] = Field(description="What is wrong or doubtful in the drawing.")
    preflight: Preflight | None = Field(description="Null if the drawing is not valid.")


VersionLabel = Annotated[str, StringConstraints(max_length=100, strip_whitespace=True, pattern=r"^[^\x00]*$")]
VersionNote = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True, pattern=r"^[^\x00]*$")]


class PublishRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1, description="The draft's revision that is meant.")
    override: str | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        pattern=r"^[^\x00]*$",
        description="Why to publish although saved tests fail; kept with the version and in the audit log.",
    )
    label: VersionLabel | None = Field(default=None, description="What to call the version.")
    note: VersionNote | None = Field(default=None, description="What it changes, in a few sentences.")


class PublishResult(BaseModel):
    version: int
    triggers: list[Trigger] = Field(
        description="A trigger that could not be started, or taken away when its node is gone, says so in `status` and "
        "`error`."
    )


class ManualStart(BaseModel):
    model_config = ConfigDict(extra="forbid")

    trigger_node: str | None = Field(default=None, max_length=60, description="Key; the first trigger without one.")
    payload: Any = Field(default=None, description="Becomes `$trigger`.")
    version: int | None = Field(default=None, ge=1, description="A published version; the live one without it.")


class Started(BaseModel):
    id: str = Field(description="Id of the execution.")


class VersionSummary(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    version: int
    published_at: Time
    published_by: str
    live: bool
    test_override: str | None = Field(description="Why it was published although saved tests failed.")
    label: str = Field(description="What people call it; may be empty.")
    note: str


class VersionEdit(BaseModel):
    """What people call a version; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    label: VersionLabel | None = None
    note: VersionNote | None = None


class Version(VersionSummary):
    """A published version with its drawing and the state machine it was compiled to."""

    graph: Graph
    settings: WorkflowSettings
    tests: list[SavedTest]
    definition: dict[str, Any]


class VersionList(BaseModel):
    items: list[VersionSummary]
    next_cursor: str | None


class PresenceReport(BaseModel):
    """A tab that has the builder open, and what is selected in it."""

    model_config = ConfigDict(extra="forbid")

    tab: Tab
    revision: int = Field(
        default=0, ge=0, le=2**31 - 1, description="Of the draft, as the tab last loaded or saved it."
    )
    selection: list[Annotated[str, StringConstraints(max_length=60)]] = Field(
        default=[], max_length=SELECTION_LIMIT, description="Keys of the selected nodes."
    )


class Editor(BaseModel):
    """Another tab with the same workflow."""

    tab: str
    name: str
    yourself: bool = Field(description="Whether it is signed in as who asks.")
    selection: list[str]
    seen_at: Time


class Presence(BaseModel):
    revision: int = Field(description="The newest of the draft.")
    edited_at: Time
    edited_by: str | None
    editors: list[Editor] = Field(description="Other tabs, in the order of their ids; none while Redis is away.")
