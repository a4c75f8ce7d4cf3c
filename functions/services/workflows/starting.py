"""Starting a version by hand: the live one, or another that is named."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from statewright.api.validation import registry
from statewright.core import names
from statewright.core.runtime.arns import alias_arn
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.express_starts import start_once
from statewright.core.runtime.service import FieldError, Problem, not_found
from statewright.core.runtime.trigger import MAX_EXPRESS_INPUT_BYTES, MAX_INPUT_BYTES
from statewright.data import audit, versions
from statewright.data.connect import Database
from statewright.language.expected import payload_misfits

from . import drafts, machines
from .models import ManualStart, Started


def start(database: Database, workflow_id: str, request: ManualStart, actor: str) -> Started:
    """Start one execution of the live version, or of the one that the request names.

    Raises a `Problem`: 404 also for a version that is not there, 409 if the workflow is not published or the version's
    state machine is gone, 422 for an unknown trigger, a payload that it would not take or one that is too large, 502
    when Step Functions refuses.
    """
    connection = database.connection()
    workflow = drafts.editable(connection, workflow_id)
    if workflow.status != "published" or workflow.live_version is None:
        raise Problem(HTTPStatus.CONFLICT, f'"{workflow.name}" is not published: publish it first.')
    number = request.version or workflow.live_version
    version = versions.get(connection, workflow_id, number)
    if version is None or version.state_machine_version_arn is None:
        raise not_found(f"version of {workflow.name}: {number}")
    # The alias where the live one is meant, so that its run is what a trigger's would be.
    started_on = version.state_machine_version_arn if request.version else alias_arn(workflow_id, version.durability)
    trigger = _trigger_node(version, request.trigger_node)
    payload = {
        "trigger": request.payload,
        "trigger_node": str(trigger["key"]),
        "instance_id": None,
        "workflow_version": version.version,
    }
    execution_input = orjson.dumps(payload).decode()
    express = version.durability == "express"
    limit = MAX_EXPRESS_INPUT_BYTES if express else MAX_INPUT_BYTES
    if len(execution_input.encode()) > limit:
        message = f"with it the input is over {limit:,} bytes, the limit of {version.durability} executions"
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [FieldError("payload", message, "too_large")])
    _check_payload(trigger, request.payload)
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
            if express:
                # The claim is what shows the run until it has told of itself.
                start_once(execution, lambda: machines.start_execution(started_on, name, execution_input, "express"))
            else:
                machines.start_execution(started_on, name, execution_input, "standard")
    except machines.VersionGone as gone:
        detail = f"The state machine of version {number} was deleted. Restore it into the draft and publish that."
        raise Problem(HTTPStatus.CONFLICT, detail) from gone
    except CacheError as error:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"The start cannot be noted: {error}. Try again.") from error
    except AwsError as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not start it: {error}. Try again.") from error
    return Started(id=execution)


def _trigger_node(version: versions.Version, wanted: str | None) -> Mapping[str, Any]:
    triggers: dict[str, Mapping[str, Any]] = {
        node["key"]: node for node in version.graph["nodes"] if node["type"] == "trigger"
    }
    if wanted is None:
        return next(iter(triggers.values()))
    if wanted not in triggers:
        message = f"version {version.version} has no trigger {wanted!r}; it has {', '.join(triggers)}"
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [FieldError("trigger_node", message, "unknown_trigger")]
        )
    return triggers[wanted]


def _check_payload(trigger: Mapping[str, Any], payload: Any) -> None:
    """By hand nothing starts that the trigger itself would not take: the steps behind it count on that."""
    found = payload_misfits(registry(), trigger.get("definition"), trigger.get("config") or {}, payload)
    if found:
        errors = [FieldError(each.place("payload"), each.message, each.code, str(trigger["id"])) for each in found]
        detail = f"The payload is not what {trigger['name'] or trigger['key']} expects: {errors[0].message}."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)
