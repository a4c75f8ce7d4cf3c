"""Migrations, partitions, seeds: everything a database needs before it is used, safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from statewright.core.catalog import Catalog
from statewright.data import definitions
from statewright.data.connect import Connection
from statewright.data.migrate import migrate
from statewright.data.partitions import ensure_partitions


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done: names of migrations and partitions, and how many definitions changed."""

    migrations: list[str]
    partitions: list[str]
    definitions: int


def prepare(connection: Connection, catalog: Catalog, today: date) -> Prepared:
    """Bring the database up to date. `today` is a UTC date. Raises `MigrationError`."""
    applied = migrate(connection)
    partitions = ensure_partitions(connection, today)
    seeded = definitions.seed(connection, "trigger", catalog.raw["triggers"])
    seeded += definitions.seed(connection, "action", catalog.raw["actions"])
    return Prepared(applied, partitions, seeded)
