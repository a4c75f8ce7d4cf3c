"""Any JSON to nodes and edges, as many as can be made out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from statewright.language.compiler.check.report import Report
from statewright.language.graph.annotations import MAX_ANNOTATIONS, Annotation
from statewright.language.graph.bodies import LOOP
from statewright.language.graph.model import NOT_SUPPORTED_YET, Edge, Node, Workflow, WorkflowSettings
from statewright.language.graph.problems import Problem, closest, did_you_mean

MAX_DOCUMENT_BYTES: Final = 4_000_000
MAX_NODES: Final = 5_000
MAX_EDGES: Final = 20_000
MAX_LOOP_DEPTH: Final = 8
MAX_CONFIG_DEPTH: Final = 100
"""Lists and objects inside each other in a configuration; definitions add their own depth to it."""

PartT = TypeVar("PartT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be read of a document, the bodies of loops included. `ids` also holds the ids of nodes that could not.

    `loop_of` maps the id of each node in a body to the id of the loop.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    settings: WorkflowSettings
    ids: frozenset[str]
    loop_of: Mapping[str, str] = field(default_factory=dict)


def read_document(document: object, report: Report) -> Parts | None:
    """The readable parts of a document; what is not readable is reported. None if there is no drawing to look at."""
    if isinstance(document, Workflow):
        graph = document.graph
        if not _within_limits(len(graph.nodes), len(graph.edges), report):
            return None
        ids = frozenset(node.id for node in graph.nodes)
        return _with_bodies(Parts(graph.nodes, graph.edges, document.settings, ids), report)
    raw = _as_json(document, report)
    if raw is None:
        return None
    settings = _settings(raw, report)
    graph = raw.get("graph", {})
    if not isinstance(graph, dict):
        report.error("invalid_value", "the graph must be an object with `nodes` and `edges`", field="graph")
        return None
    nodes, edges = (_list(graph, name, report) for name in ("nodes", "edges"))
    _check_annotations(_list(graph, "annotations", report), report)
    if not _within_limits(len(nodes), len(edges), report):
        return None
    ids = frozenset(node["id"] for node in nodes if isinstance(node, dict) and isinstance(node.get("id"), str))
    parts = Parts(tuple(_each(Node, nodes, "nodes", report)), tuple(_each(Edge, edges, "edges", report)), settings, ids)
    return _with_bodies(parts, report)


def _with_bodies(parts: Parts, report: Report) -> Parts:
    """The parts with those of loops' bodies, each body behind its loop."""
    if not any(node.type == LOOP for node in parts.nodes):
        return parts
    nodes: list[Node] = []
    edges, ids, loop_of = [*parts.edges], set(parts.ids), dict[str, str]()
    stack = [(node, 0) for node in reversed(parts.nodes)]
    while stack:
        node, depth = stack.pop()
        nodes.append(node)
        body = node.config.get("body") if node.type == LOOP else None
        if not isinstance(body, dict):
            continue
        if depth == MAX_LOOP_DEPTH:
            message = f"loops may lie at most {MAX_LOOP_DEPTH} deep inside each other: move a part to another workflow"
            report.error("loops_too_deep", message, node, field="config.body")
            continue
        raw = {name: found if isinstance(found := body.get(name), list) else [] for name in ("nodes", "edges")}
        ids.update(item["id"] for item in raw["nodes"] if isinstance(item, dict) and isinstance(item.get("id"), str))
        edges.extend(_each(Edge, raw["edges"], "edges", report))
        inner = _each(Node, raw["nodes"], "nodes", report)
        if not raw["nodes"]:
            report.error("empty_loop", "the loop has nothing to do: put a node into it", node, field="config.body")
        for item in inner:
            loop_of.setdefault(item.id, node.id)
        stack.extend((item, depth + 1) for item in reversed(inner))
    if not _within_limits(len(nodes), len(edges), report):
        return Parts((), (), parts.settings, frozenset())
    return Parts(tuple(nodes), tuple(edges), parts.settings, frozenset(ids), loop_of)


def _as_json(document: object, report: Report) -> dict[str, Any] | None:
    """A copy that is sure to be JSON; None, and a problem, if it cannot be."""
    if not isinstance(document, Mapping):
        report.error("invalid_document", "a workflow must be a JSON object with a `graph`")
        return None
    try:
        text = orjson.dumps(dict(document))
    except (TypeError, ValueError, RecursionError) as problem:
        report.error("invalid_document", f"the workflow is not JSON: {problem}")
        return None
    if len(text) > MAX_DOCUMENT_BYTES:
        message = f"the workflow has {len(text):,} bytes; at most {MAX_DOCUMENT_BYTES:,} are allowed"
        report.error("workflow_too_large", message)
        return None
    loaded: dict[str, Any] = orjson.loads(text)
    return loaded


def _within_limits(nodes: int, edges: int, report: Report) -> bool:
    if nodes > MAX_NODES:
        message = f"the workflow has {nodes:,} nodes; at most {MAX_NODES:,} are allowed: split it into several"
        report.error("too_many_nodes", message, field="graph.nodes")
    if edges > MAX_EDGES:
        message = f"the workflow has {edges:,} edges; at most {MAX_EDGES:,} are allowed: split it into several"
        report.error("too_many_edges", message, field="graph.edges")
    return nodes <= MAX_NODES and edges <= MAX_EDGES


def _settings(raw: Mapping[str, Any], report: Report) -> WorkflowSettings:
    try:
        Workflow.model_validate({name: raw[name] for name in ("name", "description") if name in raw})
    except ValidationError as invalid:
        for field, message, _ in _explained(invalid, Workflow):
            report.error("invalid_value", message, field=field)
    try:
        return WorkflowSettings.model_validate(raw.get("settings") or {})
    except ValidationError as invalid:
        for field, message, suggestion in _explained(invalid, WorkflowSettings):
            report.error("invalid_setting", message, field=f"settings.{field}".rstrip("."), suggestion=suggestion)
    return WorkflowSettings()


def _list(graph: Mapping[str, Any], name: str, report: Report) -> list[Any]:
    value = graph.get(name, [])
    if isinstance(value, list):
        return value
    report.error("invalid_value", f"`{name}` must be a list", field=f"graph.{name}")
    return []


def _check_annotations(items: list[Any], report: Report) -> None:
    """Annotations mean nothing to a run, but what is not well-formed could not be stored."""
    if len(items) > MAX_ANNOTATIONS:
        message = f"the workflow has {len(items):,} annotations; at most {MAX_ANNOTATIONS:,} are allowed"
        report.error("invalid_value", message, field="graph.annotations")
        return
    seen = set[str]()
    for index, annotation in enumerate(_each(Annotation, items, "annotations", report)):
        if annotation.id in seen:
            message = f"two annotations have the id `{annotation.id}`"
            report.error("invalid_value", message, field=f"graph.annotations.{index}.id")
        seen.add(annotation.id)


def _each(model: type[PartT], items: list[Any], name: str, report: Report) -> list[PartT]:
    found = []
    for index, item in enumerate(items):
        try:
            found.append(model.model_validate(item))
        except ValidationError as invalid:
            own_id = item.get("id") if isinstance(item, dict) else None
            own_id = own_id if isinstance(own_id, str) and model in (Node, Edge) else None
            for field, message, suggestion in _explained(invalid, model):
                report.add(
                    Problem(
                        code="invalid_setting" if field.startswith("settings") else "invalid_value",
                        message=message,
                        node_id=own_id if model is Node else None,
                        edge_id=own_id if model is Edge else None,
                        field=field if own_id is not None and field else f"graph.{name}.{index}.{field}".rstrip("."),
                        suggestion=suggestion,
                    )
                )
    return found


def _explained(invalid: ValidationError, model: type[BaseModel]) -> list[tuple[str, str, str | None]]:
    """Field, message and suggestion of each finding, without the value: it may be large, or a secret."""
    found = []
    for error in invalid.errors(include_url=False, include_context=False, include_input=False):
        field = ".".join(map(str, error["loc"]))
        message, suggestion = error["msg"].lower(), None
        if error["type"] == "missing":
            message = f"`{field}` is missing"
        elif error["type"] == "extra_forbidden" and model is WorkflowSettings and field in NOT_SUPPORTED_YET:
            message = f"`{field}` is not supported yet: leave it out"
        elif error["type"] == "extra_forbidden":
            suggestion = closest(str(error["loc"][-1]), _fields_at(model, error["loc"][:-1]))
            message = f"there is no setting `{error['loc'][-1]}`{did_you_mean(suggestion)}"
        elif field:
            must = message.startswith("input should ")
            message = f"`{field}` must {message.removeprefix('input should ')}" if must else f"`{field}`: {message}"
        found.append((field, message, suggestion))
    return found


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    for part in path:
        annotation = model.model_fields[str(part)].annotation
        options = getattr(annotation, "__args__", (annotation,))
        model = next(option for option in options if isinstance(option, type) and issubclass(option, BaseModel))
    return list(model.model_fields)
