"""One local stack for all end-to-end tests, and a stack of its own for tests that kill it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.provider import Provider, running_provider
from tests.support.servers import free_port
from tests.support.stack import Api, Stack, running_stack


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """What workflows call, beside the echo address; each test takes paths of its own."""
    with running_provider() as running:
        yield running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack"), free_port(), *_allowed(provider)) as running:
        yield running


@pytest.fixture(scope="session")
def api(stack: Stack) -> Iterator[Api]:
    with Api(stack.url) as client:
        yield client


@pytest.fixture
def own_stack(tmp_path: Path, provider: Provider) -> Iterator[Stack]:
    with running_stack(
        tmp_path / "state", free_port(), "--no-examples", "--no-frontend-build", *_allowed(provider)
    ) as running:
        yield running


def _allowed(provider: Provider) -> tuple[str, str]:
    return "--allow-destination", f"127.0.0.1:{provider.port}"
