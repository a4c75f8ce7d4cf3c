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
_QUOTES: Final = frozenset({'"', "'", "`"})
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
    """A character that starts no token: `position` is its offset, `end` where what it spoils ends."""

    def __init__(self, message: str, position: int, end: int) -> None:
        super().__init__(message)
        self.position = position
        self.end = end


def tokenize(source: str) -> Iterator[Token]:
    """The tokens of `source`, blanks and comments left out. Raises `TokenError`."""
    at, operand = 0, True
    lambdas = _Lambdas()
    while at < len(source):
        kind, end = _next(source, at, operand)
        start, at, text = at, end, source[at:end]
        if kind == "blank":
            continue
        if kind == "name":
            kind = _word(text, operand, source[at : at + 20])
        elif text == "{" and lambdas.body_is_next:
            kind = "body"
        yield Token(kind, text, start, operand)

        if lambdas.after(kind, text):
            signature = _SIGNATURE.match(source, at)
            at = signature.end() if signature else at
        operand = kind in {"operator", "body"} and _operand_after(text, operand)


def _next(source: str, at: int, operand: bool) -> tuple[str, int]:
    """Kind and end of the token at `at`."""
    if operand and source[at] == "/" and source[at + 1 : at + 2] != "*":
        match, kind = _REGEX.match(source, at), "regex"
    else:
        match = _PATTERN.match(source, at)
        kind = (match.lastgroup or "") if match else ""
    if match is None:
        # an open quote takes everything behind it
        end = len(source) if source[at] in _QUOTES else at + 1
        raise TokenError(f"unexpected {source[at]!r}", at, end)
    return kind, match.end()


def _word(text: str, operand: bool, following: str) -> str:
    """What a bare word is where it stands."""
    if not operand:
        return "operator" if text in _WORD_OPERATORS else "name"
    if text in _LITERALS:
        return "literal"
    return "lambda" if text in {"function", "λ"} and following.lstrip().startswith("(") else "name"


class _Lambdas:
    """Follows brackets, to tell a lambda's body from a group-by."""

    def __init__(self) -> None:
        self.depth = 0
        self.parameter_lists: list[int] = []
        self.word_was_last = self.body_is_next = False

    def after(self, kind: str, text: str) -> bool:
        """Takes note of a token; True behind a lambda's parameter list."""
        self.body_is_next = False
        if kind in {"operator", "body"}:
            if text in {"(", "[", "{"}:
                self.depth += 1
                if self.word_was_last:
                    self.parameter_lists.append(self.depth)
            elif text in _CLOSING:
                if self.parameter_lists and self.parameter_lists[-1] == self.depth:
                    self.parameter_lists.pop()
                    self.body_is_next = True
                self.depth -= 1
        self.word_was_last = kind == "lambda"
        return self.body_is_next


def _operand_after(text: str, operand: bool) -> bool:
    """Whether an operand is expected after an operator that stood where `operand` was expected."""
    if text in _CLOSING:
        return False
    # in operand position `*`, `**`, `%` select, and `?` stands for a missing argument: operands themselves
    return not (operand and text in {"*", "**", "%", "?"})
