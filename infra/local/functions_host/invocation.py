"""What an invocation gives, and what can refuse it before the handler runs."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import Final

MAX_REQUEST_BYTES: Final = 6_291_456
"""Largest payload of a synchronous invocation (6 MB). Source: Lambda quotas."""

UNHANDLED: Final = "Unhandled"


@dataclass(frozen=True, slots=True)
class Invocation:
    """The outcome of one invocation.

    `payload` is JSON: the handler's result, or `{"errorMessage", "errorType", "stackTrace"}` when `function_error` is
    `Unhandled`. `duration` is the handler's time in seconds as the host saw it.
    """

    payload: bytes
    function_error: str | None
    request_id: str
    duration: float
    executed_version: str = "$LATEST"


@dataclass(eq=False, slots=True)
class Call:
    """An invocation that waits or runs."""

    payload: bytes
    qualifier: bytes
    result: asyncio.Future[Invocation]
    queued_at: float
    request_id: uuid.UUID


class InvokeRefused(Exception):  # base of the three below
    """The invocation was refused before the handler saw it."""


class FunctionNotFound(InvokeRefused):
    """No function, or no such version or alias of it, has this name."""


class PayloadTooLarge(InvokeRefused):
    """The payload is over `MAX_REQUEST_BYTES`."""


class TooManyRequests(InvokeRefused):
    """The function's queue is full."""


def failure(kind: str, message: str, request_id: uuid.UUID) -> bytes:
    """Lambda's error object for an invocation whose process cannot report any more."""
    return json.dumps({"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {message}"}).encode()
