"""What one node did, and how a run ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

NodeStatus = Literal["running", "succeeded", "failed", "skipped", "cancelled"]


class NodeRun(NamedTuple):
    """One attempt of one node in one iteration.

    Times are epoch milliseconds; None where nothing has begun or ended. `error` is `{"name", "message"}`. `handle` is
    the handle that was taken, also when a failure was caught. Only nodes of an ended run can be `skipped`.
    """

    key: str
    iteration: str
    attempt: int
    status: NodeStatus
    started_at: int | None
    ended_at: int | None
    input: Any = None
    output: Any = None
    error: dict[str, str] | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How Step Functions says a run ended. `status`: SUCCEEDED, FAILED, TIMED_OUT or ABORTED; `at` epoch ms.

    `output_told`: whether it says what the output is.
    """

    at: int
    status: str
    output: Any = None
    error: str | None = None
    cause: str | None = None
    output_told: bool = True


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay shows: the nodes, how it ended (status None: not yet), and what does not agree with the record."""

    node_runs: list[NodeRun]
    status: str | None
    output: Any
    divergences: list[str]
    error: str | None = None
    cause: str | None = None
    unread: str | None = None
    """Why a run that goes on cannot be followed beyond a loop whose items lie in S3."""
