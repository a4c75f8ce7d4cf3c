"""Reads `+ <pid> <signal>` and `- <pid>` lines until its input closes, then ends the processes still listed.

Run by `orphans.Watchdog` as a script of its own, with the standard library only, so that it stays small.
"""

from __future__ import annotations

import contextlib
import os
import sys


def main() -> None:
    guarded: dict[int, int] = {}
    for line in sys.stdin:
        operation, pid, *rest = line.split()
        if operation == "+":
            guarded[int(pid)] = int(rest[0])
        else:
            guarded.pop(int(pid), None)
    for process, death_signal in guarded.items():
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, death_signal)


if __name__ == "__main__":
    main()
