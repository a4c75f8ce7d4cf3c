"""The logic nodes."""

from __future__ import annotations

from typing import Final

from statewright.language.compiler.kinds import condition, delay, set_values, split, switch
from statewright.language.compiler.kinds.kind import LogicKind

LOGIC: Final[dict[str, LogicKind]] = {
    kind.name: kind for kind in (condition.KIND, switch.KIND, split.KIND, delay.KIND, set_values.KIND)
}
"""Every logic node by its `type`, in palette order."""

__all__ = ["LOGIC", "LogicKind"]
