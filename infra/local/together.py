"""Run steps side by side: all finish, or the first failure ends the others and is raised as itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(*steps: Coroutine[Any, Any, None]) -> None:
    """Like `asyncio.TaskGroup`, but raises the first error instead of a group around it."""
    try:
        async with asyncio.TaskGroup() as group:
            for step in steps:
                group.create_task(step)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
