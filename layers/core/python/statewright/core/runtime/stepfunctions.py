"""StartExecution, and nothing else of Step Functions: the one AWS call on the path of every event.

boto3 is general, and each of its calls costs three times the CPU. Here botocore still does what must be right (the
credential chain and its renewal, Signature Version 4), and the standard library sends the request. The figures, the
limits and when to go back are in docs/adr/0008-start-execution-without-boto3.md.

Protocol: AWS JSON 1.0, as in the Step Functions API reference. A Standard start is safe to repeat, because Step
Functions knows an execution by its name, so a failed attempt is simply made again. An Express one would run twice: it
is made again only after an answer that it has not begun.
"""

from __future__ import annotations

import http.client
import os
import random
import select
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

import orjson
from statewright.core.runtime import settings

if TYPE_CHECKING:
    from botocore.credentials import Credentials

TIMEOUT_SECONDS: Final = 3.0
"""To connect, and for each answer: all attempts together, and one on a dead connection, end within a trigger's 15 s."""
ATTEMPTS: Final = 3
BACKOFF_SECONDS: Final = 0.05
"""Before the second attempt, twice as much before the third, each with full jitter."""

DEFERRING: Final = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "ExecutionLimitExceeded",
        "KmsThrottlingException",
        "ExpiredTokenException",
    }
)
"""Error codes that say that nothing began, and pass: the same start may succeed later. The last one with renewed
credentials."""
PASSING: Final = DEFERRING | {"RequestTimeoutException"}
"""Error codes of status 400 that pass.

Source: errors of StartExecution in the Step Functions API reference, and botocore's standard retry mode.
"""


class AlreadyExists(Exception):
    """An execution of this name exists: ended, or started with another input."""


class StartUnavailable(Exception):
    """Step Functions cannot be reached or asks to slow down: the same start may be tried again later."""


class StartDeferred(StartUnavailable):
    """Step Functions answered that it starts nothing now: this start has not begun."""


class StartRefused(Exception):
    """Step Functions refuses this start for good: the state machine or its alias is gone, or access is denied."""


@dataclass(slots=True)
class Client:
    """One kept-alive connection to the endpoint. Safe to share between threads, which then take turns."""

    endpoint: SplitResult
    credentials: Credentials
    region: str
    _connection: http.client.HTTPConnection = field(init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        kind = http.client.HTTPSConnection if self.endpoint.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(self.endpoint.hostname or "", self.endpoint.port, timeout=TIMEOUT_SECONDS)

    def start_execution(self, machine_arn: str, name: str, document: str, *, repeatable: bool = True) -> None:
        """Start `name` on a state machine, version or alias; `document` is the input as JSON.

        `repeatable=False`: of an Express machine, where a start whose answer was lost must not be made again.
        Raises AlreadyExists, StartUnavailable or StartRefused.
        """
        body = orjson.dumps({"stateMachineArn": machine_arn, "name": name, "input": document})
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._turn:
                    status, answer = self._send(body, repeatable=repeatable)
                error = _error(status, answer, machine_arn)
            except (OSError, http.client.HTTPException) as problem:
                error = StartUnavailable(f"Step Functions at {self.endpoint.hostname}: {problem!r}")
            if error is None:
                return
            passes = StartUnavailable if repeatable else StartDeferred
            if not isinstance(error, passes) or attempt == ATTEMPTS:
                raise error
            time.sleep(random.uniform(0, BACKOFF_SECONDS * 2 ** (attempt - 1)))  # noqa: S311  jitter, not a secret

    def close(self) -> None:
        with self._turn:
            self._connection.close()

    def _send(self, body: bytes, *, repeatable: bool) -> tuple[int, bytes]:
        headers = self._signed(body)
        if self._left():
            self._connection.close()
        reused = self._connection.sock is not None
        try:
            return self._exchange(body, headers)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            if not reused or not repeatable:
                raise
            # The service had closed the idle connection: no failure, only a reason to open another.
            return self._exchange(body, headers)

    def _left(self) -> bool:
        """Whether the service has closed the idle connection, as far as that is known here: else nothing is to read."""
        if self._connection.sock is None:
            return False
        poll = select.poll()
        poll.register(self._connection.sock, select.POLLIN)
        return bool(poll.poll(0))

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            self._connection.request("POST", "/", body, headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def _signed(self, body: bytes) -> dict[str, str]:
        from botocore.auth import SigV4Auth  # noqa: PLC0415
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415

        request = AWSRequest(
            "POST",
            self.endpoint.geturl() + "/",
            data=body,
            headers={
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": "AWSStepFunctions.StartExecution",
                "User-Agent": "statewright",
            },
        )
        # Frozen: a renewal in between would mix the key of one with the token of the other.
        SigV4Auth(self.credentials.get_frozen_credentials(), "states", self.region).add_auth(request)
        return dict(request.headers.items())


def _error(status: int, answer: bytes, machine_arn: str) -> AlreadyExists | StartUnavailable | StartRefused | None:
    if status == 200:
        return None
    code, message = _reason(answer)
    if code == "ExecutionAlreadyExists":
        return AlreadyExists(message)
    if status == 429 or code in DEFERRING:
        return StartDeferred(f"Step Functions answered {status} {code}: {message}")
    if status >= 500 or code in PASSING:
        return StartUnavailable(f"Step Functions answered {status} {code}: {message}")
    return StartRefused(f"Step Functions refuses to start {machine_arn}: {code}: {message}")


def _reason(answer: bytes) -> tuple[str, str]:
    """(code, message); the code may carry a namespace (`com.amazonaws.states#...`) and a suffix after a colon."""
    try:
        fields: Any = orjson.loads(answer)
        code = str(fields["__type"]).rpartition("#")[2].partition(":")[0]
        return code, str(fields.get("message") or fields.get("Message") or "")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return "UnknownError", answer[:200].decode(errors="replace")


@lru_cache(maxsize=1)
def shared() -> Client:
    """The process's client, made by the first start: endpoint, region and credentials come from the environment."""
    from botocore.session import get_session  # noqa: PLC0415  the credential chain: variables, SnapStart's URI, roles

    region = settings.required("AWS_REGION")
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    endpoint = (
        os.environ.get("AWS_ENDPOINT_URL_SFN")
        or os.environ.get("AWS_ENDPOINT_URL")
        or f"https://states.{region}.{suffix}"
    )
    credentials = get_session().get_credentials()
    if credentials is None:
        raise settings.MissingSetting("there are no AWS credentials: the function needs a role")
    return Client(urlsplit(endpoint.rstrip("/")), credentials, region)
