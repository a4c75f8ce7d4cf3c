"""Variables in the text of expressions: which are read, and the same text with other names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from statewright.language.expressions import Expression, is_expression, parse_expression
from statewright.language.expressions.tokens import tokenize

_LANDMARK: Final = re.compile(r"""\$(\w+)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|/""", re.DOTALL)


class Expressions(dict[str, Expression]):
    """Expressions by their text, each parsed once in a compilation. A text that is none: `ExpressionSyntaxError`."""

    def __missing__(self, text: str) -> Expression:
        self[text] = expression = parse_expression(text)
        return expression


def expressions_in(template: Any) -> Iterator[str]:
    """The text of every expression in a JSON value, in document order."""
    if isinstance(template, str):
        if is_expression(template):
            yield template
    elif isinstance(template, dict):
        for value in template.values():
            yield from expressions_in(value)
    elif isinstance(template, list):
        for value in template:
            yield from expressions_in(value)


def rewritten(template: Any, rewrite: Callable[[str], str]) -> Any:
    """The JSON value with `rewrite` applied to the text of each expression."""
    if isinstance(template, str):
        return rewrite(template) if is_expression(template) else template
    if isinstance(template, dict):
        return {name: rewritten(value, rewrite) for name, value in template.items()}
    if isinstance(template, list):
        return [rewritten(value, rewrite) for value in template]
    return template


def renamed(expression: Expression, names: Mapping[str, str]) -> str:
    """The source with variables renamed, an expression's own locals of that name with them.

    The new names hold `__`, which no name in a workflow may: nothing is captured.
    """
    if expression.reference is not None:
        head, *path = expression.reference
        return ".".join((f"${names.get(head, head)}", *path))
    pieces: list[str] = []
    at = 0
    for position, name in _variables(expression.source):
        if name in names:
            pieces += (expression.source[at:position], f"${names[name]}")
            at = position + 1 + len(name)
    return "".join((*pieces, expression.source[at:]))


def _variables(source: str) -> Iterable[tuple[int, str]]:
    """Position and name of each `$name`, not of those inside of texts, quoted names, comments and patterns."""
    found = []
    for match in _LANDMARK.finditer(source):
        if match.group() == "/":  # a division, a comment or a pattern: only the tokenizer can tell
            return [(token.position, token.text[1:]) for token in tokenize(source) if token.kind == "variable"]
        if match.group(1):
            found.append((match.start(), match.group(1)))
    return found
