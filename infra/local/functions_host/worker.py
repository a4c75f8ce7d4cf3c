"""A worker process: one function's handler, one invocation after the other, as in a Lambda execution environment.

Imported by the fork server before any fork: standard library only. What a handler sees and what its errors look like
follows `awslambdaric`, the runtime client AWS runs Python functions with.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import Any, NoReturn

from infra.local.functions_host.frames import REOPEN_LOG, REQUEST, RESPONSE, Outcome

MAX_RESPONSE_BYTES = 6_291_556
"""What Lambda accepts as the answer of a synchronous invocation."""

Handler = Callable[[Any, "LambdaContext"], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one worker is told at its start."""

    function: str
    handler: str
    """Dotted module, dot, attribute."""
    memory_mb: int
    timeout_seconds: int
    arn: str
    environment: dict[str, str]
    path: list[str]
    """Folders put in front of `sys.path`."""
    log: str
    """File that standard output and standard error are appended to."""
    nice: int
    """Added to the process's niceness."""


@dataclass(frozen=True, slots=True)
class _Identity:
    cognito_identity_id: str | None = None
    cognito_identity_pool_id: str | None = None


class LambdaContext:
    """The second argument of a handler; the attributes AWS documents."""

    __slots__ = (
        "_deadline",
        "aws_request_id",
        "client_context",
        "function_name",
        "function_version",
        "identity",
        "invoked_function_arn",
        "log_group_name",
        "log_stream_name",
        "memory_limit_in_mb",
        "tenant_id",
    )

    def __init__(self, settings: Settings, request_id: str, qualifier: str, log_stream: str) -> None:
        self._deadline = time.monotonic() + settings.timeout_seconds
        self.aws_request_id = request_id
        self.client_context = None
        self.function_name = settings.function
        self.function_version = "$LATEST"
        self.identity = _Identity()
        self.invoked_function_arn = f"{settings.arn}:{qualifier}" if qualifier else settings.arn
        self.log_group_name = f"/aws/lambda/{settings.function}"
        self.log_stream_name = log_stream
        self.memory_limit_in_mb = str(settings.memory_mb)
        self.tenant_id = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the invocation is ended by force; never negative."""
        return max(int((self._deadline - time.monotonic()) * 1000), 0)

    def log(self, message: object) -> None:
        """Write to the function's log."""
        sys.stdout.write(str(message))


class _Encoder(json.JSONEncoder):
    def default(self, o: Any) -> Any:
        return float(o) if isinstance(o, Decimal) else super().default(o)


_encode = _Encoder(ensure_ascii=False).encode


class _Connection:
    """Blocking frames over the socket to the host."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._buffer = bytearray()

    def _fill(self, size: int) -> bool:
        while len(self._buffer) < size:
            part = self._link.recv(262_144)
            if not part:
                return False
            self._buffer += part
        return True

    def receive(self) -> tuple[int, bytes, str, bytes] | None:
        """(flags, request id, qualifier, payload) of the next invocation; None when the host is done with us."""
        if not self._fill(REQUEST.size):
            return None
        size, flags, request_id, qualifier_size = REQUEST.unpack_from(self._buffer)
        start = REQUEST.size + qualifier_size
        if not self._fill(start + size):
            return None
        qualifier = self._buffer[REQUEST.size : start].decode()
        payload = bytes(self._buffer[start : start + size])
        del self._buffer[: start + size]
        return flags, request_id, qualifier, payload

    def send(self, outcome: Outcome, payload: bytes = b"") -> None:
        self._link.sendall(RESPONSE.pack(len(payload), outcome) + payload)


def run(link: socket.socket, settings: Settings) -> NoReturn:
    """Be this worker until the host closes `link`; never returns into the fork server's code."""
    status = 1
    try:
        _open_log(settings.log)
        _prepare(settings)
        status = _work(_Connection(link), settings)
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except (BrokenPipeError, ConnectionResetError):
        status = 0  # the host went away
    except BaseException:  # noqa: BLE001 - the last frame of a forked process: report, then end it here
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _prepare(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(settings.nice)
    os.environ.clear()
    os.environ.update(settings.environment)
    time.tzset()
    sys.argv = [settings.handler]
    sys.path[:0] = [folder for folder in settings.path if folder not in sys.path]
    importlib.invalidate_caches()


def _open_log(path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


def _reopen_log(path: str) -> None:
    """Keep the stream objects, which loggers hold on to; change the file below them."""
    sys.stdout.flush()
    sys.stderr.flush()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _work(connection: _Connection, settings: Settings) -> int:
    try:
        handler = _import_handler(settings.handler)
    except Exception as error:  # noqa: BLE001 - whatever an import raises is the function's error
        connection.send(Outcome.BROKEN, _import_failure(error, settings.handler))
        return 1
    connection.send(Outcome.READY)
    log_stream = f"{time.strftime('%Y/%m/%d', time.gmtime())}/[$LATEST]{uuid.uuid4().hex}"
    while (request := connection.receive()) is not None:
        flags, raw_id, qualifier, payload = request
        if flags & REOPEN_LOG:
            _reopen_log(settings.log)
        request_id = str(uuid.UUID(bytes=raw_id))
        context = LambdaContext(settings, request_id, qualifier, log_stream)
        connection.send(*_invoke(handler, payload, context))
    return 0


def _import_handler(dotted: str) -> Handler:
    module_name, _, attribute = dotted.rpartition(".")
    module = importlib.import_module(module_name)
    try:
        handler: Handler = getattr(module, attribute)
    except AttributeError:
        raise HandlerNotFoundError(f"Handler '{attribute}' missing on module '{module_name}'") from None
    return handler


class HandlerNotFoundError(Exception):
    """The module has no such attribute; reported as `Runtime.HandlerNotFound`."""


def _import_failure(error: Exception, handler: str) -> bytes:
    module = handler.rpartition(".")[0]
    if isinstance(error, HandlerNotFoundError):
        return _failure("Runtime.HandlerNotFound", str(error), "", [])
    if isinstance(error, ImportError):
        return _failure("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}", "", [])
    if isinstance(error, SyntaxError):
        where = f"{error.filename}, line {error.lineno}"
        return _failure(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error.msg} ({where})", "", []
        )
    return _failure(type(error).__name__, str(error), "", _stack(error.__traceback__))


def _invoke(handler: Handler, payload: bytes, context: LambdaContext) -> tuple[Outcome, bytes]:
    request_id = context.aws_request_id
    try:
        event = json.loads(payload or b"{}")
    except ValueError as error:
        return Outcome.FAILED, _failure("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}", request_id, [])
    try:
        result = handler(event, context)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is the invocation's error
        return Outcome.FAILED, _failure(type(error).__name__, str(error), request_id, _stack(error.__traceback__))
    try:
        answer = _encode(result).encode()
    except (TypeError, ValueError, RecursionError) as error:
        return Outcome.FAILED, _failure("Runtime.MarshalError", f"Unable to marshal response: {error}", request_id, [])
    if len(answer) > MAX_RESPONSE_BYTES:
        message = f"Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE_BYTES} bytes)."
        return Outcome.FAILED, _failure("Function.ResponseSizeTooLarge", message, request_id, [])
    return Outcome.SUCCEEDED, answer


def _stack(trace: TracebackType | None) -> list[str]:
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return traceback.format_tb(trace)


def _failure(kind: str, message: str, request_id: str, stack: list[str]) -> bytes:
    """The error object of the Lambda API; also written to the log, as Lambda does."""
    sys.stderr.write(f"[ERROR] {kind}: {message} RequestId: {request_id}\n{''.join(stack)}")
    error = {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": stack}
    return json.dumps(error, ensure_ascii=False).encode("utf-8", "backslashreplace")
