"""Checking a drawing: the language's rules, plus what only the registry's owner knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from statewright.core import catalog
from statewright.data import definitions
from statewright.data.connect import Connection, Database
from statewright.data.secret_fields import restore_graph
from statewright.language.compiler import Problem as LanguageProblem
from statewright.language.compiler import Registry
from statewright.language.compiler import validate as validate_document

from . import drafts
from .models import ValidationProblem, ValidationRequest, ValidationResult


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The definitions this code was shipped with, in the compiler's terms."""
    return Registry.from_catalog(catalog.load().raw)


def validate_workflow(database: Database, workflow_id: str, request: ValidationRequest | None) -> ValidationResult:
    """All problems of the given drawing, or of the draft. Raises a 404 `Problem`."""
    connection = database.connection()
    problems = check(connection, drawing(connection, workflow_id, request))
    return ValidationResult(valid=all(problem.severity != "error" for problem in problems), problems=problems)


def drawing(connection: Connection, workflow_id: str, request: ValidationRequest | None) -> dict[str, Any]:
    """The document of the given drawing, what it leaves out taken from the draft. Raises a 404 `Problem`."""
    workflow = drafts.existing(connection, workflow_id)
    graph = workflow.graph
    if request and request.graph:
        graph = restore_graph(request.graph.model_dump(mode="json"), workflow.graph)
    settings = request.settings.model_dump(mode="json") if request and request.settings else workflow.settings
    return document(workflow.name, workflow.description, graph, settings)


def document(name: str, description: str, graph: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The workflow document the language reads."""
    return {"name": name, "description": description, "settings": dict(settings), "graph": dict(graph)}


def check(connection: Connection, workflow_document: Mapping[str, Any]) -> list[ValidationProblem]:
    """Every problem at once: errors first, each with its node and field."""
    found = [_view(problem) for problem in validate_document(workflow_document, registry())]
    found += _unavailable(workflow_document["settings"])
    found += _disabled(workflow_document["graph"].get("nodes", ()), definitions.disabled_ids(connection))
    return sorted(found, key=lambda problem: problem.severity != "error")


def _view(problem: LanguageProblem) -> ValidationProblem:
    return ValidationProblem.model_validate(problem, from_attributes=True)


def _unavailable(settings: Mapping[str, Any]) -> list[ValidationProblem]:
    """Step Functions announces status changes of Standard executions only: Express runs could not be recorded."""
    if settings.get("durability") != "express":
        return []
    message = "express executions are not recorded, so they cannot be published: choose standard"
    return [
        ValidationProblem(severity="error", code="durability_unavailable", message=message, field="settings.durability")
    ]


def _disabled(nodes: Sequence[Mapping[str, Any]], disabled: frozenset[str]) -> list[ValidationProblem]:
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
