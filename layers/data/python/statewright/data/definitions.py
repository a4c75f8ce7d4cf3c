"""The registry of trigger and action definitions, seeded from the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Json
from statewright.data.connect import Connection

Kind = Literal["trigger", "action"]
_TABLES: Final[Mapping[Kind, str]] = {"trigger": "trigger_definitions", "action": "action_definitions"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    id: str
    kind: Kind
    spec: dict[str, Any]
    """The catalog's entry."""
    enabled: bool


def seed(connection: Connection, kind: Kind, specs: Iterable[Mapping[str, Any]]) -> int:
    """Bring the built-in definitions up to date; returns how many changed. `enabled` is left to people."""
    statement = sql.SQL(
        """INSERT INTO {table} AS known (id, name, version, spec) VALUES (%s, %s, %s, %s)
           ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, updated_at = now()
           WHERE known.spec::text <> excluded.spec::text"""
    ).format(table=sql.Identifier(_TABLES[kind]))
    with connection.transaction(), connection.cursor() as cursor:
        rows = [(spec["id"], spec["name"], spec["version"], Json(dict(spec))) for spec in specs]
        cursor.executemany(statement, rows)
        return max(cursor.rowcount, 0)


def list_all(connection: Connection) -> list[Definition]:
    """Triggers first, then actions, each by name and version."""
    with connection.cursor(row_factory=class_row(Definition)) as cursor:
        cursor.execute(
            """SELECT id, kind, spec, enabled FROM (
                   SELECT id, 'trigger' AS kind, spec, enabled, name, version FROM trigger_definitions
                   UNION ALL
                   SELECT id, 'action', spec, enabled, name, version FROM action_definitions
               ) known ORDER BY kind DESC, name, version"""
        )
        return cursor.fetchall()


def disabled_ids(connection: Connection) -> frozenset[str]:
    """Ids (`name@version`) of definitions that may not be published."""
    rows = connection.execute(
        """SELECT id FROM trigger_definitions WHERE NOT enabled
           UNION ALL SELECT id FROM action_definitions WHERE NOT enabled"""
    ).fetchall()
    return frozenset(row[0] for row in rows)
