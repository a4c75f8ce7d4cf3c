"""Which errors the retry of a node may name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from statewright.core.errors import PERMANENT, RETRYABLE
from statewright.language.compiler.kinds import loop, run_workflow

COMMON: Final = (*RETRYABLE, *PERMANENT, "States.Timeout")
"""What a step can end with, whatever it does."""
RETRYING: Final = (loop.KIND.name, run_workflow.KIND.name)
"""The logic nodes that can be told to retry."""


def retry_names(type_: str, declared: Iterable[str] = ()) -> tuple[str, ...]:
    """The names that `settings.retry.on` of a node of this type may list, those its definition declares first."""
    if type_ == run_workflow.KIND.name:
        return run_workflow.RETRY_NAMES
    if type_ == loop.KIND.name:
        return (*COMMON, *loop.OWN_ERRORS)
    return tuple(dict.fromkeys((*declared, *COMMON)))
