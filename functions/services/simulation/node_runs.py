"""One node alone, with given values for what its expressions read.

The node is put into a drawing of its own, behind stand-ins: actions with the keys of the nodes it reads, each pinned to
its given value, and inside of loops with one item. So it is checked, compiled and run exactly as in its own drawing.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from itertools import count, pairwise
from typing import Any, Final

from statewright.api.validation import ValidationProblem, output_schemas, registry, unfit
from statewright.core import names
from statewright.core.runtime.select import select
from statewright.core.runtime.service import FieldError, Problem, not_found
from statewright.data.connect import Database
from statewright.language.compiler import InvalidWorkflow, Registry, Target, compile_workflow
from statewright.language.compiler.check.schema import make_validator
from statewright.language.compiler.registry import Definition
from statewright.language.dry_run import Stubs, dry_run, start_input
from statewright.language.graph import Edge, Graph, Node, Workflow
from statewright.language.graph.model import NodeSettings
from statewright.language.paths import nodes_of

from . import subject
from .live import LiveCalls, record_live_calls
from .models import NodeRunRequest, TestRun
from .recorded import run_context
from .test_runs import view

MAX_INDEX: Final = 999
"""Of an item: the items before it are there too, and left out."""
_GIVEN: Final = "given@1"
_ITEM: Final = ("item", "index")


@lru_cache(maxsize=1)
def _definitions() -> Registry:
    """What there is, and an action that stands for a given value."""
    known = registry()
    given = Definition(
        id=_GIVEN, kind="action", title="Given", config_schema={}, validator=make_validator({}), function="given"
    )
    return Registry(known.triggers, {**known.actions, _GIVEN: given})


def run(database: Database, workflow_id: str, key: str, request: NodeRunRequest, actor: str) -> TestRun:
    """Runs it. Raises a `Problem`: 404; 422 for a drawing with problems or a name that has no value."""
    began = time.monotonic()
    drawn = subject.find(
        database.connection(),
        workflow_id,
        graph=request.graph,
        settings=request.settings,
        secrets_as_of=request.secrets_as_of,
    )
    found = _find(drawn.workflow.graph, key)
    if found is None or found[-1].node.type == "trigger":
        raise not_found("node behind a trigger")
    node = found[-1].node
    stage = _Stage(drawn.workflow, found, request.values)
    alone = stage.workflow()
    trigger = alone.graph.nodes[0].key
    target = Target(function_arn_prefix=os.environ["STATEWRIGHT_FUNCTION_ARN_PREFIX"], workflow_id=workflow_id)
    try:
        compiled = compile_workflow(alone, _definitions(), target)
    except InvalidWorkflow as invalid:
        problems = [ValidationProblem.model_validate(each, from_attributes=True) for each in invalid.problems]
        raise unfit(problems, "run with these values") from invalid
    live = LiveCalls(began) if request.mode == "live" else None
    if live:
        record_live_calls(database, workflow_id, actor, nodes=[key], others=False)
    payload = request.values.get("trigger", request.values.get(trigger))
    result = dry_run(
        compiled,
        _definitions(),
        Stubs(outputs=output_schemas(), select=select, pins=stage.pins, modes={key: request.mode}, live=live),
        start_input(trigger, payload),
        start_at=time.time_ns() // 1_000_000,
        context=run_context(workflow_id, names.execution_name("test", workflow_id, str(uuid.uuid4()))),
    )
    shown = view(result, {key: node}, trigger, payload, [])
    own = [each for each in shown.nodes if each.key == key]
    return shown.model_copy(update={"nodes": [each for each in own if each.status != "skipped"] or own[:1]})


@dataclass(frozen=True, slots=True)
class _Place:
    """A node and the graph it stands in."""

    node: Node
    graph: Graph


def _find(graph: Graph, key: str) -> list[_Place] | None:
    """The node behind the loops around it, the outermost first."""
    for node in graph.nodes:
        if node.key == key:
            return [_Place(node, graph)]
        if node.type == "loop":
            inside = _find(Graph.model_validate(node.config["body"]), key)
            if inside is not None:
                return [_Place(node, graph), *inside]
    return None


@dataclass(slots=True)
class _Stage:
    """The drawing around the node, from the inside out; `pins` are what its stand-ins give."""

    drawn: Workflow
    places: Sequence[_Place]
    values: Mapping[str, Any]
    pins: dict[str, Any] = field(default_factory=dict)

    def workflow(self) -> Workflow:
        """A trigger, the given values one after the other, and the node behind them."""
        triggers = [each for each in self.drawn.graph.nodes if each.type == "trigger"]
        first = [next((each for each in triggers if each.key in self.values), triggers[0])]
        if "vars" in self.values:
            first += self._vars()
        inner = self.places[-1].node
        for depth in range(len(self.places) - 2, -1, -1):
            place = self.places[depth]
            items, index = self._items(place.node, innermost=depth == len(self.places) - 2)
            picked = self._helper("condition", {"expression": f"{{% $index = {index} %}}"})
            body = self._behind([picked], inner, self.places[depth + 1].graph)
            config = {"items": f"{{% ${items.key} %}}", "mode": "sequential", "body": body.model_dump(mode="json")}
            inner = Node(id=place.node.id, key=place.node.key, type="loop", name=place.node.name, config=config)
            first.append(items)
        return self.drawn.model_copy(update={"graph": self._behind(first, inner, self.places[0].graph)})

    def _behind(self, chain: list[Node], node: Node, graph: Graph) -> Graph:
        """`node` behind `chain` and what else of its graph has a given value."""
        reserved = {node.key, *(place.node.key for place in self.places)}
        given = [each for each in graph.nodes if each.key in self.values and each.key not in reserved]
        chain = [*chain, *(self._given(each) for each in given if each.type != "trigger")]
        # a merge reads the nodes right before it
        before = {edge.source for edge in graph.edges if edge.target == node.id}
        sources = dict.fromkeys((*(each.id for each in chain if each.id in before), chain[-1].id))
        pairs = [*((one.id, other.id) for one, other in pairwise(chain)), *((source, node.id) for source in sources)]
        handles = {each.id: "true" for each in chain if each.type == "condition"}
        edges = (
            Edge(id=f"{node.id}-{number}", source=source, source_handle=handles.get(source, "out"), target=target)
            for number, (source, target) in enumerate(pairs)
        )
        return Graph(nodes=(*chain, node), edges=tuple(edges))

    def _given(self, node: Node) -> Node:
        self.pins[node.key] = self.values[node.key]
        kept = NodeSettings(offload=node.settings.offload)
        return Node(id=node.id, key=node.key, type="action", definition=_GIVEN, settings=kept)

    def _helper(self, kind: str, config: dict[str, Any]) -> Node:
        """A node whose key no other has."""
        taken = {node.key for node in nodes_of(self.drawn.graph)} | self.pins.keys()
        key = next(name for number in count(1) if (name := f"given_{number}") not in taken)
        self.pins[key] = None
        return Node(id=f"{key}-", key=key, type=kind, definition=_GIVEN if kind == "action" else None, config=config)

    def _vars(self) -> Iterator[Node]:
        variables = self.values["vars"]
        if not isinstance(variables, dict):
            raise _unfit("values.vars", "must be an object of names and values")
        source = self._helper("action", {})
        self.pins[source.key] = variables
        yield source
        yield self._helper("set", {"values": {name: f"{{% $lookup(${source.key}, '{name}') %}}" for name in variables}})

    def _items(self, loop: Node, *, innermost: bool) -> tuple[Node, int]:
        """What gives the items of a loop, and the index of the one that is meant."""
        given = self.values.get(loop.key)
        given = given if isinstance(given, dict) else {}
        if innermost:
            given = given | {name: self.values[name] for name in _ITEM if name in self.values}
        index = given.get("index", 0)
        if not isinstance(index, int) or not 0 <= index <= MAX_INDEX:
            raise _unfit("values.index", f"must be a whole number from 0 to {MAX_INDEX}")
        source = self._helper("action", {})
        self.pins[source.key] = [*[None] * index, given.get("item")]
        return source, index


def _unfit(name: str, message: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [FieldError(name, message, "invalid_value")])
