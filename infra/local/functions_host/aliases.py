"""Versions and aliases of functions: in memory, written through to PostgreSQL."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final, LiteralString

import psycopg

# Several parts create the schema at the same start, and CREATE ... IF NOT EXISTS races with itself.
_SCHEMA_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('statewright.stack'))"


@dataclass(frozen=True, slots=True)
class FunctionAlias:
    """An alias; `version` is a number or `$LATEST`."""

    function: str
    name: str
    version: str
    description: str
    revision_id: str


class Aliases:
    """All aliases and versions. `load` before use; each write takes its own short connection."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._aliases: dict[tuple[str, str], FunctionAlias] = {}
        self._versions: dict[str, dict[int, str]] = {}

    async def load(self) -> None:
        """Create the tables and read what was stored."""
        schema = Path(__file__).with_name("aliases.sql").read_bytes()
        async with await psycopg.AsyncConnection.connect(self._dsn) as connection:
            await connection.execute(_SCHEMA_LOCK)
            await connection.execute(schema)
            columns = "function, name, version, description, revision_id::text"
            async for row in await connection.execute(f"SELECT {columns} FROM stack.function_aliases"):  # noqa: S608 - a constant
                self._aliases[row[0], row[1]] = FunctionAlias(*row)
            async for row in await connection.execute(
                "SELECT function, version, description FROM stack.function_versions"
            ):
                self._versions.setdefault(row[0], {})[row[1]] = row[2]

    def knows(self, function: str, qualifier: str) -> bool:
        """Whether a function has this alias or version."""
        if qualifier == "$LATEST" or (function, qualifier) in self._aliases:
            return True
        return qualifier.isdigit() and int(qualifier) in self._versions.get(function, {})

    def get(self, function: str, name: str) -> FunctionAlias | None:
        """The alias, if there is one."""
        return self._aliases.get((function, name))

    def of(self, function: str) -> list[FunctionAlias]:
        """A function's aliases by name."""
        return [alias for key, alias in sorted(self._aliases.items()) if key[0] == function]

    def versions(self, function: str) -> dict[int, str]:
        """Numbers and descriptions of a function's versions."""
        return dict(sorted(self._versions.get(function, {}).items()))

    async def put(self, function: str, name: str, version: str, description: str) -> FunctionAlias:
        """Create or change an alias."""
        alias = FunctionAlias(function, name, version, description, str(uuid.uuid4()))
        await self._execute(
            "INSERT INTO stack.function_aliases (function, name, version, description, revision_id)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (function, name) DO UPDATE SET version = excluded.version,"
            " description = excluded.description, revision_id = excluded.revision_id",
            (function, name, version, description, alias.revision_id),
        )
        self._aliases[function, name] = alias
        return alias

    async def delete(self, function: str, name: str) -> None:
        """Delete an alias; one that is not there is no error."""
        await self._execute("DELETE FROM stack.function_aliases WHERE function = %s AND name = %s", (function, name))
        self._aliases.pop((function, name), None)

    async def publish(self, function: str, description: str) -> int:
        """A new version; its number."""
        number = max(self._versions.get(function, {}), default=0) + 1
        await self._execute(
            "INSERT INTO stack.function_versions (function, version, description) VALUES (%s, %s, %s)",
            (function, number, description),
        )
        self._versions.setdefault(function, {})[number] = description
        return number

    async def _execute(self, query: LiteralString, parameters: tuple[object, ...]) -> None:
        async with await psycopg.AsyncConnection.connect(self._dsn) as connection:
            await connection.execute(query, parameters)
