"""The workflow's nodes by key, those in loop bodies included."""

from __future__ import annotations

from collections.abc import Mapping

from statewright.language.graph.model import Graph, Node, Workflow

Nodes = Mapping[str, Node]


def nodes_of(workflow: Workflow) -> Nodes:
    """Every node of the workflow by its key."""
    found: dict[str, Node] = {}
    todo = list(workflow.graph.nodes)
    while todo:
        node = todo.pop()
        found[node.key] = node
        body = node.config.get("body")
        if isinstance(body, Mapping):
            todo += Graph.model_validate(body).nodes
    return found
