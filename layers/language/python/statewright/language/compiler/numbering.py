"""Number the nodes that can run and drop the edges that never live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from statewright.language.compiler.operations import live_handles
from statewright.language.graph.bodies import LOOP, Flat
from statewright.language.graph.flow import Flow, topological
from statewright.language.graph.model import Node

ITEM_END: Final = "item_end"
"""Type of the node that stands for the end of each item in a loop with `result` or `until`: what they read is what a
node there could."""
_EACH: Final = "__each"
_BEFORE: Final = "__before"

End = tuple[int, str, int]
"""An edge by positions in the document: source, handle, target."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Nodes by number: the start, those that can run in topological order, then (`nodes[flow.count:]`) the others.

    `loops` holds the loops around each node, outermost first; `incoming` the live edges into each merge
    in document order, as source and handle; `item_ends` the node that ends each item of a loop, where there is one.
    """

    nodes: tuple[Node, ...]
    flow: Flow
    loops: tuple[tuple[int, ...], ...]
    incoming: Mapping[int, Sequence[tuple[int, str]]]
    item_ends: Mapping[int, int]


def number_nodes(flat: Flat) -> Numbered:
    """The numbers of a document whose edges run in no circle."""
    nodes = [*flat.nodes, *(_item_end(node) for node in flat.nodes if _has_item_end(node))]
    index = {node.id: position for position, node in enumerate(nodes)}
    loop_of = {index[node]: index[loop] for node, loop in flat.loop_of.items()}
    loop_of |= {index[end_id(node)]: index[node.id] for node in flat.nodes if _has_item_end(node)}
    drawn = [(index[edge.source], edge.source_handle, index[edge.target]) for edge in flat.edges]
    used: dict[int, set[str]] = {}
    for source, handle, _ in drawn:
        used.setdefault(source, set()).add(handle)
    handles = [live_handles(node, used.get(position, set())) for position, node in enumerate(nodes)]
    ends = [*drawn, *_inner_ends(nodes, drawn, loop_of)] if loop_of else drawn
    live = [end for end in ends if end[1] in handles[end[0]] or (end[1] == _EACH and not _is_off(nodes[end[0]]))]
    order = topological(len(nodes), ((source, target) for source, _, target in ends))

    reachable = _reachable((position for position in order if nodes[position].type == "trigger"), live)
    running = [position for position in order if position in reachable]
    number = {position: count for count, position in enumerate(running, 1)}
    triggers = [position for position in running if nodes[position].type == "trigger"]
    out: list[list[list[int]]] = [[[number[position]] for position in triggers]]
    out += ([[] for _ in handles[position]] for position in running)
    inner: dict[int, list[int]] = {}
    incoming: dict[int, list[tuple[int, str]]] = {}
    for source, handle, target in live:
        if source not in number:
            continue
        if handle == _EACH:
            inner.setdefault(number[source], []).append(number[target])
            continue
        out[number[source]][handles[source].index(handle)].append(number[target])
        if nodes[target].type == "merge":
            incoming.setdefault(number[target], []).append((number[source], handle))
    placeholder = Node(id="start", key="", type="start")
    flow = Flow(
        [tuple(nodes[position].key for position in triggers), *(handles[position] for position in running)],
        out,
        _waits(ends, set(live), order, number),
        inner,
    )
    item_ends = {
        number[loop_of[position]]: number[position] for position in running if nodes[position].type == ITEM_END
    }
    numbered = [*running, *(position for position in order if position not in reachable)]
    everywhere = {position: count for count, position in enumerate(numbered, 1)}
    return Numbered(
        (placeholder, *(nodes[position] for position in numbered)),
        flow,
        ((), *(_around(position, loop_of, everywhere) for position in numbered)),
        incoming,
        item_ends,
    )


def _has_item_end(node: Node) -> bool:
    return node.type == LOOP and any(node.config.get(name) is not None for name in ("result", "until"))


def end_id(node: Node) -> str:
    """The id of the node that stands for the end of each item of a loop."""
    return f"{node.id}\0end"


def _item_end(loop: Node) -> Node:
    config = {name: loop.config[name] for name in ("result", "until") if loop.config.get(name) is not None}
    return Node.model_construct(id=end_id(loop), key=f"{loop.key}__end", type=ITEM_END, config=config)


def _is_off(node: Node) -> bool:
    return node.settings.disabled


def _inner_ends(nodes: Sequence[Node], drawn: Sequence[End], loop_of: Mapping[int, int]) -> list[End]:
    """From each loop to where its body begins, and from all of the body to where an item ends."""
    led_to = {target for _, _, target in drawn}
    found: list[End] = []
    ends = {loop: position for position, loop in loop_of.items() if nodes[position].type == ITEM_END}
    for position, loop in sorted(loop_of.items()):
        if position not in led_to:
            found.append((loop, _EACH, position))
        if loop in ends and ends[loop] != position:
            found.append((position, _BEFORE, ends[loop]))
    return found


def _reachable(triggers: Iterable[int], live: Sequence[End]) -> set[int]:
    after: dict[int, list[int]] = {}
    for source, _, target in live:
        after.setdefault(source, []).append(target)
    stack = list(triggers)
    reachable = set(stack)
    while stack:
        fresh = [target for target in after.get(stack.pop(), ()) if target not in reachable]
        reachable.update(fresh)
        stack.extend(fresh)
    return reachable


def _around(position: int, loop_of: Mapping[int, int], number: Mapping[int, int]) -> tuple[int, ...]:
    loops: list[int] = []
    while position in loop_of:
        position = loop_of[position]
        loops.append(number[position])
    return tuple(reversed(loops))


def _waits(
    ends: Sequence[tuple[int, str, int]], live: set[tuple[int, str, int]], order: Sequence[int], number: dict[int, int]
) -> dict[int, list[int]]:
    """For each node the nodes it only waits for: those that dead edges lead from, also across nodes that never run."""
    dead: dict[int, list[int]] = {}
    for end in ends:
        if end not in live or end[0] not in number:
            dead.setdefault(end[2], []).append(end[0])
    waits: dict[int, set[int]] = {}
    for position in order:
        for source in dead.get(position, ()):
            earlier = {number[source]} if source in number else waits.get(source, set())
            waits.setdefault(position, set()).update(earlier)
    return {number[position]: sorted(found) for position, found in waits.items() if position in number}
