"""Which values each scope carries: only those somebody reads.

A branch of a fork reads the variables around it but cannot assign them; what it leaves behind leaves through the
fork's result. So a value is *kept* (assigned) in the scope that its readers and its node have in common, and
*exported* by every scope between that one and the node's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from statewright.language.compiler.ir import (
    DEPTH,
    DRAWN,
    EXECUTION,
    INDEX,
    ITEM,
    LOOP_PARTS,
    OUTPUT,
    PATH,
    TAKEN,
    TRIGGER,
    WORKFLOW,
    Choose,
    Compute,
    Delay,
    Guard,
    Invoke,
    Loop,
    Merge,
    Nothing,
    Program,
    Run,
    RunWorkflow,
    Stop,
    Value,
)
from statewright.language.compiler.lower import ending_handles, ends_surely, is_in_result
from statewright.language.compiler.observe import observe
from statewright.language.compiler.text import Expressions, expressions_in
from statewright.language.expressions import Expression
from statewright.language.graph.flow import bits

GLOBALS = {"trigger": TRIGGER, "execution": EXECUTION, "workflow": WORKFLOW}


@dataclass(frozen=True, slots=True)
class Ending:
    """A node that may end the run. `handles` are the handles that do; `sure`: it runs and takes one of them."""

    node: int
    handles: tuple[str, ...]
    sure: bool


class Carried:
    """Per scope (by index): the values read in it (`kept`) and those it hands to the scope around it (`exports`)."""

    def __init__(self, program: Program, expressions: Expressions) -> None:
        self._program = program
        self.expressions = expressions
        self._homes: dict[Value, int] = {}
        self._set_nodes = sum(
            1 << number
            for number, node in enumerate(program.nodes[: program.flow.count])
            if node.type == "set" and not node.settings.disabled
        )
        self.endings = _endings(program)
        self.kept: list[set[Value]] = [set() for _ in program.scopes]
        self.exports: list[set[Value]] = [set() for _ in program.scopes]
        self.volatile: set[int] = set()
        """Nodes that would give something else if they were evaluated again, actions excepted."""
        for scope in program.scopes:
            for step in scope.steps:
                self._read(scope.index, self._reads(step))
        self.volatile_members = {node: self._volatile_members(node) for node in self.volatile}
        """Of a volatile `set` the names whose values are volatile: the others can be computed again. Else nothing."""
        self.observed = observe(program, self.volatile)
        self.volatile |= self.observed.left_over.keys()
        self.volatile_members |= dict.fromkeys(self.observed.left_over, ())
        for action, nodes in self.observed.by.items():
            self._read(program.scope_of[action], map(self.drawn, nodes))
        for stop, nodes in self.observed.by_stop.items():
            self._read(program.scope_of[stop], map(self.drawn, nodes))
        read_inside = set(self.kept[0])
        for ended, endings in self.endings.items():
            self._read_end(ended, endings)
        self._read(0, map(self.drawn, self.observed.at_end))
        self.result_only = self.kept[0] - read_inside
        """Values the top keeps for nobody but the run's result."""

    def _read_end(self, scope: int, endings: Sequence[Ending]) -> None:
        """What the result of a run or of an item is made of."""
        for ending in endings:
            reads = [Value(ending.node)] if self.has_output(ending.node) else []
            self._read(scope, reads if ending.sure else [*reads, self.taken(ending.node)])
        loop = self._program.scopes[scope].loop
        if loop is None:
            return
        if loop in self._program.item_ends:
            self._read(scope, [Value(self._program.item_ends[loop])])
        self._read(scope, map(self.drawn, self.observed.left_over.get(loop, ())))

    def taken(self, node: int) -> Value:
        """The value that holds the handle a node took: a condition's output is just that."""
        return Value(node, OUTPUT if isinstance(self._program.operations[node], Choose) else TAKEN)

    def drawn(self, node: int) -> Value:
        """The value that tells what a volatile node's expressions gave: its output, unless that may be something else.

        A wait has no output; that of a node whose failure is caught may be the failure.
        """
        operation = self._program.operations[node]
        own = isinstance(operation, Delay | Loop) or (isinstance(operation, Compute) and operation.catches)
        return Value(node, DRAWN if own else OUTPUT)

    def _volatile_members(self, node: int) -> tuple[str, ...]:
        operation = self._program.operations[node]
        if not isinstance(operation, Compute) or operation.catches or not isinstance(operation.value, dict):
            return ()
        texts = {name: expressions_in(value) for name, value in operation.value.items()}
        return tuple(
            name for name, found in texts.items() if any(_is_volatile(self.expressions[text]) for text in found)
        )

    def has_output(self, node: int) -> bool:
        """Whether the node's output can be anything but null."""
        if node >= self._program.flow.count or node in self._program.left_out:
            return False
        is_trigger = self._program.nodes[node].type == "trigger"
        return is_trigger or not isinstance(self._program.operations[node], Delay | Stop | Nothing)

    def home_is_node(self, value: Value) -> bool:
        """Whether the value comes from its node's own state; the start assigns the others."""
        has_state = 0 <= value.node < self._program.flow.count and value.node not in self._program.left_out
        return has_state and (value.part != OUTPUT or self.has_output(value.node))

    def home(self, value: Value) -> int:
        """The scope that a value comes from."""
        found = self._homes.get(value)
        if found is None:
            found = self._homes[value] = self._found_home(value)
        return found

    def _found_home(self, value: Value) -> int:
        if value.part in LOOP_PARTS:
            return self._program.bodies[value.node]
        return self._program.scope_of[value.node] if self.home_is_node(value) else 0

    def sets_before(self, node: int) -> list[int]:
        """`set` nodes before a node, in topological order."""
        return list(bits(self._program.flow.ancestors[node] & self._set_nodes))

    def values_of(self, node: int, expression: Expression) -> Iterator[Value]:
        """What an expression of a node reads."""
        loops = self._program.loops[node]
        for name in expression.reads:
            number = self._program.numbers.get(name)
            if name in GLOBALS:
                yield GLOBALS[name]
            elif name == "vars":
                yield from map(Value, self.vars_sources(node, expression))
            elif name in (ITEM, INDEX):
                yield Value(loops[-1], name)
            elif number in loops:
                yield from (Value(number, part) for part in loop_parts(expression, name))
            elif number is not None:
                yield Value(number)

    def vars_sources(self, node: int, expression: Expression) -> list[int]:
        """The `set` nodes that `$vars` in an expression draws on, in order.

        For a plain `$vars.name` only those that set `name`, from the last one that is sure to have run.
        """
        sources = self.sets_before(node)
        if expression.reference is None or len(expression.reference) < 2:
            return sources
        program, name = self._program, expression.reference[1]
        named = [source for source in sources if name in program.nodes[source].config["values"]]
        sure = [place for place, source in enumerate(named) if program.flow.surely_before(node, source)]
        return named[sure[-1] :] if sure else named

    def _reads(self, step: object) -> Iterator[Value]:
        program = self._program
        if isinstance(step, Run):
            operation, loops = program.operations[step.node], program.loops[step.node]
            if isinstance(operation, RunWorkflow):
                yield DEPTH
            if isinstance(operation, Invoke | RunWorkflow):
                yield from (Value(loop, PATH) for loop in loops)
                if program.runs_apart(step.node):
                    yield EXECUTION
            elif isinstance(operation, Merge):
                yield from self._merged(operation)
            for template in operation.templates:
                for text in expressions_in(template):
                    expression = self.expressions[text]
                    if _is_volatile(expression) and not isinstance(operation, Invoke | RunWorkflow):
                        self.volatile.add(step.node)
                        # which iteration gave a value is read where it is replayed
                        yield from (Value(loop, PATH) for loop in loops)
                    yield from self.values_of(step.node, expression)
        elif isinstance(step, Guard):
            for source, _ in program.flow.sources[step.node]:
                yield self.taken(source)

    def _merged(self, operation: Merge) -> Iterator[Value]:
        for source, handles in operation.sources:
            if self.has_output(source):
                yield Value(source)
            if handles:
                yield self.taken(source)

    def _read(self, reader: int, values: Iterable[Value]) -> None:
        scopes = self._program.scopes
        for value in values:
            at, common = self.home(value), reader
            while at != common:
                if scopes[at].depth >= scopes[common].depth:
                    self.exports[at].add(value)
                    at = scopes[at].parent or 0
                else:
                    common = scopes[common].parent or 0
            self.kept[at].add(value)


def _is_volatile(expression: Expression) -> bool:
    """Whether a replay may find something else: the context object holds times too."""
    return expression.volatile or "states" in expression.reads


def loop_parts(expression: Expression, key: str) -> list[str]:
    """Which parts of an enclosing loop an expression reads by the loop's key."""
    read = expression.reads[key]
    return [part for part in (ITEM, INDEX) if not isinstance(read, Mapping) or part in read]


def _endings(program: Program) -> dict[int, list[Ending]]:
    """By the scope whose result they are members of."""
    flow = program.flow
    found: dict[int, list[Ending]] = {scope: [] for scope in (0, *program.bodies.values())}
    for node in range(1, flow.count):
        if (handles := ending_handles(flow, node)) and is_in_result(program, node) and node not in program.left_out:
            loops = program.loops[node]
            scope = program.bodies[loops[-1]] if loops else 0
            found[scope].append(Ending(node, handles, ends_surely(program, node)))
    return found
