"""What a scope reads: under which names, and the text of expressions with those names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statewright.language.compiler.carry import GLOBALS, Carried, loop_parts
from statewright.language.compiler.emit.naming import StateNames, variable
from statewright.language.compiler.ir import EXECUTION, INDEX, ITEM, Fork, Program, Run, Scope, Step, Value
from statewright.language.compiler.text import renamed, rewritten
from statewright.language.expressions import Expression, is_expression

State = dict[str, Any]
Provided = Mapping[Value, Any]
"""Values a state leaves behind when it ends, each as JSON with expressions evaluated in that state."""
_WORDS: Final = frozenset({"and", "or", "in", "function", "null", "true", "false"})
NOTHING: Final[Provided] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Target:
    """What the compiled bytes depend on besides the graph."""

    function_arn_prefix: str
    workflow_id: str

    @property
    def machine_arn_prefix(self) -> str:
        """State machines are in the account and region of the functions: `arn:aws:states:...:stateMachine:`."""
        _, partition, _, region, account, *_ = self.function_arn_prefix.split(":")
        return f"arn:{partition}:states:{region}:{account}:stateMachine:"


@dataclass(frozen=True, slots=True)
class Machine:
    """What every scope of one compilation shares. `trace` is filled while states are written."""

    program: Program
    carried: Carried
    names: StateNames
    target: Target
    trace: dict[str, Any]
    stopping: frozenset[int] = frozenset()
    """The scopes in which, or below which, there is a stop."""

    def stops_in(self, scope: int) -> bool:
        """Whether a stop may end the run from within the scope."""
        return scope in self.stopping

    def holds_stop(self, step: Step) -> bool:
        """Whether a stop may end the run from within a fork or a loop."""
        if isinstance(step, Fork):
            return any(branch in self.stopping for branch in step.branches)
        return isinstance(step, Run) and self.program.bodies.get(step.node) in self.stopping


class ScopeReader:
    """The names that values have for the states of one scope."""

    def __init__(self, machine: Machine, scope: Scope) -> None:
        self.machine: Final = machine
        self.program: Final = machine.program
        self.scope: Final = scope

    def took(self, node: int, handles: Iterable[str]) -> str:
        """JSONata: whether the node took one of the handles."""
        taken = self.name(self.machine.carried.taken(node))
        return " or ".join(f"${taken} = '{handle}'" for handle in handles)

    def name(self, value: Value) -> str:
        """The variable that holds a value for readers in this scope."""
        carried, scopes = self.machine.carried, self.program.scopes
        at, here = self.scope, scopes[carried.home(value)]
        while at.index != here.index:
            if here.depth >= at.depth:
                here = scopes[here.parent or 0]
            else:
                at = scopes[at.parent or 0]
        return variable(self.program, value, here.depth)

    def reference(self, value: Value) -> str:
        """An expression that is the value."""
        return f"{{% ${self.name(value)} %}}"

    def template(self, node: int, template: Any) -> Any:
        """A node's JSON with expressions, with the names that its variables have in this scope."""
        return rewritten(template, lambda text: self._rewrite(node, text))

    def _rewrite(self, node: int, text: str) -> str:
        expression = self.machine.carried.expressions[text]
        loops, numbers = self.program.loops[node], self.program.numbers
        names: dict[str, str] = {}
        prefix = ""
        for name in expression.reads:
            number = numbers.get(name)
            if name in (ITEM, INDEX):
                names[name] = self.name(Value(loops[-1], name))
            elif number in loops:
                names[name], given = self._of_loop(number, expression, name)
                prefix += given
            elif number is not None:
                names[name] = self.name(Value(number))
            elif name in GLOBALS:
                names[name] = self.name(GLOBALS[name])
        if "vars" in expression.reads:
            sources = self.machine.carried.vars_sources(node, expression)
            if len(sources) == 1 and self.program.flow.surely_before(node, sources[0]):
                names["vars"] = self.name(Value(sources[0]))
            else:
                prefix += f"$vars := {self._merged(node, sources)}; "
        if not prefix and all(name == new for name, new in names.items()):
            return text
        source = renamed(expression, names)
        return f"{{% ({prefix}{source}) %}}" if prefix else f"{{% {source} %}}"

    def _of_loop(self, loop: int, expression: Expression, key: str) -> tuple[str, str]:
        """The name that stands for an enclosing loop in an expression, and the JSONata that gives it its value."""
        parts = {part: self.name(Value(loop, part)) for part in loop_parts(expression, key)}
        held = ", ".join(f"'{part}': ${name}" for part, name in parts.items())
        return f"{key}__loop", f"${key}__loop := {{{held}}}; "

    def _merged(self, node: int, sources: list[int]) -> str:
        parts = []
        for source in sources:
            name = self.name(Value(source))
            sure = self.program.flow.surely_before(node, source)
            parts.append(f"${name}" if sure else f"(${name} ? ${name} : {{}})")
        return f"$merge([{', '.join(parts)}])" if parts else "{}"

    def drawn(self, nodes: Iterable[int], reader: int, own: Provided = NOTHING) -> dict[str, Any]:
        """Node key -> what its expressions gave, for volatile nodes before `reader` (null for one that did not run).

        `own` are the values that the state provides itself.
        """
        found: dict[str, Any] = {}
        for node in nodes:
            value = self.machine.carried.drawn(node)
            members = self.machine.carried.volatile_members[node]
            given = own[value] if value in own else self.reference(value)
            if members:
                given = {name: f"{{% ${self.name(value)}.{quoted(name)} %}}" for name in members}
                if not self.program.flow.surely_before(reader, node):
                    given = f"{{% ${self.name(value)} ? {text_of(given)} : null %}}"
            found[self.program.nodes[node].key] = given
        return found

    def execution(self, node: int) -> State:
        """What a function is told of the run; the context object of an item's own execution knows only that one."""
        if self.program.runs_apart(node):
            run = self.name(EXECUTION)
            return {name: f"{{% ${run}.{name} %}}" for name in ("arn", "name", "started_at")}
        return {
            "arn": "{% $states.context.Execution.Id %}",
            "name": "{% $states.context.Execution.Name %}",
            "started_at": "{% $states.context.Execution.StartTime %}",
        }


def quoted(name: str) -> str:
    """A member's name as a step of a JSONata path."""
    return name if name.isascii() and name not in _WORDS else f"`{name}`"


def text_of(value: Any) -> str:
    """An expression, an object of expressions, or null, as JSONata text."""
    if is_expression(value):
        return str(value)[2:-2].strip()
    if isinstance(value, dict):
        return "{" + ", ".join(f"'{key}': {text_of(item)}" for key, item in value.items()) + "}"
    return "null" if value is None else str(value)
