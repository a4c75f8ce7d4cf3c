"""Statuses and references of executions that several services show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel
from statewright.core.runtime.service import Moment

ExecutionStatus = Literal["running", "succeeded", "failed", "timed_out", "cancelled"]
Time = Annotated[datetime, Moment]


class LastExecution(BaseModel):
    """The execution of a workflow that started last."""

    id: str
    status: ExecutionStatus
    started_at: Time
