"""The connection to Redis or Valkey: blocking, bounded in time, its errors translated to two.

redis-py speaks the protocol. Here are the settings that suit a function (nothing is sent but the commands themselves,
replies come as Redis sends them) and nothing of redis-py shows: callers know `Cache`, `Script` and `CacheError`.
It is imported by the first command, so that a function pays for it only when it uses it.

Every command sent here must be safe to repeat: one that fails on its connection (a Lambda environment thaws with dead
sockets) is sent once more on a new one. ElastiCache Serverless is one endpoint in front of all slots, so there are no
redirections to follow: the keys of one command only have to share a slot (`statewright.core.names` sees to that).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from statewright.core.runtime import settings

if TYPE_CHECKING:
    from redis import Redis, RedisError

CONNECT_TIMEOUT_SECONDS: Final = 1.0
COMMAND_TIMEOUT_SECONDS: Final = 1.0
REPEATS: Final = 1
"""Of a command, and of an attempt to connect, that failed or was not answered in time."""

Argument = str | bytes | int
Reply = bytes | int | None | list["Reply"]
"""A RESP2 reply: simple and bulk strings are bytes, nulls are None."""

T = TypeVar("T")


class CacheError(Exception):
    """Redis could not do what was asked."""


class CacheUnavailable(CacheError):
    """Redis cannot be reached, did not answer in time, or is not ready to."""


class CommandRefused(CacheError):
    """Redis answered with an error; the message is its own."""


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script; `sha` is how Redis knows it once it was sent in full."""

    source: str
    sha: str

    @classmethod
    def read(cls, path: Path) -> Script:
        source = path.read_text()
        return cls(source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())


NOT_READY: Final = frozenset(
    {"LOADING", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN", "OOM", "READONLY", "BUSY", "NOREPLICAS"}
)
"""Codes of error replies that say "later", not "no"."""


@dataclass(slots=True)
class Cache:
    """Commands to one Redis. Safe to share between threads."""

    url: str = field(repr=False)
    """It may hold a password."""
    _client: Redis | None = field(default=None, init=False, repr=False)

    def call(self, *command: Argument) -> Reply:
        """Send one command and wait for its reply. Raises CacheUnavailable or CommandRefused."""
        return self._ask(lambda client: cast("Reply", client.execute_command(*command)))  # type: ignore[no-untyped-call]

    def pipeline(self, commands: Sequence[Sequence[Argument]]) -> list[Reply]:
        """Send all commands, then read all replies: one round trip, no transaction. Raises as `call` does."""

        def exchange(client: Redis) -> list[Any]:
            with client.pipeline(transaction=False) as batch:
                for command in commands:
                    batch.execute_command(*command)  # type: ignore[no-untyped-call]
                # Not raised by redis-py, which would put a command's arguments into the message.
                replies = batch.execute(raise_on_error=False)
            for reply in replies:
                if isinstance(reply, Exception):
                    raise reply
            return replies

        return self._ask(exchange) if commands else []

    def run(self, script: Script, keys: tuple[str, ...], arguments: tuple[Argument, ...]) -> list[Reply]:
        """Run a script that replies with a list; the script itself travels only when Redis does not know it yet."""
        rest = (len(keys), *keys, *arguments)
        try:
            reply = self.call("EVALSHA", script.sha, *rest)
        except CommandRefused as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
            reply = self.call("EVAL", script.source, *rest)
        return cast("list[Reply]", reply)

    def close(self) -> None:
        """Close the connections; the next command opens one again, to what `url` then says."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ask(self, exchange: Callable[[Redis], T]) -> T:
        if self._client is None:
            self._client = _client(self.url)
        from redis import RedisError  # noqa: PLC0415  brought by the line above

        try:
            return exchange(self._client)
        except RedisError as error:
            raise self._translated(error) from error
        except BaseException:
            # Interrupted between a command and its reply: whatever comes next would read that reply.
            self.close()
            raise

    def _translated(self, error: RedisError) -> CacheError:
        from redis.exceptions import AuthenticationError, ResponseError  # noqa: PLC0415

        # redis-py takes the code off the message of the errors it has a class for.
        message = f"{error.status_code} {error}" if error.status_code else str(error)
        if isinstance(error, (ResponseError, AuthenticationError)) and message.partition(" ")[0] not in NOT_READY:
            return CommandRefused(message)
        parts = urlsplit(self.url)
        return CacheUnavailable(f"Redis at {parts.hostname}:{parts.port or 6379}: {message}")


def _client(url: str) -> Redis:
    """A client that opens its connection by the first command and sends none of its own."""
    from redis import Redis  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    client = Redis.from_url(
        url,
        protocol=2,  # the third costs a HELLO a connection, and asks for notices of maintenance
        driver_info=None,  # no CLIENT SETINFO
        retry=Retry(NoBackoff(), REPEATS),
        socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
        socket_timeout=COMMAND_TIMEOUT_SECONDS,
    )
    client.response_callbacks.clear()  # they turn replies into other types, by command
    return client


@lru_cache(maxsize=1)
def shared() -> Cache:
    """The process's own connection to `STATEWRIGHT_REDIS_URL`, opened by its first command."""
    return Cache(settings.required("STATEWRIGHT_REDIS_URL"))
