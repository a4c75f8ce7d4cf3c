"""A function host for tests of what invokes functions: it notes its calls and answers as told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    payload: bytes = b"null"
    function_error: str | None = None


@dataclass
class Functions:
    """A function host that notes its calls and answers as told; `calls` wakes whoever waits for the next one."""

    calls: asyncio.Queue[tuple[str, Any, str | None]] = field(default_factory=asyncio.Queue)
    answers: list[Answer | Exception] = field(default_factory=list)

    async def __call__(self, name: str, payload: bytes, qualifier: str | None) -> Answer:
        self.calls.put_nowait((name, json.loads(payload), qualifier))
        answer = self.answers.pop(0) if self.answers else Answer()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def next(self) -> tuple[str, Any, str | None]:
        return await asyncio.wait_for(self.calls.get(), 20)
