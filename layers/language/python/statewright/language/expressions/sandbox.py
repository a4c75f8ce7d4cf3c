"""Expressions of a workflow in the sandbox process: what `confinement` finds, or what reaches `limits.INLINE`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson
from statewright.core.sandbox import Sandbox, SandboxError
from statewright.language.expressions.limits import CONFINED_BYTES, CONFINED_SECONDS

SANDBOX: Final = Sandbox(
    "statewright.language.expressions.sandbox_worker", memory=CONFINED_BYTES, seconds=CONFINED_SECONDS
)


def evaluate_confined(
    source: str, functions: Iterable[str], document: Any, *, now: int | None, seed: int | None
) -> dict[str, Any]:
    """What jlens makes of `source` over `document` in the sandbox process.

    `functions` names those of Step Functions that it calls. Raises `SandboxError`.
    """
    request = orjson.dumps({"source": source, "functions": sorted(functions), "now": now, "seed": seed})
    found: dict[str, Any] = orjson.loads(SANDBOX.ask(request, _json(document)))
    return found


def _json(document: Any) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError as problem:
        raise SandboxError(f"the data cannot be handed to a process of its own: {problem}") from problem
