"""Results that lie in S3: what expressions can read of them, and what a loop over one must be (docs/adr/0014, 0015)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from statewright.language.compiler.check.document import Parts
from statewright.language.compiler.check.report import Report
from statewright.language.compiler.kinds.large_loop import items_source
from statewright.language.compiler.registry import Registry
from statewright.language.expressions import Expression, Read, parse_expression
from statewright.language.expressions.tokens import tokenize
from statewright.language.graph.bodies import LOOP
from statewright.language.graph.model import Node

REFERENCE: Final = frozenset({"offloaded", "error"})
"""What a node with `offload` gives: a reference, or what it failed of where that is handled."""


class Misread(NamedTuple):
    """An expression reads what it cannot of a result in S3: a `member`, or None for all of it."""

    message: str
    member: str | None


def misread_of(expression: Expression, name: str, *, items: bool) -> Misread | None:
    """What is wrong with how it reads `$name`, of a node with `offload`. `items`: its value is the items of a loop."""
    if items and expression.reference != (name,):
        message = (
            f"`${name}` lies in S3, where the loop reads its items when they are exactly `{{% ${name} %}}`: "
            f"choose them with the `select` of `{name}`"
        )
        return Misread(message, None)
    member = _beyond_reference(expression, name)
    if member is None:
        return None
    message = (
        f"`${name}` lies in S3: of it only `${name}.offloaded` can be read; an action is given the whole, and a loop "
        f"over `{{% ${name} %}}` its items"
    )
    return Misread(message, member)


def _beyond_reference(expression: Expression, name: str) -> str | None:
    """A member that is read and that a reference to S3 does not have."""
    uses = (expression.reads[name], *_reads_of_uses(expression, name))
    members = (member for read in uses if isinstance(read, Mapping) for member in read)
    return next((member for member in members if member not in REFERENCE), None)


def _reads_of_uses(expression: Expression, name: str) -> Iterator[Read]:
    """What each use of the variable reads, where one of them reads it whole: `reads` then says no more."""
    spans = list(expression.spans_of(name))
    if len(spans) < 2 or isinstance(expression.reads[name], Mapping) or name in _bound_in(expression):
        return
    source, shift = expression.source, expression.offset
    for number, (start, end) in enumerate(reversed(spans)):
        source = f"{source[: start - shift]}${name}__{number}{source[end - shift :]}"
    apart = parse_expression(source)
    yield from (apart.reads[f"{name}__{number}"] for number in range(len(spans)))


def _bound_in(expression: Expression) -> set[str]:
    """Names that the expression gives to values of its own."""
    bound: set[str] = set()
    before = ""
    parameters = False
    for token in tokenize(expression.source):
        if token.text == ":=":
            bound.add(before)
        parameters = token.kind == "lambda" or (parameters and token.text != ")")
        if parameters and token.kind == "variable":
            bound.add(token.text[1:])
        before = token.text[1:]
    return bound


def check_stored_loops(parts: Parts, registry: Registry, offloaded: AbstractSet[str], report: Report) -> None:
    """Whether each loop over a result in S3 can be a Distributed Map, and the result a list."""
    if not offloaded:
        return
    by_key = {node.key: node for node in parts.nodes}
    for loop in parts.nodes:
        key = items_source(loop.config.get("items"), offloaded) if loop.type == LOOP else None
        if key is None or loop.settings.disabled:
            continue
        for field, message in _reasons_against(loop, parts):
            report.error(
                "stored_items", f"{message}: its items lie in S3, and each is a run of its own", loop, field=field
            )
        source = by_key[key]
        given = registry.actions[source.definition or ""].output_schema.get("type", "array")
        if given != "array" and source.settings.select is None:
            message = f"`${key}` is no list but an {given}: choose the list with the `select` of `{key}`"
            report.error("stored_items", message, loop, field="config.items")
        if parts.settings.durability == "express":
            message = "an express run cannot read items in S3: make the workflow standard, or turn `offload` off"
            report.error("express_limit", message, loop, field="config.items")


def _reasons_against(loop: Node, parts: Parts) -> Iterator[tuple[str, str]]:
    if "until" in loop.config:
        yield "config.until", "the loop cannot end early"
    for node in parts.nodes:
        if node.type == "stop" and not node.settings.disabled and loop.id in _around(node, parts):
            yield "config.items", f"the stop `{node.key[:60]}` cannot end the run from inside of the loop"


def _around(node: Node, parts: Parts) -> Iterator[str]:
    at = node.id
    while at in parts.loop_of:
        at = parts.loop_of[at]
        yield at
