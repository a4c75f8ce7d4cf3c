"""Fixtures for what runs in Lambda: its environment, its Redis, and an endpoint for the executions it starts.

Use them with `from support.runtime import ...` in a conftest.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from statewright.core.runtime import aws, cache, stepfunctions, telemetry
from statewright.core.runtime.lost_routes import rebuild

from tests.support.aws_fake import FakeAws, serve
from tests.support.lambdas import REGION
from tests.support.stepfunctions import StepFunctions, step_functions


@pytest.fixture
def lambda_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A function's environment without services; what a process keeps between invocations is forgotten around it."""
    # A logger keeps the output stream it was made with, and is known by its service's name.
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"test-{uuid.uuid4().hex}")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Statewright")
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    _forget()
    yield monkeypatch
    _forget()


def _forget() -> None:
    if cache.shared.cache_info().currsize:
        cache.shared().close()
    cache.shared.cache_clear()
    if stepfunctions.shared.cache_info().currsize:
        stepfunctions.shared().close()
    stepfunctions.shared.cache_clear()
    telemetry.logger.cache_clear()
    aws._client.cache_clear()
    rebuild.forget()


@pytest.fixture
def redis(lambda_environment: pytest.MonkeyPatch, valkey_url: str) -> cache.Cache:
    """The function's own connection to a real Valkey that holds nothing."""
    lambda_environment.setenv("STATEWRIGHT_REDIS_URL", valkey_url)
    shared = cache.shared()
    shared.call("FLUSHALL")
    return shared


@pytest.fixture
def executions(lambda_environment: pytest.MonkeyPatch) -> Iterator[StepFunctions]:
    """The Step Functions endpoint that the function under test talks to."""
    with step_functions() as service:
        lambda_environment.setenv("AWS_ENDPOINT_URL_SFN", service.url)
        yield service


@pytest.fixture
def functions(lambda_environment: pytest.MonkeyPatch) -> Iterator[FakeAws]:
    """The Lambda endpoint that the function under test invokes others through."""
    fake = FakeAws()
    with serve(fake) as url:
        lambda_environment.setenv("AWS_ENDPOINT_URL_LAMBDA", url)
        yield fake
