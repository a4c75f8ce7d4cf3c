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
    # before the run is told: it may be over, and read, a moment later
    _leave_record(wait, answered=orjson.dumps(output))
    told = False
    try:
        with aws.translated():
            try:
                client.send_task_success(
                    taskToken=wait.token, output=orjson.dumps({"Payload": {"output": output}}).decode()
                )
                told = True
            except gone as error:
                # A token is good for one answer. If an earlier attempt may have used it while there was time, it did.
                repeated = not fresh or error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
                told = repeated and wait.expires_at > datetime.now(UTC)
    finally:
        if not told:
            _leave_record(wait)
    waits.settle(connection, wait.id, "answered" if told else "closed", by if told else None)
    return told


def _leave_record(wait: Wait, answered: bytes | None = None) -> None:
    """What a reconstruction reads: the answer (JSON), or that the node waits. Without it the history is read."""
    try:
        asked = invocation.parse(wait.invocation, wait.invocation["node"]["definition"])
        started_at = int(wait.created_at.timestamp() * 1000)
        ledger = Ledger(cache.shared(), asked, wait.id, claims=False)
        if answered is None:
            ledger.begin(started_at, started_at)
        else:
            ledger.succeed(started_at, int(time.time() * 1000), answered)
    except cache.CacheError as error:
        telemetry.logger().warning("the answer left no record", wait=wait.id, reason=str(error))
