"""What the waits service takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.core.runtime.service import Moment


class Wait(BaseModel):
    """A node that waits for an answer."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: Literal["event", "approval"]
    status: Literal["pending", "answered", "closed"]
    execution_id: str
    node_key: str
    iteration: str
    event: str | None
    key: str | None
    title: str | None
    message: str | None
    created_at: Annotated[datetime, Moment]
    expires_at: Annotated[datetime, Moment]
    answered_at: Annotated[datetime, Moment] | None
    answered_by: str | None
    mail_error: str | None = Field(description="Why the mail that asks for it did not reach everybody.")
    callback_url: str | None = Field(None, description="Answers it without signing in, while it is pending.")


class WaitList(BaseModel):
    items: list[Wait]
    next_cursor: str | None


class SentEvent(BaseModel):
    """Something that happened."""

    model_config = ConfigDict(extra="forbid")

    event: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:/-]{1,200}$")]
    key: Annotated[str, Field(min_length=1, max_length=2_000)]
    payload: Any = None


class EventReceipt(BaseModel):
    completed: int = Field(description="How many waits it completed; with none it is held for ten minutes.")


class WaitAnswer(BaseModel):
    """`decision` for an approval, `payload` for an event."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["approved", "rejected"] | None = None
    comment: Annotated[str, Field(max_length=5_000)] = ""
    payload: Any = None
