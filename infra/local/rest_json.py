"""The part of AWS's REST-JSON protocol that a boto3 client sees, as a small ASGI application.

Source: Smithy specification, "AWS restJson1 protocol" (error shape in `x-amzn-errortype`, epoch-second timestamps).
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson
import psycopg
from pydantic import BaseModel, ValidationError

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Model = TypeVar("Model", bound=BaseModel)


class AwsError(Exception):
    """An error as the service names it. `code` is the exception's shape name in the service model."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Request:
    """One call: `path` holds the route's named groups, `query` the first value of each parameter."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    body: Mapping[str, Any]
    status: HTTPStatus = HTTPStatus.OK


Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """`pattern` is matched against the whole path, percent-decoded, without a trailing slash."""

    method: str
    pattern: re.Pattern[str]
    handle: Handler


@dataclass(frozen=True, slots=True)
class RestJson:
    """ASGI application over routes. `invalid` and `internal` are the service's names for 400 and 500."""

    routes: Sequence[Route]
    invalid: str
    internal: str
    limit: int = MAX_BODY_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served here: only http")
        try:
            response = await self._answer(scope, receive)
            headers: list[tuple[bytes, bytes]] = []
        except AwsError as error:
            response = Response({"Message": error.message}, error.status)
            headers = [(b"x-amzn-errortype", error.code.encode())]
        except psycopg.Error:
            log.exception("%s %s: the database did not take it", scope["method"], scope["path"])
            message = "the local stack's database did not take the request: see the stack's health page"
            response = Response({"Message": message}, HTTPStatus.INTERNAL_SERVER_ERROR)
            headers = [(b"x-amzn-errortype", self.internal.encode())]
        body = orjson.dumps(response.body)
        headers += [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"x-amzn-requestid", str(uuid.uuid4()).encode()),
        ]
        await send({"type": "http.response.start", "status": int(response.status), "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        path = scope["path"].rstrip("/") or "/"
        allowed = [(route, found) for route in self.routes if (found := route.pattern.fullmatch(path))]
        for route, found in allowed:
            if route.method == scope["method"]:
                body = await self._body(receive)
                query = dict(reversed(parse_qsl(scope["query_string"].decode("ascii", "replace"))))
                return await route.handle(Request(found.groupdict(), query, body))
        if allowed:
            raise AwsError(
                HTTPStatus.METHOD_NOT_ALLOWED, self.invalid, f"{scope['method']} is not an operation on {path}"
            )
        raise AwsError(HTTPStatus.NOT_FOUND, "UnknownOperationException", f"no operation at {path}")

    async def _body(self, receive: Receive) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if size > self.limit:
                raise AwsError(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self.invalid, f"the body is larger than {self.limit} bytes"
                )
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)


def parse_body(model: type[Model], body: bytes, invalid: str) -> Model:
    """Validate a JSON body; every problem is named in one `invalid` error, as `field: what is wrong`."""
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'body'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise AwsError(HTTPStatus.BAD_REQUEST, invalid, problems) from error
