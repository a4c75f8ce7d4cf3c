"""What preflight tells, as frozen dataclasses. Money is in the prices' currency, times are seconds.

A key stands for the node that is responsible. None where a number is not known, or has no bound.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from statewright.core.names import Durability
from statewright.language.graph.problems import Problem
from statewright.language.preflight.prices import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitProblem(Problem):
    """A limit that would be passed, or of which half is used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBound:
    """The most of something that one run can take.

    `usual`: on the longest way on which nothing fails or is tried again; `worst`: with every failure that is handled
    and every retry there is. `node` contributes most to `usual`.
    """

    usual: int
    worst: int
    node: str | None
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSize:
    """The state machine itself."""

    bytes: int
    bytes_limit: int
    states: int
    longest_name: str
    name_limit: int
    depth: int
    """Forks and loops inside one another."""
    deepest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDuration:
    """How long a run may last. `limit` is the workflow's own timeout, or what Step Functions allows."""

    waiting: float
    """Waits of a fixed length, on the way that has most of them."""
    waits: str | None
    longest: float | None
    """With every task at its time limit and nothing tried again."""
    worst: float | None
    """The same with every retry."""
    node: str | None
    """What takes most of `longest`."""
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadSize:
    """Sizes in bytes of JSON, as far as the workflow and its schemas say."""

    literal: int
    """The largest part of a payload or of what one state keeps that is written in the workflow itself."""
    literal_node: str | None
    bounded: int | None
    """The largest output of those whose schema sets a bound."""
    bounded_node: str | None
    unknown: tuple[str, ...]
    """Nodes whose output has no bound but the limit."""
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPlan:
    """How a loop runs, and why so."""

    node: str
    mode: Literal["inline", "distributed"]
    items: int
    items_from: Literal["node", "list", "assumption"]
    concurrency: int
    events: int
    """History events: of the whole loop when inline, of one child execution when distributed."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopResults:
    """What a loop's items give, estimated: `each` is the bytes of one result. `stored`: the items are read in S3."""

    node: str
    items: int
    items_from: Literal["node", "list", "assumption"]
    stored: bool
    each: int

    @property
    def bytes(self) -> int:
        """Of the list of all results."""
        return 2 + self.items * (self.each + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWait:
    """A node that waits until somebody answers; `timeout_seconds` None: as long as the run may last."""

    node: str
    timeout_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressObstacle:
    """Why a workflow cannot run as an Express execution, and the node because of which."""

    node: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChoice:
    """A decision on a path. `loop`: the loops it is made in, outermost first; every item is taken to go that way."""

    node: str
    handle: str
    failed: bool
    loop: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCost:
    """One way through the workflow without retries; money for `Cost.runs` runs that all take it."""

    choices: tuple[PathChoice, ...]
    transitions: int
    calls: int
    gb_seconds: float
    seconds: float
    """How long a run is taken to last: calls as assumed, waits of a fixed length."""
    standard: float
    express: float | None
    """None if it cannot run as Express."""
    node: str | None
    """The node that costs most."""
    node_cost: float
    """What it costs, of the workflow's own durability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """What `runs` runs cost: Step Functions and the actions' functions, and the messages of Express ones, nothing else.

    `average` takes every decision to go each way as often, splits by their weights, and nothing to fail.
    """

    runs: int
    durability: Durability
    """Of which the amounts in all are: the workflow's own."""
    average: float
    cheapest: float
    costliest: float
    worst: float
    """The costliest way with every retry."""
    worst_node: str | None
    paths: tuple[PathCost, ...]
    """Those on which nothing fails first, the costliest of them first."""
    paths_left_out: int
    """How many more there are; no more than `MOST_COUNTED` are told."""
    exact: bool
    """Whether every path that is counted can be taken, as far as that depends on earlier decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """What a workflow will take and cost, before it is published."""

    fits: bool
    """Whether no limit would be passed."""
    problems: tuple[LimitProblem, ...]
    """Errors where a limit would be passed, warnings from half of it on."""
    definition: MachineSize
    transitions: RunBound
    events: RunBound
    duration: RunDuration
    payload: PayloadSize
    loops: tuple[LoopPlan, ...]
    token_waits: tuple[TokenWait, ...]
    express: tuple[ExpressObstacle, ...]
    """Empty if the workflow can run as Express executions."""
    cost: RunCost
    prices: Prices

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        found: dict[str, Any] = {"fits": self.fits}
        for name in self.__slots__:
            value = getattr(self, name)
            if name not in ("fits", "prices"):
                found[name] = [asdict(each) for each in value] if isinstance(value, tuple) else asdict(value)
        prices = {name: getattr(self.prices, name) for name in Prices.__slots__}
        calls = dict(prices.pop("call_milliseconds"))
        return found | {"prices": prices | {"call_milliseconds": calls, "sources": list(self.prices.sources)}}


MOST_COUNTED: Final = 2**53 - 1
"""The largest whole number that every reader of JSON takes exactly."""


def counted(value: float) -> int:
    """The number as a whole one; `MOST_COUNTED` stands for that many or more."""
    return MOST_COUNTED if value >= MOST_COUNTED else round(value)


def finite(value: float) -> float | None:
    """The number; None if it has no bound."""
    return None if math.isinf(value) else value
