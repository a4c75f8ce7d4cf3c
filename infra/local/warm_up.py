"""The first worker of the functions that every run passes through, made while nobody waits for it."""

from __future__ import annotations

import asyncio
from typing import Final

from infra.local.functions_host.host import FunctionHost
from infra.local.gateway.http_event import build_event

_NO_CHANGES: Final = b'{"Records": []}'
_NOBODYS_PATH: Final = {
    "method": "GET",
    "path": "/hooks/",
    "query_string": b"",
    "headers": [],
    "http_version": "1.1",
}


async def warm_up(host: FunctionHost, record: str, trigger: str) -> None:
    """Invoke each once with something that has no effect: an empty batch, and a path that no workflow has."""
    await asyncio.gather(
        host.invoke(record, _NO_CHANGES),
        host.invoke(trigger, build_event(_NOBODYS_PATH, b"", route_key="ANY /hooks/{proxy+}")),
    )
