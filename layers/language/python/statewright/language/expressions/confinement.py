"""Which expressions must not be evaluated in this process.

jlens checks time, steps and sizes as it goes, and a short time limit bounds memory as well. Four things get past
that; all need a process of their own to be survived (`sandbox`):

- functions that call each other freely: chains of closures overflow the stack when they are dropped;
- values that hold one part many times: comparing them takes time exponential in their depth, without a check;
- `$distinct`, which compares all pairs without a check;
- many ranges, or ranges inside ranges, which fill gigabytes in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from statewright.language.expressions.tokens import Token

_TAKE_LAMBDAS: Final = frozenset({"$each", "$filter", "$map", "$sift", "$single", "$sort"})
"""Functions that call a function with data only, and never again with what it gave."""
_UNCHECKED: Final = frozenset({"$distinct", "$reduce", "$eval"})
_COMPARING: Final = frozenset({"=", "!=", "in"})
_MAX_RANGES: Final = 20
_MAX_LINKS: Final = 2
_MAX_PARTS: Final = 100
"""Values made of at most 100 parts, in at most three layers, hold a part a million times: compared in 10 ms."""


def needs_confinement(tokens: tuple[Token, ...], functions: frozenset[str]) -> bool:
    """Whether the expression with these tokens has to be evaluated in the sandbox. `functions`: the built-in ones."""
    return (
        any(token.kind == "variable" and token.text in _UNCHECKED for token in tokens)
        or _calls_freely(tokens, functions)
        or _compares_shared(tokens)
        or _makes_many_ranges(tokens)
    )


def _calls_freely(tokens: tuple[Token, ...], functions: frozenset[str]) -> bool:
    """Whether a function may be called that is neither built in nor the argument of one that is."""
    callees: list[str] = []
    previous = Token("operator", "", 0, True)
    for token in tokens:
        if token.kind == "lambda" and not (callees and callees[-1] in _TAKE_LAMBDAS and previous.text == ","):
            return True
        if token.text == "(" and not token.operand:
            if previous.text in {")", "}", "]"} or (
                previous.kind == "variable" and previous.text[1:] not in functions and previous.text != "$"
            ):
                return True
            callees.append(previous.text)
        elif token.text in {"(", "[", "{"}:
            callees.append("")
        elif token.text in {")", "]", "}"} and callees:
            callees.pop()
        previous = token
    return False


def _compares_shared(tokens: tuple[Token, ...]) -> bool:
    """Whether it compares values after it may have put one value many times into another."""
    if not any(token.kind == "operator" and token.text in _COMPARING and not token.operand for token in tokens):
        return False
    links = sum(_links(before, after) for before, after in pairwise(tokens))
    parts = sum(token.kind == "variable" for token in tokens)
    return links > _MAX_LINKS or (links > 0 and parts > _MAX_PARTS)


def _links(before: Token, after: Token) -> bool:
    """Whether a value goes on from here to where a new one can be made of it."""
    return before.text == ":=" or after.text == "~>" or (before.text == "." and after.text in {"(", "[", "{"})


def _makes_many_ranges(tokens: tuple[Token, ...]) -> bool:
    """Whether it makes many large ranges (`[1..n]`), or some more than once: in a function, a group or a path step."""
    if sum(token.text == ".." for token in tokens) > _MAX_RANGES:
        return True
    repeated: list[bool] = [False]
    for index, (before, token) in enumerate(pairwise(_from_start(tokens))):
        if token.text in {"(", "[", "{"}:
            # a range in a predicate is dropped after each comparison: `$a[[0..9]]` is how JSONata slices
            repeats = token.kind == "body" or before.text in {".", "^"} or (token.text == "{" and not token.operand)
            repeated.append(repeated[-1] or repeats)
        elif token.text in {")", "]", "}"} and len(repeated) > 1:
            repeated.pop()
        elif token.text == ".." and repeated[-1] and not _is_small(tokens[index - 2 : index + 3]):
            return True
    return False


def _from_start(tokens: tuple[Token, ...]) -> Iterator[Token]:
    yield Token("operator", "", 0, True)
    yield from tokens


def _is_small(around: tuple[Token, ...]) -> bool:
    """Whether the tokens around a `..` are those of a literal range of at most a hundred items."""
    if [token.kind for token in around] != ["operator", "number", "operator", "number", "operator"]:
        return False
    first, last = float(around[1].text), float(around[3].text)
    return around[0].text == "[" and around[4].text == "]" and last - first < 100
