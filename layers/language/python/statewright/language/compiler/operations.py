"""What each node does: graph nodes to operations, and the handles a node can take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from statewright.core.errors import RETRYABLE
from statewright.language.compiler.ir import Compute, Invoke, Nothing, Operation
from statewright.language.compiler.kinds import LOGIC
from statewright.language.compiler.kinds.kind import Place
from statewright.language.compiler.registry import Definition, Registry
from statewright.language.graph.model import Node, RetrySettings

TIMEOUT_MARGIN_SECONDS: Final = 15
"""What a task may take beyond its function's own limit: Lambda's start and the way there and back."""

NATIVE: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "function": lambda config: config["expression"],
}
"""Actions without a function of their own, by name: the JSON with expressions that is their output."""


def possible_handles(node: Node) -> tuple[str, ...]:
    """Every handle an edge may start from."""
    if node.type == "action":
        return ("out", "error")
    kind = LOGIC.get(node.type)
    return kind.handles(node.config) if kind else ("out",)


def live_handles(node: Node, used: AbstractSet[str]) -> tuple[str, ...]:
    """The handles the node can take as it is configured. `used`: those that edges start from."""
    handles = possible_handles(node)
    if node.settings.disabled:
        return handles[:1]
    optional = {"error"} if node.type == "action" else LOGIC[node.type].optional_handles if node.type in LOGIC else ()
    wanted = used | {"error"} if node.settings.on_error == "branch" else used
    return tuple(handle for handle in handles if handle not in optional or handle in wanted)


def offloading(nodes: Iterable[Node], registry: Registry) -> frozenset[str]:
    """Keys of the nodes whose output is a reference to what lies in S3: those that a function does, with `offload`."""
    return frozenset(
        node.key
        for node in nodes
        if node.settings.offload
        and not node.settings.disabled
        and node.type == "action"
        and (known := registry.actions.get(node.definition or "")) is not None
        and not known.native
    )


def operation_of(place: Place, registry: Registry) -> Operation:
    """What the node at a place does; the node is valid."""
    node = place.node
    if node.type == "trigger" or node.settings.disabled:
        return Nothing()
    if node.type in LOGIC:
        return LOGIC[node.type].build(node.config, place)
    definition = registry.actions[node.definition or ""]
    if definition.function is None:
        value = NATIVE[definition.id.partition("@")[0]](node.config)
        return Compute(value, catches=place.catches, continues=place.continues)
    retry, on = _retry(node, definition)
    return Invoke(
        definition=definition.id,
        function=definition.function,
        config=node.config,
        select=node.settings.select,
        offload=node.settings.offload,
        timeout_seconds=node.settings.timeout_seconds or definition.timeout_seconds + TIMEOUT_MARGIN_SECONDS,
        retry=retry,
        on=on,
        catches=place.catches,
        continues=place.continues,
    )


def _retry(node: Node, definition: Definition) -> tuple[RetrySettings, tuple[str, ...]]:
    own = node.settings.retry
    if own is None:
        return RetrySettings.model_validate(dict(definition.retry)), RETRYABLE
    return own, RETRYABLE if own.on is None else own.on
