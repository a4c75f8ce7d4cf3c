"""Starting the live version by hand."""

from __future__ import annotations

import uuid
from http import HTTPStatus

import orjson
from statewright.core import names
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.service import FieldError, Problem
from statewright.data import audit, versions
from statewright.data.connect import Database

from . import drafts, machines
from .models import ManualStart, Started

INPUT_LIMIT_BYTES = 262_144
"""Step Functions' limit for the input of an execution."""


def start(database: Database, workflow_id: str, request: ManualStart, actor: str) -> Started:
    """Start one execution of the live version.

    Raises a `Problem`: 404, 409 if the workflow is not published, 422 for an unknown trigger or an input that is
    too large, 502 when Step Functions refuses.
    """
    connection = database.connection()
    workflow = drafts.editable(connection, workflow_id)
    version = versions.get(connection, workflow_id, workflow.live_version) if workflow.live_version else None
    if workflow.status != "published" or version is None:
        raise Problem(HTTPStatus.CONFLICT, f'"{workflow.name}" is not published: publish it first.')
    payload = {
        "trigger": request.payload,
        "trigger_node": _trigger_node(version, request.trigger_node),
        "instance_id": None,
        "workflow_version": version.version,
    }
    execution_input = orjson.dumps(payload).decode()
    if len(execution_input.encode()) > INPUT_LIMIT_BYTES:
        message = f"with it the input is over {INPUT_LIMIT_BYTES:,} bytes, Step Functions' limit"
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [FieldError("payload", message, "too_large")])
    name = names.execution_name("manual", str(uuid.uuid4()))
    execution = names.execution_id(workflow_id, name)
    try:
        with database.transaction() as connection:
            audit.record(
                connection,
                actor=actor,
                action="execution.start",
                subject_kind="workflow",
                subject_id=workflow_id,
                details={"execution": execution, "version": version.version},
            )
            machines.start_execution(workflow_id, name, execution_input)
    except AwsError as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not start it: {error}. Try again.") from error
    return Started(id=execution)


def _trigger_node(version: versions.Version, wanted: str | None) -> str:
    keys = [node["key"] for node in version.graph["nodes"] if node["type"] == "trigger"]
    if wanted is None:
        return str(keys[0])
    if wanted not in keys:
        message = f"version {version.version} has no trigger {wanted!r}; it has {', '.join(keys)}"
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [FieldError("trigger_node", message, "unknown_trigger")]
        )
    return wanted
