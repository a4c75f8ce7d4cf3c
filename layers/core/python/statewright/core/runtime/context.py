"""What an action's `run` may know about the run it is part of."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger


class LambdaContext(Protocol):
    """The part of Lambda's context object that the wrappers use."""

    @property
    def aws_request_id(self) -> str: ...
    @property
    def invoked_function_arn(self) -> str: ...
    def get_remaining_time_in_millis(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionContext:
    """One attempt of one node, as `run` sees it.

    `claim` names the effect: the same for every attempt of this node in this iteration of this run, different for
    every other. `ends_at` is in `time.monotonic()` seconds. `logger` writes JSON; never give it configuration values.
    """

    execution_id: str
    workflow_id: str
    node_id: str
    node_key: str
    iteration: str
    attempt: int
    claim: str
    ends_at: float
    logger: Logger

    @property
    def idempotency_key(self) -> str:
        """`claim` as 32 hexadecimal digits, for providers that take such a key."""
        return hashlib.sha256(self.claim.encode()).hexdigest()[:32]

    def remaining_seconds(self) -> float:
        """Time that `run` may still take; never negative."""
        return max(0.0, self.ends_at - time.monotonic())
