"""Answers to requests that start nothing, as RFC 9457 problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson


class Problem(Exception):
    """End the request with `status`; `detail` says what is wrong and what to do, `field` where."""

    def __init__(
        self, status: HTTPStatus, detail: str, *, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = dict(headers or {})

    def as_response(self) -> dict[str, Any]:
        """An HTTP API response."""
        errors = [] if self.field is None else [{"field": self.field, "message": self.detail, "code": "invalid"}]
        document = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "errors": errors,
        }
        return {
            "statusCode": self.status.value,
            "headers": {"content-type": "application/problem+json", "cache-control": "no-store", **self.headers},
            "body": orjson.dumps(document).decode(),
        }
