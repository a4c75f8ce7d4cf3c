"""What a drawing will take and cost, before it is published."""

from __future__ import annotations

from statewright.api.validation import ValidationProblem, check, compile_document, registry
from statewright.data.connect import Database
from statewright.language.graph import InvalidWorkflow, Workflow
from statewright.language.preflight import preflight

from .models import PreflightResult, ValidationRequest
from .validation import drawing


def preflight_workflow(database: Database, workflow_id: str, request: ValidationRequest | None) -> PreflightResult:
    """Limits and cost of the given drawing, or of the draft; only its problems if it is not valid.

    Raises a 404 `Problem`.
    """
    connection = database.connection()
    document = drawing(connection, workflow_id, request)
    problems = check(connection, document, workflow_id)
    if any(problem.severity == "error" for problem in problems):
        return PreflightResult(valid=False, problems=problems, preflight=None)
    try:
        compiled = compile_document(workflow_id, document)
    except InvalidWorkflow as invalid:
        # what only compiling shows: the definition is too large
        found = [ValidationProblem.model_validate(problem, from_attributes=True) for problem in invalid.problems]
        return PreflightResult(valid=False, problems=found, preflight=None)
    report = preflight(compiled, Workflow.model_validate(document), registry())
    return PreflightResult(valid=True, problems=problems, preflight=report)
