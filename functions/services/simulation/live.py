"""Calling actions for real, from a test run: few times, and not for long."""

from __future__ import annotations

import time
from typing import Final

import orjson
from statewright.core.runtime import aws
from statewright.language.engine import Outcome, Raised, Returned, ScheduleTask

MAX_CALLS: Final = 20
MAX_SECONDS: Final = 14
"""Begun calls after this are refused; one that is under way may take `CALL_SECONDS`: API Gateway waits 30."""
CALL_SECONDS: Final = 12
REFUSED: Final = "LiveCallRefused"


class LiveCalls:
    """Invokes the functions that a machine would, with the same payload. Times are those the calls really took."""

    def __init__(self) -> None:
        self._calls = 0
        self._began = time.monotonic()

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


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
