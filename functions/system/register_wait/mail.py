"""The mail that asks for an approval. A wait whose mail fails is a wait all the same: its page shows the reason."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import parseaddr
from typing import Any, Final

from statewright.core.errors import ProviderTimeout, ProviderUnavailable, RateLimited, StatewrightError
from statewright.core.mail_addresses import PATTERN
from statewright.core.runtime import telemetry
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.mail import deliver
from statewright.data import locks, waits
from statewright.data.connect import Database
from statewright.data.waits import Wait
from statewright.waiting.links import links

MAX_SECONDS: Final = 10.0
"""Of one attempt."""
ALL_SECONDS: Final = 20.0
"""Of all attempts: the function has 30."""
PAUSES: Final = (1.0, 3.0)
"""Seconds before the second and the third attempt."""
MAX_RECIPIENTS: Final = 20
_SUBJECT_CHARACTERS: Final = 200


class _Unsendable(Exception):
    """What the node says cannot be sent as a mail; the message says why."""


def ask_by_mail(database: Database, wait_id: str) -> None:
    """Send the wait's one mail, unless it was sent or is being sent: a repeated registration sends no second.

    No transaction is open while the mail server is spoken to. The lock is the session's: it ends with a process that
    crashes, and the next registration sends.
    """
    connection = database.connection()
    try:
        with locks.alone(connection, f"mail of {wait_id}"):
            wait = waits.unmailed(connection, wait_id)
            if wait is None:
                return
            try:
                refused = _sent(wait)
            except (_Unsendable, StatewrightError, AwsError) as error:
                telemetry.logger().warning(
                    "an approval could not be asked for by mail", wait=wait_id, reason=str(error)
                )
                waits.mailed(connection, wait_id, sent=False, error=str(error))
            else:
                missed = ", ".join(f"{address}: {words}" for address, words in refused.items())
                waits.mailed(connection, wait_id, sent=True, error=missed or None)
    except locks.Busy:
        return


def _sent(wait: Wait) -> dict[str, str]:
    """What the mail server said of addresses that it refused. What passes is tried again, as long as there is time."""
    sender = os.environ.get("STATEWRIGHT_MAIL_FROM", "")
    if not sender:
        raise _Unsendable("the organisation has no sender address: STATEWRIGHT_MAIL_FROM is not set")
    recipients = _recipients(wait.invocation["config"])
    message, addresses = _message(wait, sender, recipients), [parseaddr(each)[1] for each in recipients]
    until = time.monotonic() + ALL_SECONDS
    for pause in (*PAUSES, None):
        left = until - time.monotonic()
        try:
            return deliver(message, parseaddr(sender)[1], addresses, max(1.0, min(MAX_SECONDS, left)))
        except (RateLimited, ProviderUnavailable, ProviderTimeout):
            if pause is None or time.monotonic() + pause > until:
                raise
            time.sleep(pause)
    raise AssertionError("the last attempt returns or raises")


def _recipients(config: Mapping[str, Any]) -> list[str]:
    to = config.get("to")
    if not isinstance(to, list) or len(to) > MAX_RECIPIENTS:
        raise _Unsendable(f"config.to must be a list of at most {MAX_RECIPIENTS} mail addresses")
    for position, address in enumerate(to):
        if not isinstance(address, str) or not re.fullmatch(PATTERN, address):
            raise _Unsendable(f"config.to[{position}] is no mail address")
    return to


def _message(wait: Wait, sender: str, recipients: list[str]) -> EmailMessage:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = " ".join((wait.title or "").split())[:_SUBJECT_CHARACTERS]
    message["Message-ID"] = f"<{wait.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"{wait.title}\n\n{wait.message or ''}\n\n"
        f"Approve or reject until {wait.expires_at:%d %B %Y, %H:%M} UTC:\n"
        f"{links().url(wait.id, wait.expires_at)}\n\n"
        "Whoever has this link can answer: do not pass it on.\n"
    )
    return message
