"""Runs every few minutes; asks Redis only, but for once an hour, when no execution is open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from statewright.core.runtime import aws, cache
from statewright.core.runtime.telemetry import count
from statewright.data.connect import Connection, database
from statewright.recording.contexts import live_contexts
from statewright.recording.machines import Machines

from .logic import Swept, sweep
from .when import sweep_unless_quiet

_MACHINES = Machines()


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers `{"closed": n, "recovered": n, "failed": n}`."""
    now = datetime.now(UTC)

    def swept_now(connection: Connection) -> Swept:
        def remaining() -> float:
            return float(context.get_remaining_time_in_millis()) / 1000

        return sweep(connection, live_contexts(), _MACHINES, aws.step_functions(), now, remaining)

    swept = sweep_unless_quiet(cache.shared(), database().connection, swept_now, now) or Swept(0, 0)
    if swept != Swept(0, 0):
        count(
            {"function": "sweep_executions"},
            {
                "ExecutionsClosed": (MetricUnit.Count, swept.closed),
                "ExecutionsRecovered": (MetricUnit.Count, swept.recovered),
                "SweepFailures": (MetricUnit.Count, swept.failed),
            },
        )
    return asdict(swept)
