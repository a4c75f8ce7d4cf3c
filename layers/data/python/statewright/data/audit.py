"""The audit log: who did what to which thing."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb
from statewright.data.connect import Connection


def record(
    connection: Connection, *, actor: str, action: str, subject_kind: str, subject_id: str, details: dict[str, Any]
) -> None:
    """Add one entry, in the caller's transaction: what was not written did not happen. No secrets in `details`."""
    connection.execute(
        "INSERT INTO audit_log (actor, action, subject_kind, subject_id, details) VALUES (%s, %s, %s, %s, %s)",
        (actor, action, subject_kind, subject_id, Jsonb(details)),
    )
