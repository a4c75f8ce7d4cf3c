"""Expressions: their syntax, and whether what they name is there when they are evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from statewright.language.compiler.check.document import MAX_CONFIG_DEPTH, Parts
from statewright.language.compiler.check.expected import Expectations
from statewright.language.compiler.check.offloaded import misread_of
from statewright.language.compiler.check.report import Report
from statewright.language.compiler.numbering import end_id, number_nodes
from statewright.language.compiler.registry import Registry
from statewright.language.compiler.text import Expressions
from statewright.language.expressions import (
    FUNCTIONS,
    Expression,
    ExpressionSyntaxError,
    is_expression,
    parse_expression,
)
from statewright.language.graph.bodies import LOOP, Flat
from statewright.language.graph.flow import bits
from statewright.language.graph.model import Node
from statewright.language.graph.problems import closest, did_you_mean

RUN_NAMES: Final = ("trigger", "execution", "workflow")
MAX_EXPRESSION: Final = 20_000
MAX_SUGGESTED_FROM: Final = 300
"""Ancestors a misspelt name is compared with: comparing costs, and near ones are meant more often."""


@dataclass(frozen=True, slots=True)
class Located:
    """An expression's text and the field it stands in."""

    field: str
    text: str


def check_references(
    parts: Parts,
    expressions: Expressions,
    offloaded: AbstractSet[str],
    expected: Expectations,
    registry: Registry,
    report: Report,
    *,
    acyclic: bool,
) -> None:
    """Checks every expression of every node.

    `offloaded`: keys of the nodes whose outputs lie in S3; `expected`: what triggers say that they give.
    """
    scope = _Scope(parts, offloaded, expected) if acyclic else None
    keys = frozenset(node.key for node in parts.nodes)
    for node in parts.nodes:
        literal = _literal_fields(node, registry)
        for located in _expressions(node, literal, report):
            try:
                expression = expressions[located.text]
            except ExpressionSyntaxError as problem:
                start, end = problem.position, problem.end
                report.error("expression_syntax", problem.message, node, field=located.field, position=start, end=end)
                continue
            if node.type == "trigger":
                message = "a trigger's configuration is read before any run: expressions have no value there"
                report.error("expression_not_allowed", message, node, field=located.field)
                continue
            at = scope.place_of(node, located.field) if scope else node
            _check_names(_Place(node, at, located.field, expression, report), keys, scope)
        if node.settings.select is not None:
            _check_select(node, report)


def _literal_fields(node: Node, registry: Registry) -> frozenset[str]:
    """Fields of a trigger that hold what people write as it is, such as a schema with descriptions."""
    definition = registry.triggers.get(node.definition or "") if node.type == "trigger" else None
    fields: Mapping[str, Any] = definition.config_schema.get("properties", {}) if definition else {}
    return frozenset(f"config.{name}" for name, field in fields.items() if field.get("literal"))


def _expressions(node: Node, literal: AbstractSet[str], report: Report) -> Iterator[Located]:
    """`literal`: fields in which no text is taken for one."""
    config = (
        {name: value for name, value in node.config.items() if name != "body"} if node.type == LOOP else node.config
    )
    stack: list[tuple[str, Any, int]] = [("config", config, 0)]
    while stack:
        field, value, depth = stack.pop()
        if isinstance(value, str):
            if literal and ".".join(field.split(".", 2)[:2]) in literal:
                continue
            if len(value) > MAX_EXPRESSION and is_expression(value):
                message = f"the expression has {len(value):,} characters; at most {MAX_EXPRESSION:,} are allowed"
                report.error("expression_too_long", message, node, field=field)
            elif is_expression(value):
                yield Located(field, value)
            elif "{%" in value and "%}" in value:
                message = (
                    "this is plain text: an expression must fill the whole field, "
                    "for example {% 'Hello ' & $order.name %}"
                )
                start, end = value.index("{%"), value.rindex("%}") + 2
                report.warning("text_around_expression", message, node, field=field, position=start, end=end)
        elif depth > MAX_CONFIG_DEPTH:
            message = f"lists and objects may lie at most {MAX_CONFIG_DEPTH} deep inside each other"
            report.error("config_too_deep", message, node, field="config")
            return
        elif isinstance(value, dict):
            stack.extend((f"{field}.{name}", item, depth + 1) for name, item in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend((f"{field}.{index}", item, depth + 1) for index, item in reversed(list(enumerate(value))))


def _check_select(node: Node, report: Report) -> None:
    text = (node.settings.select or "").strip()
    field = "settings.select"
    if len(text) > MAX_EXPRESSION or not is_expression(text):
        message = f"`select` must be an expression of at most {MAX_EXPRESSION:,} characters: {{% $result.body %}}"
        report.error("invalid_setting", message, node, field=field)
        return
    # the function evaluates it with the raw result as input, so names stand for the result's fields
    opening = "$result.("
    try:
        expression = parse_expression(f"{opening}{text[2:-2]})")
    except ExpressionSyntaxError as problem:
        start, end = (min(max(2, at - len(opening) + 2), len(text) - 2) for at in (problem.position, problem.end))
        report.error("expression_syntax", problem.message, node, field=field, position=start, end=end)
        return
    for name in sorted(expression.variables - {"result", "states"}):
        message = f"`${name}` has no value here: `select` reads the action's result as `$result`"
        start, end = (at - len(opening) + 2 for at in next(expression.spans_of(name), (0, 0)))
        report.error("not_in_select", message, node, field=field, position=start, end=end, suggestion="result")


class _Scope:
    """What is known before each node: its ancestors, and which of them are sure to have run."""

    def __init__(self, parts: Parts, offloaded: AbstractSet[str], expected: Expectations) -> None:
        self.offloaded: Final = offloaded
        self.expected: Final = expected
        numbered = number_nodes(Flat(parts.nodes, parts.edges, parts.loop_of))
        self.nodes, self.flow = numbered.nodes, numbered.flow
        self.numbers: Final = {node.id: number for number, node in enumerate(self.nodes)}
        self.by_key: Final = {node.key: number for number, node in enumerate(self.nodes) if number}
        ends = {end_id(node): node.id for node in parts.nodes if end_id(node) in self.numbers}
        self.loop_of: Final = {**parts.loop_of, **ends}
        self._before = self._all_ancestors(parts)
        self.set_nodes: Final = sum(
            1 << number for number, node in enumerate(self.nodes) if node.type == "set" and not node.settings.disabled
        )

    def _all_ancestors(self, parts: Parts) -> list[int]:
        """Ancestors by any edge, dead ones included: naming a node that never runs is odd, but not unknown."""
        before = [0] * len(self.nodes)
        after: list[list[int]] = [[] for _ in self.nodes]
        waiting = [0] * len(self.nodes)
        ends = [(edge.source, edge.target) for edge in parts.edges]
        for node_id, loop in self.loop_of.items():
            if node_id in self.numbers:
                ends.append((loop, node_id))
                end = f"{loop}\0end"
                if end in self.numbers and end != node_id:
                    ends.append((node_id, end))
        for first, then in ends:
            after[self.numbers[first]].append(self.numbers[then])
            waiting[self.numbers[then]] += 1
        ready = [number for number, count in enumerate(waiting) if not count]
        while ready:
            number = ready.pop()
            for target in after[number]:
                before[target] |= before[number] | 1 << number
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
        return before

    def loops_around(self, node: Node) -> list[Node]:
        """The loops around a node, the innermost first."""
        found, at = list[Node](), node.id
        while at in self.loop_of:
            at = self.loop_of[at]
            found.append(self.nodes[self.numbers[at]])
        return found

    def place_of(self, node: Node, field: str) -> Node:
        """The node whose place an expression has: `until` and `result` of a loop are read at the end of an item."""
        at_end = node.type == LOOP and field in ("config.until", "config.result")
        return self.nodes[self.numbers[end_id(node)]] if at_end else node

    def before(self, node: Node) -> int:
        return self._before[self.numbers[node.id]]

    def is_sure(self, node: Node, earlier: int) -> bool:
        number = self.numbers[node.id]
        runs = number < self.flow.count and earlier < self.flow.count
        return runs and self.flow.surely_before(number, earlier)

    def runs(self, node: Node) -> bool:
        return self.numbers[node.id] < self.flow.count


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression where it stands: at a node, read where the node `at` is."""

    node: Node
    at: Node
    field: str
    expression: Expression
    report: Report

    @property
    def gives_items(self) -> bool:
        """Whether its value is the items of a loop."""
        return self.node.type == LOOP and self.field == "config.items"

    def error(
        self, code: str, message: str, name: str, suggestion: str | None = None, *, member: str | None = None
    ) -> None:
        position, end = self._span(name, member)
        self.report.error(code, message, self.node, field=self.field, position=position, end=end, suggestion=suggestion)

    def warning(
        self, code: str, message: str, name: str, suggestion: str | None = None, *, member: str | None = None
    ) -> None:
        position, end = self._span(name, member)
        self.report.warning(
            code, message, self.node, field=self.field, position=position, end=end, suggestion=suggestion
        )

    def _span(self, name: str, member: str | None) -> tuple[int | None, int | None]:
        """Where `$name.member` is used first, or else `$name` is."""
        named = next(self.expression.spans_of(name), (None, None))
        return named if member is None else next(self.expression.spans_of(name, member), named)


def _check_names(place: _Place, keys: frozenset[str], scope: _Scope | None) -> None:
    for name in sorted(place.expression.variables):
        if scope is not None and (name == "trigger" or name in scope.expected):
            _check_expected(place, name, scope)
        if name in RUN_NAMES:
            continue
        if name == "vars":
            _check_vars(place, scope)
        elif name == "states":
            _check_states(place)
        elif name in ("item", "index"):
            if scope and not scope.loops_around(place.at):
                place.error("outside_loop", f"`${name}` has a value only inside a loop", name)
        elif name in keys:
            _check_node_reference(place, name, scope)
        else:
            _report_unknown(place, name, keys, scope)
    for name in sorted(place.expression.positions()) if "__" in place.expression.source else ():
        if "__" in name and name not in place.expression.variables:
            place.error("invalid_name", f"`${name}` must not hold two underscores in a row", name)


def _check_expected(place: _Place, name: str, scope: _Scope) -> None:
    """Fields that the trigger does not expect; of `$trigger`, that none of those that lead here does."""
    keys = [name]
    if name == "trigger":
        before = scope.before(place.at)
        keys = [node.key for number, node in enumerate(scope.nodes) if node.type == "trigger" and before >> number & 1]
    if not keys or not all(key in scope.expected for key in keys):
        return
    first, *others = (scope.expected.unexpected(place.expression.reads[name], key) for key in keys)
    everywhere = [{each.path for each in other} for other in others]
    for path, suggestion in first:
        if all(path in paths for paths in everywhere):
            *around, field = path
            message = f"{_told(keys)} expects no field `{field[:60]}` in `{'.'.join(around)[:200]}`"
            place.warning("unexpected_field", f"{message}{did_you_mean(suggestion)}", name, suggestion, member=path[0])


def _told(keys: list[str]) -> str:
    return f"`{keys[0]}`" if len(keys) == 1 else "each trigger"


def _check_node_reference(place: _Place, name: str, scope: _Scope | None) -> None:
    if scope is None:
        return
    number = scope.by_key[name]
    if any(loop.key == name for loop in scope.loops_around(place.at)):
        read = place.expression.reads[name]
        if not isinstance(read, Mapping) or not read or set(read) - {"item", "index"}:
            message = f"inside of the loop only `${name}.item` and `${name}.index` can be read of it"
            place.error("loop_read_inside", message, name)
        return
    hidden = [loop for loop in scope.loops_around(scope.nodes[number]) if loop not in scope.loops_around(place.at)]
    if hidden:
        message = f"`${name}` is inside of the loop `{hidden[-1].key}`: outside only its result can be read"
        place.error("inside_loop", message, name, hidden[-1].key)
        return
    other, before = scope.nodes[number], scope.before(place.at)
    if not before >> number & 1:
        suggestion = closest(name, _names_before(scope, before))
        itself = other.id == place.node.id
        reason = "is this node itself" if itself else "does not run before this node"
        message = f"`${name}` {reason}: only nodes that lead here have a value{did_you_mean(suggestion, '$')}"
        place.error("refers_to_itself" if itself else "not_before", message, name, suggestion)
    elif name in scope.offloaded and (misread := misread_of(place.expression, name, items=place.gives_items)):
        place.error("offloaded", misread.message, name, member=misread.member)
    elif other.settings.disabled and other.type != "trigger":
        place.warning("null_when_disabled", f"`${name}` is null: the node is disabled", name)
    elif other.type == "delay":
        place.warning("no_output", f"`${name}` is null: a delay has no output", name)
    elif scope.runs(place.at) and not scope.is_sure(place.at, number):
        message = f"`${name}` is null when `{name}` is skipped: its fields are missing then"
        place.warning("may_be_null", message, name)


def _check_vars(place: _Place, scope: _Scope | None) -> None:
    if scope is None:
        return
    sources = list(bits(scope.before(place.at) & scope.set_nodes))
    names = {
        name: source
        for source in sources
        for name in (scope.nodes[source].config.get("values") or {})
        if isinstance(scope.nodes[source].config.get("values"), dict)
    }
    read = place.expression.reads["vars"]
    if not sources:
        place.error("no_vars", "`$vars` is empty here: no `set` node leads to this one", "vars")
    elif isinstance(read, Mapping):
        for name in sorted(set(read) - set(names)):
            suggestion = closest(name, names)
            message = f"no `set` node before this one sets `{name}`{did_you_mean(suggestion, '$vars.')}"
            place.error("unknown_var", message, "vars", suggestion, member=name)
        _warn_unsure_vars(place, scope, sources, sorted(set(read) & set(names)))


def _warn_unsure_vars(place: _Place, scope: _Scope, sources: list[int], names: list[str]) -> None:
    for name in names:
        setting = [source for source in sources if name in scope.nodes[source].config["values"]]
        if not any(scope.is_sure(place.at, source) for source in setting):
            keys = " and ".join(f"`{scope.nodes[source].key}`" for source in setting[:3])
            place.warning(
                "var_may_be_missing", f"`$vars.{name}` has no value when {keys} did not run", "vars", member=name
            )


def _check_states(place: _Place) -> None:
    read = place.expression.reads["states"]
    if not isinstance(read, Mapping) or set(read) != {"context"}:
        message = "of `$states` only `$states.context` can be read: name nodes by their keys, such as `$trigger`"
        place.error("states_not_readable", message, "states")


def _report_unknown(place: _Place, name: str, keys: frozenset[str], scope: _Scope | None) -> None:
    if name in place.expression.calls:
        suggestion = closest(name, FUNCTIONS)
        message = f"there is no function `${name[:60]}`{did_you_mean(suggestion, '$')}"
        place.error("unknown_function", message, name, suggestion)
        return
    known = _names_before(scope, scope.before(place.at)) if scope else [*RUN_NAMES, *sorted(keys)]
    suggestion = closest(name, known)
    message = f"there is no `${name[:60]}`{did_you_mean(suggestion, '$')}"
    place.error("unknown_name", message, name, suggestion)


def _names_before(scope: _Scope, before: int) -> list[str]:
    """Names with a value, nearest nodes first."""
    numbers = sorted(bits(before), reverse=True)[:MAX_SUGGESTED_FROM]
    return [*(scope.nodes[number].key for number in numbers), *RUN_NAMES, "vars"]
