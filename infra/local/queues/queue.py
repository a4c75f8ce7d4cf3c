"""Messages in PostgreSQL until their consumer has taken them: at least once, as SQS delivers.

One writer commits what has come together, and forgets what has been taken; one deliverer hands over what is there.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from infra.local.config import ACCOUNT, REGION
from infra.local.stepfunctions.database import Database, create_schema

log = logging.getLogger(__name__)

BATCH: Final = 100
RETRY_SECONDS: Final = 1.0

Deliver = Callable[[Sequence[str]], Awaitable[None]]
"""Takes bodies, and returns when the consumer has them."""


def queue_url(name: str) -> str:
    """As AWS writes it: machines hold it, so it is the same however often the stack starts on other ports."""
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


class Sent(NamedTuple):
    """What SQS answers."""

    message_id: str
    md5: str


class _Message(NamedTuple):
    id: uuid.UUID
    body: str


class Queue:
    """`deliver` gets the bodies in batches; what it has returned from is taken."""

    def __init__(self, dsn: str, name: str, deliver: Deliver) -> None:
        self.name = name
        self._dsn = dsn
        self._deliver = deliver
        self._database = Database(dsn)
        self._arrived: list[tuple[_Message, asyncio.Future[None]]] = []
        self._taken: list[uuid.UUID] = []
        self._waiting: deque[_Message] = deque()
        self._to_write = asyncio.Event()
        self._to_deliver = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Create the table, and hand over first what a crash left in it."""
        await create_schema(self._dsn, Path(__file__).with_name("schema.sql"))
        rows = await self._database.rows(
            "SELECT id, body FROM stack.queue_messages WHERE queue = %b ORDER BY number", self.name
        )
        self._waiting.extend(_Message(*row) for row in rows)
        self._to_deliver.set()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._hand_over())]

    async def stop(self) -> None:
        """Take nothing more; what is left is handed over after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._taken:
            await self._commit([], self._taken)
        await self._database.close()

    async def send(self, body: str) -> Sent:
        """Returns when the message is durable."""
        message = _Message(uuid.uuid4(), body)
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrived.append((message, durable))
        self._to_write.set()
        await durable
        return Sent(str(message.id), hashlib.md5(body.encode(), usedforsecurity=False).hexdigest())

    async def _write(self) -> None:
        while True:
            await self._to_write.wait()
            self._to_write.clear()
            arrived, self._arrived = self._arrived, []
            taken, self._taken = self._taken, []
            while True:
                try:
                    await self._commit([message for message, _ in arrived], taken)
                    break
                except psycopg.OperationalError as error:
                    log.warning("the queue %s cannot be written, trying again: %s", self.name, str(error).strip())
                    await asyncio.sleep(RETRY_SECONDS)
            for message, durable in arrived:
                self._waiting.append(message)
                if not durable.done():
                    durable.set_result(None)
            if arrived:
                self._to_deliver.set()

    async def _commit(self, arrived: Sequence[_Message], taken: Sequence[uuid.UUID]) -> None:
        async with self._database.transaction() as connection:
            if arrived:
                await connection.execute(
                    "INSERT INTO stack.queue_messages (id, queue, body) "
                    "SELECT id, %s, body FROM unnest(%s::uuid[], %s::text[]) AS m(id, body) ON CONFLICT DO NOTHING",
                    (self.name, [message.id for message in arrived], [message.body for message in arrived]),
                )
            if taken:
                await connection.execute("DELETE FROM stack.queue_messages WHERE id = ANY(%s)", (list(taken),))

    async def _hand_over(self) -> None:
        while True:
            await self._to_deliver.wait()
            self._to_deliver.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                await self._deliver([message.body for message in batch])
                self._taken += [message.id for message in batch]
                self._to_write.set()
