"""Children die with the stack, even when it is killed with SIGKILL.

On Linux the kernel does it (`PR_SET_PDEATHSIG`). Elsewhere one small watchdog process holds the reading end of a
pipe whose writing end lives in the stack: when the stack dies the pipe closes, and the watchdog ends the children.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def bind_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` that binds the child to this process; None where the kernel cannot.

    The signal fires when the *thread* that spawned the child ends: spawn from the main thread. It is set after the
    child has changed its user, which would clear it (prctl(2)).
    """
    libc = _LIBC
    if libc is None:
        return None
    parent = os.getpid()

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the request was in place
            os._exit(1)

    return bind


class Watchdog:
    """The watchdog process, for systems whose kernel does not bind children to their parent."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(Path(__file__).with_name("watchdog.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def guard(self, pid: int, death_signal: signal.Signals) -> None:
        """End process `pid` with `death_signal` when this process is gone."""
        self._tell(f"+ {pid} {int(death_signal)}\n")

    def release(self, pid: int) -> None:
        """The process ended by itself: its id may be given to another one."""
        self._tell(f"- {pid}\n")

    def close(self) -> None:
        """End the watchdog; what it still guards ends with it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(5)

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
