"""The error names Step Functions reserves, and what matches what.

Source: AWS Step Functions developer guide, "Handling errors in Step Functions workflows".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

STATES_ALL: Final = "States.ALL"
TIMEOUT: Final = "States.Timeout"
HEARTBEAT_TIMEOUT: Final = "States.HeartbeatTimeout"
"""Never reported: AWS records a missing heartbeat as States.Timeout. Retriers and catchers may name it all the same."""
TASK_FAILED: Final = "States.TaskFailed"
QUERY_EVALUATION: Final = "States.QueryEvaluationError"
DATA_LIMIT: Final = "States.DataLimitExceeded"
NO_CHOICE_MATCHED: Final = "States.NoChoiceMatched"
RUNTIME: Final = "States.Runtime"
ITEM_READER_FAILED: Final = "States.ItemReaderFailed"
RESULT_WRITER_FAILED: Final = "States.ResultWriterFailed"
EXCEED_TOLERATED: Final = "States.ExceedToleratedFailureThreshold"


class StateError(Exception):
    """A state failed with `error` and `cause`.

    `also` is a second name that retriers and catchers may use for it. A `terminal` error is taken only by a retrier
    or catcher that names it, not by States.ALL or States.TaskFailed.
    """

    def __init__(
        self, error: str | None, cause: str | None, *, also: str | None = None, terminal: bool = False
    ) -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause
        self.also = also
        self.terminal = terminal


def matches(names: Iterable[str], problem: StateError) -> bool:
    """Whether a retrier or catcher for `names` takes a failure."""
    error = problem.error
    if error == RUNTIME:
        return False
    for name in names:
        if name == error or (name == problem.also and name is not None):
            return True
        if name == STATES_ALL and not problem.terminal:
            return True
        if name == TASK_FAILED and error != TIMEOUT and not problem.terminal:
            return True
    return False


def too_large(what: str, *, terminal: bool = True) -> StateError:
    """A payload over the limit. Of a task's *result* AWS lets States.ALL take it: that one is not terminal."""
    cause = (
        f"The state/task '{what}' returned a result with a size exceeding the maximum number of bytes service limit."
    )
    return StateError(DATA_LIMIT, cause, terminal=terminal)


def failure_details(error: str | None, cause: str | None) -> dict[str, Any]:
    """History details of a failure; AWS leaves out what there is not."""
    details: dict[str, Any] = {}
    if error is not None:
        details["error"] = error
    if cause is not None:
        details["cause"] = cause
    return details
