"""What the simulation service takes and gives."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.api.executions import EXECUTION_ID_PATTERN, Time
from statewright.api.graphs import Graph, SecretsAsOf, WorkflowSettings
from statewright.api.saved_tests import SavedTestResult
from statewright.api.validation import ValidationProblem
from statewright.language.saved_tests import FailingNode, PinnedNode, SampledNode, SavedTest

Key = Annotated[str, Field(min_length=1, max_length=60)]


class RecordedNode(BaseModel):
    """The node gives what it gave in `execution_id`; a sample where it did not run then."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["recorded"]


class LiveNode(BaseModel):
    """The action is really called, under the id of a test execution."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["live"]


class TestRunRequest(BaseModel):
    """One run on a virtual clock. Without `version` and `graph`, of the draft."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(default=None, ge=1, description="A published version instead of the draft.")
    graph: Graph | None = Field(default=None, description="A drawing that is not saved.")
    settings: WorkflowSettings | None = None
    secrets_as_of: SecretsAsOf = None
    trigger_node: Key | None = Field(default=None, description="Key; the first trigger without one.")
    payload: Any = Field(default=None, description="Members of `$trigger`; those left out are samples.")
    last_payload: bool = Field(default=False, description="Take the last real input of that trigger as `payload`.")
    nodes: dict[
        Key,
        Annotated[PinnedNode | FailingNode | SampledNode | RecordedNode | LiveNode, Field(discriminator="mode")],
    ] = Field(default={}, max_length=1000, description="By node key.")
    default_mode: Literal["sample", "recorded", "live"] = "sample"
    execution_id: str | None = Field(default=None, pattern=EXECUTION_ID_PATTERN, description="For `recorded`.")
    stop_at: Key | None = Field(default=None, description="Leave the run off when this node has ended once.")
    start_at: str | None = Field(default=None, max_length=40, description="Virtual start, RFC 3339; now without it.")
    seed: int = Field(default=0, ge=0, le=2**31, description="Of jitter and random values.")


class NodeRunRequest(BaseModel):
    """One node alone. `values` by name, as its expressions say it without `$`: `trigger`, keys of nodes before, `vars`.

    In a loop `item` and `index` (0 without it) too, and by the key of a loop around that one `{"item", "index"}`.
    """

    model_config = ConfigDict(extra="forbid")

    graph: Graph | None = Field(default=None, description="A drawing that is not saved, instead of the draft.")
    settings: WorkflowSettings | None = None
    secrets_as_of: SecretsAsOf = None
    values: dict[Key, Any] = Field(default={}, max_length=1000)
    mode: Literal["sample", "live"] = "sample"


class PayloadCheck(BaseModel):
    """A payload, and the trigger by which it would come."""

    model_config = ConfigDict(extra="forbid")

    definition: str = Field(max_length=100, description="`name@version` of the trigger.")
    config: dict[str, Any] = Field(description="The trigger node's configuration.")
    payload: Any = Field(description="What would be `$trigger`.")


class PayloadMisfit(BaseModel):
    field: str = Field(description="Where in the payload, such as `payload.body.customer.email`.")
    message: str
    code: str


class PayloadVerdict(BaseModel):
    misfits: list[PayloadMisfit] = Field(
        description="Nothing where it fits; at most 20 for one schema. Members that are left out are not judged."
    )


class TestRunError(BaseModel):
    name: str
    message: str


class TestRunNode(BaseModel):
    """One attempt of one node in one iteration."""

    key: str
    iteration: str
    attempt: int
    status: Literal["running", "succeeded", "failed", "skipped", "cancelled"]
    started_at: Time | None
    ended_at: Time | None
    input: Any
    output: Any
    error: TestRunError | None
    handle: str | None
    source: Literal["pin", "recorded", "live", "sample", "fail", "refused"] | None = Field(
        description="Where its outcome came from; null for nodes that are evaluated for real."
    )
    values_omitted: bool = Field(description="Input and output were too much for this answer: stop at this node.")


class TestRun(BaseModel):
    """The whole run. Times are of the virtual clock."""

    status: Literal["succeeded", "failed", "timed_out", "cancelled", "stopped", "waiting"]
    trigger_node: str
    payload: Any = Field(description="What `$trigger` was.")
    output: Any
    error: TestRunError | None
    started_at: Time
    ended_at: Time
    stopped_at: str | None
    waiting: list[str] = Field(description="Nodes that wait for an answer nobody gives: pin them.")
    nodes: list[TestRunNode] = Field(
        description="At most 2,000: those outside of loops, then those that did not succeed, then the first others."
    )
    nodes_total: int = Field(description="How many there are.")
    problems: list[ValidationProblem] = Field(
        description="Warnings: of the drawing, and `payload_misfit` where the trigger would not take the given payload."
    )


class BackTestRequest(BaseModel):
    """Which executions to run again, on what. Without `graph` and `version`, on the draft."""

    model_config = ConfigDict(extra="forbid")

    count: int = Field(default=100, ge=1, le=1000, description="The last so many.")
    of_version: int | None = Field(default=None, ge=1, description="Executions of this version; the live one without.")
    version: int | None = Field(default=None, ge=1, description="A published version instead of the draft.")
    graph: Graph | None = None
    settings: WorkflowSettings | None = None
    secrets_as_of: SecretsAsOf = None


BackTestOutcome = Literal["same", "other_path", "fails", "recovers", "waits", "sends_other", "gives_other"]


class BackTestDifference(BaseModel):
    """The first thing that is another one. Long values are cut; secrets are masked on both sides."""

    node: str | None
    iteration: str
    attempt: int
    field: str = Field(description="`handle`, `status`, `error`, `config.<path>` of the node, `output.<path>`.")
    recorded: Any
    now: Any


class BackTestRun(BaseModel):
    """An execution that would not be the same."""

    execution_id: str
    outcome: BackTestOutcome
    difference: BackTestDifference | None
    sampled: list[str] = Field(description="Nodes that had no record to answer from.")


class BackTestGroup(BaseModel):
    """Executions with the same kind of difference at the same place."""

    outcome: BackTestOutcome
    node: str | None
    field: str
    count: int
    first: BackTestDifference
    executions: list[str] = Field(description="Some of them.")


class NotCompared(BaseModel):
    """What tells nothing about a change."""

    node: str
    field: str = Field(description="`config.<path>`; `output` where what the node gives is evaluated anew.")
    reason: Literal["volatile", "secret"] = Field(description="`volatile`: it reads a clock or random values.")


class BackTestReport(BaseModel):
    """What would be different. Compared is what PostgreSQL holds: a changed secret is no difference."""

    examined: int
    complete: bool = Field(description="False if time ran out before all of them were run.")
    counts: dict[BackTestOutcome, int]
    groups: list[BackTestGroup]
    runs: list[BackTestRun]
    reinterpreted: list[str] = Field(
        description="Nodes whose definition or `select` changed: their recorded outputs may not be what they give now."
    )
    not_compared: list[NotCompared]


class SavedTests(BaseModel):
    revision: int = Field(description="The draft's revision.")
    items: list[SavedTest]


class SavedTestChange(BaseModel):
    revision: int = Field(description="The draft's new revision.")
    test: SavedTest


class SavedTestSelection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    names: list[str] | None = Field(default=None, max_length=100, description="All without them.")


class SavedTestResults(BaseModel):
    passed: bool
    items: list[SavedTestResult]
