"""The process's connection to PostgreSQL.

A Lambda process serves one invocation at a time, so it holds one connection. The server ends a session that
has been idle for `IDLE_LIMIT_SECONDS`, so a frozen process does not keep a sleeping database awake; the client
reconnects before it would notice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import orjson
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import set_json_dumps, set_json_loads

Connection = psycopg.Connection[tuple[Any, ...]]
URL_VARIABLE: Final = "STATEWRIGHT_DATABASE_URL"
AUTH_VARIABLE: Final = "STATEWRIGHT_DATABASE_AUTH"
"""`iam`: sign in with a token of the function's role instead of a password."""
CONNECT_LIMIT_SECONDS: Final = 15
"""Long enough for Aurora Serverless v2 to resume from zero capacity."""
STATEMENT_LIMIT_SECONDS: Final = 20
IDLE_LIMIT_SECONDS: Final = 60
TRUST_SECONDS: Final = 30.0
"""A connection unused for longer than this is replaced: the other side may have closed it."""

set_json_loads(orjson.loads)
set_json_dumps(orjson.dumps)


def connect(url: str, *, statement_limit_seconds: int = STATEMENT_LIMIT_SECONDS) -> Connection:
    """A new connection in autocommit mode; statements are bounded, JSON goes through orjson.

    Raises `psycopg.OperationalError` when the server cannot be reached within `CONNECT_LIMIT_SECONDS`.
    """
    options = (
        f"-c statement_timeout={statement_limit_seconds}s -c idle_session_timeout={IDLE_LIMIT_SECONDS}s "
        f"-c idle_in_transaction_session_timeout={IDLE_LIMIT_SECONDS}s -c lock_timeout=10s -c timezone=UTC"
    )
    return psycopg.connect(
        make_conninfo(url, **sign_in(url)),
        autocommit=True,
        connect_timeout=CONNECT_LIMIT_SECONDS,
        application_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "statewright"),
        options=options,
    )


def sign_in(url: str) -> dict[str, str]:
    """What a connection needs beyond its URL: with IAM a fresh token (valid for 15 minutes) and TLS.

    Source: Amazon Aurora user guide, "Connecting to your DB cluster using IAM authentication".
    """
    if os.environ.get(AUTH_VARIABLE) != "iam":
        return {}
    import boto3  # noqa: PLC0415 - only where there is such a database

    target = conninfo_to_dict(url)
    rds: Any = boto3.client("rds")
    token: str = rds.generate_db_auth_token(
        DBHostname=target["host"], Port=int(target.get("port") or 5432), DBUsername=target["user"]
    )
    return {"password": token, "sslmode": str(target.get("sslmode") or "require")}


class Database:
    """One connection that is opened when first needed and replaced when it may be stale."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._used_at = 0.0

    def connection(self) -> Connection:
        """The open connection, outside any transaction (autocommit)."""
        held = self._connection
        if held is not None and (held.closed or time.monotonic() - self._used_at > TRUST_SECONDS):
            held.close()
            held = None
        if held is None:
            held = self._connection = connect(self._url)
        self._used_at = time.monotonic()
        return held

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything inside commits together or not at all."""
        connection = self.connection()
        with connection.transaction():
            yield connection
        self._used_at = time.monotonic()

    def another(self) -> Database:
        """One with a connection of its own, for another thread; whoever asks for it closes it."""
        return Database(self._url)

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


_DATABASES: dict[str, Database] = {}


def database() -> Database:
    """The process's database, from `STATEWRIGHT_DATABASE_URL`."""
    url = os.environ.get(URL_VARIABLE)
    if not url:
        raise RuntimeError(f"{URL_VARIABLE} is not set: give the function `Reach.DATABASE` in its spec.py")
    return _DATABASES.setdefault(url, Database(url))
