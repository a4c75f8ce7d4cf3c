"""How the parts of the local stack call functions: the one seam between event sources and the function host."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol

ERROR_EXCERPT = 500


class Invocation(Protocol):
    """What an invocation gave: the answer's bytes, and `Unhandled` or alike when the function raised."""

    @property
    def payload(self) -> bytes: ...

    @property
    def function_error(self) -> str | None: ...


class InvokeLambda(Protocol):
    """Invoke a function by name and wait for its answer (`qualifier`: a version or an alias, None for `$LATEST`)."""

    def __call__(self, name: str, payload: bytes, qualifier: str | None, /) -> Awaitable[Invocation]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """An attempt to invoke: `payload` is the answer, `error` is None when the function returned.

    `function_failed`: the function itself raised or ran out of time; otherwise an error is its host's.
    """

    payload: bytes
    error: str | None
    function_failed: bool = False


async def attempt(invoke: InvokeLambda, name: str, payload: bytes, qualifier: str | None = None) -> Outcome:
    """Invoke and turn every failure into an `Outcome`: an event source retries whatever went wrong.

    A function that raised, one that does not exist and a host that broke are the same thing to a delivery that
    has to be repeated, so the exception is taken as a result here and nowhere else. Cancellation passes through.
    """

    async def call() -> Invocation:
        return await invoke(name, payload, qualifier)

    (result,) = await asyncio.gather(call(), return_exceptions=True)
    if isinstance(result, asyncio.CancelledError):
        raise result
    if isinstance(result, BaseException):
        return Outcome(b"", f"{type(result).__name__}: {result}"[:ERROR_EXCERPT])
    if result.function_error is not None:
        excerpt = result.payload[:ERROR_EXCERPT].decode("utf-8", "replace")
        return Outcome(result.payload, f"{result.function_error}: {excerpt}", function_failed=True)
    return Outcome(result.payload, None)


@dataclass(frozen=True, slots=True)
class FunctionTarget:
    """A function as event sources address it: its name and, where given, its version or alias."""

    name: str
    qualifier: str | None

    _SPELLINGS = re.compile(
        r"(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?"
        r"(?P<name>[A-Za-z0-9_-]{1,64})(?::(?P<qualifier>\$LATEST|[A-Za-z0-9_-]{1,128}))?"
    )

    @classmethod
    def parse(cls, value: str) -> FunctionTarget | None:
        """Read a function name, a partial or a full ARN, each with or without a qualifier; None if it is neither.

        Source: Lambda API reference, `FunctionName` of CreateEventSourceMapping.
        """
        found = cls._SPELLINGS.fullmatch(value)
        return cls(found["name"], found["qualifier"]) if found else None
