"""The logic nodes."""

from __future__ import annotations

from typing import Final

from statewright.language.compiler.kinds import (
    approval,
    wait_for_events,
)
from statewright.language.compiler.kinds.kind import LogicKind

LOGIC: Final[dict[str, LogicKind]] = {
    kind.name: kind
    for kind in (
        wait_for_events.KIND,
        approval.KIND,
    )
}
"""Every logic node by its `type`, in palette order."""

__all__ = ["LOGIC", "LogicKind"]
