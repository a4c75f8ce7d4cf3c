"""Executions that ended badly, made to go on from where they failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.service import Problem, not_found
from statewright.data import audit, executions
from statewright.data.connect import Database

from . import step_functions

REDRIVABLE_FOR: Final = timedelta(days=14)
"""From the end of an execution. Source: API reference, RedriveExecution."""


def redrive(database: Database, execution_id: str, actor: str) -> None:
    """Ask Step Functions to go on with it, in its version; that it is open again shows when it was recorded.

    Raises a `Problem`: 404; 409 with the reason if it cannot go on; 502 when Step Functions does not answer.
    """
    connection = database.connection()
    row = executions.get(connection, execution_id)
    if row is None:
        raise not_found("execution")
    if row.ended_at is None:
        raise Problem(HTTPStatus.CONFLICT, "This execution has not ended: only one that failed can go on again.")
    if row.status == "succeeded":
        raise Problem(HTTPStatus.CONFLICT, "This execution succeeded: there is nothing to go on with. Run it again.")
    if row.express:
        raise Problem(HTTPStatus.CONFLICT, "An express execution cannot go on where it failed. Run it again.")
    if datetime.now(UTC) - row.ended_at > REDRIVABLE_FOR:
        raise Problem(
            HTTPStatus.CONFLICT, "This execution ended more than 14 days ago, too long to go on with it. Run it again."
        )
    try:
        with database.transaction():
            audit.record(
                connection,
                actor=actor,
                action="execution.redrive",
                subject_kind="execution",
                subject_id=execution_id,
                details={"status": row.status, "redrives": row.redrive_count},
            )
            step_functions.redrive(execution_id)
    except step_functions.NotRedrivable as error:
        raise Problem(HTTPStatus.CONFLICT, f"Step Functions cannot go on with this execution: {error}") from error
    except AwsError as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, f"Step Functions did not go on with it: {error}. Try again.") from error
