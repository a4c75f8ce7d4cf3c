"""Keyset cursors: where a list goes on, as a string nobody needs to understand."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson

Row = TypeVar("Row")


class InvalidCursor(ValueError):
    """The cursor is not one that a list gave out."""


def encoded(*values: str) -> str:
    """The values as one text that can stand in an address."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decoded(text: str, count: int) -> list[Any]:
    """As many values as were encoded; what they are is for the list to look at. Raises `InvalidCursor`."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor(f"not a cursor: {error}") from error
    if not isinstance(values, list) or len(values) != count:
        raise InvalidCursor(f"not a cursor: it is to hold {count} values")
    return values


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts behind it (newest first, ties by id)."""

    at: datetime
    id: str

    def encode(self) -> str:
        return encoded(self.at.isoformat(), self.id)

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises `InvalidCursor` for anything that `encode` did not give."""
        at, row_id = decoded(text, 2)
        try:
            moment = datetime.fromisoformat(at)
        except (ValueError, TypeError) as error:
            raise InvalidCursor(f"not a cursor: {error}") from error
        if not isinstance(row_id, str) or moment.tzinfo is None:
            raise InvalidCursor("not a cursor: it is to hold a moment and an id")
        return cls(moment, row_id)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A part of a list; `next` is None at its end."""

    items: list[Row]
    next: Cursor | None
