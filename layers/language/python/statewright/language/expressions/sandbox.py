"""A process in which hostile expressions may come to grief.

It holds nothing but JSONata, no environment and 48 MiB. Only what `confinement` finds or what reaches the limits
of an evaluation in this process (`limits.INLINE`) goes there, so most processes never start one. It ends with its
parent, whose death closes its input.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Any, Final, NamedTuple, cast

import orjson
from statewright.language.expressions.limits import CONFINED_BYTES, CONFINED_SECONDS
from statewright.language.expressions.sandbox_worker import FOUND, read_frame, write_frame

_START_SECONDS: Final = 10.0
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ALLOCATOR: Final = {"MIMALLOC_DISALLOW_ARENA_ALLOC": "1", "MALLOC_ARENA_MAX": "1"}
"""Allocators that reserve address space ahead would leave a limit on it without effect."""


class SandboxError(Exception):
    """The expression ended with an error, or reached a limit; the message says which."""


def evaluate_confined(
    source: str, functions: Iterable[str], document: Any, *, now: int | None, seed: int | None
) -> dict[str, Any]:
    """What jlens makes of `source` over `document` in the sandbox process.

    `functions` names those of Step Functions that it calls. Blocks for at most a second, or as long as
    a process takes to start. Raises `SandboxError`.
    """
    request = orjson.dumps({"source": source, "functions": sorted(functions), "now": now, "seed": seed})
    kind, body = _SANDBOX.ask(request, _json(document))
    if kind != FOUND:
        raise SandboxError(body.decode(errors="replace"))
    found: dict[str, Any] = orjson.loads(body)
    return found


def _json(document: Any) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError as problem:
        raise SandboxError(f"the data cannot be handed to a process of its own: {problem}") from problem


class _Worker(NamedTuple):
    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]

    def answers_within(self, seconds: float) -> bool:
        """Whether an answer, or the end of the process, came in time."""
        return bool(select.select([self.answers], [], [], seconds)[0])

    def end(self) -> int:
        """Kills the process if it still runs; its return code."""
        self.process.kill()
        for pipe in (self.requests, self.answers):
            with suppress(BrokenPipeError):
                pipe.close()
        return self.process.wait()


class _Sandbox:
    """The process, started when it is first asked and again when it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._owner = 0

    def ask(self, *frames: bytes) -> tuple[bytes, bytes]:
        """Kind and body of the answer. Raises `SandboxError` when the process died of the question."""
        with self._lock:
            worker = self._running()
            try:
                for frame in frames:
                    write_frame(worker.requests, frame)
                worker.requests.flush()
                if not worker.answers_within(CONFINED_SECONDS):
                    self._end()
                    raise SandboxError(f"it ran for more than {CONFINED_SECONDS} seconds")
                answer = read_frame(worker.answers)
            except BrokenPipeError:
                answer = None
            if answer is None:
                raise SandboxError(_cause_of_death(self._end()))
            return answer[:1], answer[1:]

    def _running(self) -> _Worker:
        if self._owner != os.getpid():
            self._worker = None  # a fork has the pipes of its parent's process
        elif self._worker is not None and self._worker.process.poll() is not None:
            self._end()
        if self._worker is None:
            self._worker, self._owner = _started(), os.getpid()
        return self._worker

    def _end(self) -> int:
        worker, self._worker = self._worker, None
        return worker.end() if worker else 0

    def close(self) -> None:
        """Ends the process, if this process started one."""
        if self._owner == os.getpid():
            with self._lock:
                self._end()


def _started() -> _Worker:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-S", "-m", "statewright.language.expressions.sandbox_worker", str(CONFINED_BYTES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, **_ALLOCATOR, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    worker = _Worker(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
    if not worker.answers_within(_START_SECONDS) or read_frame(worker.answers) is None:
        worker.end()
        raise SandboxError("the process for demanding expressions did not start")
    return worker


def _cause_of_death(code: int) -> str:
    if -code in {signal.SIGPROF, signal.SIGXCPU}:
        return f"it ran for more than {CONFINED_SECONDS} seconds"
    return f"it needed more than {CONFINED_BYTES // 1024**2} MiB of memory, or made functions of functions too deeply"


_SANDBOX: Final = _Sandbox()
atexit.register(_SANDBOX.close)
