"""The sandbox process: reads expressions from its input, writes what they give to its output.

A frame is its length (four bytes, big-endian) and its bytes. A request has two: a JSON object with `source`,
`functions`, `now` and `seed`, and the document as JSON. An answer has one: its kind (`FOUND` or `FAILED`) and the
result as JSON, or the reason.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path
from typing import IO, Final

import jlens
import orjson
from statewright.language.expressions.functions import REGISTERED, FunctionError, seeded
from statewright.language.expressions.limits import CONFINED

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


def _answer(request: bytes, document: bytes) -> tuple[bytes, bytes]:
    asked = orjson.loads(request)
    options = CONFINED if asked["now"] is None else {**CONFINED, "now": asked["now"]}
    seed = asked["seed"]
    if seed is not None:
        options = {**options, "seed": seed}
    try:
        expression = jlens.Expression(asked["source"])
        for name in asked["functions"]:
            expression.register_function(name, *REGISTERED[name])
        found = expression.evaluate_json(document.decode(), None if seed is None else seeded(seed), **options)
    except jlens.JlensError as problem:
        return FAILED, f"{problem.code}: {problem}".encode(errors="replace")
    except FunctionError as problem:
        return FAILED, str(problem).encode(errors="replace")
    return FOUND, (found or "{}").encode(errors="surrogatepass")


def _confine(bytes_more: int) -> None:
    """Limits this process to `bytes_more` beyond what it has now, and to no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + bytes_more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def serve(bytes_more: int) -> None:
    """Answers until the input ends."""
    _confine(bytes_more)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    write_frame(answers, b"ready")
    answers.flush()
    while (request := read_frame(requests)) is not None and (document := read_frame(requests)) is not None:
        signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS)
        kind, body = _answer(request, document)
        write_frame(answers, kind + body)
        answers.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
