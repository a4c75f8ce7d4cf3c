"""Pages of lists: a page token is the number at which the next page begins."""

from __future__ import annotations

import base64
from typing import Any

from infra.local.stepfunctions.errors import ServiceError
from infra.local.stepfunctions.requests import Page


def read_page_token(token: str | None, default: int) -> int:
    """The number a page token holds; raises InvalidToken."""
    if token is None:
        return default
    try:
        return int(base64.urlsafe_b64decode(token.encode()))
    except ValueError as error:
        raise ServiceError("InvalidToken", f"Invalid Token: '{token[:100]}'") from error


def page_token(number: int) -> str:
    """Where the next page begins."""
    return base64.urlsafe_b64encode(str(number).encode()).decode()


def page(request: Page, field: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """The page of `items` that is asked for, as the member `field`."""
    first = read_page_token(request.nextToken, 0)
    answer: dict[str, Any] = {field: items[first : first + request.size]}
    if first + request.size < len(items):
        answer["nextToken"] = page_token(first + request.size)
    return answer
