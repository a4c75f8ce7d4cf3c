"""The bytes between the host and its processes. Standard library only: the fork server imports it.

Host to worker, one frame an invocation:   REQUEST header, qualifier (UTF-8), payload (JSON)
Worker to host, one frame an answer:       RESPONSE header, payload (JSON)
Host to fork server and back:              LENGTH header, JSON object; a fork request carries one file descriptor
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import Final

REQUEST: Final = struct.Struct("!IB16sH")
"""Payload bytes, flags (`REOPEN_LOG`), request id (UUID bytes), qualifier bytes."""

RESPONSE: Final = struct.Struct("!IB")
"""Payload bytes, `Outcome`."""

LENGTH: Final = struct.Struct("!I")

REOPEN_LOG: Final = 1
"""Request flag: the log file was rotated, open the new one first."""


class Outcome(IntEnum):
    """What a worker's frame reports."""

    READY = 0
    """The handler is imported; no payload. Always a worker's first frame, unless `BROKEN`."""
    BROKEN = 1
    """The handler could not be imported; payload is the error object. The worker ends."""
    SUCCEEDED = 2
    FAILED = 3
    """The handler raised; payload is the error object."""
