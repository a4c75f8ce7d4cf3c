"""A machine whose volatile states give what they gave in the run that is being replayed.

Which states are volatile is in the trace; what they gave is in the records of the actions behind them and in the
run's output. Such a state is replaced by one with a constant: the engine knows nothing of it, and machines without
volatile states are replayed as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

from statewright.language.engine import Machine
from statewright.language.engine.states import Block, Choice, Map, Parallel, Pass, Rule, State
from statewright.language.expressions import Scope, Template, compile_template
from statewright.language.observed import OBSERVED

_UNKNOWN: Final = object()


@dataclass(frozen=True, slots=True)
class Observation:
    """What a volatile state gave: by the loop path of the iteration ("" outside of loops)."""

    by_path: Mapping[str, Any]


Observations = Mapping[str, Observation]
"""By the name of the state. States that did not run may be among them, with null."""


def observed_values(trace: Mapping[str, Any], records: Mapping[str, Mapping[str, Any]], output: Any) -> Observations:
    """What the run's records, by their fields in the live context, and its output tell of its volatile states."""
    volatile: Mapping[str, Mapping[str, Any]] = trace.get("volatile", {})
    if not volatile:
        return {}
    result = output if isinstance(output, dict) else {}
    depths = {key: len(node.get("loops") or ()) for key, node in trace["nodes"].items()}
    depths |= {source["node"]: source["depth"] for source in volatile.values() if "depth" in source}
    loops = {key for key, node in trace["nodes"].items() if node["type"] == "loop"}
    gathered = _Gathered(depths, loops)
    gathered.add(result.get(OBSERVED) or {}, "")
    for field, record in records.items():
        gathered.add(record.get("observed") or {}, field.split("|")[1])
    found = {}
    for name, source in volatile.items():
        key, members = source["node"], source["members"]
        kind = trace["states"][name]["output"]["kind"]
        given = gathered.by_node.get(key, {})
        if not given and "path" not in source and key in result and kind in ("assign", "output", "handle"):
            given = {"": result[key] if members is None else {member: result[key][member] for member in members}}
        # null: the node did not run, its caught failure gave nothing and is repeated, or the calculation gave null
        by_path = {
            path: value
            for path, value in given.items()
            if value is not None or (members is None and kind in ("assign", "output"))
        }
        if by_path:
            found[name] = Observation(by_path)
    return found


class _Gathered:
    """What volatile nodes gave: node key -> loop path -> value. `depths` counts the loops around each node."""

    def __init__(self, depths: Mapping[str, int], loops: AbstractSet[str]) -> None:
        self._depths = depths
        self._loops = loops
        self.by_node: dict[str, dict[str, Any]] = {}

    def add(self, observed: Mapping[str, Any], path: str) -> None:
        """`observed` of a record at a loop path: a node around it gave its value at the beginning of that path."""
        for key, value in observed.items():
            own = ".".join(path.split(".")[: self._depths.get(key, 0)])
            if key in self._loops and isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, dict):
                        self.add(item, f"{own}.{index}" if own else str(index))
                continue
            given = self.by_node.setdefault(key, {})
            if given.get(own) is None:
                given[own] = value


def observed_machine(
    machine: Machine, trace: Mapping[str, Any], values: Observations, guess: Callable[[str], None]
) -> Machine:
    """The machine with those values in place of the expressions; `guess` is called with the
    iteration of a state whose value there is missing."""
    return replace(machine, block=_Observed(trace, values, guess).block(machine.block)) if values else machine


class _Observed:
    def __init__(self, trace: Mapping[str, Any], values: Observations, guess: Callable[[str], None]) -> None:
        self._trace = trace
        self._values = values
        self._guess = guess

    def block(self, block: Block) -> Block:
        states: dict[str, State] = {}
        for name, state in block.states.items():
            if name in self._values:
                states[name] = _fixed(state, self._trace["states"][name]["output"], self._fix(name))
            elif isinstance(state, Parallel):
                states[name] = replace(state, branches=tuple(map(self.block, state.branches)))
            elif isinstance(state, Map):
                states[name] = replace(state, processor=self.block(state.processor))
            else:
                states[name] = state
        return replace(block, states=states)

    def _fix(self, name: str) -> _Fix:
        source = self._trace["volatile"][name]
        by_path, partly = self._values[name].by_path, source["members"] is not None
        if "path" not in source:
            return _Fix(lambda _: next(iter(by_path)), by_path, partly, self._guess)
        path = compile_template(f"{{% ${source['path']} %}}", name, [])
        return _Fix(path.evaluate, by_path, partly, self._guess)


@dataclass(frozen=True, slots=True)
class _Fix:
    """What a state gave: all of it, or (`partly`) those members of it that cannot be computed again.

    `path` gives the loop path of the iteration; `guess` is told of an iteration that has no value.
    """

    path: Callable[[Scope], Any]
    by_path: Mapping[str, Any]
    partly: bool
    guess: Callable[[str], None]

    def known(self, scope: Scope) -> Any:
        """The value here; `_UNKNOWN` in an iteration that has none."""
        path = self.path(scope)
        value = self.by_path.get(path, _UNKNOWN)
        if value is _UNKNOWN:
            self.guess(path)
        return value

    def template(self, computed: Template, field: str | None = None) -> Template:
        """What gives the value in place of what `computed` gives, or of its member `field`."""

        def evaluate(scope: Scope) -> Any:
            known = self.known(scope)
            if known is not _UNKNOWN and not self.partly and field is None:
                return known
            given = computed.evaluate(scope)
            if known is _UNKNOWN:
                return given
            whole = given if field is None else given[field]
            value = {**whole, **known} if self.partly else known
            return value if field is None else {**given, field: value}

        return replace(computed, evaluate=evaluate, constant=False, computed=True)

    def rule(self, rule: Rule, variable: str) -> Rule:
        """The rule, true if it is the one that was taken."""
        handles = [template.value for name, template in rule.assign or () if name == variable and template.constant]

        def evaluate(scope: Scope) -> Any:
            known = self.known(scope)
            return rule.condition.evaluate(scope) if known is _UNKNOWN else known in handles

        return replace(rule, condition=replace(rule.condition, evaluate=evaluate, constant=False, computed=True))


def _fixed(state: State, expected: Mapping[str, Any], fix: _Fix) -> State:
    if isinstance(state, Choice):
        return replace(state, rules=tuple(fix.rule(rule, expected["variable"]) for rule in state.rules))
    if not isinstance(state, Pass):
        return state
    if expected["kind"] == "output" and state.output is not None:
        return replace(state, output=fix.template(state.output, expected["field"]))
    if expected["kind"] == "value" and state.output is not None:
        return replace(state, output=fix.template(state.output))
    own = expected["variable"]
    return replace(
        state, assign=tuple((name, fix.template(given) if name == own else given) for name, given in state.assign or ())
    )
