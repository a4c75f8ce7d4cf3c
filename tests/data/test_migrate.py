from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from statewright.data.connect import Connection, connect
from statewright.data.migrate import MigrationError, migrate, migrations
from statewright.data.partitions import Month, ensure_partitions


def test_migrations_are_applied_once_whoever_runs_them(postgres_url: str) -> None:
    def run(_: int) -> list[str]:
        with connect(postgres_url) as own:
            return migrate(own)

    with ThreadPoolExecutor(3) as pool:
        applied = [name for names in pool.map(run, range(3)) for name in names]

    assert applied == [migration.name for migration in migrations()]


def test_a_changed_migration_is_refused(connection: Connection) -> None:
    connection.execute("UPDATE schema_migrations SET checksum = 'other' WHERE version = 2")

    with pytest.raises(MigrationError, match="0002_registry_and_triggers was changed"):
        migrate(connection)


def test_a_database_that_is_ahead_of_the_code_is_refused(connection: Connection) -> None:
    connection.execute("INSERT INTO schema_migrations (version, name, checksum) VALUES (999, '0999_future', '')")

    with pytest.raises(MigrationError, match=r"0999_future.*deploy newer code"):
        migrate(connection)


def test_partitions_are_made_once_and_take_over_early_rows(connection: Connection) -> None:
    insert = (
        "INSERT INTO executions (id, started_at, workflow_id, status) "
        "VALUES (%s, %s, '11111111-1111-4111-8111-111111111111', 'running')"
    )
    connection.execute(insert, ("early", "2027-02-14T00:00:00Z"))
    connection.execute(insert, ("elsewhere", "2030-01-01T00:00:00Z"))

    made = ensure_partitions(connection, date(2026, 12, 31))
    again = ensure_partitions(connection, date(2026, 12, 31))

    assert made == ["executions_y2027m02", "node_executions_y2027m02"]
    assert again == []
    rows = connection.execute("SELECT id, tableoid::regclass::text FROM executions ORDER BY id").fetchall()
    assert rows == [("early", "executions_y2027m02"), ("elsewhere", "executions_default")]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [(Month(2026, 11), 0, Month(2026, 11)), (Month(2026, 11), 2, Month(2027, 1)), (Month(2026, 12), 1, Month(2027, 1))],
)
def test_months_carry_over_years(start: Month, months: int, expected: Month) -> None:
    assert start.later(months) == expected
