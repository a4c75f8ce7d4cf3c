"""Connections to PostgreSQL that come back after it was away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8BinaryDumper

# Several parts create the schema at the same start, and CREATE ... IF NOT EXISTS races with itself.
_SCHEMA_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('statewright.stack'))"

_STREAM_AT_ONCE: Final = 1_000

Connection = psycopg.AsyncConnection[TupleRow]


async def connect(dsn: str) -> Connection:
    """A connection in autocommit mode whose integers are all `bigint`, so that a statement is prepared once."""
    connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
    connection.adapters.register_dumper(int, Int8BinaryDumper)
    connection.prepare_threshold = 2
    return connection


async def create_schema(dsn: str, file: Path) -> None:
    """Run a schema file, which must be repeatable. One at a time among all parts of the stack."""
    statements = file.read_bytes()  # noqa: ASYNC240 - a small file, once
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        await connection.execute(_SCHEMA_LOCK)
        await connection.execute(statements)


class Database:
    """One connection for reads and rare writes, opened when needed."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Connection | None = None
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """The connection, for one user at a time."""
        async with self._lock:
            if self._connection is None or self._connection.closed:
                self._connection = await connect(self._dsn)
            try:
                yield self._connection
            except psycopg.OperationalError:
                await self._connection.close()
                raise

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """The connection, in a transaction."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def rows(self, query: LiteralString, *parameters: Any) -> list[TupleRow]:
        """All rows of a repeatable query; asked again once if the connection turns out to be gone."""
        try:
            return await self._rows(query, parameters)
        except psycopg.OperationalError:
            return await self._rows(query, parameters)

    async def stream(self, query: LiteralString, *parameters: Any) -> AsyncIterator[TupleRow]:
        """The rows of a large answer, fetched as they are taken. The connection is held until the last one."""
        async with self.transaction() as connection, connection.cursor("stream", binary=True) as cursor:
            cursor.itersize = _STREAM_AT_ONCE
            await cursor.execute(query, parameters)
            async for row in cursor:
                yield row

    async def _rows(self, query: LiteralString, parameters: tuple[Any, ...]) -> list[TupleRow]:
        async with self.connection() as connection:
            cursor = await connection.execute(query, parameters, binary=True)
            return await cursor.fetchall()

    async def close(self) -> None:
        """Close what is open."""
        async with self._lock:
            if self._connection is not None:
                await self._connection.close()
