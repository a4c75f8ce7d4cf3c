"""AWS clients of the listeners, made when first needed: importing boto3 is most of a cold start."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

CONNECT_TIMEOUT_SECONDS: Final = 3
READ_TIMEOUT_SECONDS: Final = 10
ATTEMPTS: Final = 3


def _config() -> Any:
    from botocore.config import Config  # noqa: PLC0415 - see above

    return Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )


@lru_cache(maxsize=1)
def scheduler() -> EventBridgeSchedulerClient:
    import boto3  # noqa: PLC0415

    client: EventBridgeSchedulerClient = boto3.client("scheduler", config=_config())
    return client


@lru_cache(maxsize=1)
def functions() -> LambdaClient:
    import boto3  # noqa: PLC0415

    client: LambdaClient = boto3.client("lambda", config=_config())
    return client


def explain(failure: Exception) -> str | None:
    """What AWS said, if it was AWS that failed; None for anything else."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    if isinstance(failure, ClientError):
        answer = failure.response.get("Error", {})
        return f"{failure.operation_name}: {answer.get('Message') or answer.get('Code')}"
    return str(failure) if isinstance(failure, BotoCoreError) else None
