"""Trigger instances: what listens for published workflows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from statewright.core.names import Durability
from statewright.data.connect import Connection

Status = Literal["active", "disabled", "failed"]
Overlap = Literal["allow", "skip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerInstance:
    """One trigger node of a published workflow.

    `enabled` is what people want, `status` is what is; `route` is the `<METHOD> <path>` an API trigger holds;
    `resource` names what was made for it outside, so that it can be removed.
    """

    id: str
    workflow_id: str
    node_id: str
    node_key: str
    definition: str
    version: int
    config: dict[str, Any]
    generation: int
    enabled: bool
    status: Status
    error: str | None
    route: str | None
    durability: Durability = "standard"
    """Of the version it starts."""
    overlap: Overlap = "allow"
    """Of that version; it matters to schedules."""
    resource: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteHolder:
    workflow_id: str
    workflow_name: str
    node_key: str


class RouteTaken(Exception):
    """Another workflow already answers this method and path."""

    def __init__(self, route: str, holder: RouteHolder | None) -> None:
        who = f'workflow "{holder.workflow_name}" (trigger {holder.node_key})' if holder else "another workflow"
        super().__init__(f"{route} is already answered by {who}: choose another path or deactivate that workflow")
        self.route = route
        self.holder = holder


_COLUMNS: Final = (
    "id::text, workflow_id::text, node_id, node_key, definition, version, config, generation, enabled, status, "
    "error, route, durability, overlap, resource"
)
_SAME_EVENTS: Final[dict[str, list[str]]] = {
    "api": ["secret_header", "secret", "body_schema"],
    "event": ["batch_size", "on_invalid", "value_schema"],
}
"""By trigger type: fields of the configuration that do not change which events there are."""
INTERRUPTED: Final = "Starting was interrupted: publish the workflow again."


def upsert(
    connection: Connection,
    *,
    instance_id: str,
    workflow_id: str,
    node_id: str,
    node_key: str,
    definition: str,
    version: int,
    config: dict[str, Any],
    route: str | None,
    durability: Durability = "standard",
    overlap: Overlap = "allow",
) -> TriggerInstance:
    """Reserve the instance of a trigger node for a version about to be published.

    It counts as failed until `set_status` says otherwise, so an interrupted publish shows. A configuration with
    other events is a new generation: it is part of a run's name, and what is delivered again must have the name it had.
    Raises `RouteTaken`; the transaction goes on.
    """
    same_events = _SAME_EVENTS.get(definition.partition("@")[0], [])
    try:
        with connection.transaction(), connection.cursor(row_factory=class_row(TriggerInstance)) as cursor:
            cursor.execute(
                f"""INSERT INTO trigger_instances AS t
                        (id, workflow_id, node_id, node_key, definition, version, config, status, error, route,
                         durability, overlap)
                    VALUES (%s, %s, %s, %s, %s, %s, %s, 'failed', %s, %s, %s, %s)
                    ON CONFLICT (workflow_id, node_id, definition) DO UPDATE SET
                        node_key = excluded.node_key, version = excluded.version,
                        generation = t.generation + (t.config - %s::text[] <> excluded.config - %s::text[])::int,
                        config = excluded.config, route = excluded.route, durability = excluded.durability,
                        overlap = excluded.overlap,
                        status = 'failed', error = excluded.error, updated_at = now()
                    RETURNING {_COLUMNS}""",  # noqa: S608 - constants
                (
                    instance_id,
                    workflow_id,
                    node_id,
                    node_key,
                    definition,
                    version,
                    Jsonb(config),
                    INTERRUPTED,
                    route,
                    durability,
                    overlap,
                    same_events,
                    same_events,
                ),
            )
            return cursor.fetchall()[0]
    except psycopg.errors.UniqueViolation as error:
        if route is None or error.diag.constraint_name != "trigger_instances_route":
            raise
        raise RouteTaken(route, route_holders(connection, [route]).get(route)) from error


def route_holders(connection: Connection, routes: Iterable[str]) -> dict[str, RouteHolder]:
    """Who answers each of these methods and paths; those that nobody answers are left out."""
    rows = connection.execute(
        """SELECT t.route, w.id::text, w.name, t.node_key
           FROM trigger_instances t JOIN workflows w ON w.id = t.workflow_id WHERE t.route = ANY(%s)""",
        (list(routes),),
    ).fetchall()
    return {
        route: RouteHolder(workflow_id=workflow_id, workflow_name=name, node_key=key)
        for route, workflow_id, name, key in rows
    }


def set_status(
    connection: Connection, instance_id: str, status: Status, *, error: str | None, resource: dict[str, Any]
) -> None:
    connection.execute(
        "UPDATE trigger_instances SET status = %s, error = %s, resource = %s, updated_at = now() WHERE id = %s",
        (status, error, Jsonb(resource), instance_id),
    )


def set_enabled(connection: Connection, instance_id: str, *, enabled: bool) -> None:
    connection.execute(
        "UPDATE trigger_instances SET enabled = %s, updated_at = now() WHERE id = %s", (enabled, instance_id)
    )


def release_routes(connection: Connection, workflow_id: str) -> None:
    """Let others answer the workflow's paths."""
    connection.execute("UPDATE trigger_instances SET route = NULL WHERE workflow_id = %s", (workflow_id,))


def reserve_route(connection: Connection, instance_id: str, route: str) -> None:
    """Hold a path again. Raises `RouteTaken`; the transaction goes on."""
    try:
        with connection.transaction():
            connection.execute("UPDATE trigger_instances SET route = %s WHERE id = %s", (route, instance_id))
    except psycopg.errors.UniqueViolation as error:
        raise RouteTaken(route, route_holders(connection, [route]).get(route)) from error


def delete(connection: Connection, instance_id: str) -> None:
    """Forget an instance whose node is gone, after its resources are."""
    connection.execute("DELETE FROM trigger_instances WHERE id = %s", (instance_id,))


def get(connection: Connection, instance_id: str, *, lock: bool = False) -> TriggerInstance | None:
    with connection.cursor(row_factory=class_row(TriggerInstance)) as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM trigger_instances WHERE id = %s {'FOR UPDATE' if lock else ''}",  # noqa: S608
            (instance_id,),
        )
        return cursor.fetchone()


def list_for(connection: Connection, workflow_id: str) -> list[TriggerInstance]:
    with connection.cursor(row_factory=class_row(TriggerInstance)) as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM trigger_instances WHERE workflow_id = %s ORDER BY node_key, id",  # noqa: S608
            (workflow_id,),
        )
        return cursor.fetchall()


def list_page(connection: Connection, *, limit: int, after: str | None) -> list[TriggerInstance]:
    """Instances by id, behind `after`: one page of all of them."""
    with connection.cursor(row_factory=class_row(TriggerInstance)) as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM trigger_instances WHERE %(after)s::uuid IS NULL OR id > %(after)s "  # noqa: S608
            "ORDER BY id LIMIT %(limit)s",
            {"after": after, "limit": limit},
        )
        return cursor.fetchall()


def list_active(connection: Connection) -> list[TriggerInstance]:
    """Every instance that should be listening."""
    with connection.cursor(row_factory=class_row(TriggerInstance)) as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM trigger_instances WHERE status = 'active' ORDER BY id")  # noqa: S608
        return cursor.fetchall()
