"""Runs once a day; asks Step Functions only about workflows that the database says have something to retire."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from statewright.core.runtime import aws
from statewright.core.runtime.telemetry import count
from statewright.data.connect import database

from .logic import retire


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers `{"machines": n, "versions": n, "secrets": n}`."""
    retired = retire(database().connection(), aws.step_functions(), datetime.now(UTC))
    if retired.machines or retired.versions or retired.secrets:
        count(
            {"function": "retire_machines"},
            {
                "MachinesDeleted": (MetricUnit.Count, retired.machines),
                "VersionsDeleted": (MetricUnit.Count, retired.versions),
                "SecretsForgotten": (MetricUnit.Count, retired.secrets),
            },
        )
    return asdict(retired)
