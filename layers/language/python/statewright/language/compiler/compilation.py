"""From a workflow document to one state machine: parse -> check -> lower -> carry -> emit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from statewright.language.compiler.carry import Carried
from statewright.language.compiler.emit.naming import StateNames
from statewright.language.compiler.emit.reading import Machine, Target
from statewright.language.compiler.emit.scope import ScopeWriter
from statewright.language.compiler.emit.states import emit_scope
from statewright.language.compiler.ir import Program, Run, Stop
from statewright.language.compiler.lower import lower
from statewright.language.compiler.numbering import ITEM_END
from statewright.language.compiler.registry import Registry
from statewright.language.compiler.text import Expressions
from statewright.language.compiler.validation import check
from statewright.language.graph.model import Workflow
from statewright.language.graph.problems import InvalidWorkflow, Problem

MAX_DEFINITION_BYTES: Final = 1_000_000
"""The largest definition Step Functions takes. Source: Step Functions quotas, "Request size"."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A state machine and how to read its runs.

    `definition_json` is the definition's text, the same bytes for the same graph; `trace` says which state is which
    node (docs/reference/contracts.md).
    """

    definition: dict[str, Any]
    definition_json: str
    trace: dict[str, Any]


def compile_workflow(workflow: Mapping[str, Any] | Workflow, registry: Registry, target: Target) -> Compiled:
    """The workflow as one state machine. Raises `InvalidWorkflow` with every problem."""
    expressions = Expressions()
    problems = check(workflow, registry, expressions)
    if any(problem.severity == "error" for problem in problems):
        raise InvalidWorkflow(problems)
    document = workflow if isinstance(workflow, Workflow) else Workflow.model_validate(workflow)
    compiled = emit(document, registry, target, expressions)
    size = len(compiled.definition_json.encode())
    if size > MAX_DEFINITION_BYTES:
        message = (
            f"the workflow compiles to {size:,} bytes; Step Functions takes {MAX_DEFINITION_BYTES:,}: "
            "move a part of it to a workflow of its own"
        )
        raise InvalidWorkflow([*problems, Problem(code="definition_too_large", message=message)])
    return compiled


def emit(workflow: Workflow, registry: Registry, target: Target, expressions: Expressions | None = None) -> Compiled:
    """The state machine of a workflow that is known to be valid. `expressions`: those that its check has parsed."""
    program = lower(workflow, registry)
    trace: dict[str, Any] = {
        "states": {},
        "volatile": {},
        "nodes": {
            node.key: {"id": node.id, "type": node.type} | _loops(program, number)
            for number, node in enumerate(program.nodes)
            if number and node.type != ITEM_END
        },
    }
    machine = Machine(
        program,
        Carried(program, Expressions() if expressions is None else expressions),
        StateNames(program),
        target,
        trace,
        _stopping(program),
    )
    definition: dict[str, Any] = {
        "Comment": workflow.name,
        "QueryLanguage": "JSONata",
        "TimeoutSeconds": workflow.settings.limit_seconds,
        **emit_scope(ScopeWriter(machine, program.scopes[0])),
    }
    return Compiled(definition, orjson.dumps(definition).decode(), trace)


def _loops(program: Program, node: int) -> dict[str, list[str]]:
    """The loops around a node, outermost first."""
    loops = program.loops[node]
    return {"loops": [program.nodes[loop].key for loop in loops]} if loops else {}


def _stopping(program: Program) -> frozenset[int]:
    """The scopes from within which a stop may end the run."""
    found: set[int] = set()
    for scope in program.scopes:
        stops = any(isinstance(step, Run) and isinstance(program.operations[step.node], Stop) for step in scope.steps)
        at: int | None = scope.index if stops else None
        while at is not None and at not in found:
            found.add(at)
            at = program.scopes[at].parent
    return frozenset(found)
