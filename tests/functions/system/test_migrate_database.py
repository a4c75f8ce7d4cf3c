from __future__ import annotations

import importlib
from datetime import date

import pytest
from statewright.core import catalog
from statewright.data import definitions
from statewright.data.connect import connect
from system.migrate_database.logic import prepare


def test_an_empty_database_becomes_usable_and_a_repetition_changes_nothing(postgres_url: str) -> None:
    known = catalog.load()
    with connect(postgres_url) as connection:
        first = prepare(connection, known, date(2026, 11, 23))
        second = prepare(connection, known, date(2026, 11, 23))
        stored = definitions.list_all(connection)

    assert first.migrations[0] == "0001_workflows"
    assert len(first.partitions) == 6
    assert (second.migrations, second.partitions, second.definitions) == ([], [], 0)
    ids = {trigger.id for trigger in known.triggers} | {action.id for action in known.actions}
    assert {item.id for item in stored} == ids


def test_seeding_leaves_what_people_switched_off(postgres_url: str) -> None:
    known = catalog.load()
    with connect(postgres_url) as connection:
        prepare(connection, known, date(2026, 11, 23))
        connection.execute("UPDATE action_definitions SET enabled = false, spec = '{}' WHERE id = 'api_call@1'")

        again = prepare(connection, known, date(2026, 11, 23))

        assert again.definitions == 1
        assert definitions.disabled_ids(connection) == {"api_call@1"}


def test_the_handler_reads_its_database_from_the_environment(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATEWRIGHT_DATABASE_URL", postgres_url)

    done = importlib.import_module("system.migrate_database.handler").handler({}, None)

    assert done["migrations"][0] == "0001_workflows"
    assert done["definitions"] > 0
