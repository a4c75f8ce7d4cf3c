"""What is known before a run: handles and nulls that the machine itself assigns, as far as its decisions read them.

A guard asks which handle a node took. Whoever follows the machine's ways without knowing finds some that no run can
take; these two passes are what keeps them apart. Everything else a run's data decides is `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from statewright.language.expressions import (
    MISSING,
    EvaluationError,
    compile_expression,
    is_expression,
    parse_expression,
)
from statewright.language.preflight.machine import Block, State, Step

UNKNOWN: Final[Any] = type("Unknown", (), {"__repr__": lambda _: "UNKNOWN"})()
Facts = Mapping[str, Any]
"""Variable -> text, number, boolean or null."""
_BRANCH_RESULT: Final = re.compile(r"\{%\s*\$states\.result\[(\d+)\]\.([A-Za-z_]\w*)\s*%\}")


class _Known:
    """A scope in which only facts have values."""

    def __init__(self, variables: dict[str, Any]) -> None:
        self.variables = variables
        self.sizes: dict[str, int] = {}
        self.input: Any = MISSING
        self.input_size = 0
        self.result: Any = MISSING
        self.result_size = 0
        self.error_output: Any = MISSING

    def context(self, section: str, member: str | None = None) -> Any:
        return MISSING

    def now(self) -> int:
        return 0

    def next_seed(self) -> int:
        return 0


def value_of(template: Any, facts: Facts, results: Sequence[Facts] = ()) -> Any:
    """What a template gives, or UNKNOWN; `results` are the facts that the branches of a Parallel handed over."""
    if not is_expression(template):
        return template if template is None or isinstance(template, str | int | float) else UNKNOWN
    from_branch = _BRANCH_RESULT.fullmatch(template)
    if from_branch:
        index, field = int(from_branch[1]), from_branch[2]
        return results[index].get(field, UNKNOWN) if index < len(results) else UNKNOWN
    expression = parse_expression(template)
    if expression.volatile or not all(name in facts for name in expression.reads):
        return UNKNOWN
    try:
        value = compile_expression(expression, "")(_Known(dict(facts)))
    except EvaluationError:
        return UNKNOWN
    return value if value is None or isinstance(value, str | int | float) else UNKNOWN


def assigned(assign: Mapping[str, Any] | None, facts: Facts, results: Sequence[Facts] = ()) -> dict[str, Any]:
    """The facts after an Assign; what it makes unknown is dropped."""
    after = dict(facts)
    for name, template in (assign or {}).items():
        value = value_of(template, facts, results)
        if value is UNKNOWN:
            after.pop(name, None)
        else:
            after[name] = value
    return after


def targets(step: Step) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where a state may lead, with what is assigned on the way."""
    state = step.state
    for rule in (*state.get("Choices", ()), *state.get("Catch", ())):
        yield rule["Next"], rule.get("Assign", {})
    following = state.get("Default") if step.kind == "Choice" else state.get("Next")
    if following is not None:
        yield following, state.get("Assign", {})


def in_order(block: Block) -> list[Step]:
    """The block's states, each after all it leads to, except where it leads back."""
    order: list[Step] = []
    seen = {block.start}
    stack = [(block.steps[block.start], targets(block.steps[block.start]))]
    while stack:
        step, ways = stack[-1]
        following = next((name for name, _ in ways if name not in seen), None)
        if following is None:
            order.append(step)
            stack.pop()
        else:
            seen.add(following)
            stack.append((block.steps[following], targets(block.steps[following])))
    return order


class Relevance:
    """Which variables, before each state, some later decision may still read."""

    def __init__(self, machine: Block) -> None:
        self.before: dict[str, frozenset[str]] = {}
        self.fields: dict[tuple[str, int], frozenset[str]] = {}
        """Of each branch (of a state, by index) the fields of its result that matter."""
        self._block(machine, frozenset())

    def _block(self, block: Block, fields: frozenset[str]) -> frozenset[str]:
        for step in in_order(block):
            self.before[step.name] = self._step(step, fields)
        return self.before[block.start]

    def _step(self, step: Step, fields: frozenset[str]) -> frozenset[str]:
        needed: set[str] = set()
        returned: dict[int, set[str]] = {}
        for target, assign in targets(step):
            after = self.before.get(target, frozenset())
            needed |= after - assign.keys()
            for name in after & assign.keys():
                _reads(assign[name], needed, returned)
        for rule in step.state.get("Choices", ()):
            _reads(rule["Condition"], needed, returned)
        if step.state.get("End") and isinstance(step.state.get("Output"), dict):
            for name in fields & step.state["Output"].keys():
                _reads(step.state["Output"][name], needed, returned)
        for index, block in enumerate(step.blocks):
            wanted = self.fields[step.name, index] = frozenset(returned.get(index, ()))
            needed |= self._block(block, wanted)
        return frozenset(needed)


def _reads(template: Any, variables: set[str], returned: dict[int, set[str]]) -> None:
    if not is_expression(template):
        return
    from_branch = _BRANCH_RESULT.fullmatch(template)
    if from_branch:
        returned.setdefault(int(from_branch[1]), set()).add(from_branch[2])
    else:
        variables |= parse_expression(template).variables - {"states"}


def only(facts: Facts, names: Iterable[str]) -> dict[str, Any]:
    """The facts with these names."""
    return {name: facts[name] for name in names if name in facts}


def handed_over(state: State, facts: Facts, fields: frozenset[str]) -> dict[str, Any]:
    """The facts in the result of a block that ends with `state`."""
    output = state.get("Output")
    if not isinstance(output, dict):
        return {}
    found = {name: value_of(output[name], facts) for name in sorted(fields & output.keys())}
    return {name: value for name, value in found.items() if value is not UNKNOWN}
