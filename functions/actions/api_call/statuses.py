"""What a status code of 400 and above means for the step: whether another attempt can help, and when."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import httpx
from statewright.core.errors import (
    AuthenticationFailed,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    StatewrightError,
)

MAX_EXCERPT: Final = 300
_BY_STATUS: Final[dict[int, type[StatewrightError]]] = {
    HTTPStatus.UNAUTHORIZED: AuthenticationFailed,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: AuthenticationFailed,
    HTTPStatus.REQUEST_TIMEOUT: ProviderUnavailable,
    HTTPStatus.TOO_EARLY: ProviderUnavailable,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
    HTTPStatus.NOT_IMPLEMENTED: ProviderRejected,
    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED: ProviderRejected,
}


def error_of(response: httpx.Response, data: bytes, where: str) -> StatewrightError:
    """The error of a refusal, with the service's own words and its Retry-After."""
    status = response.status_code
    kind = _BY_STATUS.get(status, ProviderUnavailable if status >= 500 else ProviderRejected)
    text = f"{where} answered {status} {response.reason_phrase}".rstrip()
    retry_after = response.headers.get("retry-after")
    if retry_after is not None:
        text += f"; Retry-After: {retry_after[:64]}"
    excerpt = " ".join(data[: 4 * MAX_EXCERPT].decode(errors="replace").split())
    if excerpt:
        text += f"; it said: {excerpt[:MAX_EXCERPT]}"
    return kind(text)
