"""Inside of the sandbox process: reads questions from its input, writes what they give to its output.

A frame is its length (four bytes, big-endian) and its bytes. A question has two: a request, and the document as
JSON. An answer has one: its kind (`FOUND` or `FAILED`) and the result as JSON, or the reason.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

FOUND: Final = b"v"
FAILED: Final = b"e"
_CPU_SECONDS: Final = 2.0
"""Ends an evaluation that looks at no clock and whose parent is gone."""


def write_frame(pipe: IO[bytes], frame: bytes) -> None:
    """Writes one frame, without flushing."""
    pipe.write(len(frame).to_bytes(4, "big"))
    pipe.write(frame)


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None at the end of the pipe."""
    size = pipe.read(4)
    if len(size) < 4:
        return None
    frame = pipe.read(int.from_bytes(size, "big"))
    return frame if len(frame) == int.from_bytes(size, "big") else None


def _confine(bytes_more: int) -> None:
    """Limits this process to `bytes_more` beyond what it has now, and to no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + bytes_more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def serve(answer: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> None:
    """Answers until the input ends, within the memory that the command line grants."""
    _confine(int(sys.argv[1]))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    write_frame(answers, b"ready")
    answers.flush()
    while (request := read_frame(requests)) is not None and (document := read_frame(requests)) is not None:
        signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS)
        kind, body = answer(request, document)
        write_frame(answers, kind + body)
        answers.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)
