"""A sweep that would find nothing leaves the database asleep; what is open, lost or unknown is looked for."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from statewright.core import names
from statewright.core.runtime import cache
from statewright.core.runtime.cache import Cache
from statewright.data.connect import Connection
from statewright.recording import quiet
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from statewright.recording.status_changes import parse
from statewright.recording.store import store
from system.record_executions import handler as record_executions
from system.sweep_executions import handler as sweep_executions
from system.sweep_executions.logic import Swept
from system.sweep_executions.when import sweep_unless_quiet

from tests.support.recorded_runs import STARTED, publish, status_change
from tests.support.servers import free_port

NOW = datetime.fromtimestamp(STARTED / 1000, UTC)


class Sweeps:
    """Every few minutes: whether the database was asked, with whatever happens meanwhile."""

    def __init__(self, connection: Connection, held: Cache, contexts: LiveContexts) -> None:
        self._connection, self._cache, self._contexts = connection, held, contexts

    def record(self, *bodies: str) -> None:
        changes = [change for body in bodies if (change := parse(body)) is not None]
        store(self._connection, self._contexts, Machines(), changes)
        quiet.note_recorded(self._cache)

    def asked(self, *meanwhile: str, instead: Cache | None = None) -> bool:
        """`meanwhile`: status changes that are recorded while the sweep looks."""

        def sweep(_: Connection) -> Swept:
            if meanwhile:
                self.record(*meanwhile)
                settle(self._connection)
            return Swept(0, 0)

        return sweep_unless_quiet(instead or self._cache, lambda: self._connection, sweep, NOW) is not None


def settle(connection: Connection) -> None:
    """What sweeps do with ended executions whose nodes could not be told."""
    connection.execute("UPDATE executions SET nodes = 'history' WHERE nodes = 'lost'")


@pytest.fixture
def sweeps(connection: Connection, redis_cache: Cache, contexts: LiveContexts) -> Sweeps:
    publish(connection)
    return Sweeps(connection, redis_cache, contexts)


def test_a_database_without_open_executions_is_asked_once(sweeps: Sweeps) -> None:
    assert [sweeps.asked() for _ in range(3)] == [True, False, False]


def test_what_is_recorded_wakes_the_sweep_until_it_has_ended(sweeps: Sweeps, connection: Connection) -> None:
    """Given a quiet installation, When a run starts, Then each sweep looks for its end, and one more after it."""
    sweeps.asked()
    sweeps.record(status_change("a", "RUNNING"))
    assert [sweeps.asked(), sweeps.asked()] == [True, True]
    sweeps.record(status_change("a", "ABORTED"))
    settle(connection)
    assert [sweeps.asked(), sweeps.asked()] == [True, False]


def test_what_starts_while_a_sweep_looks_is_not_missed(sweeps: Sweeps) -> None:
    """Given a change that ends and is recorded between the sweep's look and its note, Then the next one looks again."""
    assert sweeps.asked(status_change("a", "ABORTED"))
    assert sweeps.asked()


def test_lost_nodes_are_looked_for(sweeps: Sweeps, connection: Connection) -> None:
    """Given an ended run whose nodes are still to be read from its history, Then no sweep leaves it."""
    sweeps.record(status_change("a", "ABORTED"))
    connection.execute("UPDATE executions SET nodes = 'lost'")
    assert [sweeps.asked(), sweeps.asked()] == [True, True]


@pytest.mark.parametrize("lost", [names.RECORDED_KEY, names.NOTHING_OPEN_KEY])
def test_a_lost_mark_has_the_database_asked(
    sweeps: Sweeps, connection: Connection, redis_cache: Cache, lost: str
) -> None:
    sweeps.record(status_change("a", "ABORTED"))
    settle(connection)
    assert [sweeps.asked(), sweeps.asked()] == [True, False]
    redis_cache.call("DEL", lost)
    assert sweeps.asked()


def test_the_functions_leave_and_heed_the_marks(
    sweeps: Sweeps, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a quiet installation, When the sweep runs, Then it connects to no database; when a change came, it does."""
    cache.shared.cache_clear()
    monkeypatch.setenv("STATEWRIGHT_REDIS_URL", redis_cache.url)
    monkeypatch.setenv("STATEWRIGHT_DATABASE_URL", f"postgresql://nobody@127.0.0.1:{free_port()}/away")
    sweeps.asked()
    assert sweep_executions.handler({}, None) == {"closed": 0, "recovered": 0, "failed": 0}

    with pytest.raises(psycopg.OperationalError):
        record_executions.handler({"Records": [{"messageId": "1", "body": status_change("a", "RUNNING")}]}, None)
    assert sweeps.asked()


def test_a_note_ends_within_the_hour(sweeps: Sweeps, redis_cache: Cache) -> None:
    sweeps.asked()
    left = redis_cache.call("TTL", names.NOTHING_OPEN_KEY)
    assert isinstance(left, int)
    assert 0 < left <= 3600 - 300


def test_without_redis_the_database_is_asked(sweeps: Sweeps) -> None:
    away = Cache(f"redis://127.0.0.1:{free_port()}/0")
    assert [sweeps.asked(instead=away) for _ in range(2)] == [True, True]
