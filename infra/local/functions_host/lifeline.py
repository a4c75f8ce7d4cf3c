"""Processes that end with their parent, `kill -9` included. Standard library only: the fork server imports it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, lifeline: int) -> None:
    """End this process when `parent` (its pid) ends.

    Linux tells a child by signal. Elsewhere a thread waits for the end of `lifeline`: the read end of a pipe whose
    write end only the host holds.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the request took hold
            os._exit(1)
    else:
        threading.Thread(target=_exit_at_end_of, args=(lifeline,), name="lifeline", daemon=True).start()


def _exit_at_end_of(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)
