"""Which workflow is started when a run fails, and why one was not."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg.rows import class_row
from statewright.data.connect import Connection
from statewright.data.versions import Pinned


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedVersion:
    """The version of a run that failed, and the id of the error workflow it names."""

    name: str
    version: int
    error_workflow: str | None


def of_version(connection: Connection, pinned: Pinned) -> FailedVersion | None:
    """Of the version a run is pinned to, without its drawing; None if it is not in the database."""
    with connection.cursor(row_factory=class_row(FailedVersion)) as cursor:
        cursor.execute(
            """SELECT name, version, settings ->> 'error_workflow' AS error_workflow FROM workflow_versions
               WHERE workflow_id = %(workflow_id)s
                 AND (state_machine_version_arn = %(arn)s OR version = %(claimed)s)
               ORDER BY state_machine_version_arn IS NOT DISTINCT FROM %(arn)s DESC,
                        version IS NOT DISTINCT FROM %(claimed)s DESC, version DESC
               LIMIT 1""",
            {
                "workflow_id": pinned.workflow_id,
                "arn": pinned.state_machine_version_arn,
                "claimed": pinned.claimed_version,
            },
        )
        return cursor.fetchone()


def note_fault(connection: Connection, execution_id: str, redrive_count: int, reason: str) -> None:
    """Why the error workflow of a run that failed was not started."""
    connection.execute(
        "INSERT INTO error_workflow_faults (execution_id, redrive_count, reason) VALUES (%s, %s, %s) "
        "ON CONFLICT (execution_id, redrive_count) DO UPDATE SET reason = excluded.reason, noted_at = now()",
        (execution_id, redrive_count, reason),
    )


def forget_fault(connection: Connection, execution_id: str, redrive_count: int) -> None:
    """It was started after all, when the same failure was told again."""
    connection.execute(
        "DELETE FROM error_workflow_faults WHERE execution_id = %s AND redrive_count = %s",
        (execution_id, redrive_count),
    )


def fault_of(connection: Connection, execution_id: str) -> str | None:
    """Why the last failure of a run started no error workflow; None if one was started, or none was asked for."""
    row = connection.execute(
        "SELECT reason FROM error_workflow_faults WHERE execution_id = %s ORDER BY redrive_count DESC LIMIT 1",
        (execution_id,),
    ).fetchone()
    return row[0] if row else None
