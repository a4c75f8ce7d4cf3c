"""In which order, and what beside what, the nodes below one vertex of the dominator tree run.

The subtrees below a vertex depend on each other as a DAG. Independent groups run at the same time. Where the DAG is
one piece, as much of it as falls apart is run first, then the rest: series-parallel graphs keep all their
parallelism, others get a barrier where the pieces meet.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

Item = int | tuple[tuple[int, ...], ...]
"""One node, or groups that run at the same time."""


def schedule(nodes: Sequence[int], before: Mapping[int, Sequence[int]], *, parallel: bool) -> list[Item]:
    """Items in order. `nodes` ascend topologically; `before` gives each node's predecessors (others are ignored)."""
    if len(nodes) == 1 or not parallel:
        return list(nodes)
    here = set(nodes)
    after: dict[int, list[int]] = {node: [] for node in nodes}
    waiting: dict[int, int] = {}
    for node in nodes:
        sources = [source for source in before[node] if source in here]
        waiting[node] = len(sources)
        for source in sources:
            after[source].append(node)
    ready = [node for node in nodes if not waiting[node]]
    items: list[Item] = []
    while ready:
        if len(ready) == 1:
            items.append(ready[0])
            ready = _released(ready[0], after, waiting)
        else:
            groups, ready = _apart(ready, after, waiting, before)
            items.append(groups)
    return items


def _released(node: int, after: Mapping[int, list[int]], waiting: dict[int, int]) -> list[int]:
    free = []
    for target in after[node]:
        waiting[target] -= 1
        if not waiting[target]:
            free.append(target)
    return free


def _apart(
    ready: list[int], after: Mapping[int, list[int]], waiting: dict[int, int], before: Mapping[int, Sequence[int]]
) -> tuple[tuple[tuple[int, ...], ...], list[int]]:
    """The greatest start that stays in two or more groups, and what becomes ready after it."""
    group: dict[int, int] = {node: node for node in ready}

    def find(node: int) -> int:
        while group[node] != node:
            group[node] = group[group[node]]
            node = group[node]
        return node

    count, queue, held = len(ready), sorted(ready), []
    taken: list[int] = []
    while queue:
        node = heapq.heappop(queue)
        if node not in group:
            met = {find(source) for source in before[node] if source in group}
            if count - len(met) < 1:
                held.append(node)
                continue
            count -= len(met) - 1
            group[node] = first = min(met)
            for other in met:
                group[other] = first
        taken.append(node)
        for target in _released(node, after, waiting):
            heapq.heappush(queue, target)
    members: dict[int, list[int]] = {}
    for node in taken:
        members.setdefault(find(node), []).append(node)
    return tuple(tuple(nodes) for nodes in sorted(members.values())), held
