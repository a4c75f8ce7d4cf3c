"""Statuses and references of executions that several services show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel
from statewright.core.runtime.service import Moment

EXECUTION_ID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[0-9A-Za-z_-]{1,80}$"
"""`<workflow id>.<execution name>`, see `statewright.core.names`."""
ExecutionStatus = Literal["running", "succeeded", "failed", "timed_out", "cancelled"]
Time = Annotated[datetime, Moment]


class LastExecution(BaseModel):
    """The execution of a workflow that started last."""

    id: str
    status: ExecutionStatus
    started_at: Time
