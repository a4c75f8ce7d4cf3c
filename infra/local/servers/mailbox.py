"""An SMTP server that delivers to a folder: mail leaves Statewright, and stays on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import secrets
import time
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.local.ports import LOOPBACK, listen, port_of

MAILS_KEPT: Final = 500
_MAIL_LIMIT_BYTES: Final = 10_000_000
_HEAD_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSummary:
    """One line of the mailbox. `received_at` is epoch milliseconds."""

    id: str
    received_at: int
    sender: str
    recipients: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail with its bodies; either may be None."""

    summary: MailSummary
    headers: tuple[tuple[str, str], ...]
    text: str | None
    html: str | None
    attachments: tuple[str, ...]


class Mailbox:
    """The newest `MAILS_KEPT` mails as `.eml` files, named so that they sort by arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._ids = sorted(path.stem for path in folder.glob("*.eml"))
        self._summaries: dict[str, MailSummary] = {}

    def add(self, content: bytes) -> str:
        """Keep a mail; returns its id."""
        mail = f"{time.time_ns() // 1_000_000:013d}-{secrets.token_hex(4)}"
        (self._folder / f"{mail}.eml").write_bytes(content)
        self._ids.append(mail)
        while len(self._ids) > MAILS_KEPT:
            oldest = self._ids.pop(0)
            self._summaries.pop(oldest, None)
            (self._folder / f"{oldest}.eml").unlink(missing_ok=True)
        return mail

    def newest(self, limit: int = 50) -> list[MailSummary]:
        """The newest mails, newest first."""
        return [self._summary(mail) for mail in reversed(self._ids[-limit:])]

    def _summary(self, mail: str) -> MailSummary:
        # The page asks for it every few seconds: the head of each mail is read once.
        known = self._summaries.get(mail)
        if known is None:
            with (self._folder / f"{mail}.eml").open("rb") as file:
                head = BytesHeaderParser(policy=email.policy.default).parsebytes(file.read(_HEAD_BYTES))
            known = self._summaries[mail] = _summary_of(mail, head)
        return known

    def read(self, mail: str) -> Mail | None:
        """One mail, or None when there is none with this id."""
        if mail not in self._ids:
            return None
        try:
            content = (self._folder / f"{mail}.eml").read_bytes()
        except FileNotFoundError:  # newer mails have pushed it out meanwhile
            return None
        message = email.message_from_bytes(content, policy=email.policy.default)
        return Mail(
            summary=_summary_of(mail, message),
            headers=tuple((name, str(value)) for name, value in message.items()),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            attachments=tuple(part.get_filename() or part.get_content_type() for part in message.iter_attachments()),
        )


def _summary_of(mail: str, message: Message) -> MailSummary:
    return MailSummary(
        id=mail,
        received_at=int(mail.partition("-")[0]),
        sender=str(message.get("From", "")),
        recipients=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
    )


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    try:
        return str(part.get_content())
    except LookupError:  # a character set nobody knows
        return bytes(part.get_payload(decode=True) or b"").decode("ascii", "replace")


class _Delivery:
    """aiosmtpd's handler: every accepted mail goes to the mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        self._mailbox.add(content if isinstance(content, bytes) else (content or "").encode())
        return "250 Kept in the local mailbox"


class MailServer:
    """SMTP on the loopback address, in this process. `port` is known once `start` has returned."""

    def __init__(self, folder: Path) -> None:
        self.mailbox = Mailbox(folder)
        self.port = 0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        bound = listen()
        self.port = port_of(bound)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, sock=bound)

    def _protocol(self) -> Any:
        return SMTP(
            _Delivery(self.mailbox),
            data_size_limit=_MAIL_LIMIT_BYTES,
            enable_SMTPUTF8=True,
            # Naming the host keeps it from a look-up that can take seconds without a network.
            hostname="localhost",
            timeout=60,
            loop=asyncio.get_running_loop(),
        )

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait_closed(), 0.2)
