"""Executions that ended badly, made to go on from where they failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from statewright.data import recorder
from statewright.data.connect import Connection, Database
from statewright.data.executions import Status
from statewright.data.recorder import ExecutionRow

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.recorded_runs import MACHINE, WORKFLOW

Call = Callable[..., Any]
REDRIVE = f"POST /api/executions/{WORKFLOW}.r/redrive"


@pytest.fixture
def connection(database: Database) -> Connection:
    return database.connection()


def ended(connection: Connection, status: Status, ago: timedelta = timedelta(hours=1)) -> None:
    at = round((datetime.now(UTC) - ago).timestamp() * 1000)
    row = ExecutionRow(
        id=f"{WORKFLOW}.r",
        workflow_id=WORKFLOW,
        started_at=at - 40,
        ended_at=None if status == "running" else at,
        status=status,
    )
    recorder.write(connection, [row])


@pytest.mark.parametrize("status", ["failed", "timed_out", "cancelled"])
def test_what_ended_badly_goes_on_and_it_is_on_record_who_wanted_it(
    call: Call, connection: Connection, aws: FakeAws, status: Status
) -> None:
    ended(connection, status)

    assert call("executions", REDRIVE).status == 202

    (request,) = aws.redriven
    assert request["executionArn"] == f"{MACHINE.replace(':stateMachine:', ':execution:')}:r"
    row = connection.execute("SELECT actor, action, subject_id, details FROM audit_log").fetchone()
    assert row == ("ada@example.com", "execution.redrive", f"{WORKFLOW}.r", {"status": status, "redrives": 0})


@pytest.mark.parametrize(
    ("status", "ago", "reason"),
    [
        ("running", timedelta(), "has not ended"),
        ("succeeded", timedelta(hours=1), "succeeded"),
        ("failed", timedelta(days=15), "14 days"),
    ],
)
def test_what_cannot_go_on_is_refused_with_the_reason(
    call: Call, connection: Connection, aws: FakeAws, status: Status, ago: timedelta, reason: str
) -> None:
    ended(connection, status, ago)

    answer = call("executions", REDRIVE)

    assert (answer.status, reason in answer.body["detail"]) == (409, True)
    assert aws.redriven == []


@pytest.mark.parametrize(
    ("code", "status"), [("ExecutionNotRedrivable", 409), ("ExecutionDoesNotExist", 409), ("AccessDenied", 502)]
)
def test_a_refusal_of_step_functions_is_told_and_leaves_no_trace(
    call: Call, connection: Connection, aws: FakeAws, code: str, status: int
) -> None:
    ended(connection, "failed")
    aws.refuse["RedriveExecution"] = Refusal(400, code)

    assert call("executions", REDRIVE).status == status
    assert connection.execute("SELECT count(*) FROM audit_log").fetchone() == (0,)


def test_an_execution_that_is_not_there_is_not_found(call: Call) -> None:
    assert call("executions", REDRIVE).status == 404
