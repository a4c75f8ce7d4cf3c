"""The states of a parsed machine: frozen data, templates already compiled.

What each state *does* is in `flow`, `task` and `fan_out`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statewright.language.expressions import Template

NO_DETAILS: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Retrier:
    """One entry of `Retry`. Times in seconds; `max_delay` None means no bound."""

    errors: tuple[str, ...]
    interval: float
    max_attempts: int
    backoff_rate: float
    max_delay: float | None
    jitter: bool


@dataclass(frozen=True, slots=True)
class Catcher:
    """One entry of `Catch`."""

    errors: tuple[str, ...]
    next: str
    assign: Assignments | None
    output: Template | None


Assignments = tuple[tuple[str, Template], ...]
"""`Assign`: variable names and the templates of their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What all states share. `next` None means that the state ends its block."""

    name: str
    comment: str | None = None
    next: str | None = None
    assign: Assignments | None = None
    output: Template | None = None
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    entered: str
    """History types, made once: `PassStateEntered` ..."""
    exited: str
    aborted: str
    abandoned: str | None = None
    """Of Parallel and Map only: recorded when the state fails and is not retried."""

    def blocks(self) -> tuple[Block, ...]:
        """The blocks inside: of a Parallel its branches, of a Map its processor."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(State):
    """Hands on its input, or its `Output`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed(State):
    """Ends its block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(State):
    """Ends the execution (or fails the enclosing Parallel or Map) with an error."""

    error: Template | None
    cause: Template | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One of a Choice's `Choices`."""

    condition: Template
    next: str
    assign: Assignments | None
    output: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(State):
    """Goes where the first true rule leads; `next` is the Default."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(State):
    """Waits `seconds`, or until `timestamp` (exactly one is set)."""

    seconds: Template | None
    timestamp: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(State):
    """Has `resource` do some work."""

    resource: str
    arguments: Template | None
    timeout: Template | None
    heartbeat: Template | None
    waits_for_token: bool
    described: Mapping[str, str]
    """The detail members that name the resource in history; for an integration in every event of the task."""
    integration: bool
    scheduled: str
    """History types, made once: `TaskScheduled`, `LambdaFunctionScheduled` or `ActivityScheduled` ..."""
    started: str
    succeeded: str
    failed: str
    timed_out: str

    @property
    def arguments_detail(self) -> str:
        """What history calls the arguments."""
        return "parameters" if self.integration else "input"

    def answer_details(self, details: Mapping[str, Any] = NO_DETAILS) -> dict[str, Any]:
        """Details of an event after `scheduled`."""
        return {**self.described, **details} if self.integration else dict(details)


@dataclass(frozen=True, slots=True)
class Block:
    """A state machine, a branch or an item processor: states and where they start."""

    start_at: str
    states: Mapping[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel(State):
    """Runs its branches side by side; the result is the array of their outputs."""

    branches: tuple[Block, ...]
    arguments: Template | None

    def blocks(self) -> tuple[Block, ...]:
        return self.branches


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(State):
    """Runs its processor once for each item; the result is the array of the outputs, in the items' order."""

    processor: Block
    items: Template | None
    selector: Template | None
    max_concurrency: Template | None

    def blocks(self) -> tuple[Block, ...]:
        return (self.processor,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`ItemReader`: where a distributed Map finds its items. `resource` is an S3 action."""

    resource: str
    arguments: Template | None
    input_type: str | None
    """`CSV`, `JSON`, `JSONL`; None for `s3:listObjectsV2`."""
    headers: tuple[str, ...] | None
    """Of CSV: None when the first row has them."""
    delimiter: str
    pointer: str | None
    """Of JSON: JSON pointer to the items."""
    max_items: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batcher:
    """`ItemBatcher`: at least one of the limits is set. `input` goes to every child beside its items."""

    max_items: Template | None
    max_bytes: Template | None
    input: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """`ResultWriter`. Without `resource` it only shapes the state's result.

    `transformation`: `NONE` (with the children's metadata), `COMPACT` or `FLATTEN` (their outputs).
    """

    resource: str | None
    arguments: Template | None
    transformation: str
    lines: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributedMap(Map):
    """Runs its processor as a child workflow execution for each item or batch of items."""

    express: bool
    label: str
    reader: Reader | None
    batcher: Batcher | None
    writer: Writer | None
    tolerated_count: Template | None
    tolerated_percentage: Template | None
