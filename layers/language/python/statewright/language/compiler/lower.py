"""Graph to intermediate form.

Three steps: number the nodes that can run and drop the edges that never live (`number_nodes`), derive order and
dominance (`Flow`, with the bodies of loops in it), then walk the dominator tree and write scopes (`_Lowering`). A
node's state is followed by what runs only behind each of its handles, then by what else lies below it; a node that
may be dead gets a guard around all of that. Labels are written from the end to the start, so nothing is patched and
nothing is duplicated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from statewright.language.compiler.ir import (
    END,
    Compute,
    Fork,
    Guard,
    Merge,
    Nothing,
    Operation,
    Program,
    Run,
    Scope,
    Start,
    Step,
    Stop,
)
from statewright.language.compiler.kinds.kind import Place
from statewright.language.compiler.merging import sources_of
from statewright.language.compiler.numbering import ITEM_END, Numbered, number_nodes
from statewright.language.compiler.operations import offloading, operation_of
from statewright.language.compiler.prune import pruned
from statewright.language.compiler.registry import Registry
from statewright.language.compiler.schedule import schedule
from statewright.language.compiler.trampoline import Task, run
from statewright.language.graph.bodies import flattened
from statewright.language.graph.flow import NOWHERE, START, Flow
from statewright.language.graph.model import Workflow

MAX_FORK_DEPTH: Final = 24
"""Forks inside forks beyond this run one after the other: JSON readers limit how deep a definition may be."""


def lower(workflow: Workflow, registry: Registry) -> Program:
    """The program of a valid workflow."""
    numbered = number_nodes(flattened(workflow.graph))
    nodes, flow = numbered.nodes, numbered.flow
    operations = tuple(_operations(numbered, workflow.settings.timezone, registry))
    lowering = _Lowering(flow, operations, _queried(numbered, operations))
    lowering.build()
    scopes, left_out = tuple(scope.frozen() for scope in lowering.scopes), frozenset[int]()
    if any(isinstance(operation, Stop) for operation in operations):
        scopes, left_out = pruned(scopes, lowering.bodies)
    return Program(
        settings=workflow.settings,
        nodes=nodes,
        operations=operations,
        flow=flow,
        scopes=scopes,
        scope_of=tuple(lowering.scope_of),
        bodies=lowering.bodies,
        loops=numbered.loops,
        item_ends=numbered.item_ends,
        left_out=left_out,
        numbers={node.key: number for number, node in enumerate(nodes) if number != START},
    )


def _operations(numbered: Numbered, timezone: str, registry: Registry) -> Iterator[Operation]:
    nodes, flow = numbered.nodes, numbered.flow
    offloaded = offloading(nodes, registry)
    for number, node in enumerate(nodes):
        if number == START or number >= flow.count:
            yield Nothing()
        elif node.type == ITEM_END:
            yield Compute(node.config)
        else:
            around = tuple(nodes[loop].key for loop in numbered.loops[number])
            operation = operation_of(Place(node, timezone, around, flow.handles[number], offloaded), registry)
            if isinstance(operation, Merge):
                sources = sources_of(operation.mode, number, numbered.incoming.get(number, ()), flow)
                operation = replace(operation, sources=sources)
            yield operation


def ending_handles(flow: Flow, node: int) -> tuple[str, ...]:
    """The handles of a node that lead nowhere: taking one of them is an end of the run."""
    behind = zip(flow.handles[node], flow.behind[node], strict=True)
    return tuple(handle for handle, vertex in behind if vertex == NOWHERE)


def ends_surely(numbered: Numbered | Program, node: int) -> bool:
    """Whether the run, or each iteration of the innermost loop around the node, is sure to end at the node."""
    flow, loops = numbered.flow, numbered.loops[node]
    return flow.runs_whenever(loops[-1] if loops else None, node) and all(
        vertex == NOWHERE for vertex in flow.behind[node]
    )


def is_in_result(numbered: Numbered | Program, node: int) -> bool:
    """Whether an ending node is a member of the result of its run or iteration."""
    loops = numbered.loops[node]
    end = numbered.item_ends.get(loops[-1]) if loops else None
    return end is None or ("result" not in numbered.nodes[end].config and end != node)


def _queried(numbered: Numbered, operations: Sequence[Operation]) -> frozenset[int]:
    """Nodes whose handle is asked for: by the guards of what may be dead behind them, by merges, and by results."""
    flow = numbered.flow
    queried: set[int] = set()
    for node in range(1, flow.count):
        if not flow.sure(node):
            queried.update(source for source, _ in flow.sources[node])
        operation = operations[node]
        if isinstance(operation, Merge):
            queried.update(source.node for source in operation.sources if source.handles)
        if ending_handles(flow, node) and is_in_result(numbered, node) and not ends_surely(numbered, node):
            queried.add(node)
    return frozenset(queried - {START})


@dataclass(slots=True)
class _OpenScope:
    index: int
    parent: int | None
    depth: int
    node: int
    loop: int | None = None
    entry: int = END
    steps: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1

    def frozen(self) -> Scope:
        return Scope(self.index, self.parent, self.depth, self.node, self.entry, tuple(self.steps), self.loop)


class _Lowering:
    def __init__(self, flow: Flow, operations: Sequence[Operation], queried: frozenset[int]) -> None:
        self.flow = flow
        self.operations = operations
        self.queried = queried
        self.scopes: list[_OpenScope] = []
        self.scope_of = [0] * flow.count
        self.bodies: dict[int, int] = {}
        self._node_at = {vertex: node for node, vertex in enumerate(flow.vertex)}
        self._busy = self._busy_before()

    def build(self) -> None:
        top = self._open(None, START)
        top.entry = run(self._start(top))

    def _open(self, parent: _OpenScope | None, node: int, loop: int | None = None) -> _OpenScope:
        depth = parent.depth + 1 if parent else 0
        scope = _OpenScope(len(self.scopes), parent.index if parent else None, depth, node, loop)
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
        if node in flow.inside:
            body = self._open(scope, node, loop=node)
            self.bodies[node] = body.index
            body.entry = yield self._region(flow.children[flow.inside[node]], body, END)
        rest = yield self._region(flow.children[flow.vertex[node]], scope, after)
        exits = []
        for handle, vertex in zip(flow.handles[node], flow.behind[node], strict=True):
            below = flow.children[vertex] if vertex != NOWHERE else []
            exits.append((handle, (yield self._region(below, scope, rest))))
        label: Any = exits[0][1] if exits else rest
        if not self._stateless(node):
            label = scope.add(Run(node, tuple(exits)))
        return label if flow.sure(node) or label == after else scope.add(Guard(node, label, after))

    def _stateless(self, node: int) -> bool:
        """Triggers, whose work the start does, and disabled nodes unless someone asks whether they were live."""
        is_trigger = self.flow.sources[node][0][0] == START
        return isinstance(self.operations[node], Nothing) and (is_trigger or node not in self.queried)
