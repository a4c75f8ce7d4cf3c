"""What an attempt of a node leaves in Redis: its idempotency claim and its record in the run's live context.

Two round trips: `begin` before the effect, `finish` after it. Each is one Lua script over keys of one slot, safe to
repeat for the same request.

A claim ends in one of three ways: `finish` stores the output (a later attempt returns it and runs nothing), `finish`
removes it (the attempt failed), or its lease runs out: it lasts until Lambda itself would have killed the holder, so
an attempt that finds it over knows that the holder is gone.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, cast

import orjson
from statewright.core import names
from statewright.core.runtime.cache import Cache, Script
from statewright.core.runtime.invocation import Invocation

TTL_MS: Final = 7 * 24 * 3600 * 1000
LEASE_MARGIN_MS: Final = 2_000
"""Beyond the holder's own deadline, for clocks that differ."""

_LUA = Path(__file__).with_name("lua")


@lru_cache(maxsize=1)
def _begin() -> Script:
    return Script.read(_LUA / "begin.lua")


@lru_cache(maxsize=1)
def _finish() -> Script:
    return Script.read(_LUA / "finish.lua")


@lru_cache(maxsize=1)
def environment_id() -> str:
    """This process. Made at the first invocation and not at import: a snapshot must not give it to many."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Begun:
    """How an attempt may go on: `run` it, or not, because the node is `done` or the claim `held`.

    `output` (JSON) comes with `done`; `holder` (its attempt) and `lease_until` (epoch ms) come with `held`.
    """

    verdict: Literal["run", "done", "held"]
    output: bytes = b""
    holder: int = 0
    lease_until: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """One attempt of one node. `claims` is False for actions whose effect is `none`."""

    cache: Cache
    invocation: Invocation
    request_id: str
    claims: bool

    def begin(self, now: int, deadline: int) -> Begun:
        """Take the claim and leave the running record; times in epoch ms. Raises CacheError."""
        invocation = self.invocation
        reply = self.cache.run(
            _begin(),
            (
                invocation.claim_key,
                names.live_context_key(invocation.execution_id),
            ),
            (
                self.request_id,
                environment_id(),
                invocation.attempt,
                now,
                deadline + LEASE_MARGIN_MS,
                invocation.record_field,
                self._record(b"running", now, None, b"null", b"null"),
                TTL_MS,
                int(self.claims),
            ),
        )
        match reply:
            case [b"run"]:
                return Begun("run")
            case [b"done", output]:
                return Begun("done", output=cast("bytes", output))
            case [b"held", attempt, lease]:
                return Begun("held", holder=int(cast("bytes", attempt)), lease_until=int(cast("bytes", lease)))
            case _:
                raise AssertionError(f"begin.lua replied {reply!r}")

    def succeed(self, started_at: int, ended_at: int, output: bytes) -> None:
        """Leave the record of a success and store `output` (JSON) in the claim. Raises CacheError."""
        self._end(b"done", self._record(b"succeeded", started_at, ended_at, output, b"null"), output)

    def fail(self, started_at: int, ended_at: int, name: str, message: str) -> None:
        """Leave the record of a failure and give the claim back, if it is this request's. Raises CacheError."""
        error = orjson.dumps({"name": name, "message": message})
        self._end(b"failed", self._record(b"failed", started_at, ended_at, b"null", error), b"")

    def _end(self, state: bytes, record: bytes, output: bytes) -> None:
        invocation = self.invocation
        self.cache.run(
            _finish(),
            (invocation.claim_key, names.live_context_key(invocation.execution_id)),
            (self.request_id, state, invocation.record_field, record, output, TTL_MS, int(self.claims)),
        )

    def _record(self, status: bytes, started_at: int, ended_at: int | None, output: bytes, error: bytes) -> bytes:
        # Put together from parts that are JSON already: large inputs and outputs are serialised once.
        observed = self.invocation.observed
        return b'{"status":"%b","started_at":%d,"ended_at":%b,"input":%b,"output":%b,"error":%b%b}' % (
            status,
            started_at,
            b"null" if ended_at is None else b"%d" % ended_at,
            self.invocation.config_json,
            output,
            error,
            b"" if observed is None else b',"observed":%b' % orjson.dumps(observed),
        )
