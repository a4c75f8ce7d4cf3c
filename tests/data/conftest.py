from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from statewright.data.connect import Connection, connect
from statewright.data.migrate import migrate
from statewright.data.partitions import ensure_partitions


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    """An empty database with the schema and the partitions of November 2026 to January 2027."""
    with connect(postgres_url) as opened:
        migrate(opened)
        ensure_partitions(opened, date(2026, 11, 23))
        yield opened
