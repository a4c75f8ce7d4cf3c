"""The bodies of loops, read out of the loops that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statewright.language.graph.model import Edge, Graph, Node

LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Flat:
    """All nodes and edges of a document: those of a loop's body behind the loop.

    `loop_of` maps the id of each node in a body to the id of the loop.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    loop_of: Mapping[str, str]


def flattened(graph: Graph) -> Flat:
    """The parts of a valid graph."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    loop_of: dict[str, str] = {}
    stack: list[tuple[Node, str | None]] = [(node, None) for node in reversed(graph.nodes)]
    edges.extend(graph.edges)
    while stack:
        node, loop = stack.pop()
        nodes.append(node)
        if loop is not None:
            loop_of[node.id] = loop
        if node.type == LOOP:
            body = Graph.model_validate(node.config["body"])
            edges.extend(body.edges)
            stack.extend((inner, node.id) for inner in reversed(body.nodes))
    return Flat(tuple(nodes), tuple(edges), loop_of)
