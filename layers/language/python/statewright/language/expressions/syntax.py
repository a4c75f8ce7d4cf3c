"""What can be said about an expression without running it.

Step Functions implements JSONata 2.0.6 inside `{% ... %}`. `parse_expression` accepts that language and refuses,
with a position, what Step Functions refuses or what could not be evaluated safely and repeatably:

- newer operators (`??`, `?:`), which would work in the builder's preview and fail on AWS;
- `$eval`, which hides what an expression reads;
- unqualified input (`a.b`, `$`, `$$`, `*` at top level): Step Functions gives expressions no input document, only
  variables. Source: AWS Step Functions developer guide, "Transforming data with JSONata".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import jlens
from statewright.language.expressions.confinement import needs_confinement
from statewright.language.expressions.limits import MAX_SOURCE
from statewright.language.expressions.tokens import Token, TokenError, tokenize

Read = bool | Mapping[str, Any]
"""True: the value is read whole; a mapping: only these fields of it (recursively); empty: only its presence."""

STATES_FUNCTIONS: Final = frozenset({"partition", "range", "hash", "random", "uuid", "parse"})
"""Functions that Step Functions adds to JSONata."""

JSONATA_FUNCTIONS: Final = frozenset(
    """abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl
    decodeUrlComponent distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase
    formatInteger formatNumber fromMillis join keys length lookup lowercase map match max merge millis min not now
    number pad parseInteger power random reduce replace reverse round shuffle sift single sort split spread sqrt
    string substring substringAfter substringBefore sum toMillis trim type uppercase zip""".split()  # noqa: SIM905
)
"""Functions built into JSONata 2.0.6."""

FUNCTIONS: Final = JSONATA_FUNCTIONS | STATES_FUNCTIONS
"""Names that a variable must not take: it would break the function."""

VOLATILE_FUNCTIONS: Final = frozenset({"now", "millis", "random", "uuid", "shuffle"})
"""Functions whose value differs from one evaluation to the next."""

_MAX_PATH: Final = 100
"""Steps of a plain reference; a longer path is for the parser to judge."""
_END: Final = Token("operator", "", 0, False)
_MARK_OPEN, _MARK_CLOSE = "{%", "%}"
_REGISTERED: Final[dict[str, Any]] = dict.fromkeys(STATES_FUNCTIONS, lambda *_: None)
_NEWER = {
    "??": "write `$exists(x) ? x : y` instead",
    "?:": "write `x ? x : y` instead",
}


class ExpressionSyntaxError(ValueError):
    """The text is not an expression that Step Functions would accept.

    `message` says what is wrong and what to write. `position` and `end` are 0-based offsets in the text that was given
    to `parse_expression`, marks included: where what is wrong begins, and where what follows it does. They are the same
    where something is missing.
    """

    def __init__(self, message: str, position: int, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.end = position if end is None else end


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that is known to be legal."""

    source: str
    """The JSONata between the marks, without surrounding blanks."""
    offset: int
    """Where `source` starts in the text that was parsed."""
    reads: Mapping[str, Read]
    """Free variables and what is read of each, e.g. `{"order": {"total": True}}` for `$order.total > 3`."""
    calls: frozenset[str] = field(default=frozenset())
    """Names used as functions, the expression's own lambdas excepted."""
    reference: tuple[str, ...] | None = None
    """For a plain `$a.b.c`: `("a", "b", "c")`; None for anything that computes."""
    confined: bool = False
    """Whether it must be evaluated in a process of its own (`confinement`)."""

    @property
    def variables(self) -> frozenset[str]:
        """Names of the variables the expression reads (`states` included, its own locals excluded)."""
        return frozenset(self.reads)

    @property
    def volatile(self) -> bool:
        """Whether evaluating twice may give two values ($now, $millis, $random, $uuid, $shuffle)."""
        return not self.calls.isdisjoint(VOLATILE_FUNCTIONS)

    def spans_of(self, variable: str, member: str | None = None) -> Iterator[tuple[int, int]]:
        """Start and end of each use of `$variable`, or of each `$variable.member`, in the text that was parsed."""
        tokens = (*tokenize(self.source), _END, _END)
        for token, dot, name in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if token.kind != "variable" or token.text != f"${variable}":
                continue
            last = token
            if member is not None:
                if dot.text != "." or name.kind != "name" or name.text.strip("`") != member:
                    continue
                last = name
            yield self.offset + token.position, self.offset + last.position + len(last.text)

    def positions(self) -> Mapping[str, int]:
        """Offset of the first use of each variable and function the expression names."""
        found: dict[str, int] = {}
        for token in tokenize(self.source):
            if token.kind == "variable":
                found.setdefault(token.text[1:], self.offset + token.position)
        return MappingProxyType(found)


def is_expression(value: object) -> bool:
    """Whether Step Functions would evaluate this JSON value: a string that starts with `{%` and ends with `%}`."""
    return isinstance(value, str) and value.startswith(_MARK_OPEN) and value.endswith(_MARK_CLOSE) and len(value) >= 4


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """The expression in `text`, with or without its `{% %}` marks.

    Raises `ExpressionSyntaxError`. Results are immutable and cached.
    """
    body, offset = (text[2:-2], 2) if is_expression(text) else (text, 0)
    source = body.strip()
    offset += len(body) - len(body.lstrip())
    if not source:
        raise ExpressionSyntaxError("the expression is empty", offset)
    if len(source) > MAX_SOURCE:
        message = f"the expression has {len(source):,} characters; at most {MAX_SOURCE:,} are allowed"
        raise ExpressionSyntaxError(message, offset, offset + len(source))
    reference = _reference(source)
    if reference is not None:
        return Expression(source, offset, _reference_reads(reference), reference=reference)
    try:
        tokens = tuple(tokenize(source))
    except TokenError as problem:
        raise ExpressionSyntaxError(str(problem), offset + problem.position, offset + problem.end) from problem
    _refuse_operators(tokens, offset)
    try:
        compiled = jlens.Expression(source)
        reads = compiled.reads(_REGISTERED)
    except jlens.JlensError as problem:
        end = problem.end or 0
        start = end if problem.start is None else problem.start
        raise ExpressionSyntaxError(_sentence(problem), offset + start, offset + end) from problem
    _refuse_unqualified(tokens, offset)
    bindings = reads["bindings"]
    own = _functions_bound_later(tokens)
    return Expression(
        source,
        offset,
        MappingProxyType({name: read for name, read in bindings.items() if name not in FUNCTIONS | own}),
        calls=_calls(tokens, frozenset(bindings) - own),
        confined=needs_confinement(tokens, FUNCTIONS),
    )


def _reference(source: str) -> tuple[str, ...] | None:
    """The parts of `$a.b.c`; None for anything that is not only names and dots."""
    if not source.startswith("$") or not source.isascii() or source.count(".") > _MAX_PATH:
        return None
    parts = tuple(source[1:].split("."))
    if not all(part.isidentifier() for part in parts) or parts[0] in FUNCTIONS:
        return None
    return None if not {"and", "or", "in", "function", "null", "true", "false"}.isdisjoint(parts) else parts


def _reference_reads(reference: tuple[str, ...]) -> Mapping[str, Read]:
    read: Read = True
    for part in reversed(reference[1:]):
        read = {part: read}
    return MappingProxyType({reference[0]: read})


def _sentence(problem: jlens.JlensError) -> str:
    text = str(problem)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _refuse_operators(tokens: tuple[Token, ...], offset: int) -> None:
    for token in tokens:
        if token.text in _NEWER and token.kind == "operator":
            message = (
                f"`{token.text}` is newer than JSONata 2.0.6, the version Step Functions runs: {_NEWER[token.text]}"
            )
            raise _at(token, message, offset)
        if token.kind == "variable" and token.text == "$eval":
            message = "`$eval` is not allowed: write the expression itself, or use `$parse` to read JSON text"
            raise _at(token, message, offset)


def _refuse_unqualified(tokens: tuple[Token, ...], offset: int) -> None:
    for token in _unqualified(tokens):
        if token.text in {"$", "$$"}:
            message = f"`{token.text}` has no value here: name a variable, for example `$states.input`"
        elif token.kind == "name":
            message = f"`{token.text}` is not a variable: write `${token.text}`, or quote it if it is text"
        else:
            message = f"`{token.text}` needs something to select from: write a variable before it"
        raise _at(token, message, offset)


def _at(token: Token, message: str, offset: int) -> ExpressionSyntaxError:
    start = offset + token.position
    return ExpressionSyntaxError(message, start, start + len(token.text))


def _unqualified(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Tokens that read the (absent) input document.

    Names are relative to a context; only behind a `.`, inside a predicate, a group, an order-by or a transform
    is that context a value of the expression itself.
    """
    stack: list[_Group] = [_Group(relative=False)]
    callee_relative = False
    previous = ""
    for token in tokens:
        group = stack[-1]
        relative = group.relative or previous == "."
        if token.text in {"(", "[", "{"}:
            stack.append(_open(token, previous, relative, callee_relative, group.relative))
        elif token.text in {")", "]", "}"} and len(stack) > 1:
            callee_relative = stack.pop().callee_relative
        elif token.text == "|" and token.operand:
            stack.append(_Group(relative=True, bars=2, callee_relative=relative))
        elif token.text == "|" and group.bars:
            group.bars -= 1
            if not group.bars:
                stack.pop()
        elif token.text == "$$" or (token.operand and not relative and _reads_context(token)):
            yield token
        elif token.operand:
            callee_relative = relative
        previous = token.text


@dataclass(slots=True)
class _Group:
    relative: bool
    bars: int = 0
    callee_relative: bool = False


def _open(token: Token, previous: str, relative: bool, callee_relative: bool, enclosing: bool) -> _Group:
    if previous == "^":
        return _Group(relative=True, callee_relative=relative)
    if token.operand or token.kind == "body":
        return _Group(relative=relative, callee_relative=relative)
    if token.text == "(":
        return _Group(relative=enclosing or callee_relative, callee_relative=callee_relative)
    return _Group(relative=True, callee_relative=callee_relative)


def _reads_context(token: Token) -> bool:
    return token.kind == "name" or token.text in {"$", "*", "**", "%"}


def _functions_bound_later(tokens: tuple[Token, ...]) -> frozenset[str]:
    """Names that are only called, each time inside of a block that binds them: functions may call each other.

    jlens takes a call before the binding for one of a variable from outside; but no value from there is a function.
    """
    open_brackets: list[int] = []
    bound: dict[str, list[tuple[int, ...]]] = {}
    called: dict[str, list[tuple[int, ...]]] = {}
    read: set[str] = set()
    for token, after in pairwise((*tokens, Token("operator", "", 0, False))):
        if token.text in {"(", "[", "{"}:
            open_brackets.append(token.position)
        elif token.text in {")", "]", "}"} and open_brackets:
            open_brackets.pop()
        elif token.kind == "variable" and after.text == ":=":
            bound.setdefault(token.text[1:], []).append(tuple(open_brackets))
        elif token.kind == "variable" and after.text == "(" and not after.operand:
            called.setdefault(token.text[1:], []).append(tuple(open_brackets))
        elif token.kind == "variable":
            read.add(token.text[1:])
    return frozenset(
        name
        for name, blocks in bound.items()
        if name not in read
        and all(any(call[: len(block)] == block for block in blocks) for call in called.get(name, []))
    )


def _calls(tokens: tuple[Token, ...], free: frozenset[str]) -> frozenset[str]:
    named = {token.text[1:] for token in tokens if token.kind == "variable"}
    return frozenset(name for name in named if name in FUNCTIONS) | frozenset(
        before.text[1:]
        for before, after in pairwise(tokens)
        if before.kind == "variable" and after.text == "(" and not after.operand and before.text[1:] in free
    )
