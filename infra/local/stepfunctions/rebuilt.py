"""Executions with their histories, rebuilt from the journal to be read: a few ended ones are kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from statewright.language.engine import Execution, History

from infra.local.stepfunctions.records import Record
from infra.local.stepfunctions.recovery import Rebuilding

_KEPT: Final = 4


class Rebuilt:
    """All pages of a history come from one replay."""

    def __init__(self, rebuilding: Rebuilding) -> None:
        self._rebuilding = rebuilding
        self._ended: OrderedDict[tuple[int, int], tuple[Execution, History]] = OrderedDict()

    async def get(self, record: Record) -> tuple[Execution, History] | None:
        """The execution as its journal says; None if the engine no longer accepts its definition."""
        key = None if record.end is None else (record.start.id, record.end.end_sequence)
        if key is not None and key in self._ended:
            self._ended.move_to_end(key)
            return self._ended[key]
        history = History()
        for live, _ in await self._rebuilding.rebuild([record], history):
            if key is not None:
                self._ended[key] = (live.run, history)
                if len(self._ended) > _KEPT:
                    self._ended.popitem(last=False)
            return live.run, history
        return None
