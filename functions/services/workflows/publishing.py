"""Publishing, deactivating and archiving.

Publishing is a sequence in which each step can be repeated, so that a publish that was interrupted anywhere is
completed by publishing again:

1. check the draft, compile it and run its saved tests;
2. in one transaction: write the version row without its machine, and try whether its routes can be had;
3. make the state machine version;
4. note it in the version row: from here on its runs can be recorded;
5. in one transaction: take the trigger instances and their routes, point the workflow's row at the version and, last,
   the alias `live`. Until here, whatever is refused leaves the live version and its triggers as they were;
6. start the triggers and take away those whose node is gone. One that cannot be started is reported as failed, and
   does not keep the others from starting.

Publishing an unchanged draft again makes no new version: it repeats steps 3 to 6 for the one it has.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from statewright.activation import listeners
from statewright.activation.routes import api_field
from statewright.api import validation
from statewright.api.changes import one_at_a_time
from statewright.api.triggers import trigger_view
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.service import FieldError, Problem
from statewright.data import audit, triggers, versions, workflows
from statewright.data.connect import Connection, Database
from statewright.simulation import saved_tests

from . import drafts, machines
from .models import PublishRequest, PublishResult, Workflow

_INSTANCE_NAMESPACE = uuid.UUID("6f1d4d0c-6c57-4f0f-9b36-0a2c8f7f3f55")


def publish(database: Database, workflow_id: str, request: PublishRequest, actor: str) -> PublishResult:
    """Make the draft the live version and start its triggers.

    Raises a `Problem`: 404; 409 for a stale revision, an archived workflow or a publish under way; 422 with every
    problem of the drawing, with the saved tests that fail (unless the request overrides them), or naming the workflow
    that already answers a path; 502 when Step Functions refuses.
    """
    connection = database.connection()
    with one_at_a_time(connection, workflow_id):
        workflow = drafts.editable(connection, workflow_id)
        if workflow.revision != request.revision:
            raise drafts.stale(workflow, request.revision)
        version = _prepare(connection, workflow, request.override, actor)
        versions.describe(connection, workflow_id, version.version, label=request.label, note=request.note)
        _make_live(connection, version)
        outcomes = _switch_triggers(connection, version)
        audit.record(
            connection,
            actor=actor,
            action="workflow.publish",
            subject_kind="workflow",
            subject_id=workflow_id,
            details={"version": version.version, "revision": request.revision}
            | ({"test_override": version.test_override} if version.test_override else {})
            | ({"label": request.label} if request.label else {}),
        )
    return PublishResult(version=version.version, triggers=[trigger_view(outcome.instance) for outcome in outcomes])


def deactivate(database: Database, workflow_id: str, actor: str) -> Workflow:
    """Stop starting executions; those under way go on. Raises a `Problem`: 404, 409 if archived."""
    connection = database.connection()
    with one_at_a_time(connection, workflow_id):
        drafts.editable(connection, workflow_id)
        workflow = _stand_down(connection, workflow_id, "inactive", actor)
    return drafts.view(workflow)


def archive(database: Database, workflow_id: str, actor: str) -> None:
    """Deactivate and hide it; its state machine stays until its executions have ended. Repeating changes nothing."""
    connection = database.connection()
    with one_at_a_time(connection, workflow_id):
        drafts.existing(connection, workflow_id)
        _stand_down(connection, workflow_id, "archived", actor)


def _prepare(
    connection: Connection, workflow: workflows.Workflow, override: str | None, actor: str
) -> versions.Version:
    """Steps 1 and 2."""
    document = validation.document(
        workflow.name, workflow.description, workflow.graph, workflow.settings, workflow.tests
    )
    problems = validation.check(connection, document, workflow.id)
    if any(problem.severity == "error" for problem in problems):
        raise validation.unfit(problems, "published")
    compiled = validation.compile_document(workflow.id, document)
    failed = saved_tests.failures(saved_tests.run(document, compiled))
    if failed and override is None:
        raise saved_tests.refusal(document, failed)
    with connection.transaction():
        latest = versions.latest(connection, workflow.id)
        number = _number(latest, workflow.revision)
        if latest is None or latest.version != number or latest.state_machine_version_arn is None:
            versions.prepare(
                connection,
                workflow_id=workflow.id,
                version=number,
                revision=workflow.revision,
                name=workflow.name,
                graph=workflow.graph,
                settings=workflow.settings,
                definition_json=compiled.definition_json,
                trace=compiled.trace,
                published_by=actor,
                tests=workflow.tests,
                test_override=override if failed else None,
            )
        # A try: they stay with the live version until Step Functions has taken this one.
        with connection.transaction(force_rollback=True):
            _take_triggers(connection, workflow.id, number, workflow.graph, workflow.settings)
    prepared = versions.get(connection, workflow.id, number)
    if prepared is None:
        raise RuntimeError(f"version {number} of workflow {workflow.id} vanished while it was published")
    return prepared


def _number(latest: versions.Version | None, revision: int) -> int:
    """The version to publish: a new one, or the latest again if it is half done or of the same revision."""
    if latest is None:
        return 1
    if latest.state_machine_version_arn is None or latest.revision == revision:
        return latest.version
    return latest.version + 1


def _take_triggers(
    connection: Connection, workflow_id: str, number: int, graph: Mapping[str, Any], settings: Mapping[str, Any]
) -> None:
    """Make the instances those of version `number`. Raises a 422 `Problem` if another workflow holds a route."""
    # All at once, so that two of its triggers may exchange their paths.
    triggers.release_routes(connection, workflow_id)
    for node in _trigger_nodes(graph):
        _reserve(connection, workflow_id, number, node, settings)


def _reserve(
    connection: Connection, workflow_id: str, version: int, node: Mapping[str, Any], settings: Mapping[str, Any]
) -> None:
    definition, config = node["definition"], node.get("config") or {}
    route = api_field(config) if definition.startswith("api@") else None
    try:
        triggers.upsert(
            connection,
            # Derived, so that the same node of the same workflow is the same instance after any crash.
            instance_id=str(uuid.uuid5(_INSTANCE_NAMESPACE, f"{workflow_id}/{node['id']}/{definition}")),
            workflow_id=workflow_id,
            node_id=node["id"],
            node_key=node["key"],
            definition=definition,
            version=version,
            config=config,
            route=route,
            durability=versions.durability_of(settings),
            overlap=settings.get("overlap", "allow"),
        )
    except triggers.RouteTaken as taken:
        error = FieldError("config.path", str(taken), "route_taken", node["id"])
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(taken), [error]) from taken


def _make_live(connection: Connection, version: versions.Version) -> None:
    """Steps 3 to 5."""
    definition = versions.definition_json(connection, version.workflow_id, version.version)
    try:
        arn = version.state_machine_version_arn or machines.publish_version(
            version.workflow_id, version.durability, definition, version.version
        )
        versions.complete(connection, version.workflow_id, version.version, arn)
        with connection.transaction():
            _take_triggers(connection, version.workflow_id, version.version, version.graph, version.settings)
            workflows.set_status(connection, version.workflow_id, "published", live_version=version.version)
            # Last: if it is refused, nothing of this was; if the commit fails, publishing again repeats all of it.
            machines.point_live_alias(version.workflow_id, version.durability, arn)
    except AwsError as error:
        detail = f"Step Functions did not take version {version.version}: {error}. Publish again to go on from here."
        raise Problem(HTTPStatus.BAD_GATEWAY, detail) from error


def _switch_triggers(connection: Connection, version: versions.Version) -> list[listeners.Outcome]:
    """Step 6: what became of each trigger, and of each that is gone and could not be taken away.

    Instances that people have switched off stay off.
    """
    wanted = {(node["id"], node["definition"]) for node in _trigger_nodes(version.graph)}
    outcomes = []
    for instance in triggers.list_for(connection, version.workflow_id):
        if (instance.node_id, instance.definition) not in wanted:
            removed = listeners.remove(connection, instance)
            if removed.error is not None:
                outcomes.append(removed)
        elif instance.enabled:
            outcomes.append(listeners.start(connection, instance))
        else:
            outcomes.append(listeners.pause(connection, instance))
    return outcomes


def _trigger_nodes(graph: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Trigger nodes that are not disabled in the drawing."""
    return [
        node
        for node in graph["nodes"]
        if node["type"] == "trigger" and not (node.get("settings") or {}).get("disabled")
    ]


def _stand_down(connection: Connection, workflow_id: str, status: workflows.Status, actor: str) -> workflows.Workflow:
    """Pause all triggers, then change the status. Raises a 502 `Problem` if one goes on listening."""
    failures = []
    for instance in triggers.list_for(connection, workflow_id):
        outcome = listeners.pause(connection, instance)
        if outcome.error is not None:
            failures.append(FieldError(None, outcome.error, "trigger_not_stopped", instance.node_id))
    if failures:
        raise Problem(HTTPStatus.BAD_GATEWAY, "Not every trigger could be stopped: try again.", failures)
    with connection.transaction():
        if (
            drafts.existing(connection, workflow_id, lock=True).status not in {"draft", "archived"}
            or status == "archived"
        ):
            workflows.set_status(connection, workflow_id, status)
        triggers.release_routes(connection, workflow_id)
        audit.record(
            connection,
            actor=actor,
            action=f"workflow.{'archive' if status == 'archived' else 'deactivate'}",
            subject_kind="workflow",
            subject_id=workflow_id,
            details={},
        )
    return drafts.existing(connection, workflow_id)
