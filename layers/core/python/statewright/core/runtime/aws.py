"""boto3 for functions: clients made by the first call, bounded in time, their errors in one sentence.

Importing boto3 is most of a cold start, so it is imported where it is used. StartExecution, which is on the path of
every event, has a client of its own: `statewright.core.runtime.stepfunctions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

CONNECT_TIMEOUT_SECONDS: Final = 3
READ_TIMEOUT_SECONDS: Final = 10
_MISSING: Final = frozenset({"NoSuchKey", "NoSuchBucket"})
ATTEMPTS: Final = 3


class AwsError(Exception):
    """AWS refused, or could not be reached; the message says which call and why."""


class AwsMissing(AwsError):
    """What was asked for is not there."""


@contextmanager
def translated() -> Iterator[None]:
    """What boto3 raises in the body leaves as `AwsError`."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        kind = AwsMissing if answer.get("Code") in _MISSING else AwsError
        raise kind(f"{error.operation_name}: {answer.get('Message') or answer.get('Code')}") from error
    except BotoCoreError as error:
        raise AwsError(str(error)) from error


def step_functions() -> SFNClient:
    """The process's Step Functions client."""
    client: SFNClient = _client("stepfunctions")
    return client


def step_functions_once() -> SFNClient:
    """A Step Functions client that never repeats a call, for calls that may have an effect."""
    client: SFNClient = _client("stepfunctions", attempts=1)
    return client


def scheduler() -> EventBridgeSchedulerClient:
    """The process's EventBridge Scheduler client."""
    client: EventBridgeSchedulerClient = _client("scheduler")
    return client


def functions() -> LambdaClient:
    """The process's Lambda client."""
    client: LambdaClient = _client("lambda")
    return client


def functions_once(read_timeout_seconds: int) -> LambdaClient:
    """A Lambda client that never repeats a call, for calls that may have an effect."""
    client: LambdaClient = _client("lambda", read_timeout_seconds, 1)
    return client


def secrets_manager() -> SecretsManagerClient:
    """The process's Secrets Manager client."""
    client: SecretsManagerClient = _client("secretsmanager")
    return client


def s3(read_timeout_seconds: int = READ_TIMEOUT_SECONDS, attempts: int = ATTEMPTS) -> S3Client:
    """The process's S3 client."""
    client: S3Client = _client("s3", read_timeout_seconds, attempts)
    return client


@lru_cache
def _client(service: str, read_timeout: int = READ_TIMEOUT_SECONDS, attempts: int = ATTEMPTS) -> Any:
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    make: Any = boto3.client
    return make(service, config=config)
