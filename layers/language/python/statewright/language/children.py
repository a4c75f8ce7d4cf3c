"""Where a machine and the reader of its runs meet: runs that another run has started."""

from __future__ import annotations

from typing import Final

MAX_DEPTH: Final = 10
"""Workflows that may lie above a run."""
TOO_DEEP: Final = f"more than {MAX_DEPTH} workflows run inside of each other: look for one that runs itself"
ALREADY_STARTED: Final = "StepFunctions.ExecutionAlreadyExistsException"
"""Whoever does not wait takes it for a success: the run was started before."""
CHILD_FAILED: Final = "States.TaskFailed"
"""How Step Functions names the failure of a run that was waited for; the cause is what DescribeExecution says."""
