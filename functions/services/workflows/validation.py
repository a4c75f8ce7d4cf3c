"""Checking what somebody draws, saved or not."""

from __future__ import annotations

from typing import Any

from statewright.api.validation import check, document
from statewright.data import stored_secrets
from statewright.data.connect import Connection, Database

from . import drafts
from .models import ValidationRequest, ValidationResult


def validate_workflow(database: Database, workflow_id: str, request: ValidationRequest | None) -> ValidationResult:
    """All problems of the given drawing, or of the draft. Raises a 404 `Problem`."""
    connection = database.connection()
    problems = check(connection, drawing(connection, workflow_id, request), workflow_id)
    return ValidationResult(valid=all(problem.severity != "error" for problem in problems), problems=problems)


def drawing(connection: Connection, workflow_id: str, request: ValidationRequest | None) -> dict[str, Any]:
    """The document of the given drawing, what it leaves out taken from the draft. Raises a 404 `Problem`."""
    workflow = drafts.existing(connection, workflow_id)
    graph = workflow.graph
    if request and request.graph:
        graph = stored_secrets.restore(
            connection, workflow, request.graph.model_dump(mode="json"), request.secrets_as_of
        )
    settings = request.settings.model_dump(mode="json") if request and request.settings else workflow.settings
    return document(workflow.name, workflow.description, graph, settings, workflow.tests)
