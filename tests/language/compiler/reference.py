"""What a workflow means, read straight from the language's description: no regions, no scopes, no state machine.

Nodes are visited in topological order; each runs if one of its incoming edges is live. It understands just the
expressions that `random_graphs` writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Answer = tuple[str, Any]
"""("returned", output) or ("raised", error name)."""


@dataclass
class Run:
    """What is to be observed: the inputs of the actions, the result, and unhandled failures."""

    calls: dict[str, Any] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    handles: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    failures: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)


def interpret(document: Mapping[str, Any], fired: str, payload: Any, act: Callable[[str, Any], Answer]) -> Run:
    """Runs the document with the trigger `fired`."""
    nodes, edges = document["graph"]["nodes"], document["graph"]["edges"]
    run = Run()
    blocked: set[str] = set()
    by_id = {node["id"]: node for node in nodes}
    for node in _in_order(nodes, edges):
        key, incoming = node["key"], [edge for edge in edges if edge["target"] == node["id"]]
        run.order.append(key)
        if blocked & {by_id[edge["source"]]["key"] for edge in incoming}:
            blocked.add(key)  # behind an unhandled failure: never starts
            continue
        live = [edge for edge in incoming if run.handles.get(by_id[edge["source"]]["key"]) == edge["source_handle"]]
        if not (key == fired if node["type"] == "trigger" else live):
            run.skipped.add(key)
            run.outputs[key] = None
            continue
        run.ran.add(key)
        outgoing = {edge["source_handle"] for edge in edges if edge["source"] == node["id"]}
        handle, output = _perform(node, payload, act, run, nodes, edges, "error" in outgoing)
        if handle is None:
            run.failures.add(key)
            blocked.add(key)
            continue
        run.handles[key], run.outputs[key] = handle, output
        if handle not in outgoing:
            run.result[key] = output
    return run


def _perform(
    node: Mapping[str, Any],
    payload: Any,
    act: Callable[[str, Any], Answer],
    run: Run,
    nodes: Any,
    edges: Any,
    error_edge: bool,
) -> tuple[str | None, Any]:
    """The handle taken (None: an unhandled failure) and the output."""
    kind, config, settings = node["type"], node["config"], node["settings"]
    if kind == "trigger":
        return "out", payload
    if settings.get("disabled"):
        return ("true" if kind == "condition" else "out"), None
    if kind == "delay":
        return "out", None
    values = _evaluated(config, run, node, nodes, edges)
    if kind == "condition":
        handle = "true" if values["expression"] else "false"
        return handle, handle
    if kind == "set":
        return "out", values["values"]
    if node["definition"] == "function@1":
        return "out", values["expression"]
    run.calls[node["key"]] = values
    outcome, value = act(node["key"], values)
    if outcome == "returned":
        return "out", value
    failed = {"error": {"name": value, "message": node["key"]}}
    if error_edge or settings.get("on_error") == "branch":
        return "error", failed
    return ("out", failed) if settings.get("on_error") == "continue" else (None, None)


def _evaluated(value: Any, run: Run, node: Any, nodes: Any, edges: Any) -> Any:
    if isinstance(value, dict):
        return {name: _evaluated(item, run, node, nodes, edges) for name, item in value.items()}
    if value == "{% $vars %}":
        before = _ancestors(node["id"], edges)
        sets = {item["key"] for item in nodes if item["type"] == "set" and item["id"] in before}
        merged: dict[str, Any] = {}
        for key in run.order:
            merged |= (run.outputs.get(key) or {}) if key in sets else {}
        return merged
    if isinstance(value, str) and (tested := re.fullmatch(r"\{% \$(\w+)\.v = (\d+) %\}", value)):
        output = run.outputs[tested[1]]
        item = output[0] if isinstance(output, list) and output else output  # JSONata looks into a list of one
        return isinstance(item, dict) and item.get("v") == int(tested[2])
    if isinstance(value, str) and (tested := re.fullmatch(r"\{% \$(\w+) = '(\w+)' %\}", value)):
        return run.outputs[tested[1]] == tested[2]
    if isinstance(value, str) and (named := re.fullmatch(r"\{% \$(\w+) %\}", value)):
        return run.outputs[named[1]]
    return value


def _ancestors(node_id: str, edges: Any) -> set[str]:
    found: set[str] = set()
    stack = [node_id]
    while stack:
        at = stack.pop()
        fresh = {edge["source"] for edge in edges if edge["target"] == at} - found
        found |= fresh
        stack.extend(fresh)
    return found


def _in_order(nodes: Any, edges: Any) -> list[Any]:
    """Topological order; of those ready, the first in the document goes first."""
    left, order = list(nodes), []
    while left:
        open_ids = {node["id"] for node in left}
        waiting = {edge["target"] for edge in edges if edge["source"] in open_ids}
        following = next(node for node in left if node["id"] not in waiting)
        order.append(following)
        left.remove(following)
    return order
