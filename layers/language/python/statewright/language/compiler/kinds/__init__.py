"""The logic nodes."""

from __future__ import annotations

from typing import Final

from statewright.language.compiler.kinds import (
    approval,
    condition,
    delay,
    loop,
    merge,
    run_workflow,
    set_values,
    split,
    stop,
    switch,
    wait_for_events,
)
from statewright.language.compiler.kinds.kind import LogicKind

LOGIC: Final[dict[str, LogicKind]] = {
    kind.name: kind
    for kind in (
        condition.KIND,
        switch.KIND,
        split.KIND,
        loop.KIND,
        merge.KIND,
        delay.KIND,
        wait_for_events.KIND,
        approval.KIND,
        set_values.KIND,
        run_workflow.KIND,
        stop.KIND,
    )
}
"""Every logic node by its `type`, in palette order."""

__all__ = ["LOGIC", "LogicKind"]
