"""Applies `migrations/NNNN_*.sql` in order, once each, under a lock."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from statewright.data.connect import Connection

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK: Final = 0x5354_4154_4557
"""Advisory lock key: two functions never migrate at the same time."""


class MigrationError(RuntimeError):
    """The database's history does not fit the migration files."""


@dataclass(frozen=True, slots=True)
class Migration:
    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """All migration files in order. Raises `MigrationError` for a gap or a wrong file name."""
    found = []
    for file in files("statewright.data").joinpath("migrations").iterdir():
        match = _FILE_NAME.fullmatch(file.name)
        if match:
            found.append(Migration(int(match.group(1)), file.name.removesuffix(".sql"), file.read_text("utf-8")))
        elif file.name.endswith(".sql"):
            raise MigrationError(f"migrations/{file.name}: the name must be NNNN_lower_case.sql")
    found.sort(key=lambda migration: migration.version)
    if [migration.version for migration in found] != list(range(1, len(found) + 1)):
        raise MigrationError("migrations/: the numbers must be 0001, 0002, ... without a gap or a repetition")
    return found


def migrate(connection: Connection) -> list[str]:
    """Apply what is missing, each file in its own transaction; returns the names applied.

    Raises `MigrationError` when an applied file was changed afterwards or when the database is newer than the
    code. Safe to run at any time and from several processes at once.
    """
    wanted = migrations()
    connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        applied = _applied(connection)
        _check(wanted, applied)
        missing = [migration for migration in wanted if migration.version not in applied]
        for migration in missing:
            with connection.transaction():
                # Trusted: a file of this package, not input.
                connection.execute(migration.sql, prepare=False)
                connection.execute(
                    "INSERT INTO schema_migrations (version, name, checksum) VALUES (%s, %s, %s)",
                    (migration.version, migration.name, migration.checksum),
                )
        return [migration.name for migration in missing]
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


def _applied(connection: Connection) -> dict[int, tuple[str, str]]:
    """version -> (name, checksum) of what the database already has."""
    connection.execute(
        """CREATE TABLE IF NOT EXISTS schema_migrations (
               version    integer PRIMARY KEY,
               name       text NOT NULL,
               checksum   text NOT NULL,
               applied_at timestamptz(3) NOT NULL DEFAULT now()
           )"""
    )
    rows = connection.execute("SELECT version, name, checksum FROM schema_migrations").fetchall()
    return {version: (name, checksum) for version, name, checksum in rows}


def _check(wanted: list[Migration], applied: dict[int, tuple[str, str]]) -> None:
    by_version = {migration.version: migration for migration in wanted}
    for version, (name, checksum) in applied.items():
        migration = by_version.get(version)
        if migration is None:
            raise MigrationError(f"the database has migration {name}, which this code does not know: deploy newer code")
        if migration.checksum != checksum:
            raise MigrationError(f"migration {name} was changed after it had been applied: add a new file instead")
