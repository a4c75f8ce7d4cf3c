"""Graph to intermediate form.

Three steps: number the nodes that can run and drop the edges that never live (`number_nodes`), derive order and
dominance (`Flow`), then walk the dominator tree and write scopes (`_Lowering`). A node's state is followed by what
runs only behind each of its handles, then by what else lies below it; a node that may be dead gets a guard around
all of that. Labels are written from the end to the start, so nothing is patched and nothing is duplicated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from statewright.language.compiler.ir import (
    END,
    Fork,
    Guard,
    Nothing,
    Operation,
    Program,
    Run,
    Scope,
    Start,
    Step,
)
from statewright.language.compiler.kinds.kind import Place
from statewright.language.compiler.operations import live_handles, operation_of
from statewright.language.compiler.registry import Registry
from statewright.language.compiler.schedule import schedule
from statewright.language.compiler.trampoline import Task, run
from statewright.language.graph.flow import NOWHERE, START, Flow, topological
from statewright.language.graph.model import Edge, Node, Workflow

MAX_FORK_DEPTH: Final = 24
"""Forks inside forks beyond this run one after the other: JSON readers limit how deep a definition may be."""


def lower(workflow: Workflow, registry: Registry) -> Program:
    """The program of a valid workflow."""
    nodes, flow = number_nodes(workflow.graph.nodes, workflow.graph.edges)
    operations = tuple(
        Nothing()
        if number == START or number >= flow.count
        else operation_of(Place(node, workflow.settings.timezone), flow.handles[number], registry)
        for number, node in enumerate(nodes)
    )
    queried = _queried(flow, operations)
    lowering = _Lowering(flow, operations, queried)
    lowering.build()
    return Program(
        settings=workflow.settings,
        nodes=nodes,
        operations=operations,
        flow=flow,
        scopes=tuple(scope.frozen() for scope in lowering.scopes),
        scope_of=tuple(lowering.scope_of),
        queried=queried,
        numbers={node.key: number for number, node in enumerate(nodes) if number != START},
    )


def number_nodes(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[tuple[Node, ...], Flow]:
    """Nodes by number (the start first, then those that can run, in order, then the others) and their flow."""
    index = {node.id: position for position, node in enumerate(nodes)}
    ends = [(index[edge.source], edge.source_handle, index[edge.target]) for edge in edges]
    used: dict[int, set[str]] = {}
    for source, handle, _ in ends:
        used.setdefault(source, set()).add(handle)
    handles = [live_handles(node, used.get(position, set())) for position, node in enumerate(nodes)]
    live = [end for end in ends if end[1] in handles[end[0]]]
    order = topological(len(nodes), ((source, target) for source, _, target in ends))

    after: dict[int, list[int]] = {}
    for source, _, target in live:
        after.setdefault(source, []).append(target)
    triggers = [position for position in order if nodes[position].type == "trigger"]
    reachable, stack = set(triggers), list(triggers)
    while stack:
        fresh = [target for target in after.get(stack.pop(), ()) if target not in reachable]
        reachable.update(fresh)
        stack.extend(fresh)

    running = [position for position in order if position in reachable]
    number = {position: count for count, position in enumerate(running, 1)}
    out: list[list[list[int]]] = [[[number[position]] for position in triggers]]
    out += ([[] for _ in handles[position]] for position in running)
    for source, handle, target in live:
        if source in number:
            out[number[source]][handles[source].index(handle)].append(number[target])
    never = [position for position in order if position not in reachable]
    placeholder = Node(id="start", key="", type="start")
    return (
        (placeholder, *(nodes[position] for position in running), *(nodes[position] for position in never)),
        Flow(
            [tuple(nodes[position].key for position in triggers), *(handles[position] for position in running)],
            out,
            _waits(ends, set(live), order, number),
        ),
    )


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


def ending_handles(flow: Flow, node: int) -> tuple[str, ...]:
    """The handles of a node that lead nowhere: taking one of them is an end of the run."""
    behind = zip(flow.handles[node], flow.behind[node], strict=True)
    return tuple(handle for handle, vertex in behind if vertex == NOWHERE)


def _queried(flow: Flow, operations: Sequence[Operation]) -> frozenset[int]:
    """Nodes whose handle is asked for: by the guards of what may be dead behind them, and by the result."""
    queried: set[int] = set()
    for node in range(1, flow.count):
        if not flow.sure(node):
            queried.update(source for source, _ in flow.sources[node])
        ends = ending_handles(flow, node)
        if ends and not (flow.surely_before(START, node) and len(ends) == len(flow.handles[node])):
            queried.add(node)
    return frozenset(queried - {START})


@dataclass(slots=True)
class _OpenScope:
    index: int
    parent: int | None
    depth: int
    node: int
    entry: int = END
    steps: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1

    def frozen(self) -> Scope:
        return Scope(self.index, self.parent, self.depth, self.node, self.entry, tuple(self.steps))


class _Lowering:
    def __init__(self, flow: Flow, operations: Sequence[Operation], queried: frozenset[int]) -> None:
        self.flow = flow
        self.operations = operations
        self.queried = queried
        self.scopes: list[_OpenScope] = []
        self.scope_of = [0] * flow.count
        self._node_at = {vertex: node for node, vertex in enumerate(flow.vertex)}
        self._busy = self._busy_before()

    def build(self) -> None:
        top = self._open(None, START)
        top.entry = run(self._start(top))

    def _open(self, parent: _OpenScope | None, node: int) -> _OpenScope:
        depth = parent.depth + 1 if parent else 0
        scope = _OpenScope(len(self.scopes), parent.index if parent else None, depth, node)
        self.scopes.append(scope)
        return scope

    def _busy_before(self) -> list[int]:
        """How many nodes with a state of their own come before each pre-order number."""
        flow = self.flow
        _, last = flow.interval(0)
        count = [0] * (last + 2)
        for node in range(1, flow.count):
            count[flow.number(node) + 1] = 0 if self._stateless(node) else 1
        for number in range(last + 1):
            count[number + 1] += count[number]
        return count

    def _silent(self, node: int) -> bool:
        """Whether nothing at or below the node needs a state."""
        first, last = self.flow.interval(self.flow.vertex[node])
        return self._busy[last + 1] == self._busy[first]

    def _start(self, scope: _OpenScope) -> Task[int]:
        flow = self.flow
        rest = yield self._region(flow.children[flow.vertex[START]], scope, END)
        exits = []
        for handle, vertex in zip(flow.handles[START], flow.behind[START], strict=True):
            exits.append((handle, (yield self._region(flow.children[vertex], scope, rest))))
        return scope.add(Start(tuple(exits)))

    def _region(self, nodes: list[int], scope: _OpenScope, after: int) -> Task[int]:
        """The label where the nodes begin; when they are done, `after` follows."""
        if not nodes:
            return after
        before = self._order(nodes)
        label: int = yield self._sequence(nodes, before, scope, after)
        return label

    def _order(self, nodes: list[int]) -> dict[int, list[int]]:
        if len(nodes) == 1:
            return {nodes[0]: []}
        flow = self.flow
        # a vertex beside the nodes may also be a handle's: what is behind it is done by then
        return {
            node: sorted(self._node_at[vertex] for vertex in flow.siblings_before(node) if vertex in self._node_at)
            for node in nodes
        }

    def _sequence(self, nodes: Sequence[int], before: dict[int, list[int]], scope: _OpenScope, after: int) -> Task[int]:
        label = after
        for item in reversed(schedule(nodes, before, parallel=scope.depth < MAX_FORK_DEPTH)):
            if isinstance(item, int):
                label = yield self._node(item, scope, label)
                continue
            busy = [group for group in item if not all(map(self._silent, group))]
            if len(busy) == 1:
                label = yield self._sequence(busy[0], before, scope, label)
            elif busy:
                label = yield self._fork(busy, before, scope, label)
        return label

    def _fork(
        self, groups: list[tuple[int, ...]], before: dict[int, list[int]], scope: _OpenScope, after: int
    ) -> Task[int]:
        branches = []
        for group in groups:
            branch = self._open(scope, group[0])
            branch.entry = yield self._sequence(group, before, branch, END)
            branches.append(branch.index)
        return scope.add(Fork(groups[0][0], tuple(branches), after))

    def _node(self, node: int, scope: _OpenScope, after: int) -> Task[int]:
        flow = self.flow
        self.scope_of[node] = scope.index
        rest = yield self._region(flow.children[flow.vertex[node]], scope, after)
        exits = []
        for handle, vertex in zip(flow.handles[node], flow.behind[node], strict=True):
            below = flow.children[vertex] if vertex != NOWHERE else []
            exits.append((handle, (yield self._region(below, scope, rest))))
        label: Any = exits[0][1]
        if not self._stateless(node):
            label = scope.add(Run(node, tuple(exits)))
        return label if flow.sure(node) or label == after else scope.add(Guard(node, label, after))

    def _stateless(self, node: int) -> bool:
        """Triggers, whose work the start does, and disabled nodes unless someone asks whether they were live."""
        is_trigger = self.flow.sources[node][0][0] == START
        return isinstance(self.operations[node], Nothing) and (is_trigger or node not in self.queried)
