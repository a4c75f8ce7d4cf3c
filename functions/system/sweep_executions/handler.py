"""Runs every few minutes; does nothing but one query when no execution is open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from statewright.core.runtime import aws
from statewright.core.runtime.telemetry import count
from statewright.data.connect import database
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines

from .logic import sweep

_MACHINES = Machines()


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers `{"closed": n, "recovered": n}`."""
    swept = sweep(
        database().connection(),
        live_contexts(),
        _MACHINES,
        aws.step_functions(),
        datetime.now(UTC),
        lambda: context.get_remaining_time_in_millis() / 1000,
    )
    if swept.closed or swept.recovered:
        count(
            {"function": "sweep_executions"},
            {
                "ExecutionsClosed": (MetricUnit.Count, swept.closed),
                "ExecutionsRecovered": (MetricUnit.Count, swept.recovered),
            },
        )
    return asdict(swept)
