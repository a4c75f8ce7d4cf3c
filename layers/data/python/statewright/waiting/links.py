"""Addresses by which a wait is answered without signing in: `<base>/<wait id>.<expiry>.<signature>`.

Who has the address may answer, once, until the wait expires. The signature is HMAC-SHA256 over wait id and expiry, so
an address is neither guessed nor prolonged, and none is stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from statewright.core.runtime import aws, settings

_LINK: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9]{1,12})\.([0-9A-Za-z_-]{43})")


class InvalidLink(Exception):
    """The address was not made here."""


class ExpiredLink(Exception):
    """The address was good until its wait expired."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads addresses below `base_url`."""

    base_url: str
    key: bytes = field(repr=False)

    def url(self, wait_id: str, expires_at: datetime) -> str:
        """The address for a wait."""
        signed = f"{wait_id}.{int(expires_at.timestamp())}"
        return f"{self.base_url}/{signed}.{self._signature(signed)}"

    def wait_id(self, link: str, now: datetime | None = None) -> str:
        """The wait that the last part of an address is for. Raises InvalidLink and ExpiredLink."""
        parts = _LINK.fullmatch(link)
        if parts is None or not hmac.compare_digest(self._signature(f"{parts[1]}.{parts[2]}"), parts[3]):
            raise InvalidLink
        if int(parts[2]) <= (now or datetime.now(UTC)).timestamp():
            raise ExpiredLink
        return parts[1]

    def _signature(self, signed: str) -> str:
        digest = hmac.new(self.key, signed.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@lru_cache(maxsize=1)
def links() -> Links:
    """The process's: key and address come from the settings. Raises `AwsError` when the secret cannot be read."""
    arn = os.environ.get("STATEWRIGHT_CALLBACK_SECRET_ARN", "")
    if arn:
        with aws.translated():
            key = aws.secrets_manager().get_secret_value(SecretId=arn)["SecretString"]
    else:
        key = settings.required("STATEWRIGHT_CALLBACK_SECRET")
    return Links(settings.required("STATEWRIGHT_CALLBACKS_URL"), key.encode())
