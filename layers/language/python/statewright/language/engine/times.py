"""RFC 3339 timestamps and milliseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH: Final = _EPOCH.replace(tzinfo=None)


def format_timestamp(at: int) -> str:
    """`2030-01-31T09:00:00.000Z`, as in Step Functions' context object."""
    return (_NAIVE_EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds") + "Z"


def parse_timestamp(text: str) -> int | None:
    """Milliseconds since the epoch; None if the text is not an RFC 3339 timestamp with a time zone."""
    if "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return (moment - _EPOCH) // timedelta(milliseconds=1)
