"""Answers to requests that start nothing, as RFC 9457 problem documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson


class Flaw(NamedTuple):
    """One thing that is wrong with a request, and where."""

    field: str
    message: str
    code: str


class Problem(Exception):
    """End the request with `status`; `detail` says what is wrong and what to do, `field` where.

    `errors` are for a request with more than one thing wrong.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        field: str | None = None,
        errors: Sequence[Flaw] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors if field is None else (Flaw(field, detail, "invalid"),)
        self.headers = dict(headers or {})

    def as_response(self) -> dict[str, Any]:
        """An HTTP API response."""
        document = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "errors": [each._asdict() for each in self.errors],
        }
        return {
            "statusCode": self.status.value,
            "headers": {"content-type": "application/problem+json", "cache-control": "no-store", **self.headers},
            "body": orjson.dumps(document).decode(),
        }
