"""Workflows: the drafts people edit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from psycopg.rows import class_row
from psycopg.types.json import Json
from statewright.data.connect import Connection

Status = Literal["draft", "published", "inactive", "archived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastExecution:
    id: str
    status: str
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowSummary:
    id: str
    name: str
    description: str
    status: Status
    live_version: int | None
    revision: int
    created_at: datetime
    updated_at: datetime
    last_execution: LastExecution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow(WorkflowSummary):
    graph: dict[str, Any]
    settings: dict[str, Any]
    tests: list[dict[str, Any]]
    edited_at: datetime
    edited_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastEdit:
    """The newest state of a draft; `by` is None where it was not kept yet."""

    revision: int
    at: datetime
    by: str | None


class IdTaken(Exception):
    """There is a workflow of this id already."""


_WHOLE: Final = (
    "id::text, name, description, status, live_version, revision, created_at, updated_at, graph, settings, tests, "
    "edited_at, edited_by"
)


def insert(
    connection: Connection,
    *,
    workflow_id: str,
    name: str,
    description: str,
    graph: dict[str, Any],
    settings: dict[str, Any],
    tests: Sequence[dict[str, Any]] = (),
    edited_by: str | None = None,
) -> Workflow:
    """The new draft. Raises `IdTaken`, and leaves what is there as it is."""
    with connection.cursor(row_factory=class_row(Workflow)) as cursor:
        cursor.execute(
            f"INSERT INTO workflows (id, name, description, status, graph, settings, tests, edited_by) "  # noqa: S608
            f"VALUES (%s, %s, %s, 'draft', %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING {_WHOLE}",
            (workflow_id, name, description, Json(graph), Json(settings), Json(list(tests)), edited_by),
        )
        row = cursor.fetchone()
    if row is None:
        raise IdTaken(workflow_id)
    return row


def get(connection: Connection, workflow_id: str, *, lock: bool = False) -> Workflow | None:
    """The workflow with its draft; `lock` keeps others from changing it until the transaction ends."""
    with connection.cursor(row_factory=class_row(Workflow)) as cursor:
        cursor.execute(
            f"SELECT {_WHOLE} FROM workflows WHERE id = %s {'FOR UPDATE' if lock else ''}",  # noqa: S608 - constants
            (workflow_id,),
        )
        return cursor.fetchone()


def last_edit(connection: Connection, workflow_id: str) -> LastEdit | None:
    """Which revision the draft is at, by whom; None if there is no such workflow."""
    with connection.cursor(row_factory=class_row(LastEdit)) as cursor:
        cursor.execute("SELECT revision, edited_at AS at, edited_by AS by FROM workflows WHERE id = %s", (workflow_id,))
        return cursor.fetchone()


def statuses(connection: Connection, workflow_ids: Collection[str]) -> dict[str, Status]:
    """Those of the given workflows that there are, with their status. The ids are UUIDs."""
    if not workflow_ids:
        return {}
    found = connection.execute(
        "SELECT id::text, status FROM workflows WHERE id = ANY(%s::uuid[])", (list(workflow_ids),)
    ).fetchall()
    return dict(found)


def live_express(connection: Connection, workflow_ids: Collection[str]) -> dict[str, str]:
    """Those of the given workflows whose live version is Express: id -> name. The ids are UUIDs."""
    if not workflow_ids:
        return {}
    found = connection.execute(
        "SELECT w.id::text, w.name FROM workflows w "
        "JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.live_version "
        "WHERE w.id = ANY(%s::uuid[]) AND v.settings ->> 'durability' = 'express'",
        (list(workflow_ids),),
    ).fetchall()
    return dict(found)


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A workflow, its live version's drawing, and the id of the error workflow it names."""

    name: str
    graph: dict[str, Any]
    error_workflow: str | None


def mentioning(connection: Connection, workflow_id: str) -> list[Mentioning]:
    """Other published workflows whose live version names this one somewhere."""
    with connection.cursor(row_factory=class_row(Mentioning)) as cursor:
        cursor.execute(
            "SELECT w.name, v.graph, v.settings ->> 'error_workflow' AS error_workflow FROM workflows w "
            "JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.live_version "
            "WHERE w.status = 'published' AND w.id <> %(id)s "
            "AND (strpos(v.graph::text, %(id)s::text) > 0 OR v.settings ->> 'error_workflow' = %(id)s::text) "
            "ORDER BY w.name",
            {"id": workflow_id},
        )
        return cursor.fetchall()


def last_execution(connection: Connection, workflow_id: str) -> LastExecution | None:
    """The execution that started last."""
    with connection.cursor(row_factory=class_row(LastExecution)) as cursor:
        cursor.execute(
            "SELECT id, status, started_at FROM executions WHERE workflow_id = %s "
            "ORDER BY started_at DESC, id DESC LIMIT 1",
            (workflow_id,),
        )
        return cursor.fetchone()


def update_draft(
    connection: Connection,
    workflow_id: str,
    *,
    expected_revision: int,
    name: str,
    description: str,
    graph: dict[str, Any],
    settings: dict[str, Any],
    tests: Sequence[dict[str, Any]],
    edited_by: str,
) -> Workflow | None:
    """The changed workflow; None if it is not there, is archived or has another revision by now."""
    with connection.cursor(row_factory=class_row(Workflow)) as cursor:
        cursor.execute(
            f"UPDATE workflows SET name = %s, description = %s, graph = %s, settings = %s, tests = %s, "  # noqa: S608
            f"revision = revision + 1, updated_at = now(), edited_at = now(), edited_by = %s "
            f"WHERE id = %s AND revision = %s AND status <> 'archived' RETURNING {_WHOLE}",
            (
                name,
                description,
                Json(graph),
                Json(settings),
                Json(list(tests)),
                edited_by,
                workflow_id,
                expected_revision,
            ),
        )
        return cursor.fetchone()


def set_status(connection: Connection, workflow_id: str, status: Status, *, live_version: int | None = None) -> None:
    """Change the status; `live_version` stays as it is when not given. Archived is final."""
    connection.execute(
        "UPDATE workflows SET status = %s, live_version = coalesce(%s, live_version), updated_at = now() "
        "WHERE id = %s AND status <> 'archived'",
        (status, live_version, workflow_id),
    )


def to_retire(connection: Connection, archived_before: datetime, *, limit: int) -> list[str]:
    """Ids of archived workflows without an open execution whose state machine is still there, the oldest first."""
    rows = connection.execute(
        "SELECT id::text FROM workflows w "
        "WHERE status = 'archived' AND machine_deleted_at IS NULL AND updated_at < %s "
        "AND EXISTS (SELECT FROM workflow_versions v WHERE v.workflow_id = w.id) "
        "AND NOT EXISTS (SELECT FROM executions e WHERE e.workflow_id = w.id AND e.ended_at IS NULL) "
        "ORDER BY updated_at LIMIT %s",
        (archived_before, limit),
    ).fetchall()
    return [row[0] for row in rows]


def set_machine_deleted(connection: Connection, workflow_id: str) -> None:
    """Its state machine is gone."""
    connection.execute("UPDATE workflows SET machine_deleted_at = now() WHERE id = %s", (workflow_id,))
