"""A trigger as people see it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field
from statewright.data.triggers import TriggerInstance

TRIGGERS_URL_VARIABLE = "STATEWRIGHT_TRIGGERS_URL"


class Trigger(BaseModel):
    """What listens for one trigger node of a workflow."""

    id: str
    workflow_id: str
    node_key: str
    definition: str
    status: Literal["active", "disabled", "failed"]
    url: str | None = Field(description="Address to call, for API triggers.")
    detail: str = Field(description="What it listens to, in a few words.")
    error: str | None = Field(description="Why it failed and what to do.")


def trigger_view(instance: TriggerInstance) -> Trigger:
    """The public view; secrets in the configuration stay inside."""
    return Trigger(
        id=instance.id,
        workflow_id=instance.workflow_id,
        node_key=instance.node_key,
        definition=instance.definition,
        status=instance.status,
        url=_url(instance),
        detail=_detail(instance),
        error=instance.error,
    )


def _url(instance: TriggerInstance) -> str | None:
    if not instance.definition.startswith("api@"):
        return None
    return f"{os.environ.get(TRIGGERS_URL_VARIABLE, '')}/{instance.config.get('path', '')}"


def _detail(instance: TriggerInstance) -> str:
    config: Mapping[str, Any] = instance.config
    match instance.definition.partition("@")[0]:
        case "api":
            return f"{config.get('method', 'POST')} /hooks/{config.get('path', '')}"
        case "schedule":
            return f"{config.get('expression', '')} {config.get('timezone', 'UTC')}"
        case "event":
            return f"topic {config.get('topic', '')}"
        case other:
            return other
