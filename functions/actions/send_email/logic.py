"""Send one message over SMTP."""

from __future__ import annotations

import os
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import getaddresses, parseaddr
from typing import Final

from statewright.core.errors import InvalidInput
from statewright.core.runtime.context import ActionContext
from statewright.core.runtime.mail import deliver

from .spec import Config, Output

MAX_SECONDS: Final = 20.0


def send_email(config: Config, ctx: ActionContext) -> Output:
    """Send the message once to every recipient.

    The Message-ID is the same for each attempt of the step, so a mailbox that gets a message twice shows it once.
    Raises the errors that spec.py declares.
    """
    sender = config.sender or os.environ.get("STATEWRIGHT_MAIL_FROM", "")
    if not sender:
        raise InvalidInput("config.sender is empty and the organisation has no sender address: fill in From")
    message = compose(config, sender, ctx.idempotency_key)
    recipients = [address for _, address in getaddresses([*config.to, *config.cc, *config.bcc])]
    refused = deliver(message, parseaddr(sender)[1], recipients, min(MAX_SECONDS, ctx.remaining_seconds()))
    return Output(
        message_id=message["Message-ID"],
        accepted=[address for address in recipients if address not in refused],
        refused=refused,
    )


def compose(config: Config, sender: str, key: str) -> EmailMessage:
    """The message as it travels, without the blind copies. `key` makes its id.

    The email package refuses line breaks in header values, and the model has done so before it.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = ", ".join(config.to)
    if config.cc:
        message["Cc"] = ", ".join(config.cc)
    if config.reply_to:
        message["Reply-To"] = config.reply_to
    message["Subject"] = config.subject
    message["Message-ID"] = f"<{key}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(config.text)
    if config.html:
        message.add_alternative(config.html, subtype="html")
    return message
