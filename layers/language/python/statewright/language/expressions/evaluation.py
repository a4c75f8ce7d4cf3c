"""JSON with expressions in it, compiled once and evaluated often.

Most of what a compiled workflow evaluates are plain references (`$order.total`): they are resolved here, on the
Python values, and values are shared, never copied. Everything else goes to jlens, with limits that ordinary
expressions never meet; what meets them, or could defeat them, is decided in a process of its own (`sandbox`).
jlens reads its *input* lazily but converts *bindings* eagerly, so the variables in scope are handed over
as input and the expression is prefixed with `$name := $$.name` for those it reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import jlens
import orjson
from statewright.core.jsonata import REGISTERED, FunctionError, seeded
from statewright.core.sandbox import SandboxError
from statewright.language.expressions.limits import EXHAUSTED, INLINE, MAX_PAYLOAD
from statewright.language.expressions.sandbox import evaluate_confined
from statewright.language.expressions.syntax import Expression, ExpressionSyntaxError, is_expression, parse_expression

_CONTEXT_BOUND: Final = 2_048


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final[Any] = _Missing()
"""JSONata's undefined, where a Python value is looked up."""


class EvaluationError(Exception):
    """An expression failed or gave no value: `States.QueryEvaluationError`.

    `field` is the ASL field the expression stands in, such as `Output/total`.
    """

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(cause)
        self.field = field
        self.cause = cause


class Scope(Protocol):
    """What expressions see while a state runs."""

    variables: dict[str, Any]
    sizes: dict[str, int]
    """Upper bound of each variable's size in bytes of JSON."""
    input: Any
    input_size: int
    result: Any
    result_size: int
    error_output: Any

    def context(self, section: str, member: str | None = None) -> Any:
        """One top-level member of the context object, or one member of it; MISSING if there is none of that name."""

    def now(self) -> int:
        """The evaluation's time, in milliseconds since the epoch."""

    def next_seed(self) -> int:
        """A seed of its own for each evaluation that draws random values."""


Evaluate = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Template:
    """Any JSON value in which strings of the form `{% ... %}` are expressions."""

    evaluate: Evaluate
    """Raises `EvaluationError`. The value may share structure with the scope: it must not be mutated."""
    constant: bool
    expressions: tuple[Expression, ...]
    fields: tuple[str, ...]
    """For each of `expressions`, the field it stands in."""
    base_size: int
    names: tuple[str, ...]
    input_uses: int
    result_uses: int
    computed: bool
    value: Any = None
    """The value of a constant."""

    def size(self, scope: Scope, value: Any) -> int:
        """Upper bound of the size of `value`, which this template gave, in bytes of JSON.

        A value made of plain references is no larger than what they refer to; that bound is free. Only when
        it says nothing (an expression computed the value) or too much is the value measured.
        """
        if self.computed:
            return measure(value)
        bound = self.base_size
        if self.input_uses:
            bound += self.input_uses * scope.input_size
        if self.result_uses:
            bound += self.result_uses * scope.result_size
        if self.names:
            sizes = scope.sizes
            for name in self.names:
                bound += sizes.get(name, 0)
        return bound if bound <= MAX_PAYLOAD else measure(value)


def measure(value: Any) -> int:
    """Size of a value in bytes of JSON; over every limit if it is nested too deeply to be written."""
    if value is None or value is True or value is False:
        return 5
    if type(value) is int or type(value) is float:
        return 24
    if type(value) is str and value.isascii() and len(value) < MAX_PAYLOAD // 8:
        return len(value) + 2
    try:
        return len(orjson.dumps(value))
    except TypeError:  # integers beyond 64 bits, lone surrogates and deep nesting are JSON, but not for orjson
        pass
    try:
        return len(json.dumps(value, separators=(",", ":")))
    except RecursionError:
        return MAX_PAYLOAD + 1


def compile_template(value: Any, field: str, problems: list[tuple[str, ExpressionSyntaxError]]) -> Template:
    """The template of a JSON value; `field` names it in errors.

    Expressions that are not legal are appended to `problems` with their field; the template is then unusable.
    """
    found: list[tuple[str, Expression]] = []
    evaluate = _compile(value, field, found, problems)
    if evaluate is None:
        size = measure(value)
        return Template(lambda _: value, True, (), (), size, (), 0, 0, False, value)
    expressions = tuple(expression for _, expression in found)
    names: list[str] = []
    input_uses = result_uses = 0
    computed = False
    base = measure(value)
    for expression in expressions:
        reference = expression.reference
        if reference is None:
            computed = True
        elif reference[0] != "states":
            names.append(reference[0])
        elif reference[1:2] == ("input",):
            input_uses += 1
        elif reference[1:2] == ("result",):
            result_uses += 1
        elif reference[1:2] == ("context",) and reference[2:3] not in {(), ("Map",)} and reference[3:4] != ("Input",):
            base += _CONTEXT_BOUND
        else:
            computed = True
    fields = tuple(path for path, _ in found)
    return Template(evaluate, False, expressions, fields, base, tuple(names), input_uses, result_uses, computed)


def _compile(
    value: Any, field: str, found: list[tuple[str, Expression]], problems: list[tuple[str, ExpressionSyntaxError]]
) -> Evaluate | None:
    """None for a constant."""
    if isinstance(value, str):
        if not is_expression(value):
            return None
        try:
            expression = parse_expression(value)
        except ExpressionSyntaxError as problem:
            problems.append((field, problem))
            return None
        found.append((field, expression))
        return compile_expression(expression, field)
    if isinstance(value, Mapping):
        members = [(key, _compile(item, f"{field}/{key}", found, problems)) for key, item in value.items()]
        keyed = [(key, evaluate) for key, evaluate in members if evaluate is not None]
        return _object(dict(value), keyed) if keyed else None
    if isinstance(value, list):
        items = [_compile(item, f"{field}[{index}]", found, problems) for index, item in enumerate(value)]
        indexed = [(index, evaluate) for index, evaluate in enumerate(items) if evaluate is not None]
        return _array(list(value), indexed) if indexed else None
    return None


def _object(base: dict[str, Any], members: list[tuple[str, Evaluate]]) -> Evaluate:
    def evaluate(scope: Scope) -> dict[str, Any]:
        value = base.copy()
        for key, member in members:
            value[key] = member(scope)
        return value

    return evaluate


def _array(base: list[Any], items: list[tuple[int, Evaluate]]) -> Evaluate:
    def evaluate(scope: Scope) -> list[Any]:
        value = base.copy()
        for index, item in items:
            value[index] = item(scope)
        return value

    return evaluate


def compile_expression(expression: Expression, field: str) -> Evaluate:
    """A function from a scope to the expression's value; it raises `EvaluationError`."""
    reference = expression.reference
    if reference is None:
        return _computed(expression, field)
    if reference[0] != "states":
        return _variable(expression, reference[0], reference[1:], field)
    if reference[1:2] == ("context",) and len(reference) > 2:
        return _context(expression, reference[2], reference[3:], field)
    attribute = {"input": "input", "result": "result", "errorOutput": "error_output"}.get("".join(reference[1:2]))
    if attribute is None:
        return _computed(expression, field)
    return _state(expression, attribute, reference[2:], field)


def _variable(expression: Expression, name: str, path: tuple[str, ...], field: str) -> Evaluate:
    if not path:

        def whole(scope: Scope) -> Any:
            try:
                return scope.variables[name]
            except KeyError:
                raise _undefined(expression, field) from None

        return whole

    slow = _on_demand(expression, field)

    def member(scope: Scope) -> Any:
        value = scope.variables.get(name, MISSING)
        for key in path:
            if type(value) is not dict:
                # an array on the way maps and flattens: JSONata's own rules apply
                return slow(scope)
            value = value.get(key, MISSING)
        if value is MISSING:
            raise _undefined(expression, field)
        return value

    return member


def _state(expression: Expression, attribute: str, path: tuple[str, ...], field: str) -> Evaluate:
    slow = _on_demand(expression, field)

    def evaluate(scope: Scope) -> Any:
        value = getattr(scope, attribute)
        for key in path:
            if type(value) is not dict:
                return slow(scope)
            value = value.get(key, MISSING)
        if value is MISSING:
            raise _undefined(expression, field)
        return value

    return evaluate


def _context(expression: Expression, section: str, path: tuple[str, ...], field: str) -> Evaluate:
    slow = _on_demand(expression, field)
    first, rest = (path[0], path[1:]) if path else (None, ())

    def evaluate(scope: Scope) -> Any:
        value = scope.context(section, first)
        for key in rest:
            if type(value) is not dict:
                return slow(scope)
            value = value.get(key, MISSING)
        if value is MISSING:
            raise _undefined(expression, field)
        return value

    return evaluate


def _on_demand(expression: Expression, field: str) -> Evaluate:
    """`_computed`, made only when a plain reference turns out to need JSONata's own rules."""
    computed: Evaluate | None = None

    def evaluate(scope: Scope) -> Any:
        nonlocal computed
        if computed is None:
            computed = _computed(expression, field)
        return computed(scope)

    return evaluate


_STATES_FIELDS: Final = ("input", "result", "errorOutput")
_CONTEXT_SECTIONS: Final = ("Execution", "State", "StateMachine", "Task", "Map")


def _computed(expression: Expression, field: str) -> Evaluate:
    """Evaluation by jlens, compiled on first use."""
    prefix = "".join(f"${name}:=$$.{name};" for name in expression.reads)
    # inside an object an undefined value leaves no member, and arrays keep their shape
    source = '{"r":(' + prefix + expression.source + "\n)}"
    document = _document(expression)
    functions = expression.calls & REGISTERED.keys()
    draws = not expression.calls.isdisjoint({"random", "uuid", "shuffle"})
    clocked = not expression.calls.isdisjoint({"now", "millis"})
    compiled: jlens.Expression | None = None

    def inline(given: Any, now: int | None, seed: int | None) -> dict[str, Any] | None:
        """None if a limit was reached that says nothing yet: the sandbox has greater ones."""
        nonlocal compiled
        options = INLINE if now is None and seed is None else {**INLINE, "now": now, "seed": seed}
        try:
            if compiled is None:
                compiled = jlens.Expression(source)
                for name in functions:
                    compiled.register_function(name, *REGISTERED[name])
            found: dict[str, Any] = compiled.evaluate(given, None if seed is None else seeded(seed), **options)
        except jlens.JlensError as problem:
            if problem.code in EXHAUSTED:
                return None
            raise _failed(expression, field, f"{problem.code}: {problem}") from problem
        except FunctionError as problem:
            raise _failed(expression, field, str(problem)) from problem
        return found

    def evaluate(scope: Scope) -> Any:
        given = document(scope)
        now = scope.now() if clocked else None
        seed = scope.next_seed() if draws else None
        found = None if expression.confined else inline(given, now, seed)
        if found is None:
            read = {name: given[name] for name in expression.reads if name in given}
            try:
                found = evaluate_confined(source, functions, read, now=now, seed=seed)
            except SandboxError as problem:
                raise _failed(expression, field, str(problem)) from problem
        try:
            return found["r"]
        except KeyError:
            raise _undefined(expression, field) from None

    return evaluate


def _document(expression: Expression) -> Callable[[Scope], Any]:
    """What jlens gets as input: the variables themselves, or with `states` beside those that are read."""
    states = expression.reads.get("states")
    if states is None:
        return lambda scope: scope.variables
    fields = _STATES_FIELDS if not isinstance(states, Mapping) else tuple(f for f in _STATES_FIELDS if f in states)
    context = states.get("context", False) if isinstance(states, Mapping) else True
    sections = (
        tuple(section for section in _CONTEXT_SECTIONS if section in context)
        if isinstance(context, Mapping)
        else _CONTEXT_SECTIONS
        if context
        else ()
    )
    names = tuple(name for name in expression.reads if name != "states")

    def document(scope: Scope) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for name in fields:
            value = getattr(scope, "error_output" if name == "errorOutput" else name)
            if value is not MISSING:
                members[name] = value
        if sections:
            found = ((section, scope.context(section)) for section in sections)
            members["context"] = {section: value for section, value in found if value is not MISSING}
        variables = scope.variables
        given = {name: variables[name] for name in names if name in variables}
        given["states"] = members
        return given

    return document


def _failed(expression: Expression, field: str, problem: str) -> EvaluationError:
    what = f"The JSONata expression '{expression.source}' specified for the field '{field}'"
    return EvaluationError(field, f"{what} threw an error during evaluation. {problem}")


def _undefined(expression: Expression, field: str) -> EvaluationError:
    what = f"The JSONata expression '{expression.source}' specified for the field '{field}'"
    return EvaluationError(field, f"{what} returned nothing (undefined).")
