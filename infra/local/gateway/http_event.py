"""HTTP requests as API Gateway's HTTP API hands them to Lambda (payload format 2.0), and its answers back.

Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
"""

from __future__ import annotations

import base64
import binascii
import os
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from infra.local.config import ACCOUNT
from infra.local.gateway.http import ProblemError, Response, Scope

HEADERS_LIMIT_BYTES: Final = 10_240
"""Quota "total combined size of request line and header values"."""
LAMBDA_PAYLOAD_LIMIT_BYTES: Final = 6 * 1024 * 1024
"""Lambda's quota for a synchronous invocation, request and response each."""

_TEXT_TYPES: Final = frozenset({"application/json", "application/javascript", "application/xml"})
_API_ID: Final = "local"


def build_event(
    scope: Scope,
    body: bytes,
    *,
    route_key: str,
    path_parameters: Mapping[str, str] | None = None,
    claims: Mapping[str, str] | None = None,
) -> bytes:
    """The invocation payload. Raises `ProblemError` 413 or 431 when the request is over a quota."""
    headers, cookies = _headers(scope)
    query: str = scope["query_string"].decode("latin-1")
    client = scope.get("client") or ("", 0)
    now = time.time()
    context: dict[str, Any] = {
        "accountId": ACCOUNT,
        "apiId": _API_ID,
        "domainName": headers.get("host", ""),
        "domainPrefix": _API_ID,
        "http": {
            "method": scope["method"],
            "path": scope["path"],
            "protocol": f"HTTP/{scope['http_version']}",
            "sourceIp": client[0],
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": os.urandom(12).hex(),
        "routeKey": route_key,
        "stage": "$default",
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": scope["path"],
        "rawQueryString": query,
        "headers": headers,
        "requestContext": context,
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if query:
        event["queryStringParameters"] = _query_parameters(query)
    if path_parameters:
        event["pathParameters"] = path_parameters
    if body:
        event["body"], event["isBase64Encoded"] = _body(body, headers.get("content-type", ""))
    payload = orjson.dumps(event)
    if len(payload) > LAMBDA_PAYLOAD_LIMIT_BYTES:
        raise ProblemError(
            413,
            f"The request is {len(payload)} bytes as a Lambda event; Lambda takes {LAMBDA_PAYLOAD_LIMIT_BYTES}. "
            f"A binary body may have about 4.5 MB, text about 6 MB.",
        )
    return payload


def _headers(scope: Scope) -> tuple[dict[str, str], list[str]]:
    """Headers by lower-case name, repeated ones joined by commas; cookies apart."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    size = 0
    for raw_name, raw_value in scope["headers"]:
        size += len(raw_name) + len(raw_value)
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name == "cookie":
            cookies.extend(part.strip() for part in value.split(";") if part.strip())
        elif name in headers:
            headers[name] = f"{headers[name]},{value}"
        else:
            headers[name] = value
    if size > HEADERS_LIMIT_BYTES:
        raise ProblemError(431, f"The headers are {size} bytes; API Gateway takes {HEADERS_LIMIT_BYTES}.")
    return headers, cookies


def _query_parameters(query: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return parameters


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    """The body as text for `text/*` and JSON, XML and JavaScript; base64 for everything else."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _TEXT_TYPES or kind.startswith("text/"):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass  # not what it says it is: bytes survive as base64
    return base64.b64encode(body).decode(), True


def read_answer(payload: bytes) -> Response:
    """Lambda's answer as HTTP. An object without `statusCode` is the JSON body of a 200.

    Raises `ProblemError` 500, as HTTP API does, when the answer is not one.
    """
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise ProblemError(500, f"The function's answer is not JSON: {error}") from error
    if not isinstance(answer, dict) or "statusCode" not in answer:
        body = answer.encode() if isinstance(answer, str) else payload
        return Response(200, [(b"content-type", b"application/json")], body)
    try:
        status = int(answer["statusCode"])
        text = answer.get("body") or ""
        body = base64.b64decode(text, validate=True) if answer.get("isBase64Encoded") else str(text).encode()
        headers = [
            (str(name).lower().encode("latin-1"), _header_value(value))
            for name, value in (answer.get("headers") or {}).items()
            if str(name).lower() not in ("content-length", "connection", "transfer-encoding")
        ]
        headers.extend((b"set-cookie", _header_value(cookie)) for cookie in answer.get("cookies") or ())
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise ProblemError(500, f"The function's answer is not an HTTP answer: {error}") from error
    if not 200 <= status <= 599:
        raise ProblemError(500, f"The function answered with status {status}, which is not an HTTP status to send.")
    if not any(name == b"content-type" for name, _ in headers):
        headers.append((b"content-type", b"text/plain; charset=utf-8"))
    return Response(status, headers, body)


def _header_value(value: object) -> bytes:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if "\n" in text or "\r" in text:
        raise ValueError("a header value holds a line break")
    return text.encode("latin-1")
