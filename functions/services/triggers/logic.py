"""Listing triggers and switching them on and off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from http import HTTPStatus

from statewright.activation import listeners
from statewright.activation.routes import api_field
from statewright.api.changes import one_at_a_time
from statewright.api.lists import invalid_cursor
from statewright.api.triggers import Trigger, last_skipped, trigger_view
from statewright.core.runtime.service import Problem, not_found
from statewright.data import audit, triggers, workflows
from statewright.data.connect import Connection, Database


def list_triggers(
    database: Database, *, workflow_id: str | None, limit: int, cursor: str | None
) -> tuple[list[Trigger], str | None]:
    """One page by id, and the cursor of the next. A workflow has few triggers: all of them are one page."""
    connection = database.connection()
    if workflow_id:
        return _views(triggers.list_for(connection, workflow_id)), None
    rows = triggers.list_page(connection, limit=limit + 1, after=_checked(cursor))
    return _views(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None


def switch(database: Database, trigger_id: str, *, enabled: bool, actor: str) -> Trigger:
    """Do as people want: the wish is kept across publishes, and the answer says whether it worked.

    Raises a `Problem`: 404, 409 when its workflow is not published, its node is gone, its path has been taken since,
    or the workflow is being switched by somebody else.
    """
    connection = database.connection()
    with one_at_a_time(connection, _existing(connection, trigger_id).workflow_id):
        with database.transaction():
            instance = _existing(connection, trigger_id, lock=True)
            if enabled:
                _check_live(connection, instance)
            triggers.set_enabled(connection, trigger_id, enabled=enabled)
            audit.record(
                connection,
                actor=actor,
                action=f"trigger.{'enable' if enabled else 'disable'}",
                subject_kind="trigger",
                subject_id=trigger_id,
                details={"workflow": instance.workflow_id, "node": instance.node_key},
            )
        outcome = (listeners.start if enabled else listeners.pause)(connection, instance)
    return _views([outcome.instance])[0]


def _views(instances: Sequence[triggers.TriggerInstance]) -> list[Trigger]:
    skipped = last_skipped(instances)
    return [trigger_view(instance, skipped.get(instance.id)) for instance in instances]


def _existing(connection: Connection, trigger_id: str, *, lock: bool = False) -> triggers.TriggerInstance:
    instance = triggers.get(connection, trigger_id, lock=lock)
    if instance is None:
        raise not_found("trigger")
    return instance


def _check_live(connection: Connection, instance: triggers.TriggerInstance) -> None:
    workflow = workflows.get(connection, instance.workflow_id)
    if workflow is None or workflow.status != "published":
        name = workflow.name if workflow else instance.workflow_id
        raise Problem(HTTPStatus.CONFLICT, f'"{name}" is not published: publish it to start its triggers.')
    if instance.version != workflow.live_version:
        detail = f"{instance.node_key} is no longer in the workflow: publish again to have it taken away."
        raise Problem(HTTPStatus.CONFLICT, detail)
    if instance.definition.startswith("api@"):
        try:
            triggers.reserve_route(connection, instance.id, api_field(instance.config))
        except triggers.RouteTaken as taken:
            raise Problem(HTTPStatus.CONFLICT, str(taken)) from taken


def _checked(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        return str(uuid.UUID(cursor))
    except ValueError as error:
        raise invalid_cursor() from error
