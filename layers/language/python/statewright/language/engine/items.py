"""What the children of a distributed Map are given: its items, as ItemSelector and ItemBatcher make them.

Source: Step Functions developer guide, "ItemSelector (Map)" and "ItemBatcher (Map)".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from statewright.language.engine.errors import QUERY_EVALUATION, StateError, too_large
from statewright.language.engine.flow import wrong
from statewright.language.engine.frame import Frame
from statewright.language.engine.item_reader import Members
from statewright.language.engine.map_run import STATE_DATA, Limits
from statewright.language.engine.states import DistributedMap
from statewright.language.expressions import MAX_PAYLOAD, measure


def own_items(frame: Frame, state: DistributedMap) -> list[Any]:
    """The items of a Map without an ItemReader."""
    found = frame.input if state.items is None else state.items.evaluate(frame)
    if isinstance(found, dict):
        return Members.of(found)
    if isinstance(found, list):
        return found
    if state.items is not None:
        raise wrong(state.items, "Items", found, "an array or an object")
    cause = f"The input of the Map state '{state.name}' must be an array or an object, or its Items must be set."
    raise StateError(QUERY_EVALUATION, cause)


def selected(
    frame: Frame, state: DistributedMap, items: Sequence[Any], source: str = STATE_DATA, position: int = 0
) -> Iterator[Any]:
    """The items from `position` on, as ItemSelector makes them."""
    keyed = isinstance(items, Members)
    for index in range(position, len(items)):
        item = items[index]
        if state.selector is not None:
            frame.item = {"Index": index, **(item if keyed else {"Value": item}), "Source": source}
            try:
                item = state.selector.evaluate(frame)
            finally:
                frame.item = None
        yield item


def inputs(
    frame: Frame,
    state: DistributedMap,
    limits: Limits,
    items: Sequence[Any],
    source: str = STATE_DATA,
    position: int = 0,
) -> Iterator[tuple[Any, int, int]]:
    """The input of each child with its size in bytes, and how many of the items from `position` on it holds."""
    if state.batcher is None:
        for item in selected(frame, state, items, source, position):
            yield item, _checked(state, measure(item)), 1
        return
    shared = {"BatchInput": limits.batch_input} if state.batcher.input is not None else {}
    bound = min(limits.batch_bytes or MAX_PAYLOAD, MAX_PAYLOAD)
    batch: list[Any] = []
    size = empty = measure({**shared, "Items": []})
    for item in selected(frame, state, items, source, position):
        added = measure(item) + 1
        if batch and (size + added > bound or len(batch) == limits.batch_items):
            yield {**shared, "Items": batch}, size, len(batch)
            batch, size = [], empty
        batch.append(item)
        size = _checked(state, size + added)
    if batch:
        yield {**shared, "Items": batch}, size, len(batch)


def _checked(state: DistributedMap, size: int) -> int:
    if size > MAX_PAYLOAD:
        raise too_large(state.name)
    return size
