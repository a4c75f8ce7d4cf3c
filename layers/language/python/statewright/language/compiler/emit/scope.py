"""One scope of the program as the states of one state machine: the whole, a branch of a fork, or the body of a loop."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from typing import Any, Final

from statewright.language.compiler.carry import Ending
from statewright.language.compiler.emit.naming import variable
from statewright.language.compiler.emit.reading import Machine, Provided, ScopeReader, State, text_of
from statewright.language.compiler.ir import (
    DRAWN,
    END,
    LOOP_PARTS,
    NEVER,
    PATH,
    TAKEN,
    Await,
    Choose,
    Compute,
    Fork,
    Loop,
    Run,
    RunWorkflow,
    Scope,
    Start,
    Step,
    Value,
)
from statewright.language.compiler.prune import targets
from statewright.language.graph.flow import NOWHERE, START
from statewright.language.observed import OBSERVED


def item_is_wrapped(machine: Machine, loop: int) -> bool:
    """Whether the result of an item is `{"result": [...], "until"?, "observed"?}` and not just the result itself."""
    operation = machine.program.operations[loop]
    if not isinstance(operation, Loop):
        raise TypeError("only loops have items")
    return operation.on_item_error == "skip" or operation.until or loop in machine.carried.observed.left_over


class ScopeWriter(ScopeReader):
    """Helps emitters to write the states of one scope: names, variables, where to go next."""

    def __init__(self, machine: Machine, scope: Scope) -> None:
        super().__init__(machine, scope)
        self.states: Final[dict[str, State]] = {}
        self._names = machine.names.steps[scope.index]
        self._exports = machine.carried.exports[scope.index]
        self._endings = machine.carried.endings.get(scope.index, [])
        self._has_result = scope.parent is None or scope.loop is not None
        self._folds = self._folding_step()
        folded = set(self.provided_by(self._folds)) if self._folds is not None else set()
        assigned = machine.carried.kept[scope.index] | (self._exports - folded)
        if scope.parent is None:
            # the top keeps what the result reads; a folding last state knows its own
            assigned -= folded & machine.carried.result_only
        self.assigned: Final = assigned
        # in a fork's branch whatever kills a node also nulls its values; at the top the start has nulled them all
        numbered = [] if scope.parent is None else sorted((self._number(value), value) for value in self._mortal())
        self._numbers = [number for number, _ in numbered]
        self._killable = [variable(self.program, value, scope.depth) for _, value in numbered]
        self._end_name: str | None = None
        self._ending_states: tuple[str, ...] = ()

    def _number(self, value: Value) -> int:
        return self.program.flow.number(value.node)

    def _mortal(self) -> list[Value]:
        """Values that the scope assigns and that may stay without: their nodes may be skipped."""
        carried, flow = self.machine.carried, self.program.flow
        return [
            value
            for value in self.assigned
            if 0 < value.node < flow.count and value.part not in LOOP_PARTS and carried.home_is_node(value)
        ]

    def initial_nulls(self) -> dict[Value, None]:
        """What the start assigns so that nothing is read before it has a value."""
        never = (value for value in self.assigned if value.node >= self.program.flow.count)
        flow = self.program.flow
        unsure = (
            value
            for value in self.assigned
            if 0 < value.node < flow.count
            and not (self.machine.carried.home_is_node(value) and flow.surely_before(0, value.node))
        )
        return dict.fromkeys(sorted({*never, *unsure}))

    # What the scope leaves behind

    def provided_by(self, step: Step) -> tuple[Value, ...]:
        """The values a step leaves behind for its scope."""
        if isinstance(step, Fork):
            exports = self.machine.carried.exports
            return tuple(sorted(value for branch in step.branches for value in exports[branch]))
        if isinstance(step, Run):
            own = (Value(step.node), Value(step.node, TAKEN))
            draws = isinstance(self.program.operations[step.node], Compute | Loop)
            return (*own, Value(step.node, DRAWN)) if draws else own
        return ()

    def _folding_step(self) -> Step | None:
        """The one step behind which the scope ends, if its state can hand over what the scope leaves behind."""
        ending = [step for step in self.scope.steps if any(label == END for label in targets(step))]
        if len(ending) != 1 or not self._can_end(ending[0]):
            return None
        if all(item.sure for item in self._endings):
            return ending[0]
        return None

    def _can_end(self, step: Step) -> bool:
        """Whether the state may have `End`: choices and catchers need somewhere to go."""
        if isinstance(step, Fork):
            return True
        if isinstance(step, Start):
            return len(step.exits) == 1
        return (
            isinstance(step, Run)
            and not isinstance(self.program.operations[step.node], Choose)
            and not (isinstance(self.program.operations[step.node], Await) and len(step.exits) > 1)
            and not self._may_be_started(step.node)
            and not any(handle == "error" and label == END for handle, label in step.exits)
            and not (getattr(self.program.operations[step.node], "continues", False) and step.exits[0][1] == END)
            and not self._is_observed_twice(step.node)
        )

    def _may_be_started(self, node: int) -> bool:
        """Whether the node has a catcher that counts as a success: a workflow that was started before."""
        operation = self.program.operations[node]
        return isinstance(operation, RunWorkflow) and not operation.wait

    def _is_observed_twice(self, node: int) -> bool:
        """Whether a volatile value would stand in its own state's Output beside itself: evaluated twice, it differs."""
        carried = self.machine.carried
        if carried.drawn(node) != Value(node):
            return False
        loop = self.scope.loop
        unrecorded = carried.observed.at_end if loop is None else carried.observed.left_over.get(loop, ())
        return self._has_result and node in unrecorded

    def handover(self, own: Provided) -> Any:
        """The scope's result, as the Output of its last state; `own` are the values that state provides itself."""
        if self.scope.parent is None:
            return self._result(own)
        if self.scope.loop is not None:
            return self._item_result(self.scope.loop, own)
        return {
            variable(self.program, value, 0): own[value] if value in own else self.reference(value)
            for value in sorted(self._exports)
        }

    def _result(self, own: Provided) -> Any:
        """The run's result: key -> output of the nodes that ended it, and what no action could put on record."""
        observed = self.machine.carried.observed.at_end
        return self._ended(own, {OBSERVED: self.drawn(observed, START, own)} if observed else {})

    def _item_result(self, loop: int, own: Provided) -> Any:
        """The result of a loop's item, in the form of `loops.item_form`."""
        carried, program = self.machine.carried, self.program
        end = Value(program.item_ends[loop]) if loop in program.item_ends else None
        said = program.nodes[end.node].config if end else {}
        told = {name: own[end][name] if end in own else f"{{% ${self.name(end)}.{name} %}}" for name in said if end}
        result = told["result"] if "result" in told else self._ended(own, {})
        if not item_is_wrapped(self.machine, loop):
            return result
        wrapped: dict[str, Any] = {"result": [result]}
        if "until" in told:
            wrapped["until"] = told["until"]
        if unrecorded := carried.observed.left_over.get(loop):
            wrapped["observed"] = self.drawn(unrecorded, START, own)
        return wrapped

    def _ended(self, own: Provided, more: dict[str, Any]) -> Any:
        """Key -> output of the nodes that ended the scope."""
        nodes = self.program.nodes
        fixed = {nodes[ending.node].key: self._ended_output(ending, own) for ending in self._endings if ending.sure}
        fixed |= more
        maybe = [self._maybe(ending) for ending in self._endings if not ending.sure]
        if not maybe:
            return fixed
        parts = [f"{{'{key}': {text_of(value)}}}" for key, value in fixed.items()] + maybe
        return f"{{% $merge([{', '.join(parts)}]) %}}"

    def _ended_output(self, ending: Ending, own: Provided) -> Any:
        value = Value(ending.node)
        if not self.machine.carried.has_output(ending.node):
            return None
        return own[value] if value in own else self.reference(value)

    def _maybe(self, ending: Ending) -> str:
        test = self.took(ending.node, ending.handles)
        key = self.program.nodes[ending.node].key
        return f"({test} ? {{'{key}': {text_of(self._ended_output(ending, {}))}}} : {{}})"

    # Variables

    def nulls(self, node: int, taken: str) -> dict[str, None]:
        """Variables of the nodes that die because `node` took one handle and not the others."""
        flow = self.program.flow
        dead = [vertex for handle, vertex in zip(flow.handles[node], flow.behind[node], strict=True) if handle != taken]
        nulled: dict[str, None] = {}
        for vertex in dead:
            if vertex != NOWHERE:
                nulled |= dict.fromkeys(self._mortal_below(vertex))
        return nulled

    def nulls_of(self, node: int) -> dict[str, None]:
        """Variables of a node that turns out to be dead, and of all that is live only through it."""
        return dict.fromkeys(self._mortal_below(self.program.flow.vertex[node]))

    def _mortal_below(self, vertex: int) -> list[str]:
        first, last = self.program.flow.interval(vertex)
        low, high = bisect_left(self._numbers, first), bisect_right(self._numbers, last)
        return self._killable[low:high]

    def assigns(self, provided: Provided) -> dict[str, Any]:
        """`Assign` fields for those of the provided values that the scope keeps."""
        depth = self.scope.depth
        return {
            variable(self.program, value, depth): template
            for value, template in provided.items()
            if value in self.assigned
        }

    # Where to go

    def go(self, label: int) -> str:
        """The name of the state at a label, for a choice or a catcher."""
        return self._names[label] if label != END else self._end()

    def leave(
        self, state: State, step: Step, label: int, provided: Provided, nulls: Mapping[str, None] | None = None
    ) -> State:
        """Completes a state with what it assigns, what it hands on and where it goes."""
        nulls = nulls or {}
        assign = {**self.assigns(provided), **nulls}
        if assign:
            state["Assign"] = assign
        if label == NEVER:
            return state | {"Output": {}, "End": True}
        if label != END:
            return state | {"Output": {}, "Next": self._names[label]}
        if step is self._folds:
            # an Output sees variables as they were before the state's own Assign
            return state | {"Output": self.handover(self._nulled_exports(nulls) | dict(provided)), "End": True}
        if self._exports or self._has_result:
            return state | {"Output": {}, "Next": self._end()}
        return state | {"Output": {}, "End": True}

    def _nulled_exports(self, nulls: Mapping[str, None]) -> dict[Value, None]:
        if not nulls:
            return {}
        return {value: None for value in self._exports if variable(self.program, value, self.scope.depth) in nulls}

    def show(self, state: State, node: int, output: Any) -> bool:
        """Read or not, a node's output goes through the history, so that people can see it; whether it is assigned."""
        own, key = variable(self.program, Value(node), self.scope.depth), self.program.nodes[node].key
        is_result = "End" in state and self._has_result
        if is_result and (self.scope.loop is not None or key not in state["Output"]):
            state.setdefault("Assign", {})[own] = output
        if own in state.get("Assign", {}):
            return True
        state["Output"] = {key: output} | state["Output"]
        return False

    def _end(self) -> str:
        """The state that collects what the scope leaves behind, where several ways meet."""
        if self._end_name is None:
            self._end_name = self.machine.names.helper(self.scope.node, "end")
        return self._end_name

    def add(self, name: str, state: State, node: int | None = None, role: str = "helper", **output: Any) -> str:
        """Writes a state of the scope beside those of its steps, and its place in the trace; gives its name."""
        self.states[name] = state
        key = self.program.nodes[node].key if node is not None else None
        traced = {"node": key, "role": role, "output": {"kind": "none"} | output}
        self.machine.trace["states"][name] = traced
        return name

    def ending_states(self, make: Callable[[], list[tuple[str, State]]]) -> tuple[str, ...]:
        """The names of states in which the scope ends before its time, written once: suffixes and states."""
        if not self._ending_states:
            node = self.scope.loop or self.scope.node
            self._ending_states = tuple(
                self.add(self.machine.names.helper(node, suffix), state) for suffix, state in make()
            )
        return self._ending_states

    def trace_helper(self, name: str) -> None:
        """Notes a state that is no node's."""
        self.machine.trace["states"][name] = {"node": None, "role": "helper", "output": {"kind": "none"}}

    def trace_volatile(self, node: int, name: str) -> None:
        """Notes a state whose expressions give something else each time."""
        if node not in self.machine.carried.volatile:
            return
        loops, members = self.program.loops[node], list(self.machine.carried.volatile_members[node])
        self.machine.trace["volatile"][name] = {
            "node": self.program.nodes[node].key,
            "members": members or None,
        } | ({"path": self.name(Value(loops[-1], PATH)), "depth": len(loops)} if loops else {})

    def finished(self) -> dict[str, State]:
        """The states, the collecting one included."""
        if self._end_name is not None:
            self.add(self._end_name, {"Type": "Pass", "Output": self.handover({}), "End": True})
        return self.states
