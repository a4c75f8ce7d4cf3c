"""What the edges of a graph imply: order, liveness and dominance.

Vertices of the dominator tree are the nodes and, below each node, its handles that have targets: whether `b` can
run only behind `a.true` is then a question of ancestry. Node 0 is the start; its handles are the triggers. The
live nodes are numbered 1..n in topological order, ties in document order, so a set of nodes is an int used as a
bitset and every fact below costs one pass over the edges.

A loop's body hangs below the loop by one more vertex. That is not one of the handles of which the loop takes one: the
body says nothing about what runs behind the loop.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Final

START: Final = 0
NOWHERE: Final = -1
INSIDE: Final = -1
"""In `Flow.sources` the index of the way from a loop into its body."""
NO_WAITS: Final[Mapping[int, Sequence[int]]] = MappingProxyType({})


class CycleError(ValueError):
    """The edges run in a circle; `nodes` are the node indices of one circle, in order."""

    def __init__(self, nodes: Sequence[int]) -> None:
        super().__init__("the graph has a cycle")
        self.nodes = tuple(nodes)


def topological(count: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Indices 0..count-1 in topological order, ties in index order. Raises `CycleError`."""
    targets: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in edges:
        targets[source].append(target)
        waiting[target] += 1
    ready = [index for index in range(count) if not waiting[index]]
    order: list[int] = []
    while ready:
        index = heapq.heappop(ready)
        order.append(index)
        for target in targets[index]:
            waiting[target] -= 1
            if not waiting[target]:
                heapq.heappush(ready, target)
    if len(order) < count:
        raise CycleError(_circle(targets, waiting))
    return order


def _circle(targets: list[list[int]], waiting: list[int]) -> list[int]:
    """One circle among the nodes that never became ready. Every such node has such a predecessor: walk back."""
    before = {target: index for index, nexts in enumerate(targets) if waiting[index] for target in nexts}
    seen: dict[int, int] = {}
    at = next(index for index, left in enumerate(waiting) if left)
    while at not in seen:
        seen[at] = len(seen)
        at = before[at]
    circle = [index for index, step in sorted(seen.items(), key=lambda pair: -pair[1]) if step >= seen[at]]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]


def bits(mask: int) -> Iterator[int]:
    """Indices of the set bits, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(slots=True)
class _Tree:
    """A tree grown leaf by leaf, with jump pointers: ancestor queries in O(log depth).

    Source: E. W. Myers, "An applicative random-access stack", 1983.
    """

    parent: list[int]
    depth: list[int]
    jump: list[int]

    def add(self, parent: int) -> int:
        vertex = len(self.parent)
        self.parent.append(parent)
        self.depth.append(self.depth[parent] + 1)
        over = self.jump[parent]
        far = self.depth[parent] - self.depth[over] == self.depth[over] - self.depth[self.jump[over]]
        self.jump.append(self.jump[over] if far else parent)
        return vertex

    def ancestor(self, vertex: int, depth: int) -> int:
        while self.depth[vertex] > depth:
            over = self.jump[vertex]
            vertex = over if self.depth[over] >= depth else self.parent[vertex]
        return vertex

    def common(self, one: int, other: int) -> int:
        if self.depth[one] < self.depth[other]:
            one, other = other, one
        one = self.ancestor(one, self.depth[other])
        while one != other:
            if self.jump[one] != self.jump[other]:
                one, other = self.jump[one], self.jump[other]
            else:
                one, other = self.parent[one], self.parent[other]
        return one


class Flow:
    """Liveness and dominance of a graph without dead edges.

    `handles[v]` are the handles node `v` can take, in order; `targets[v][i]` the nodes behind `handles[v][i]`,
    each greater than `v`. Every node must be reachable from node 0. `waits_for[v]` are nodes that come before `v` only
    in time: a dead edge leads from them to `v`. `inner[v]` are the nodes that begin the body of the loop `v`.
    """

    def __init__(
        self,
        handles: Sequence[tuple[str, ...]],
        targets: Sequence[Sequence[Sequence[int]]],
        waits_for: Mapping[int, Sequence[int]] = NO_WAITS,
        inner: Mapping[int, Sequence[int]] = NO_WAITS,
    ) -> None:
        self.handles: Final = handles
        self.count: Final = len(handles)
        self.implied: Final = self._implications(targets)
        self.targets: Final = [[self._reduced(behind) for behind in nexts] for nexts in targets]
        self.inner: Final = inner
        self._waits_for: Final = waits_for
        self.ancestors: Final = self._ancestors(targets)
        tree = _Tree([0], [0], [0])
        self._tree: Final = tree
        self.vertex: Final = [0] * self.count
        """The tree vertex of each node."""
        self.behind: Final[list[list[int]]] = [[] for _ in handles]
        """The tree vertex of each handle of each node; `NOWHERE` for a handle without targets."""
        self.inside: Final[dict[int, int]] = {}
        """The tree vertex of each loop's body."""
        self.sources: Final[list[list[tuple[int, int]]]] = [[] for _ in handles]
        """Incoming edges of each node: (source, index of its handle)."""
        self.children: Final[list[list[int]]] = []
        """Nodes directly below each tree vertex, ascending."""
        self.live_at: Final[list[int]] = []
        """Nodes sure to run, or to have run, wherever the tree vertex is live."""
        self._grow()
        self._first, self._last = self._intervals()

    def _implications(self, targets: Sequence[Sequence[Sequence[int]]]) -> list[int]:
        """For each node the nodes that run whenever it runs: those that every handle leads to."""
        implied = [0] * self.count
        for node in range(self.count - 1, -1, -1):
            common = -1
            for behind in targets[node]:
                reached = 0
                for target in behind:
                    reached |= implied[target]
                common &= reached
            implied[node] = (0 if common == -1 else common) | 1 << node
        return implied

    def _reduced(self, behind: Sequence[int]) -> list[int]:
        """Targets without those that another target implies: such an edge adds neither order nor liveness."""
        kept: list[int] = []
        reached = 0
        for target in sorted(set(behind)):
            if not reached >> target & 1:
                kept.append(target)
                reached |= self.implied[target]
        return kept

    def _ancestors(self, targets: Sequence[Sequence[Sequence[int]]]) -> list[int]:
        ancestors = [0] * self.count
        for node, nexts in enumerate(targets):
            for earlier in self._waits_for.get(node, ()):
                ancestors[node] |= ancestors[earlier] | 1 << earlier
            reached = ancestors[node] | 1 << node
            for behind in (*nexts, self.inner.get(node, ())):
                for target in behind:
                    ancestors[target] |= reached
        return ancestors

    def _grow(self) -> None:
        tree = self._tree
        for node in range(self.count):
            if node == START:
                vertex, inherited = 0, 0
            else:
                over = reduce(tree.common, self._before(node))
                vertex, inherited = tree.add(over), self.live_at[over]
                self.children[over].append(node)
            self.vertex[node] = vertex
            self.children.append([])
            self.live_at.append(inherited | self.implied[node])
            for handle, behind in enumerate(self.targets[node]):
                if not behind:
                    self.behind[node].append(NOWHERE)
                    continue
                self.behind[node].append(tree.add(vertex))
                self.children.append([])
                reached = self.live_at[vertex]
                for target in behind:
                    reached |= self.implied[target]
                    self.sources[target].append((node, handle))
                self.live_at.append(reached)
            if node in self.inner:
                self._grow_inside(node, vertex)

    def _grow_inside(self, loop: int, vertex: int) -> None:
        self.inside[loop] = self._tree.add(vertex)
        self.children.append([])
        reached = self.live_at[vertex]
        for target in self.inner[loop]:
            reached |= self.implied[target]
            self.sources[target].append((loop, INSIDE))
        self.live_at.append(reached)

    def _intervals(self) -> tuple[list[int], list[int]]:
        """Pre-order number of each vertex, and the greatest one below it."""
        below: list[list[int]] = [[] for _ in self._tree.parent]
        for vertex in range(len(below) - 1, 0, -1):
            below[self._tree.parent[vertex]].append(vertex)
        first, last = [0] * len(below), [0] * len(below)
        stack, number = [0], 0
        while stack:
            vertex = stack.pop()
            if vertex < 0:
                last[~vertex] = number - 1
                continue
            first[vertex] = number
            number += 1
            stack.append(~vertex)
            stack.extend(below[vertex])
        return first, last

    def sure(self, node: int) -> bool:
        """Whether the node is sure to run wherever its parent in the tree is live: no guard is needed."""
        return bool(self.live_at[self._tree.parent[self.vertex[node]]] >> node & 1)

    def surely_before(self, node: int, earlier: int) -> bool:
        """Whether `earlier` has run whenever `node`, a descendant of it, runs."""
        return bool(self.live_at[self.vertex[node]] >> earlier & 1)

    def is_behind(self, node: int, source: int, handle: str) -> bool:
        """Whether `node` can run only when `source` took that handle."""
        vertex = self.behind[source][self.handles[source].index(handle)]
        return vertex != NOWHERE and self._first[vertex] <= self.number(node) <= self._last[vertex]

    def runs_whenever(self, loop: int | None, node: int) -> bool:
        """Whether `node` is sure to run in every run, or in every iteration of `loop`."""
        return bool(self.live_at[0 if loop is None else self.inside[loop]] >> node & 1)

    def interval(self, vertex: int) -> tuple[int, int]:
        """First and last pre-order number of a vertex's subtree."""
        return self._first[vertex], self._last[vertex]

    def number(self, node: int) -> int:
        """Pre-order number of a node."""
        return self._first[self.vertex[node]]

    def siblings_before(self, node: int) -> set[int]:
        """Tree vertices beside the node's own whose subtrees lead to it."""
        depth = self._tree.depth[self.vertex[node]]
        return {
            self._tree.ancestor(vertex, depth) for vertex in self._before(node) if self._tree.depth[vertex] >= depth
        }

    def _before(self, node: int) -> Iterator[int]:
        """Tree vertices that must be done before the node."""
        for source, handle in self.sources[node]:
            yield self.inside[source] if handle == INSIDE else self.behind[source][handle]
        yield from (self.vertex[earlier] for earlier in self._waits_for.get(node, ()))
