"""What the results of all items of a loop amount to: Step Functions carries them as one payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from statewright.language.compiler.registry import Registry
from statewright.language.expressions import ExpressionSyntaxError, Read, is_expression, parse_expression
from statewright.language.graph.model import Graph, Node
from statewright.language.preflight.machine import Block, Repetition
from statewright.language.preflight.model import LoopResults
from statewright.language.preflight.nodes import Nodes
from statewright.language.preflight.payload import REFERENCE_BYTES, bound

ASSUMED_OUTPUT: Final = 1_024
"""Bytes that an output is taken to have unless its schema bounds it to less."""
ASSUMED_VALUE: Final = 25
"""Bytes that one computed value, what `select` leaves, or the handle that a decision took is taken to have."""


def loop_results(machine: Block, nodes: Nodes, registry: Registry) -> Iterator[LoopResults]:
    """The loops outside of loops, by name: those inside are a part of their items' results."""
    sizes = _Sizes({step.node: step.repetition for step in machine.everything() if step.repetition}, registry)
    inside = {inner.key for node in nodes.values() if node.type == "loop" for inner in _body(node).nodes}
    for key, node in sorted(nodes.items()):
        repetition = sizes.repetitions.get(key)
        if node.type == "loop" and repetition is not None and key not in inside:
            yield LoopResults(
                node=key,
                items=repetition.items,
                items_from=repetition.said_by,
                stored=repetition.stored,
                each=sizes.item(node),
            )


class _Sizes:
    """Estimates in bytes of JSON."""

    def __init__(self, repetitions: Mapping[str, Repetition], registry: Registry) -> None:
        self.repetitions = repetitions
        self._registry = registry

    def item(self, loop: Node) -> int:
        """The result of one item: `result`, or the outputs of the body's last nodes, of which one is counted."""
        body = _body(loop)
        if "result" in loop.config:
            return self._computed(loop.config["result"], {node.key: node for node in body.nodes})
        led_on = {edge.source for edge in body.edges}
        ends = [node for node in body.nodes if node.id not in led_on and not node.settings.disabled]
        return max((len(node.key) + 5 + self._output(node) for node in ends), default=2)

    def _output(self, node: Node) -> int:
        if node.settings.offload:
            return REFERENCE_BYTES
        match node.type:
            case "loop":
                repetition = self.repetitions.get(node.key)
                size = 2 + (repetition.items if repetition else 0) * (self.item(node) + 1)
            case "set":
                size = self._written(node.config.get("values", {}))
            case "action" if node.settings.select is None:
                definition = self._registry.actions.get(node.definition or "")
                known = None if definition is None else bound(definition.output_schema)
                size = ASSUMED_OUTPUT if known is None else min(known, ASSUMED_OUTPUT)
            case "merge" | "run_workflow" | "approval" | "wait_for_events":
                size = ASSUMED_OUTPUT
            case _:
                size = ASSUMED_VALUE
        return size

    def _computed(self, text: str, near: Mapping[str, Node]) -> int:
        """What an expression gives of what it reads; `near` are the nodes whose outputs it may give whole."""
        try:
            expression = parse_expression(text)
        except ExpressionSyntaxError:
            return ASSUMED_VALUE
        if not expression.reads:
            return len(expression.source)
        size = 0
        for name, read in expression.reads.items():
            whole = name in near and not isinstance(read, Mapping)
            size += self._output(near[name]) if whole else ASSUMED_VALUE * _leaves(read)
        return size

    def _written(self, value: Any) -> int:
        if isinstance(value, Mapping):
            return 2 + sum(len(orjson.dumps(key)) + 2 + self._written(member) for key, member in value.items())
        if isinstance(value, list):
            return 2 + sum(1 + self._written(member) for member in value)
        return ASSUMED_VALUE if is_expression(value) else len(orjson.dumps(value))


def _leaves(read: Read) -> int:
    return sum(map(_leaves, read.values())) if isinstance(read, Mapping) else 1


def _body(loop: Node) -> Graph:
    return Graph.model_validate(loop.config.get("body", {}))
