"""Runs at each deployment, at each local start and once a day; the event does not matter."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from statewright.core import catalog
from statewright.core.runtime import telemetry
from statewright.data.connect import URL_VARIABLE, connect

from .logic import prepare

STATEMENT_LIMIT_SECONDS: Final = 540
"""Under the function's own limit: an index on a large table takes its time."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers what was done: `{"migrations": [...], "partitions": [...], "definitions": n}`."""
    with connect(os.environ[URL_VARIABLE], statement_limit_seconds=STATEMENT_LIMIT_SECONDS) as connection:
        done = asdict(prepare(connection, catalog.load(), datetime.now(UTC).date()))
    telemetry.logger().info("database is up to date", **done)
    return done
