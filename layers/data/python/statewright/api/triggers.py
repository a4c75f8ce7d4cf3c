"""A trigger as people see it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import orjson
from pydantic import BaseModel, Field
from statewright.core import names
from statewright.core.runtime import cache
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.telemetry import logger
from statewright.data.triggers import TriggerInstance

TRIGGERS_URL_VARIABLE = "STATEWRIGHT_TRIGGERS_URL"


class SkippedTick(BaseModel):
    """A tick of a schedule that started nothing, because the run it had started before went on."""

    scheduled_time: str = Field(description="When the start was due, RFC 3339 in UTC.")
    execution_id: str = Field(description="The run that went on.")


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
    last_skipped: SkippedTick | None = Field(
        default=None,
        description="Of a schedule whose runs may not overlap: its last tick, within 90 days, that was skipped.",
    )


def trigger_view(instance: TriggerInstance, last_skipped: SkippedTick | None = None) -> Trigger:
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
        last_skipped=last_skipped,
    )


def last_skipped(instances: Sequence[TriggerInstance]) -> dict[str, SkippedTick]:
    """By trigger, the last ticks that were skipped, as Redis knows them; none while Redis cannot be asked."""
    asked = [instance.id for instance in instances if instance.definition.startswith("schedule@")]
    try:
        replies = cache.shared().pipeline([("GET", names.last_skip_key(instance)) for instance in asked])
    except CacheError as error:
        logger().warning("skipped ticks cannot be told", reason=str(error))
        return {}
    return {
        instance: SkippedTick.model_validate(orjson.loads(reply))
        for instance, reply in zip(asked, replies, strict=True)
        if isinstance(reply, bytes)
    }


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
