"""Reading live contexts from Redis: all of a batch in one round trip."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson
from statewright.core import names
from statewright.core.runtime.cache import Argument, CacheUnavailable, CommandRefused, Reply, _Connection

FINISHED_TTL_SECONDS: Final = 3600
"""How long a live context stays after its end has been stored."""
Records = dict[str, dict[str, Any]]
"""`<node key>|<iteration>|<attempt>` -> record, as docs/reference/contracts.md describes it."""


class _PipelineConnection(_Connection):
    """A connection that sends many commands before it reads their replies."""

    def pipeline(self, commands: Sequence[Sequence[Argument]]) -> list[Reply]:
        data = bytearray()
        for command in commands:
            data += b"*%d\r\n" % len(command)
            for part in command:
                raw = part if isinstance(part, bytes) else str(part).encode()
                data += b"$%d\r\n%b\r\n" % (len(raw), raw)
        self._socket.sendall(data)
        replies: list[Reply] = []
        refusal: CommandRefused | None = None
        for _ in commands:
            # Every reply is read, whatever it says: the next command must not find a left-over.
            try:
                replies.append(self._read())
            except CommandRefused as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal
        return replies


class LiveContexts:
    """The live contexts in one Redis; one connection, opened when first needed. Raises `CacheError`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: _PipelineConnection | None = None

    def read(self, execution_ids: Sequence[str]) -> dict[str, Records]:
        """Execution id -> its records; without records, an empty one."""
        replies = self._send([("HGETALL", names.live_context_key(execution)) for execution in execution_ids])
        return {execution: _records(reply) for execution, reply in zip(execution_ids, replies, strict=True)}

    def expire(self, execution_ids: Iterable[str]) -> None:
        """Let contexts whose executions have been stored go soon."""
        self._send([("EXPIRE", names.live_context_key(execution), FINISHED_TTL_SECONDS) for execution in execution_ids])

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, commands: Sequence[Sequence[Argument]]) -> list[Reply]:
        if not commands:
            return []
        reused = self._connection is not None
        try:
            return self._open().pipeline(commands)
        except (OSError, CacheUnavailable) as error:
            self.close()
            if not reused:
                raise CacheUnavailable(f"Redis: {error or type(error).__name__}") from error
        # The other side may have closed a connection that was idle: once more, on a new one.
        try:
            return self._open().pipeline(commands)
        except OSError as error:
            self.close()
            raise CacheUnavailable(f"Redis: {error or type(error).__name__}") from error

    def _open(self) -> _PipelineConnection:
        if self._connection is None:
            self._connection = _PipelineConnection(self._url)
        return self._connection


@lru_cache(maxsize=1)
def live_contexts() -> LiveContexts:
    """The process's own, from `STATEWRIGHT_REDIS_URL`."""
    return LiveContexts(os.environ["STATEWRIGHT_REDIS_URL"])


def _records(reply: Reply) -> Records:
    if not isinstance(reply, list):
        return {}
    flat = iter(reply)
    return {
        field.decode(): orjson.loads(value)
        for field, value in zip(flat, flat, strict=True)
        if isinstance(field, bytes) and isinstance(value, bytes)
    }
