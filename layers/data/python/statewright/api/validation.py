"""Checking a drawing: the language's rules, plus what only the registry's owner knows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.activation.routes import api_field
from statewright.core import catalog
from statewright.core.runtime.service import FieldError
from statewright.core.runtime.service import Problem as Refusal
from statewright.data import definitions, triggers, workflows
from statewright.data.connect import Connection
from statewright.data.secret_fields import all_nodes, mask_withheld, withheld
from statewright.language.compiler import Compiled, Registry, Target, compile_workflow
from statewright.language.compiler import validate as validate_document
from statewright.language.compiler.kinds import run_workflow
from statewright.language.graph import Workflow
from statewright.language.graph.bodies import flattened
from statewright.language.graph.problems import Problem
from statewright.language.saved_tests import check_tests


class ValidationProblem(BaseModel):
    """One thing that is wrong or doubtful in a drawing, and where."""

    model_config = ConfigDict(from_attributes=True)

    severity: Literal["error", "warning"]
    code: str
    message: str
    node_id: str | None = None
    edge_id: str | None = None
    field: str | None = None
    position: int | None = Field(default=None, description="Where it begins in the field's text, in characters from 0.")
    end: int | None = Field(
        default=None, description="Where what follows it begins; `position` where something is missing."
    )
    suggestion: str | None = None


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The definitions this code was shipped with, in the compiler's terms."""
    return Registry.from_catalog(catalog.load().raw)


@lru_cache(maxsize=1)
def output_schemas() -> Mapping[str, Mapping[str, Any]]:
    """`name@version` -> JSON Schema of what it gives, triggers and actions alike."""
    known = catalog.load()
    actions = {each.id: each.output_schema for each in known.actions}
    return actions | {each.id: each.output_schema for each in known.triggers}


def compile_document(workflow_id: str, document: Mapping[str, Any]) -> Compiled:
    """The compiled workflow: the same bytes for the same graph."""
    target = Target(function_arn_prefix=os.environ["STATEWRIGHT_FUNCTION_ARN_PREFIX"], workflow_id=workflow_id)
    return compile_workflow(Workflow.model_validate(document), registry(), target)


def document(
    name: str,
    description: str,
    graph: Mapping[str, Any],
    settings: Mapping[str, Any],
    tests: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The workflow document the language reads."""
    return {
        "name": name,
        "description": description,
        "settings": dict(settings),
        "graph": dict(graph),
        "tests": list(tests),
    }


def check(connection: Connection, workflow_document: Mapping[str, Any], workflow_id: str) -> list[ValidationProblem]:
    """Every problem of a drawing of this workflow at once: errors first, each with its node and field."""
    kept_back = _withheld(workflow_document["graph"])
    if kept_back:
        # The language would only say that it is no text.
        workflow_document = {**workflow_document, "graph": mask_withheld(workflow_document["graph"])}
    found = kept_back + [_view(problem) for problem in validate_document(workflow_document, registry())]
    if all(problem.severity != "error" for problem in found):
        workflow = Workflow.model_validate(workflow_document)
        found += [_view(problem) for problem in check_tests(workflow_document.get("tests"), workflow)]
        found += _children(connection, workflow)
        found += _error_workflow(connection, workflow.settings.error_workflow, workflow_id)
        found += _taken_paths(connection, workflow, workflow_id)
    found += _run_by_others(connection, workflow_document["settings"], workflow_id)
    found += _disabled(all_nodes(workflow_document["graph"]), definitions.disabled_ids(connection))
    return sorted(found, key=lambda problem: problem.severity != "error")


def _view(problem: Problem) -> ValidationProblem:
    return ValidationProblem.model_validate(problem, from_attributes=True)


def _withheld(graph: Mapping[str, Any]) -> list[ValidationProblem]:
    return [
        ValidationProblem(
            severity="error",
            code="secret_withheld",
            message="the address changed: type the secret again, or change the address back",
            node_id=node["id"],
            field=field,
        )
        for node, field in withheld(graph)
    ]


def _run_by_others(connection: Connection, settings: Mapping[str, Any], workflow_id: str) -> list[ValidationProblem]:
    """Other workflows' machines name the Standard machine of what they run.

    Nothing to look for once it is live as express: no workflow that runs it could be published since.
    """
    if settings.get("durability") != "express" or workflows.live_express(connection, {workflow_id}):
        return []
    runners = [
        runner.name
        for runner in workflows.mentioning(connection, workflow_id)
        if runner.error_workflow == workflow_id or _runs(runner, workflow_id)
    ]
    if not runners:
        return []
    named = ", ".join(f'"{name}"' for name in runners[:3])
    message = f"{named} runs this workflow, and an express one cannot be run by another: make it standard"
    return [ValidationProblem(severity="error", code="run_by_another", message=message, field="settings.durability")]


def _runs(runner: workflows.Mentioning, workflow_id: str) -> bool:
    return any(
        node["type"] == run_workflow.KIND.name and (node.get("config") or {}).get("workflow_id") == workflow_id
        for node in all_nodes(runner.graph)
    )


def _disabled(nodes: Iterable[Mapping[str, Any]], disabled: frozenset[str]) -> list[ValidationProblem]:
    return [
        ValidationProblem(
            severity="error",
            code="definition_disabled",
            message=f"{node['definition']} has been switched off in the registry: use another one or ask for it",
            node_id=node["id"],
            field="definition",
        )
        for node in nodes
        if node.get("definition") in disabled
    ]


def _children(connection: Connection, workflow: Workflow) -> list[ValidationProblem]:
    """Workflows to be run that are not there, or cannot be run yet."""
    nodes = [
        node
        for node in flattened(workflow.graph).nodes
        if node.type == run_workflow.KIND.name and not node.settings.disabled
    ]
    wanted = {node.config["workflow_id"] for node in nodes}
    known, express = workflows.statuses(connection, wanted), workflows.live_express(connection, wanted)
    found = []
    for node in nodes:
        given = node.config["workflow_id"]
        status = known.get(given, "archived")
        if given in express:
            found.append(
                ValidationProblem(
                    severity="error",
                    code="express_workflow",
                    message=f'"{express[given]}" is express, and cannot be run by another workflow: make it standard',
                    node_id=node.id,
                    field="config.workflow_id",
                )
            )
        if status not in ("archived", "draft"):
            continue
        gone = status == "archived"
        found.append(
            ValidationProblem(
                severity="error" if gone else "warning",
                code="unknown_workflow" if gone else "unpublished_workflow",
                message=f"there is no workflow `{given}`, or it is archived: choose another one"
                if gone
                else f"the workflow `{given}` has never been published: until it is, this node fails",
                node_id=node.id,
                field="config.workflow_id",
            )
        )
    return found


def _error_workflow(connection: Connection, given: str | None, workflow_id: str) -> list[ValidationProblem]:
    """The workflow to be started when a run fails: another one, that is there and can be started."""
    if given is None:
        return []

    def problem(severity: Literal["error", "warning"], code: str, message: str) -> list[ValidationProblem]:
        return [ValidationProblem(severity=severity, code=code, message=message, field="settings.error_workflow")]

    if given == workflow_id:
        return problem("error", "own_error_workflow", "a workflow cannot be its own error workflow: choose another one")
    status = workflows.statuses(connection, [given]).get(given, "archived")
    if status == "archived":
        message = f"there is no workflow `{given}`, or it is archived: choose another error workflow"
        return problem("error", "unknown_workflow", message)
    if express := workflows.live_express(connection, [given]).get(given):
        message = f'"{express}" is express, and cannot be an error workflow: make it standard'
        return problem("error", "express_workflow", message)
    if status == "draft":
        message = f"the error workflow `{given}` has never been published: until it is, failed runs start nothing"
        return problem("warning", "unpublished_workflow", message)
    return []


def _taken_paths(connection: Connection, workflow: Workflow, workflow_id: str) -> list[ValidationProblem]:
    """Paths that another live workflow answers: no fault of the drawing, but publishing will be refused."""
    routes = {
        node.id: api_field(node.config)
        for node in workflow.graph.nodes
        if node.type == "trigger" and (node.definition or "").startswith("api@")
    }
    holders = triggers.route_holders(connection, routes.values()) if routes else {}
    return [
        ValidationProblem(
            severity="warning",
            code="path_taken",
            message=str(triggers.RouteTaken(route, holders[route])),
            node_id=node_id,
            field="config.path",
        )
        for node_id, route in routes.items()
        if route in holders and holders[route].workflow_id != workflow_id
    ]


def unfit(problems: Sequence[ValidationProblem], what: str) -> Refusal:
    """The 422 for a drawing with errors; `what` cannot be done."""
    errors = [
        FieldError(problem.field, problem.message, problem.code, problem.node_id)
        for problem in problems
        if problem.severity == "error"
    ]
    return Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"The workflow cannot be {what}: {len(errors)} {'error' if len(errors) == 1 else 'errors'}.",
        errors,
        {"problems": [problem.model_dump() for problem in problems]},
    )
