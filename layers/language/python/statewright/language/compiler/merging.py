"""What a `merge` looks at: the edges into it that may be live, as far as the graph does not already say so."""

from __future__ import annotations

from collections.abc import Sequence

from statewright.language.compiler.ir import Source
from statewright.language.graph.flow import Flow

Incoming = Sequence[tuple[int, str]]
"""Live edges into a node in document order: (source, handle)."""


def sources_of(mode: str, node: int, incoming: Incoming, flow: Flow) -> tuple[Source, ...]:
    """The sources whose outputs the node merges, in the order in which it prefers them."""
    if mode == "all":
        handles: dict[int, list[str]] = {}
        for source, handle in incoming:
            handles.setdefault(source, []).append(handle)
        return tuple(_tested(node, source, found, flow) for source, found in handles.items())
    found: list[Source] = []
    for source, handle in incoming if mode == "first" else reversed(incoming):
        found.append(_tested(node, source, [handle], flow))
        if not found[-1].handles:
            return tuple(found)
    # the node runs, so one of its edges is live: the last one if none before it is
    return (*found[:-1], Source(found[-1].node)) if found else ()


def _tested(node: int, source: int, handles: Sequence[str], flow: Flow) -> Source:
    if flow.surely_before(node, source):
        taken = {handle for handle in flow.handles[source] if flow.is_behind(node, source, handle)}
        if taken & set(handles) or set(handles) >= set(flow.handles[source]):
            return Source(source)
    return Source(source, tuple(dict.fromkeys(handles)))
