"""One change of a workflow's live state at a time, whichever service makes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from statewright.core.runtime.service import Problem
from statewright.data import locks
from statewright.data.connect import Connection


@contextmanager
def one_at_a_time(connection: Connection, workflow_id: str) -> Iterator[None]:
    """Hold the workflow while its version or triggers are switched. Raises a 409 `Problem` if somebody else does."""
    try:
        with locks.alone(connection, f"workflow {workflow_id}"):
            yield
    except locks.Busy as busy:
        detail = "This workflow is being published, deactivated or switched right now: try again."
        raise Problem(HTTPStatus.CONFLICT, detail) from busy
