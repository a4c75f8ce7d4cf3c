"""Ids, keys, types, handles and edges: whether the document is a graph the language knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from statewright.language.compiler.check.document import Parts
from statewright.language.compiler.check.report import Report
from statewright.language.compiler.operations import NATIVE, possible_handles
from statewright.language.compiler.registry import Registry
from statewright.language.expressions import FUNCTIONS
from statewright.language.graph.flow import CycleError, topological
from statewright.language.graph.model import Edge, Node
from statewright.language.graph.problems import Problem, closest, did_you_mean

RESERVED: Final = FUNCTIONS | {
    *("trigger", "item", "index", "execution", "workflow", "vars", "states", "result", "start"),
    *("and", "or", "in", "true", "false", "null", "function"),
}
_BREAKING: Final = frozenset({"dangling_edge", "edge_into_trigger", "edge_across_loop", "edge_behind_stop"})
"""Problems of an edge that the other checks do without."""
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


def check_structure(parts: Parts, registry: Registry, report: Report) -> Parts:
    """Reports what is wrong; gives the parts that make sense together: unique nodes, and edges between them."""
    nodes = _unique_nodes(parts.nodes, report)
    for node in nodes.values():
        _check_type(node, registry, report)
    edges = tuple(_sound_edges(parts, nodes, report))
    _check_loops_and_merges(parts, nodes, edges, report)
    if not any(node.type == "trigger" for node in nodes.values()):
        report.error("no_trigger", "the workflow needs a trigger: nothing would start it", field="graph.nodes")
    else:
        _check_reachable(nodes, edges, parts.loop_of, report)
    return Parts(tuple(nodes.values()), edges, parts.settings, parts.ids, parts.loop_of)


def check_cycles(parts: Parts, report: Report) -> bool:
    """Whether the edges run in no circle."""
    index = {node.id: position for position, node in enumerate(parts.nodes)}
    try:
        topological(len(index), ((index[edge.source], index[edge.target]) for edge in parts.edges))
    except CycleError as cycle:
        keys = [parts.nodes[position].key for position in cycle.nodes]
        shown = keys if len(keys) <= 10 else [*keys[:9], "...", keys[-1]]
        message = f"the edges run in a circle: {' -> '.join([*shown, keys[0]])}; remove one of them"
        report.error("cycle", message, parts.nodes[cycle.nodes[0]])
        return False
    return True


def _unique_nodes(nodes: Iterable[Node], report: Report) -> dict[str, Node]:
    """Nodes by id, the first of each id and key."""
    by_id: dict[str, Node] = {}
    by_key: dict[str, Node] = {}
    for node in nodes:
        _check_key(node, report)
        if node.id in by_id:
            report.error("duplicate_id", f"two nodes have the id `{node.id}`", node, field="id")
            continue
        by_id[node.id] = node
        other = by_key.setdefault(node.key, node)
        if other is not node:
            message = f"the key `{node.key[:60]}` is taken by another node: expressions could not tell them apart"
            report.error("duplicate_key", message, node, field="key")
    return by_id


def _check_key(node: Node, report: Report) -> None:
    key = node.key
    if not _KEY.fullmatch(key):
        message = f"the key {key[:60]!r} must be 1 to 60 of a-z, 0-9 and _, and start with a letter"
        suggestion = re.sub(r"_{2,}", "_", re.sub(r"[^a-z0-9]+", "_", key[:200].lower())).strip("_0123456789")[:60]
        usable = _KEY.fullmatch(suggestion) and suggestion not in RESERVED
        report.error("invalid_key", message, node, field="key", suggestion=suggestion if usable else None)
    elif "__" in key:
        message = f"the key `{key}` must not hold two underscores in a row: they mark names of Statewright's own"
        report.error("double_underscore", message, node, field="key", suggestion=re.sub(r"_{2,}", "_", key))
    elif key in RESERVED:
        message = f"the key `{key}` is reserved: ${key} means something else in expressions"
        report.error("reserved_key", message, node, field="key", suggestion=f"{key}_1"[:60])


def _check_type(node: Node, registry: Registry, report: Report) -> None:
    if node.type in ("trigger", "action"):
        known = registry.of(node.type)
        if node.definition is None:
            message = f"say which {node.type} this is, such as `{next(iter(known), 'name@1')}`"
            report.error("missing_definition", message, node, field="definition")
        elif node.definition not in known:
            suggestion = closest(node.definition, known)
            message = f"there is no {node.type} `{node.definition[:100]}`{did_you_mean(suggestion)}"
            report.error("unknown_definition", message, node, field="definition", suggestion=suggestion)
        elif known[node.definition].native and node.definition.partition("@")[0] not in NATIVE:
            message = f"the action `{node.definition}` has neither a function nor a state of its own"
            report.error("unknown_definition", message, node, field="definition")
    elif node.type not in registry.logic:
        suggestion = closest(node.type, ("trigger", "action", *registry.logic))
        message = f"there is no node type `{node.type[:100]}`{did_you_mean(suggestion)}"
        report.error("unknown_type", message, node, field="type", suggestion=suggestion)


def _sound_edges(parts: Parts, nodes: Mapping[str, Node], report: Report) -> Iterable[Edge]:
    seen_ids: set[str] = set()
    seen: set[tuple[str, str, str]] = set()
    for edge in parts.edges:
        problems = list(_edge_problems(edge, nodes, parts))
        if edge.id in seen_ids:
            problems.append(
                Problem(code="duplicate_edge_id", message=f"two edges have the id `{edge.id}`", edge_id=edge.id)
            )
        seen_ids.add(edge.id)
        end = (edge.source, edge.source_handle, edge.target)
        if end in seen:
            message = "another edge already joins the same two nodes by the same handle"
            problems.append(Problem(severity="warning", code="duplicate_edge", message=message, edge_id=edge.id))
        seen.add(end)
        for problem in problems:
            report.add(problem)
        broken = any(problem.code in _BREAKING for problem in problems)
        if not broken and edge.source in nodes and edge.target in nodes:
            yield edge


def _edge_problems(edge: Edge, nodes: Mapping[str, Node], parts: Parts) -> Iterable[Problem]:
    for field in ("source", "target"):
        end = getattr(edge, field)
        if end not in parts.ids:
            suggestion = closest(end, parts.ids)
            message = f"the edge's {field} `{end[:100]}` is not a node of this workflow{did_you_mean(suggestion)}"
            yield Problem(code="dangling_edge", message=message, edge_id=edge.id, field=field, suggestion=suggestion)
    source, target = nodes.get(edge.source), nodes.get(edge.target)
    if source and target and parts.loop_of.get(source.id) != parts.loop_of.get(target.id):
        message = (
            f"no edge may cross the border of a loop: from `{source.key[:60]}` to `{target.key[:60]}`; "
            "what is inside leaves through the loop's result"
        )
        yield Problem(code="edge_across_loop", message=message, node_id=target.id, edge_id=edge.id, field="target")
    if source and source.type == "stop":
        message = f"nothing comes behind the stop `{source.key[:60]}`: it ends the run; delete the edge"
        yield Problem(code="edge_behind_stop", message=message, node_id=source.id, edge_id=edge.id, field="source")
    elif source and edge.source_handle not in (handles := possible_handles(source)):
        suggestion = closest(edge.source_handle, handles) or (handles[0] if len(handles) == 1 else None)
        names = " and ".join(f"`{name}`" for name in handles)
        message = f"`{source.key[:60]}` has no handle `{edge.source_handle[:60]}`, only {names}"
        yield Problem(
            code="unknown_handle",
            message=message,
            node_id=source.id,
            edge_id=edge.id,
            field="source_handle",
            suggestion=suggestion,
        )
    if target and target.type == "trigger":
        message = f"no edge may lead to the trigger `{target.key[:60]}`: it is where a run begins"
        yield Problem(code="edge_into_trigger", message=message, node_id=target.id, edge_id=edge.id, field="target")


def _check_loops_and_merges(parts: Parts, nodes: Mapping[str, Node], edges: Iterable[Edge], report: Report) -> None:
    incoming: dict[str, set[tuple[str, str]]] = {}
    for edge in edges:
        incoming.setdefault(edge.target, set()).add((edge.source, edge.source_handle))
    for node in nodes.values():
        if node.type == "trigger" and node.id in parts.loop_of:
            message = f"the trigger `{node.key[:60]}` is inside of a loop: a run begins outside; move it out"
            report.error("trigger_in_loop", message, node)
        elif node.type == "merge" and len(incoming.get(node.id, ())) < 2:
            message = f"`{node.key[:60]}` merges fewer than two branches: connect another one, or delete it"
            report.warning("nothing_to_merge", message, node)


def _check_reachable(
    nodes: Mapping[str, Node], edges: Iterable[Edge], loop_of: Mapping[str, str], report: Report
) -> None:
    after: dict[str, list[str]] = {}
    led_to = set()
    for edge in edges:
        after.setdefault(edge.source, []).append(edge.target)
        led_to.add(edge.target)
    for node_id, loop in loop_of.items():
        if node_id in nodes and node_id not in led_to:
            after.setdefault(loop, []).append(node_id)
    stack = [node.id for node in nodes.values() if node.type == "trigger"]
    reached = set(stack)
    while stack:
        fresh = [target for target in after.get(stack.pop(), ()) if target not in reached]
        reached.update(fresh)
        stack.extend(fresh)
    for node in nodes.values():
        if node.id not in reached:
            message = f"no trigger leads to `{node.key[:60]}`: it would never run; connect it or delete it"
            report.error("unreachable", message, node)
