"""Mail sent over SMTP ends in the mailbox, which stays small."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from infra.local.servers import mailbox as mailboxes
from infra.local.servers.mailbox import Mailbox, MailServer


def _send(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.send_message(message)


async def test_mail_sent_over_smtp_can_be_read(tmp_path: Path) -> None:
    server = MailServer(tmp_path)
    await server.start()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Grüße"
    message.set_content("plain")
    message.add_alternative("<b>html</b>", subtype="html")
    message.add_attachment(b"1,2", maintype="text", subtype="csv", filename="figures.csv")

    await asyncio.to_thread(_send, server.port, message)
    await server.stop()

    (summary,) = Mailbox(tmp_path).newest()
    mail = Mailbox(tmp_path).read(summary.id)
    assert mail is not None
    assert (summary.sender, summary.recipients, summary.subject) == ("a@example.com", "b@example.com", "Grüße")
    assert (mail.text or "").strip() == "plain"
    assert "<b>html</b>" in (mail.html or "")
    assert mail.attachments == ("figures.csv",)


def test_only_the_newest_mails_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "MAILS_KEPT", 3)
    mailbox = Mailbox(tmp_path)

    added = [mailbox.add(b"Subject: %d\r\n\r\n" % number) for number in range(5)]

    assert [mail.subject for mail in mailbox.newest()] == ["4", "3", "2"]
    assert mailbox.read(added[0]) is None
    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_a_mail_nobody_can_decode_is_still_shown(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)

    mail = mailbox.read(mailbox.add(b"Subject: x\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nb\xff\r\n"))

    assert mail is not None
    assert (mail.text or "").startswith("b")
