"""Where a list goes on, as requests say it."""

from __future__ import annotations

import re
from http import HTTPStatus

from statewright.core.runtime.service import FieldError, Problem
from statewright.data.cursors import Cursor, InvalidCursor


def position(cursor: str | None, id_pattern: str) -> Cursor | None:
    """The position a `cursor` parameter stands for; its id looks like `id_pattern`. Raises a 422 `Problem`."""
    if cursor is None:
        return None
    try:
        found = Cursor.decode(cursor)
    except InvalidCursor as error:
        raise invalid_cursor() from error
    if not re.fullmatch(id_pattern, found.id):
        raise invalid_cursor()
    return found


def invalid_cursor() -> Problem:
    """The 422 for a cursor that no list gave out."""
    wrong = FieldError("cursor", "use a next_cursor of an earlier answer, unchanged", "invalid_cursor")
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [wrong])
