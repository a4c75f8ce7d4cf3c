"""The error names Step Functions reserves, and what matches what.

Source: AWS Step Functions developer guide, "Handling errors in Step Functions workflows".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

STATES_ALL: Final = "States.ALL"
TIMEOUT: Final = "States.Timeout"
HEARTBEAT_TIMEOUT: Final = "States.HeartbeatTimeout"
TASK_FAILED: Final = "States.TaskFailed"
QUERY_EVALUATION: Final = "States.QueryEvaluationError"
DATA_LIMIT: Final = "States.DataLimitExceeded"
NO_CHOICE_MATCHED: Final = "States.NoChoiceMatched"
RUNTIME: Final = "States.Runtime"

_TIMEOUTS: Final = frozenset({TIMEOUT, HEARTBEAT_TIMEOUT})
_TERMINAL: Final = frozenset({DATA_LIMIT, RUNTIME})


class StateError(Exception):
    """A state failed. `error` is what retriers and catchers match; `field` the ASL field of a failed expression."""

    def __init__(self, error: str | None, cause: str | None, field: str | None = None) -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause
        self.field = field


def matches(names: Iterable[str], error: str | None) -> bool:
    """Whether a retrier or catcher for `names` takes `error`."""
    if error == RUNTIME:
        return False
    for name in names:
        if name == error:
            return True
        if name == STATES_ALL and error not in _TERMINAL:
            return True
        if name == TASK_FAILED and error not in _TIMEOUTS and error not in _TERMINAL:
            return True
        if name == TIMEOUT and error == HEARTBEAT_TIMEOUT:
            return True
    return False
