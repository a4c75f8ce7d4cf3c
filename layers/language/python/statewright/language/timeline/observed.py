"""A machine whose volatile states give what they gave in the run that is being replayed.

Which states are volatile is in the trace; what they gave is in the records of the actions behind them and in the
run's output. Such a state is replaced by one with a constant: the engine knows nothing of it, and machines without
volatile states are replayed as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from statewright.language.engine import Machine
from statewright.language.engine.states import Block, Choice, Map, Parallel, Pass, State
from statewright.language.expressions import Template, measure
from statewright.language.observed import OBSERVED

Values = Mapping[str, Any]


def observed_values(trace: Mapping[str, Any], records: Iterable[Mapping[str, Any]], output: Any) -> Values:
    """Name of a volatile state -> what it gave. States that did not run may be among them, with null."""
    volatile: Mapping[str, Mapping[str, Any]] = trace.get("volatile", {})
    if not volatile:
        return {}
    result = output if isinstance(output, dict) else {}
    known: dict[str, Any] = dict(result.get(OBSERVED) or {})
    for record in records:
        known |= record.get("observed") or {}
    found = {}
    for name, source in volatile.items():
        if "path" in source:
            continue  # in a loop each iteration gave its own: evaluated anew
        key, members = source["node"], source["members"]
        kind = trace["states"][name]["output"]["kind"]
        if key in known:
            value = known[key]
        elif key in result and kind in ("assign", "output", "handle"):
            value = result[key] if members is None else {member: result[key][member] for member in members}
        else:
            continue
        # null: the node did not run, its caught failure gave nothing and is repeated, or the calculation gave null
        if value is not None or (members is None and kind in ("assign", "output")):
            found[name] = value
    return found


def observed_machine(machine: Machine, trace: Mapping[str, Any], values: Values) -> Machine:
    """The machine with those values in place of the expressions."""
    return replace(machine, block=_block(machine.block, trace, values)) if values else machine


def _block(block: Block, trace: Mapping[str, Any], values: Values) -> Block:
    states: dict[str, State] = {}
    for name, state in block.states.items():
        if name in values:
            states[name] = _fixed(state, trace["states"][name]["output"], _Fix.of(trace, name, values[name]))
        elif isinstance(state, Parallel):
            branches = tuple(_block(branch, trace, values) for branch in state.branches)
            states[name] = replace(state, branches=branches)
        elif isinstance(state, Map):
            states[name] = replace(state, processor=_block(state.processor, trace, values))
        else:
            states[name] = state
    return replace(block, states=states)


@dataclass(frozen=True, slots=True)
class _Fix:
    """What a state gave: all of it, or (`partly`) those members of it that cannot be computed again."""

    value: Any
    partly: bool

    @staticmethod
    def of(trace: Mapping[str, Any], name: str, value: Any) -> _Fix:
        return _Fix(value, trace["volatile"][name]["members"] is not None)

    def applied(self, computed: Any) -> Any:
        return {**computed, **self.value} if self.partly else self.value

    def template(self, computed: Template) -> Template:
        return _changed(computed, self.applied) if self.partly else _constant(self.value)


def _fixed(state: State, expected: Mapping[str, Any], fix: _Fix) -> State:
    if isinstance(state, Choice):
        taken = [rule for rule in state.rules if (expected["variable"], fix.value) in _constants(rule.assign)]
        rules = tuple(replace(rule, condition=_constant(True)) for rule in taken[:1])
        return replace(state, rules=rules or state.rules)
    if not isinstance(state, Pass):
        return state
    if expected["kind"] == "output" and state.output is not None:
        field = expected["field"]
        return replace(state, output=_changed(state.output, lambda all_: {**all_, field: fix.applied(all_[field])}))
    if expected["kind"] == "value":
        return replace(state, output=_constant(fix.value))
    own = expected["variable"]
    return replace(
        state, assign=tuple((name, fix.template(given) if name == own else given) for name, given in state.assign or ())
    )


def _constants(assign: Iterable[tuple[str, Template]] | None) -> list[tuple[str, Any]]:
    return [(name, template.value) for name, template in assign or () if template.constant]


def _constant(value: Any) -> Template:
    """Not `compile_template`: a text that looks like an expression is what it is here."""
    return Template(lambda _: value, True, (), (), measure(value), (), 0, 0, False, value)


def _changed(template: Template, change: Callable[[Any], Any]) -> Template:
    return replace(template, evaluate=lambda scope: change(template.evaluate(scope)), computed=True)
