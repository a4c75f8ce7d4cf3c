"""JSONata tokens, as far as static analysis needs them.

Evaluation is left to the real parser; this tokenizer only has to agree with it on where a token starts, and on
whether it stands where an operand is expected (`a` in `1 + a`) or where an operator is (`and` in `1 and 2`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_PATTERN: Final = re.compile(
    r"""
      (?P<blank>\s+|/\*.*?\*/)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<variable>\$\$|\$\w*)
    | (?P<name>`[^`]*`|[^\W\d]\w*)
    | (?P<operator>\?\?|\?:|\.\.|:=|!=|<=|>=|\*\*|~>|[-.\[\]{}(),@\#;:?+*/%|=<>^&!~])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX: Final = re.compile(r"/((?:[^/\\\n]|\\.)+)/[a-z]*")
_SIGNATURE: Final = re.compile(r"\s*<[^{}]*>(?=\s*\{)")
_WORD_OPERATORS: Final = frozenset({"and", "or", "in"})
_LITERALS: Final = frozenset({"true", "false", "null"})
_CLOSING: Final = frozenset({")", "]", "}"})


class Token(NamedTuple):
    """`kind`: string, number, regex, literal, variable, name, operator, lambda (the word) or body (a lambda's `{`).

    `operand` is whether an operand was expected where it stands. `position` is the 0-based offset.
    """

    kind: str
    text: str
    position: int
    operand: bool


class TokenError(ValueError):
    """A character that starts no token; `position` is its offset."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def tokenize(source: str) -> Iterator[Token]:
    """The tokens of `source`, blanks and comments left out. Raises `TokenError`."""
    at, operand, depth = 0, True, 0
    parameters: list[int] = []  # depths at which a lambda's parameter list is open
    body_next = lambda_next = False
    while at < len(source):
        if operand and source[at] == "/" and source[at + 1 : at + 2] != "*":
            match = _REGEX.match(source, at)
            kind = "regex"
        else:
            match = _PATTERN.match(source, at)
            kind = (match.lastgroup or "") if match else ""
        if match is None:
            raise TokenError(f"unexpected {source[at]!r}", at)
        start, at, text = at, match.end(), match.group()
        if kind == "blank":
            continue
        if kind == "name" and text in _WORD_OPERATORS and not operand:
            kind = "operator"
        elif kind == "name" and operand and text in _LITERALS:
            kind = "literal"
        elif kind == "name" and operand and text in {"function", "λ"} and source[at:].lstrip().startswith("("):
            kind = "lambda"
        elif text == "{" and body_next:
            kind = "body"
        yield Token(kind, text, start, operand)

        body_next = False
        if kind in {"operator", "body"}:
            if text in {"(", "[", "{"}:
                depth += 1
                if lambda_next:
                    parameters.append(depth)
            elif text in _CLOSING:
                if parameters and parameters[-1] == depth:
                    parameters.pop()
                    body_next = True
                    signature = _SIGNATURE.match(source, at)
                    at = signature.end() if signature else at
                depth -= 1
            operand = _operand_after(text, operand)
        else:
            operand = False
        lambda_next = kind == "lambda"


def _operand_after(text: str, operand: bool) -> bool:
    """Whether an operand is expected after an operator that stood where `operand` was expected."""
    if text in _CLOSING:
        return False
    # in operand position `*`, `**`, `%` select, and `?` stands for a missing argument: operands themselves
    return not (operand and text in {"*", "**", "%", "?"})
