"""Routes of the triggers service."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel
from statewright.api.triggers import Trigger
from statewright.core.runtime.service import UUID_PATTERN, CursorQuery, IdPath, LimitQuery, actor, entry, service
from statewright.data.connect import database

from . import logic

app = service("triggers")
handler = entry(app)


class TriggerList(BaseModel):
    items: list[Trigger]
    next_cursor: str | None


@app.get("/api/triggers", tags=["triggers"], operation_id="list_triggers", summary="List triggers")
def list_triggers(
    workflow_id: Annotated[str | None, Query(pattern=UUID_PATTERN, description="Of this workflow only.")] = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> TriggerList:
    items, following = logic.list_triggers(database(), workflow_id=workflow_id, limit=limit, cursor=cursor)
    return TriggerList(items=items, next_cursor=following)


@app.post("/api/triggers/<trigger_id>/enable", tags=["triggers"], operation_id="enable_trigger", summary="Listen again")
def enable_trigger(trigger_id: IdPath) -> Trigger:
    return logic.switch(database(), trigger_id, enabled=True, actor=actor(app))


@app.post(
    "/api/triggers/<trigger_id>/disable", tags=["triggers"], operation_id="disable_trigger", summary="Stop listening"
)
def disable_trigger(trigger_id: IdPath) -> Trigger:
    return logic.switch(database(), trigger_id, enabled=False, actor=actor(app))
