"""One node alone, with given values for what its expressions read.

The node is put into a drawing of its own, behind stand-ins: actions with the keys of the nodes it reads, each pinned to
its given value. So it is checked, compiled and run exactly as in its own drawing.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from statewright.api.validation import ValidationProblem, output_schemas, registry, unfit
from statewright.core import names
from statewright.core.runtime.select import select
from statewright.core.runtime.service import not_found
from statewright.data.connect import Database
from statewright.language.compiler import InvalidWorkflow, Registry, Target, compile_workflow
from statewright.language.compiler.check.schema import make_validator
from statewright.language.compiler.registry import Definition
from statewright.language.dry_run import Stubs, dry_run, start_input
from statewright.language.graph import Edge, Graph, Node, Workflow

from . import subject
from .live import LiveCalls
from .models import NodeRunRequest, TestRun
from .recorded import run_context
from .test_runs import view

_GIVEN: Final = "given@1"


@lru_cache(maxsize=1)
def _definitions() -> Registry:
    """What there is, and an action that stands for a given value."""
    known = registry()
    given = Definition(
        id=_GIVEN, kind="action", title="Given", config_schema={}, validator=make_validator({}), function="given"
    )
    return Registry(known.triggers, {**known.actions, _GIVEN: given})


def run(database: Database, workflow_id: str, key: str, request: NodeRunRequest) -> TestRun:
    """Runs it. Raises a `Problem`: 404; 422 for a drawing with problems or a name that has no value."""
    drawn = subject.find(database.connection(), workflow_id, graph=request.graph, settings=request.settings)
    node = next((each for each in drawn.workflow.graph.nodes if each.key == key), None)
    if node is None or node.type == "trigger":
        raise not_found("node behind a trigger and outside of loops")
    alone = _alone(drawn.workflow, node, request.values)
    trigger = alone.graph.nodes[0].key
    target = Target(function_arn_prefix=os.environ["STATEWRIGHT_FUNCTION_ARN_PREFIX"], workflow_id=workflow_id)
    try:
        compiled = compile_workflow(alone, _definitions(), target)
    except InvalidWorkflow as invalid:
        found = [ValidationProblem.model_validate(each, from_attributes=True) for each in invalid.problems]
        raise unfit(found, "run with these values") from invalid
    live = LiveCalls() if request.mode == "live" else None
    payload = request.values.get("trigger", request.values.get(trigger))
    result = dry_run(
        compiled,
        _definitions(),
        Stubs(
            outputs=output_schemas(),
            select=select,
            pins={name: value for name, value in request.values.items() if name != key},
            modes={key: request.mode},
            live=live,
        ),
        start_input(trigger, payload),
        start_at=time.time_ns() // 1_000_000,
        context=run_context(workflow_id, names.execution_name("test", workflow_id, str(uuid.uuid4()))),
    )
    shown = view(result, {key: node}, trigger, payload, [])
    return shown.model_copy(update={"nodes": [each for each in shown.nodes if each.key == key]})


def _alone(workflow: Workflow, node: Node, values: Mapping[str, Any]) -> Workflow:
    """The trigger, a stand-in for each given value, one after the other, and the node behind them."""
    by_id = {each.id: each for each in workflow.graph.nodes}
    triggers = [each for each in workflow.graph.nodes if each.type == "trigger"]
    chain = [next((each for each in triggers if each.key in values), triggers[0])]
    chain += [
        Node(id=each.id, key=each.key, type="action", definition=_GIVEN)
        for each in workflow.graph.nodes
        if each.key in values and each.key != node.key and each.type != "trigger"
    ]
    pairs = [(one.id, other.id) for one, other in pairwise(chain)]
    # a merge reads the nodes right before it
    before = {
        edge.source for edge in workflow.graph.edges if edge.target == node.id and by_id[edge.source].key in values
    }
    pairs += [(source, node.id) for source in dict.fromkeys((*(e.id for e in chain if e.id in before), chain[-1].id))]
    edges = tuple(Edge(id=f"e{n}", source=source, target=target) for n, (source, target) in enumerate(pairs))
    return workflow.model_copy(update={"graph": Graph(nodes=(*chain, node), edges=edges)})
