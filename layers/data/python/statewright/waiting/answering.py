"""Answering a wait: the run goes on, its record says with what, and the wait is over."""

from __future__ import annotations

import time
from typing import Any

import orjson
from statewright.core.runtime import aws, cache, invocation, telemetry
from statewright.core.runtime.ledger import Ledger
from statewright.data import waits
from statewright.data.connect import Connection
from statewright.data.waits import Wait


def answer(connection: Connection, wait: Wait, output: Any, by: str | None) -> bool:
    """Completes the task of a pending wait that the caller's transaction has locked; False if nobody waits any more.

    The answer has the form of an action's, so that a run reads both alike. Raises `AwsError`.
    """
    client = aws.step_functions()
    gone = (client.exceptions.TaskTimedOut, client.exceptions.TaskDoesNotExist, client.exceptions.InvalidToken)
    with aws.translated():
        try:
            client.send_task_success(
                taskToken=wait.token, output=orjson.dumps({"Payload": {"output": output}}).decode()
            )
        except gone:
            waits.settle(connection, wait.id, "closed")
            return False
    waits.settle(connection, wait.id, "answered", by)
    _leave_record(wait, output)
    return True


def _leave_record(wait: Wait, output: Any) -> None:
    """What a reconstruction reads. Without it the run is rebuilt from its history."""
    try:
        asked = invocation.parse(wait.invocation, wait.invocation["node"]["definition"])
        started_at, ended_at = int(wait.created_at.timestamp() * 1000), int(time.time() * 1000)
        ledger = Ledger(cache.shared(), asked, wait.id, claims=False)
        ledger.succeed(started_at, ended_at, orjson.dumps(output))
    except cache.CacheError as error:
        telemetry.logger().warning("the answer left no record", wait=wait.id, reason=str(error))
