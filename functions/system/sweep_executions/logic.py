"""Closing executions whose end was never announced, and finding nodes whose live context was lost.

Status changes are delivered at best effort. State machines of executions that have been open for longer than `QUIET`
are asked what is running: an installation in which nothing runs asks nothing. Each stage has time of its own.
Express executions are in no list: one that can no longer be running ends as its live context says, or at its time
limit, until it should tell of itself after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Final

from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.telemetry import logger
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.express import overdue
from statewright.recording.machines import Machines
from statewright.recording.recovery import recover
from statewright.recording.store import store

from .closing import close_unannounced

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

QUIET: Final = timedelta(minutes=2)
"""Events come within seconds: what is open for longer is worth a question."""
OPEN_LIMIT: Final = 1000
"""Open Express executions looked at per sweep, oldest first."""
OVERDUE_GROUP: Final = 20
"""Express executions closed in one transaction, which keeps away who would record them."""
LOST_LIMIT: Final = 500
"""Histories read per sweep: GetExecutionHistory refills at 20 per second for the whole account."""
HISTORY_KEPT: Final = timedelta(days=90)
"""How long Step Functions keeps the history of a Standard execution."""
KEPT_FROM_CLOSING: Final = 200.0
KEPT_FROM_EXPRESS: Final = 150.0
"""Seconds of the function's 300 that these stages leave to those behind them."""
RECOVERY_SECONDS: Final = 90.0
"""What one recovery takes at most, of a run with `MAX_RECORDS`."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many executions were closed, of how many the nodes were found in their history, and what was given up.

    `failed` counts workflows, groups of Express executions and histories that are left to the next sweep; the log says
    why.
    """

    closed: int
    recovered: int
    failed: int = 0


def sweep(
    connection: Connection,
    contexts: LiveContexts,
    machines: Machines,
    client: SFNClient,
    now: datetime,
    remaining: Callable[[], float] = lambda: inf,
) -> Swept:
    """One sweep. What fails for one workflow or execution keeps it from no other, nor does what takes long: what the
    `remaining` seconds do not suffice for is left to the next one.

    Raises `psycopg.OperationalError` or `CacheError` when PostgreSQL or Redis cannot be reached.
    """
    guard = _Guard(connection)
    closed = recovered = 0

    def for_closing() -> float:
        return remaining() - KEPT_FROM_CLOSING

    def for_express() -> float:
        return remaining() - KEPT_FROM_EXPRESS

    for workflow_id in executions.open_workflows(connection, now - QUIET):
        if for_closing() <= 0:
            break
        with guard(f"workflow {workflow_id}"):
            closed += close_unannounced(connection, contexts, machines, client, workflow_id, now - QUIET, for_closing)
    presumed = overdue(connection, contexts, machines, now, limit=OPEN_LIMIT)
    with guard("express executions"):
        while for_express() > 0 and (group := list(islice(presumed, OVERDUE_GROUP))):
            closed += store(connection, contexts, machines, group, for_express).ended
    for execution_id in executions.lost(connection, now - HISTORY_KEPT, limit=LOST_LIMIT):
        if remaining() < RECOVERY_SECONDS:
            break
        with guard(f"execution {execution_id}"):
            recovered += int(recover(connection, contexts, machines, client, execution_id))
    return Swept(closed, recovered, guard.failed)


class _Guard:
    """Keeps what fails from what follows, and counts it."""

    def __init__(self, connection: Connection) -> None:
        self.failed = 0
        self._connection = connection

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        try:
            yield
        except CacheError:
            raise
        except Exception:
            if self._connection.closed:
                raise
            logger().exception("not swept", what=what)
            self.failed += 1
