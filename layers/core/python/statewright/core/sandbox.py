"""A process in which hostile expressions may come to grief.

It holds nothing but JSONata, no environment and little memory (ADR 0011). It is started when it is first asked, so
most processes never start one, and again when it died of a question. It ends with its parent, whose death closes
its input.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Final, NamedTuple, cast

from statewright.core.sandbox_worker import FOUND, read_frame, write_frame

_START_SECONDS: Final = 10.0
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ALLOCATOR: Final = {"MIMALLOC_DISALLOW_ARENA_ALLOC": "1", "MALLOC_ARENA_MAX": "1"}
"""Allocators that reserve address space ahead would leave a limit on it without effect."""


class SandboxError(Exception):
    """The expression ended with an error, or reached a limit; the message says which."""


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


class Sandbox:
    """One process that runs `module`, which calls `sandbox_worker.serve`.

    `memory`: bytes it may add to what it starts with (Linux only: macOS knows no such limit). `seconds`: when it is
    killed, since some built-in functions look at no clock.
    """

    def __init__(self, module: str, *, memory: int, seconds: float) -> None:
        self._module = module
        self._memory = memory
        self._seconds = seconds
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._owner = 0
        atexit.register(self.close)

    @property
    def process_id(self) -> int | None:
        """The id of the process while it runs."""
        worker = self._worker
        return worker.process.pid if worker is not None and worker.process.poll() is None else None

    def ask(self, request: bytes, document: bytes) -> bytes:
        """The answer. Blocks for at most `seconds`, or as long as a process takes to start. Raises `SandboxError`."""
        with self._lock:
            worker = self._running()
            try:
                write_frame(worker.requests, request)
                write_frame(worker.requests, document)
                worker.requests.flush()
                if not worker.answers_within(self._seconds):
                    self._end()
                    raise SandboxError(f"it ran for more than {self._seconds} seconds")
                answer = read_frame(worker.answers)
            except BrokenPipeError:
                answer = None
            if answer is None:
                raise SandboxError(self._cause_of_death(self._end()))
        if answer[:1] != FOUND:
            raise SandboxError(answer[1:].decode(errors="replace"))
        return answer[1:]

    def _running(self) -> _Worker:
        if self._owner != os.getpid():
            self._worker = None  # a fork has the pipes of its parent's process
        elif self._worker is not None and self._worker.process.poll() is not None:
            self._end()
        if self._worker is None:
            self._worker, self._owner = self._started(), os.getpid()
        return self._worker

    def _started(self) -> _Worker:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-S", "-m", self._module, str(self._memory)],
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

    def _end(self) -> int:
        worker, self._worker = self._worker, None
        return worker.end() if worker else 0

    def _cause_of_death(self, code: int) -> str:
        if -code in {signal.SIGPROF, signal.SIGXCPU}:
            return f"it ran for more than {self._seconds} seconds"
        return f"it needed more than {self._memory // 1024**2} MiB of memory, or made functions of functions too deeply"

    def close(self) -> None:
        """Ends the process, if this process started one."""
        if self._owner == os.getpid():
            with self._lock:
                self._end()
