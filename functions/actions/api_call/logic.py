"""Send one HTTP request and give its answer."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import Any, Final, Literal
from urllib.parse import urlencode

import httpx
import orjson
from statewright.core.errors import (
    DestinationForbidden,
    InvalidInput,
    OutputTooLarge,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
)
from statewright.core.runtime.context import ActionContext

from . import client
from .spec import BasicAuth, BearerAuth, Config, HeaderAuth, Output
from .statuses import error_of

MAX_REDIRECTS: Final = 5
MAX_RESPONSE_BYTES: Final = 5 * 1024 * 1024
REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
UNSTORED_HEADERS: Final = frozenset({"set-cookie", "connection", "transfer-encoding"})
CROSS_ORIGIN_HEADERS: Final = frozenset(
    {"host", "accept", "accept-encoding", "accept-language", "user-agent", "content-type", "content-length"}
)
"""What still travels when a redirect leads to another origin: nothing that could be a credential."""


def call_api(config: Config, ctx: ActionContext) -> Output:
    """Send the request, follow redirects, and give the answer. Raises the errors that spec.py declares."""
    request = build_request(config, ctx.idempotency_key)
    where = f"{config.method} {_shown(request.url)}"
    seconds = min(config.timeout_seconds, ctx.remaining_seconds())
    try:
        return _exchange(config, request, where, time.monotonic() + seconds)
    except httpx.TimeoutException:
        raise ProviderTimeout(f"{where} gave no whole answer within {seconds:g} s") from None
    except httpx.UnsupportedProtocol as error:
        raise DestinationForbidden(f"{where} was redirected to an address that is not http or https: {error}") from None
    except httpx.LocalProtocolError as error:
        raise InvalidInput(f"{where} cannot be sent: {error}") from None
    except httpx.DecodingError as error:
        raise ProviderRejected(f"{where} answered with a body that cannot be decompressed: {error}") from None
    except httpx.TransportError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise ProviderRejected(f"{where}: the server's certificate is not trusted: {error}") from None
        raise ProviderUnavailable(f"{where}: {error or type(error).__name__}") from None


def build_request(config: Config, idempotency_key: str) -> httpx.Request:
    """The request as it is first sent. Raises InvalidInput naming the field."""
    headers = httpx.Headers(config.headers)
    match config.auth:
        case BearerAuth(token=token):
            headers["Authorization"] = f"Bearer {token}"
        case BasicAuth(username=username, password=password):
            headers["Authorization"] = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
        case HeaderAuth(name=name, value=value):
            headers[name] = value
    if config.method not in REPEATABLE:
        headers.setdefault("Idempotency-Key", idempotency_key)
    content, content_type = _content(config)
    if content_type is not None:
        headers.setdefault("Content-Type", content_type)
    return client.shared().build_request(config.method, _url(config), headers=headers, content=content)


def _url(config: Config) -> httpx.URL:
    try:
        url = httpx.URL(config.url)
    except httpx.InvalidURL as error:
        raise InvalidInput(f"config.url: {error}") from None
    if url.userinfo:
        raise InvalidInput("config.url holds a user name or password: put them into Authentication")
    if not url.host:
        raise InvalidInput("config.url names no host")
    given = {name: _without_nulls(value) for name, value in config.query.items()}
    parameters = {name: value for name, value in given.items() if value is not None}
    return url.copy_merge_params(parameters) if parameters else url


def _without_nulls(value: Any) -> Any:
    return [item for item in value if item is not None] if isinstance(value, list) else value


def _content(config: Config) -> tuple[bytes | None, str | None]:
    """Body bytes and their content type, or (None, None) without a body."""
    body = config.body
    if body is None:
        return None, None
    match config.body_format:
        case "json":
            return orjson.dumps(body), "application/json"
        case "form":
            if not isinstance(body, dict):
                raise InvalidInput("config.body: a form is an object of names and values")
            return urlencode(body, doseq=True).encode(), "application/x-www-form-urlencoded"
        case "text":
            if not isinstance(body, str):
                raise InvalidInput("config.body: must be text when the body format is text")
            return body.encode(), "text/plain; charset=utf-8"


def _exchange(config: Config, request: httpx.Request, where: str, ends_at: float) -> Output:
    for hop in range(MAX_REDIRECTS + 1):
        request.extensions["timeout"] = httpx.Timeout(max(0.001, ends_at - time.monotonic())).as_dict()
        response = client.shared().send(request, stream=True)
        try:
            following = response.next_request if config.follow_redirects else None
            if following is None:
                return _answer(config, response, where, ends_at)
        finally:
            response.close()
        request = _redirected(request, following)
        if hop == MAX_REDIRECTS:
            break
    raise ProviderRejected(f"{where} was redirected more than {MAX_REDIRECTS} times")


def _redirected(request: httpx.Request, following: httpx.Request) -> httpx.Request:
    if following.url.userinfo:
        raise DestinationForbidden(f"the redirect to {_shown(following.url)} carries credentials in its address")
    if _origin(request.url) != _origin(following.url):
        for name in [name for name in following.headers if name not in CROSS_ORIGIN_HEADERS]:
            del following.headers[name]
    return following


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _answer(config: Config, response: httpx.Response, where: str, ends_at: float) -> Output:
    encodings = response.headers.get("content-encoding", "")
    if "," in encodings:
        # Each layer multiplies what a few bytes unpack to: two of them hold more than this process has memory.
        raise ProviderRejected(f"{where} answered with a body compressed more than once ({encodings[:64]})")
    data = b"".join(_bounded(response, where, ends_at))
    if response.status_code >= 400 and response.status_code not in config.accept_statuses:
        raise error_of(response, data, where)
    body, body_format = _decoded(data, response)
    headers = {name: value for name, value in response.headers.items() if name not in UNSTORED_HEADERS}
    return Output(status=response.status_code, headers=headers, body=body, body_format=body_format)


def _bounded(response: httpx.Response, where: str, ends_at: float) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_RESPONSE_BYTES:
            raise OutputTooLarge(
                f"{where} answered with more than {MAX_RESPONSE_BYTES:,} bytes: ask the service for less at once"
            )
        if time.monotonic() > ends_at:
            raise httpx.ReadTimeout("the answer trickles", request=response.request)
        yield chunk


def _decoded(data: bytes, response: httpx.Response) -> tuple[Any, Literal["json", "text", "base64", "empty"]]:
    """JSON when the content type says so and it parses; else text in its charset; else base64."""
    if not data:
        return None, "empty"
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return orjson.loads(data), "json"
        except orjson.JSONDecodeError:
            pass
    try:
        return data.decode(response.charset_encoding or "utf-8"), "text"
    except (UnicodeError, LookupError):
        return base64.b64encode(data).decode(), "base64"


def _shown(url: httpx.URL) -> str:
    """An address for messages: without query and credentials, which may be secret."""
    return str(url.copy_with(query=None, fragment=None, userinfo=b""))
