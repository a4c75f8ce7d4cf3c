"""Monthly partitions of `executions` and `node_executions`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from psycopg import sql
from statewright.data.connect import Connection

PARTITIONED: Final = {"executions": "started_at", "node_executions": "execution_started_at"}
"""Partitioned table -> its partition key."""


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def later(self, months: int) -> Month:
        """The month this many months later."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)


def ensure_partitions(connection: Connection, today: date, *, ahead: int = 2) -> list[str]:
    """Make the partitions of this month and the next `ahead`; returns the names of the new ones.

    Rows that reached the default partition before their month had one are moved into it.
    """
    months = [Month.of(today).later(offset) for offset in range(ahead + 1)]
    return [
        name
        for table in PARTITIONED
        for month in months
        if (name := _ensure_partition(connection, table, month)) is not None
    ]


def _ensure_partition(connection: Connection, table: str, month: Month) -> str | None:
    name = f"{table}_y{month.year:04d}m{month.month:02d}"
    parts = {
        "table": sql.Identifier(table),
        "default": sql.Identifier(f"{table}_default"),
        "partition": sql.Identifier(name),
        "key": sql.Identifier(PARTITIONED[table]),
        "low": sql.Literal(month.first_day),
        "high": sql.Literal(month.later(1).first_day),
    }
    with connection.transaction():
        connection.execute(sql.SQL("LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE").format(**parts))
        found = connection.execute("SELECT to_regclass(%s)", (name,)).fetchone()
        if found is not None and found[0] is not None:
            return None
        connection.execute(sql.SQL("CREATE TABLE {partition} (LIKE {table} INCLUDING ALL)").format(**parts))
        # The default partition may not hold rows of a partition that is attached.
        connection.execute(
            sql.SQL(
                "WITH moved AS (DELETE FROM {default} WHERE {key} >= {low} AND {key} < {high} RETURNING *) "
                "INSERT INTO {partition} SELECT * FROM moved"
            ).format(**parts)
        )
        connection.execute(
            sql.SQL("ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES FROM ({low}) TO ({high})").format(
                **parts
            )
        )
    return name
