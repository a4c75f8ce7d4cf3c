"""What is to be simulated: a drawing that is not saved, the draft, or a published version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from statewright.api.graphs import Graph, WorkflowSettings
from statewright.api.validation import ValidationProblem, check, compile_document, document, unfit
from statewright.core.runtime.service import not_found
from statewright.data import stored_secrets, versions, workflows
from statewright.data.connect import Connection
from statewright.language.compiler import Compiled, InvalidWorkflow
from statewright.language.graph import Workflow


@dataclass(frozen=True, slots=True)
class Subject:
    """A valid drawing and its state machine; `problems` are warnings. `version` is None for what is not published."""

    workflow_id: str
    version: int | None
    live_version: int | None
    document: dict[str, Any]
    workflow: Workflow
    compiled: Compiled
    problems: list[ValidationProblem]


def find(
    connection: Connection,
    workflow_id: str,
    *,
    version: int | None = None,
    graph: Graph | None = None,
    settings: WorkflowSettings | None = None,
    secrets_as_of: int | None = None,
) -> Subject:
    """The version, or the draft with what is given in place of its own. Raises a `Problem`: 404, 422 with problems."""
    row = workflows.get(connection, workflow_id)
    if row is None:
        raise not_found("workflow")
    if version is not None:
        published = versions.get(connection, workflow_id, version)
        if published is None:
            raise not_found(f"version of {row.name}: {version}")
        drawn = document(published.name, row.description, published.graph, published.settings, published.tests)
        compiled = Compiled(published.definition, orjson.dumps(published.definition).decode(), published.trace)
        return Subject(workflow_id, version, row.live_version, drawn, Workflow.model_validate(drawn), compiled, [])
    drawn = document(
        row.name,
        row.description,
        stored_secrets.restore(connection, row, graph.model_dump(mode="json"), secrets_as_of) if graph else row.graph,
        settings.model_dump(mode="json") if settings else row.settings,
        row.tests,
    )
    problems = check(connection, drawn, workflow_id)
    if any(problem.severity == "error" for problem in problems):
        raise unfit(problems, "run")
    try:
        compiled = compile_document(workflow_id, drawn)
    except InvalidWorkflow as invalid:
        found = [ValidationProblem.model_validate(problem, from_attributes=True) for problem in invalid.problems]
        raise unfit(found, "run") from invalid
    return Subject(workflow_id, None, row.live_version, drawn, Workflow.model_validate(drawn), compiled, problems)
