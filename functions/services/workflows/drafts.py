"""Drafts and versions: reading and saving what people draw."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from http import HTTPStatus

from statewright.api import last_edits
from statewright.api.lists import invalid_cursor, position
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.service import UUID_PATTERN, FieldError, Problem, not_found
from statewright.data import audit, stored_secrets, versions, workflow_list, workflows
from statewright.data.connect import Connection, Database
from statewright.data.cursors import InvalidCursor
from statewright.data.secret_fields import mask_graph, mask_literals, restore_graph
from statewright.data.workflow_list import ListCursor, Order, Sort
from statewright.language.saved_tests import SavedTest, tests_json

from .models import (
    NewWorkflow,
    Version,
    VersionEdit,
    VersionList,
    VersionSummary,
    Workflow,
    WorkflowCopy,
    WorkflowEdit,
    WorkflowList,
    WorkflowStatus,
    WorkflowSummary,
)


def list_workflows(
    database: Database,
    *,
    ids: Sequence[str] | None = None,
    query: str | None,
    status: WorkflowStatus | None,
    sort: Sort,
    order: Order,
    limit: int,
    cursor: str | None,
) -> WorkflowList:
    """One page. Raises a 422 `Problem` for a cursor that no list of this sort and order gave out."""
    after = _position(cursor, sort, order)
    page = workflow_list.list_page(
        database.connection(), ids=ids, query=query, status=status, sort=sort, order=order, limit=limit, after=after
    )
    return WorkflowList(
        items=[WorkflowSummary.model_validate(asdict(item)) for item in page.items],
        next_cursor=page.next.encode() if page.next else None,
    )


def _position(cursor: str | None, sort: Sort, order: Order) -> ListCursor | None:
    if cursor is None:
        return None
    try:
        found = ListCursor.decode(cursor)
    except InvalidCursor as error:
        raise invalid_cursor() from error
    if (found.sort, found.order) != (sort, order) or not re.fullmatch(UUID_PATTERN, found.id):
        raise invalid_cursor()
    return found


def create_workflow(database: Database, new: NewWorkflow, actor: str) -> Workflow:
    with database.transaction() as connection:
        row = _insert(connection, str(uuid.uuid4()), new, new.tests, actor)
    return view(row)


def _insert(
    connection: Connection, workflow_id: str, new: NewWorkflow | WorkflowEdit, tests: Sequence[SavedTest], actor: str
) -> workflows.Workflow:
    row = workflows.insert(
        connection,
        workflow_id=workflow_id,
        name=new.name,
        description=new.description,
        graph=restore_graph(new.graph.model_dump(mode="json")),
        settings=new.settings.model_dump(mode="json"),
        tests=tests_json(tests),
        edited_by=actor,
    )
    _record_creation(connection, row, actor)
    return row


def copy_workflow(database: Database, workflow_id: str, copy: WorkflowCopy, actor: str) -> Workflow:
    """A draft like the workflow's own, its secrets and tests included, without its versions and runs.

    Raises a 404 `Problem`. An archived one can be copied too: that is how to go on with it.
    """
    with database.transaction() as connection:
        source = existing(connection, workflow_id)
        row = workflows.insert(
            connection,
            workflow_id=str(uuid.uuid4()),
            name=copy.name,
            description=source.description,
            graph=source.graph,
            settings=source.settings,
            tests=source.tests,
            edited_by=actor,
        )
        _record_creation(connection, row, actor, copied_from=workflow_id)
    return view(row)


def _record_creation(connection: Connection, row: workflows.Workflow, actor: str, **details: str) -> None:
    audit.record(
        connection,
        actor=actor,
        action="workflow.create",
        subject_kind="workflow",
        subject_id=row.id,
        details={"name": row.name, **details},
    )


def get_workflow(database: Database, workflow_id: str) -> Workflow:
    """Raises a 404 `Problem`."""
    connection = database.connection()
    row = existing(connection, workflow_id)
    return view(replace(row, last_execution=workflows.last_execution(connection, workflow_id)))


def update_workflow(database: Database, cache: Cache, workflow_id: str, edit: WorkflowEdit, actor: str) -> Workflow:
    """Save the draft. Raises a 409 `Problem` with the current workflow when `edit.revision` is not the latest.

    Revision 0 is that of a draft which nobody has saved yet: it makes the workflow, with the id that the caller chose.
    Said again, because the answer was lost or by another tab, it is an edit that is not the latest.
    """
    if edit.revision == 0:
        made = _first_saved(database, workflow_id, edit, actor)
        if made is not None:
            last_edits.saved(cache, made)
            return view(made)
    with database.transaction() as connection:
        current = editable(connection, workflow_id, lock=True)
        drawn = edit.graph.model_dump(mode="json")
        graph = stored_secrets.restore(connection, current, drawn, edit.secrets_as_of)
        row = workflows.update_draft(
            connection,
            workflow_id,
            expected_revision=edit.revision,
            name=edit.name,
            description=edit.description,
            graph=graph,
            settings=edit.settings.model_dump(mode="json"),
            tests=current.tests if edit.tests is None else tests_json(edit.tests),
            edited_by=actor,
        )
        if row is None:
            raise stale(current, edit.revision)
        stored_secrets.keep_removed(connection, current, graph)
        audit.record(
            connection,
            actor=actor,
            action="workflow.update",
            subject_kind="workflow",
            subject_id=workflow_id,
            details={"revision": row.revision},
        )
    last_edits.saved(cache, row)
    return view(row)


def _first_saved(database: Database, workflow_id: str, edit: WorkflowEdit, actor: str) -> workflows.Workflow | None:
    """The new workflow; None if there is one of this id already."""
    try:
        with database.transaction() as connection:
            return _insert(connection, workflow_id, edit, edit.tests or [], actor)
    except workflows.IdTaken:
        return None


def list_versions(database: Database, workflow_id: str, *, limit: int, cursor: str | None) -> VersionList:
    """One page, newest first. Raises a `Problem`: 404, 422 for a cursor that no list gave out."""
    after = position(cursor, r"[1-9][0-9]{0,8}")
    connection = database.connection()
    existing(connection, workflow_id)
    page = versions.list_page(connection, workflow_id, limit=limit, before=int(after.id) if after else None)
    return VersionList(
        items=[VersionSummary.model_validate(item) for item in page.items],
        next_cursor=page.next.encode() if page.next else None,
    )


def describe_version(
    database: Database, workflow_id: str, version: int, edit: VersionEdit, actor: str
) -> VersionSummary:
    """Label a version. Raises a `Problem`: 404, 409 if the workflow is archived."""
    with database.transaction() as connection:
        workflow = editable(connection, workflow_id)
        versions.describe(connection, workflow_id, version, label=edit.label, note=edit.note)
        described = versions.summary(connection, workflow_id, version)
        if described is None:
            raise not_found(f"version of {workflow.name}: {version}")
        audit.record(
            connection,
            actor=actor,
            action="version.describe",
            subject_kind="workflow",
            subject_id=workflow_id,
            details={"version": version, "label": described.label},
        )
    return VersionSummary.model_validate(described)


def get_version(database: Database, workflow_id: str, version: int) -> Version:
    """Raises a 404 `Problem`, for a version whose publish is half done too."""
    connection = database.connection()
    workflow = existing(connection, workflow_id)
    row = versions.get(connection, workflow_id, version)
    if row is None or row.state_machine_version_arn is None:
        raise not_found(f"version of {workflow.name}: {version}")
    return Version.model_validate(
        {
            "version": row.version,
            "published_at": row.published_at,
            "published_by": row.published_by,
            "live": workflow.status == "published" and workflow.live_version == row.version,
            "graph": mask_graph(row.graph),
            "settings": row.settings,
            "tests": row.tests,
            "test_override": row.test_override,
            "label": row.label,
            "note": row.note,
            "definition": mask_literals(row.definition, row.graph),
        }
    )


def existing(connection: Connection, workflow_id: str, *, lock: bool = False) -> workflows.Workflow:
    """The workflow, archived ones too. Raises a 404 `Problem`."""
    row = workflows.get(connection, workflow_id, lock=lock)
    if row is None:
        raise not_found("workflow")
    return row


def editable(connection: Connection, workflow_id: str, *, lock: bool = False) -> workflows.Workflow:
    """The workflow. Raises a `Problem`: 404 if it is not there, 409 if it is archived."""
    row = existing(connection, workflow_id, lock=lock)
    if row.status == "archived":
        raise Problem(HTTPStatus.CONFLICT, f'"{row.name}" is archived and cannot be changed.')
    return row


def stale(current: workflows.Workflow, revision: int) -> Problem:
    """The 409 for an edit of a draft that somebody else has changed since."""
    message = f"the draft is at revision {current.revision} by now; the request was made from {revision}"
    return Problem(
        HTTPStatus.CONFLICT,
        "Somebody has changed this workflow since: load it again, or repeat your change on the current one.",
        [FieldError("revision", message, "stale_revision")],
        {"current": view(current).model_dump(mode="json")},
    )


def view(row: workflows.Workflow) -> Workflow:
    """What the API shows of a workflow: secrets are masked."""
    return Workflow.model_validate({**asdict(row), "graph": mask_graph(row.graph)})
