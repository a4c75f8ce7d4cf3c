"""Answering a wait: the run goes on, its record says with what, and the wait is over.

The answer is kept before Step Functions is told, and the wait is settled after. So whoever comes next after a crash in
between sends the same answer again, and the first answer that was kept is the one that counts.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import orjson
from statewright.core.runtime import aws, cache, invocation, telemetry
from statewright.core.runtime.ledger import Ledger
from statewright.data import waits
from statewright.data.connect import Connection
from statewright.data.waits import Wait


def deliver(connection: Connection, wait_id: str, *, fresh: bool) -> Wait | None:
    """Tell the run the answer that was kept for its wait, in a transaction of the caller's.

    Gives the wait when this call has answered it; None when it is over already, or nobody waits any more. `fresh`: no
    earlier attempt can have told the run. Raises `AwsError`: then the wait keeps its answer for the next attempt.
    """
    wait = waits.locked(connection, wait_id)
    if wait is None or wait.status != "pending" or wait.answer is None:
        return None
    return wait if answer(connection, wait, wait.answer["output"], wait.answered_by, fresh=fresh) else None


def answer(connection: Connection, wait: Wait, output: Any, by: str | None, *, fresh: bool = True) -> bool:
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
        except gone as error:
            # A token is good for one answer. If an earlier attempt may have used it while there was time, it did.
            repeated = not fresh or error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
            if not repeated or wait.expires_at <= datetime.now(UTC):
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
