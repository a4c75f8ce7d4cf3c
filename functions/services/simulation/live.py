"""Calling actions for real, from a test run: few times, and not for long."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import orjson
from statewright.core.runtime import aws
from statewright.data import audit
from statewright.data.connect import Database
from statewright.language.engine import Outcome, Raised, Returned, ScheduleTask

MAX_CALLS: Final = 20
MAX_SECONDS: Final = 14
"""After the request's start no call begins any more; one that is under way may take `CALL_SECONDS`: API Gateway waits
30 for all of it."""
CALL_SECONDS: Final = 12
REFUSED: Final = "LiveCallRefused"


class LiveCalls:
    """Invokes the functions that a machine would, with the same payload. Times are those the calls really took.

    `began`: when the request came, on the monotonic clock. Checking and compiling the drawing take of its time too.
    """

    def __init__(self, began: float) -> None:
        self._calls = 0
        self._began = began

    def __call__(self, command: ScheduleTask) -> Outcome:
        begun = time.monotonic()
        if self._calls >= MAX_CALLS or begun - self._began > MAX_SECONDS:
            return Raised(REFUSED, f"a test run calls at most {MAX_CALLS} actions in {MAX_SECONDS} seconds: pin some")
        self._calls += 1
        try:
            with aws.translated():
                answer = aws.functions_once(CALL_SECONDS).invoke(
                    FunctionName=command.arguments["FunctionName"], Payload=orjson.dumps(command.arguments["Payload"])
                )
                payload = answer["Payload"].read()
        except aws.AwsError as error:
            return Raised(REFUSED, f"the action could not be called: {error}", _since(begun))
        if answer.get("FunctionError"):
            told = orjson.loads(payload)
            return Raised(told.get("errorType") or "Lambda.Unknown", payload.decode(), _since(begun))
        return Returned({"Payload": orjson.loads(payload)}, _since(begun))


def record_live_calls(database: Database, workflow_id: str, actor: str, *, nodes: Sequence[str], others: bool) -> None:
    """Who has which actions called for real: on record before the first call.

    `others`: all that nothing else was said of.
    """
    with database.transaction() as connection:
        audit.record(
            connection,
            actor=actor,
            action="live_test_run",
            subject_kind="workflow",
            subject_id=workflow_id,
            details={"nodes": list(nodes), "others": others},
        )


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
