"""The connection to Redis or Valkey: one per process, blocking, bounded in time.

A client of our own, because functions are started cold and in numbers: importing redis-py 8.1 costs each of them 0.35 s
and 39 MB (measured on Python 3.11), for the four commands they send. This speaks RESP2 over one socket, with TLS and
AUTH. ElastiCache Serverless is one endpoint in front of all slots, so there are no redirections to follow: the keys
of one command only have to share a slot (`statewright.core.names` sees to that).

Every command sent here must be safe to repeat: one that fails on a connection which was open before (a Lambda
environment thaws with dead sockets) is sent once more on a new one. Replies that nest errors (EXEC) are not understood.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, cast
from urllib.parse import unquote, urlsplit

from statewright.core.runtime import settings

CONNECT_TIMEOUT_SECONDS: Final = 1.0
COMMAND_TIMEOUT_SECONDS: Final = 1.0

Argument = str | bytes | int
Reply = bytes | int | None | list["Reply"]
"""A RESP2 reply: simple and bulk strings are bytes, nulls are None."""


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


NOT_READY: Final = (b"LOADING", b"CLUSTERDOWN", b"TRYAGAIN", b"MASTERDOWN", b"OOM", b"READONLY", b"BUSY", b"NOREPLICAS")


class _Connection:
    """One open socket. Any failure leaves it unusable: close it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host, port = parts.hostname or "127.0.0.1", parts.port or 6379
        self._socket = socket.create_connection((host, port), CONNECT_TIMEOUT_SECONDS)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.settimeout(COMMAND_TIMEOUT_SECONDS)
            if parts.scheme == "rediss":
                import ssl  # noqa: PLC0415  only where TLS is used

                self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=host)
            self._reader = self._socket.makefile("rb")
            if parts.password:
                user = [unquote(parts.username)] if parts.username else []
                self.call("AUTH", *user, unquote(parts.password))
            database = parts.path.strip("/")
            if database not in {"", "0"}:
                self.call("SELECT", database)
        except BaseException:
            self._socket.close()
            raise

    def call(self, *command: Argument) -> Reply:
        parts = [part if isinstance(part, bytes) else str(part).encode() for part in command]
        self._socket.sendall(
            b"*%d\r\n" % len(parts) + b"".join([b"$%d\r\n%b\r\n" % (len(part), part) for part in parts])
        )
        return self._read()

    def close(self) -> None:
        self._reader.close()
        self._socket.close()

    def _read(self) -> Reply:
        line = self._reader.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionResetError("the connection ended within a reply")
        kind, rest = line[:1], line[1:-2]
        match kind:
            case b"$":
                return self._read_bulk(int(rest))
            case b"*":
                return None if rest == b"-1" else [self._read() for _ in range(int(rest))]
            case b"+":
                return rest
            case b":":
                return int(rest)
            case b"-":
                message = rest.decode(errors="replace")
                raise (CacheUnavailable if rest.startswith(NOT_READY) else CommandRefused)(message)
            case _:
                raise ConnectionResetError(f"{kind!r} does not start a RESP2 reply")

    def _read_bulk(self, length: int) -> bytes | None:
        if length < 0:
            return None
        data = self._reader.read(length + 2)
        if len(data) != length + 2:
            raise ConnectionResetError("the connection ended within a reply")
        return data[:-2]


@dataclass(slots=True)
class Cache:
    """Commands to one Redis. Safe to share between threads, which then take turns."""

    url: str
    _connection: _Connection | None = field(default=None, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def call(self, *command: Argument) -> Reply:
        """Send one command and wait for its reply. Raises CacheUnavailable or CommandRefused."""
        with self._turn:
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    return self._exchange(self._connection, command)
            try:
                self._connection = _Connection(self.url)
                return self._exchange(self._connection, command)
            except OSError as error:
                parts = urlsplit(self.url)
                where = f"{parts.hostname}:{parts.port or 6379}"
                raise CacheUnavailable(f"Redis at {where}: {error or type(error).__name__}") from error

    def _exchange(self, connection: _Connection, command: tuple[Argument, ...]) -> Reply:
        try:
            return connection.call(*command)
        except CacheError:
            raise
        except BaseException:
            # Even for an interrupt: whatever comes next would read the reply to this command.
            self._drop()
            raise

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
        with self._turn:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@lru_cache(maxsize=1)
def shared() -> Cache:
    """The process's own connection to `STATEWRIGHT_REDIS_URL`, opened by its first command."""
    return Cache(settings.required("STATEWRIGHT_REDIS_URL"))
