"""What a mail address may look like: a mailbox, alone or behind a name."""

from __future__ import annotations

from typing import Final

_MAILBOX: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])"
_QUOTED: Final = r'"[^"\\<>\r\n\x00]{0,200}"'
_NAME: Final = r'[^"\\<>(),:;@\[\]\r\n\x00]{0,200}'
"""Nothing that would start another header, or another recipient: names often come from whoever filled in a form."""

PATTERN: Final = rf"^(?:{_MAILBOX}|(?:{_QUOTED}|{_NAME}) ?<{_MAILBOX}>)$"
