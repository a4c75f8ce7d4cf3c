"""The local queue: what was sent reaches its consumer, over a crash too."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

import psycopg

from infra.local.queues import Queue


class Consumer:
    def __init__(self) -> None:
        self.taken: list[str] = []
        self.open = asyncio.Event()
        self.came = asyncio.Event()

    async def __call__(self, bodies: Sequence[str]) -> None:
        self.came.set()
        await self.open.wait()
        self.taken += bodies


async def left(postgres_url: str) -> list[str]:
    async with await psycopg.AsyncConnection.connect(postgres_url) as connection:
        cursor = await connection.execute("SELECT body FROM stack.queue_messages ORDER BY number")
        return [row[0] for row in await cursor.fetchall()]


async def test_what_no_consumer_has_taken_comes_again_after_a_start(postgres_url: str) -> None:
    first, second = Consumer(), Consumer()
    queue = Queue(postgres_url, "q", first)
    await queue.start()
    sent = [await queue.send(body) for body in ('{"n": 1}', '{"n": 2}')]
    async with asyncio.timeout(20):
        await first.came.wait()
    await queue.stop()  # the consumer never returned

    assert await left(postgres_url) == ['{"n": 1}', '{"n": 2}']
    again = Queue(postgres_url, "q", second)
    second.open.set()
    await again.start()
    async with asyncio.timeout(20):
        await second.came.wait()
    await again.stop()

    assert first.taken == []
    assert second.taken == ['{"n": 1}', '{"n": 2}']
    assert await left(postgres_url) == []
    assert len({each.message_id for each in sent}) == 2
    assert sent[0].md5 == hashlib.md5(b'{"n": 1}', usedforsecurity=False).hexdigest()
