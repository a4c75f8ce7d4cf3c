from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from statewright.core.runtime.cache import Cache
from statewright.data.connect import Connection, connect
from statewright.data.migrate import migrate
from statewright.data.partitions import ensure_partitions
from statewright.recording.contexts import LiveContexts

from tests.support.aws_fake import FakeAws, serve
from tests.support.sfn import sfn_client

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    """An empty database with the schema and the partitions of November 2026 to January 2027."""
    with connect(postgres_url) as opened:
        migrate(opened)
        ensure_partitions(opened, date(2026, 11, 23))
        yield opened


@pytest.fixture
def redis_cache(valkey_url: str) -> Iterator[Cache]:
    """An empty Redis."""
    cache = Cache(valkey_url)
    cache.call("FLUSHDB")
    yield cache
    cache.close()


@pytest.fixture
def contexts(valkey_url: str, redis_cache: Cache) -> Iterator[LiveContexts]:
    held = LiveContexts(valkey_url)
    yield held
    held.close()


@pytest.fixture
def aws() -> FakeAws:
    return FakeAws()


@pytest.fixture
def client(aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[SFNClient]:
    monkeypatch.setenv("STATEWRIGHT_MACHINE_ARN_PREFIX", "arn:aws:states:eu-central-1:000000000000:stateMachine:")
    with serve(aws) as endpoint, sfn_client(endpoint) as made:
        yield made
