"""Event source mappings in PostgreSQL. Offsets are not here: they are the consumer group's, in the broker."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any

import orjson
import psycopg
from psycopg.rows import DictRow, dict_row

from infra.local.event_sources.model import Mapping
from infra.local.rest_json import AwsError

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS stack;
CREATE TABLE IF NOT EXISTS stack.event_source_mappings (
    id uuid PRIMARY KEY,
    consumer_group text NOT NULL UNIQUE,
    mapping jsonb NOT NULL
);
"""
# Several parts create the schema at the same start, and CREATE ... IF NOT EXISTS races with itself.
SCHEMA_LOCK = "SELECT pg_advisory_xact_lock(hashtext('statewright.stack'))"


def missing(identity: str) -> AwsError:
    return AwsError(
        HTTPStatus.NOT_FOUND, "ResourceNotFoundException", f"The event source mapping {identity} does not exist."
    )


def _mapping(row: DictRow) -> Mapping:
    fields: dict[str, Any] = dict(row["mapping"])
    return Mapping(
        **fields
        | {
            "id": row["id"],
            "bootstrap_servers": tuple(fields["bootstrap_servers"]),
            "source_access": tuple(fields["source_access"]),
            "modified_at": datetime.fromisoformat(fields["modified_at"]),
        }
    )


def _json(mapping: Mapping) -> str:
    return orjson.dumps(dataclasses.asdict(mapping)).decode()


class Store:
    """All the SQL of the event sources; each call takes its own short connection."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[psycopg.AsyncConnection[DictRow]]:
        async with await psycopg.AsyncConnection.connect(self._url, row_factory=dict_row) as connection:
            yield connection

    async def prepare(self) -> Sequence[Mapping]:
        """Create what is missing and read every mapping."""
        async with self._transaction() as connection:
            await connection.execute(SCHEMA_LOCK)
            await connection.execute(SCHEMA)
            rows = await connection.execute("SELECT * FROM stack.event_source_mappings")
            return [_mapping(row) async for row in rows]

    async def insert(self, mapping: Mapping) -> None:
        """Store a mapping. A consumer group belongs to one mapping: raises `ResourceConflictException`."""
        async with self._transaction() as connection:
            inserted = await connection.execute(
                "INSERT INTO stack.event_source_mappings VALUES (%s, %s, %s) ON CONFLICT (consumer_group) DO NOTHING",
                (mapping.id, mapping.consumer_group, _json(mapping)),
            )
            if not inserted.rowcount:
                message = f"ConsumerGroupId {mapping.consumer_group!r} is used by another event source mapping."
                raise AwsError(HTTPStatus.CONFLICT, "ResourceConflictException", message)

    async def update(self, mapping: Mapping) -> None:
        async with self._transaction() as connection:
            await connection.execute(
                "UPDATE stack.event_source_mappings SET mapping = %s WHERE id = %s", (_json(mapping), mapping.id)
            )

    async def delete(self, identity: uuid.UUID) -> None:
        async with self._transaction() as connection:
            await connection.execute("DELETE FROM stack.event_source_mappings WHERE id = %s", (identity,))
