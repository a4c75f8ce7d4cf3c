"""Runs every few minutes; does nothing but one query when no execution is open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit
from statewright.core.runtime.telemetry import count
from statewright.data.connect import database
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines

from .logic import sweep

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_MACHINES = Machines()


@lru_cache(maxsize=1)
def _client() -> SFNClient:
    import boto3  # noqa: PLC0415 - at the first sweep, not at import
    from botocore.config import Config  # noqa: PLC0415

    client: SFNClient = boto3.client("stepfunctions", config=Config(connect_timeout=3, read_timeout=20))
    return client


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers `{"closed": n, "recovered": n}`."""
    swept = sweep(database().connection(), live_contexts(), _MACHINES, _client(), datetime.now(UTC))
    if swept.closed or swept.recovered:
        count(
            {"function": "sweep_executions"},
            {
                "ExecutionsClosed": (MetricUnit.Count, swept.closed),
                "ExecutionsRecovered": (MetricUnit.Count, swept.recovered),
            },
        )
    return asdict(swept)
