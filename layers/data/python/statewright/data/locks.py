"""Advisory locks: who may do what at a time, across all processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from statewright.data.connect import Connection


class Busy(Exception):
    """Somebody else holds the lock."""


@contextmanager
def alone(connection: Connection, what: str) -> Iterator[None]:
    """Hold `what` without waiting. Raises `Busy`. Ends with the session at the latest."""
    got = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (what,)).fetchone()
    if got is None or not got[0]:
        raise Busy(what)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (what,))


@contextmanager
def shared(connection: Connection, what: str) -> Iterator[None]:
    """Hold `what` together with others who share it, waiting for one who is exclusive."""
    connection.execute("SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", (what,))
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock_shared(hashtextextended(%s, 0))", (what,))


@contextmanager
def exclusive(connection: Connection, what: str) -> Iterator[None]:
    """Hold `what`, waiting for everybody else."""
    connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (what,))
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (what,))
