"""Read an HTTP API event (payload format 2.0): what becomes `$trigger`, and what is refused."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from .problems import Problem

PREFIX: Final = "/hooks/"
MAX_BODY_BYTES: Final = 240 * 1024
"""An execution's input holds 256 KiB, headers and query included."""

MAX_FORM_FIELDS: Final = 1_000

UNSAFE_HEADER: Final = re.compile(
    r"cookie|secret|token|passw|credential|api-?key|(^|-)auth(-|$)|authorization|session|signature"
    # Not secret, but different for each delivery of the same event.
    r"|^(connection|content-length|transfer-encoding|x-amzn-trace-id|x-forwarded-.*|via|forwarded)$"
)

Event = Mapping[str, Any]


def method_of(event: Event) -> str:
    return str(event["requestContext"]["http"]["method"])


def path_of(event: Event) -> str:
    """What comes after `/hooks/`, without a trailing slash."""
    return str(event["rawPath"]).removeprefix(PREFIX).strip("/")


def safe_headers(headers: Mapping[str, str], secret_header: str | None) -> dict[str, str]:
    """The headers that may be stored with a run, names in lower case and sorted."""
    secret = (secret_header or "").lower()
    lowered = ((name.lower(), value) for name, value in headers.items())
    return {name: value for name, value in sorted(lowered) if name != secret and not UNSAFE_HEADER.search(name)}


def body_of(event: Event, content_type: str) -> Any:
    """The body as JSON: a document, a form's fields (a repeated one as a list), the text of anything else, or null.

    Raises Problem: 413 when it is over the limit, 400 when it is not what its content type says.
    """
    data = _bytes_of(event)
    if len(data) > MAX_BODY_BYTES:
        detail = f"the body is {len(data):,} bytes; at most {MAX_BODY_BYTES:,} are taken"
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, field="body")
    if not data:
        return None
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return _json(data)
    if kind == "application/x-www-form-urlencoded":
        # `curl -d '{...}'` says form and sends JSON.
        return _json(data) if data.lstrip()[:1] in {b"{", b"["} else _form(data)
    return _text(data)


def _bytes_of(event: Event) -> bytes:
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else str(body).encode()


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        detail = f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise Problem(HTTPStatus.BAD_REQUEST, detail, field="body") from None


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        detail = f"the body is not UTF-8 text: byte {error.start} does not fit; send JSON, a form or text"
        raise Problem(HTTPStatus.BAD_REQUEST, detail, field="body") from None


def _form(data: bytes) -> dict[str, str | list[str]]:
    try:
        fields = parse_qs(_text(data), keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS)
    except ValueError:
        detail = f"the form has more than {MAX_FORM_FIELDS:,} fields"
        raise Problem(HTTPStatus.BAD_REQUEST, detail, field="body") from None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
