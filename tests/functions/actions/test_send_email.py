"""The send_email action, against a real SMTP server."""

from __future__ import annotations

import email
import os
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from actions.send_email.handler import handler
from actions.send_email.spec import Output
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from statewright.core.errors import (
    AuthenticationFailed,
    InvalidInput,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from statewright.core.runtime.mail_server import forget_mail_server

from tests.support.aws_fake import FakeAws, serve
from tests.support.lambdas import Context, action_event, invoke
from tests.support.servers import free_port

pytestmark = pytest.mark.usefixtures("redis")
SECRET = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:mail-AbCdEf"
MESSAGE = {"to": ["ada@example.com"], "subject": "Hello", "text": "Hi Ada"}


class Mailbox:
    """Takes messages and keeps them; `replies` by recipient, by `DATA` or `QUIT` are given instead of 250 and 221."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.replies: dict[str, str] = {}
        self.silent_until: threading.Event | None = None

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.silent_until is not None:
            await server.loop.run_in_executor(None, self.silent_until.wait, 10)
        if "DATA" in self.replies:
            return self.replies["DATA"]
        self.envelopes.append(envelope)
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return self.replies.get("QUIT", "221 Bye")

    def message(self, index: int = 0) -> EmailMessage:
        content = self.envelopes[index].content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        return message


@pytest.fixture
def mailbox(lambda_environment: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    lambda_environment.setenv("STATEWRIGHT_SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
    lambda_environment.setenv("STATEWRIGHT_MAIL_FROM", "Shop <hello@shop.example>")
    yield box
    controller.stop()


def send(config: dict[str, Any], **changes: Any) -> Any:
    output = invoke(handler, action_event("send_email@1", config, **changes))["output"]
    assert Output.model_validate(output)
    return output


def test_a_message_arrives(mailbox: Mailbox) -> None:
    output = send(
        MESSAGE
        | {
            "to": ["Ada Lovelace <ada@example.com>", "bob@example.com"],
            "cc": ["cy@example.com"],
            "bcc": ["dee@example.com"],
            "subject": "Grüße 🎉",
            "html": "<p>Hi</p>",
            "reply_to": "help@shop.example",
        }
    )
    everyone = ["ada@example.com", "bob@example.com", "cy@example.com", "dee@example.com"]
    assert mailbox.envelopes[0].mail_from == "hello@shop.example"
    assert mailbox.envelopes[0].rcpt_tos == everyone
    message = mailbox.message()
    assert message["From"] == "Shop <hello@shop.example>"
    assert message["To"] == "Ada Lovelace <ada@example.com>, bob@example.com"
    assert message["Cc"] == "cy@example.com"
    assert message["Reply-To"] == "help@shop.example"
    assert message["Subject"] == "Grüße 🎉"
    assert "dee@example.com" not in message.as_string()
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert text.get_content().strip() == "Hi Ada"
    assert html is not None
    assert html.get_content().strip() == "<p>Hi</p>"
    assert output == {"message_id": message["Message-ID"], "accepted": everyone, "refused": {}}


def test_a_single_address_is_a_list_of_one(mailbox: Mailbox) -> None:
    assert send(MESSAGE | {"to": "ada@example.com"})["accepted"] == ["ada@example.com"]


@pytest.mark.parametrize("address", ["Ada <ada@example.com>", '"Lovelace, Ada" <ada@example.com>', "<ada@example.com>"])
def test_a_recipient_may_have_a_name(mailbox: Mailbox, address: str) -> None:
    assert send(MESSAGE | {"to": [address]})["accepted"] == ["ada@example.com"]


def test_the_nodes_own_sender_is_used(mailbox: Mailbox) -> None:
    send(MESSAGE | {"sender": "Sales <sales@shop.example>"})
    assert mailbox.envelopes[0].mail_from == "sales@shop.example"
    assert mailbox.message()["From"] == "Sales <sales@shop.example>"


def test_each_attempt_has_the_same_message_id(mailbox: Mailbox) -> None:
    event = action_event("send_email@1", MESSAGE)
    mailbox.replies["DATA"] = "451 later"
    with pytest.raises(RateLimited):
        invoke(handler, event)
    del mailbox.replies["DATA"]
    first = invoke(handler, event | {"attempt": 1})["output"]["message_id"]
    assert invoke(handler, event | {"attempt": 2})["output"]["message_id"] == first
    assert send(MESSAGE)["message_id"] != first
    assert len(mailbox.envelopes) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": "Hello\r\nBcc: eve@example.com"}, "config.subject"),
        ({"to": ["ada@example.com\r\nBcc: eve@example.com"]}, "config.to.0"),
        ({"to": ["ada@example.com, eve@example.com"]}, "config.to.0"),
        ({"to": ["Eve, <eve@example.com> <ada@example.com>"]}, "config.to.0"),
        ({"to": ["eve@example.com, Ada <ada@example.com>"]}, "config.to.0"),
        ({"to": ["Eve, Ada <ada@example.com>"]}, "config.to.0"),
        ({"to": ["ada@example.com>"]}, "config.to.0"),
        ({"cc": ["ada@example.com\n"]}, "config.cc.0"),
        ({"sender": "Shop\n<hello@shop.example>"}, "config.sender"),
        ({"reply_to": "nobody"}, "config.reply_to"),
        ({"to": []}, "config.to"),
        ({"to": ["a@example.com"] * 51}, "config.to"),
        ({"text": ""}, "config.text"),
    ],
)
def test_a_message_that_cannot_be_sent_names_the_field(mailbox: Mailbox, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        send(MESSAGE | change)
    assert field in str(raised.value)
    assert mailbox.envelopes == []


def test_without_any_sender(mailbox: Mailbox, lambda_environment: pytest.MonkeyPatch) -> None:
    lambda_environment.delenv("STATEWRIGHT_MAIL_FROM")
    with pytest.raises(InvalidInput, match=r"config\.sender"):
        send(MESSAGE)


def test_one_refused_recipient_is_told(mailbox: Mailbox) -> None:
    mailbox.replies["bob@example.com"] = "550 no such user"
    output = send(MESSAGE | {"to": ["ada@example.com", "bob@example.com"]})
    assert output["accepted"] == ["ada@example.com"]
    assert output["refused"] == {"bob@example.com": "550 no such user"}


@pytest.mark.parametrize(
    ("reply", "error"),
    [("550 no such user", ProviderRejected), ("451 greylisted", RateLimited), ("442 busy", ProviderUnavailable)],
)
@pytest.mark.parametrize("where", ["ada@example.com", "DATA"])
def test_a_refusal_has_a_name(mailbox: Mailbox, where: str, reply: str, error: type[Exception]) -> None:
    mailbox.replies[where] = reply
    with pytest.raises(error, match=reply):
        send(MESSAGE)


@pytest.mark.parametrize("reply", ["421 too many connections", "500 what", "nonsense"])
def test_a_mail_that_was_taken_is_sent_whatever_the_server_says_to_goodbye(mailbox: Mailbox, reply: str) -> None:
    mailbox.replies["QUIT"] = reply
    assert send(MESSAGE)["accepted"] == ["ada@example.com"]
    assert len(mailbox.envelopes) == 1


def test_a_refusal_keeps_its_name_whatever_the_server_says_to_goodbye(mailbox: Mailbox) -> None:
    mailbox.replies |= {"DATA": "550 spam", "QUIT": "421 too many connections"}
    with pytest.raises(ProviderRejected, match="550 spam"):
        send(MESSAGE)


def test_a_password_does_not_travel_in_the_clear(mailbox: Mailbox, lambda_environment: pytest.MonkeyPatch) -> None:
    address = os.environ["STATEWRIGHT_SMTP_URL"].removeprefix("smtp://")
    lambda_environment.setenv("STATEWRIGHT_SMTP_URL", f"smtp://ada:s3cr3t@{address}")
    with pytest.raises(AuthenticationFailed, match="no TLS") as raised:
        send(MESSAGE)
    assert "s3cr3t" not in str(raised.value)


@pytest.fixture
def secrets(mailbox: Mailbox, lambda_environment: pytest.MonkeyPatch) -> Iterator[FakeAws]:
    """A Secrets Manager; the secret that the function is told to read does not exist yet."""
    forget_mail_server()
    fake = FakeAws()
    with serve(fake) as url:
        lambda_environment.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", url)
        lambda_environment.setenv("STATEWRIGHT_SMTP_SECRET_ARN", SECRET)
        yield fake
    forget_mail_server()


def test_the_server_in_the_secret_is_read_once(
    mailbox: Mailbox, secrets: FakeAws, lambda_environment: pytest.MonkeyPatch
) -> None:
    secrets.secrets[SECRET] = os.environ["STATEWRIGHT_SMTP_URL"]
    lambda_environment.setenv("STATEWRIGHT_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    for _ in range(2):
        send(MESSAGE)
    assert len(mailbox.envelopes) == 2
    assert secrets.calls == ["GetSecretValue"]


@pytest.mark.parametrize(
    "value", ["", "s3cr3t", "smtps://ada:s3cr3t/x@host", "smtps://ada:s3cr3t@host:no", "smtps://ada:1#s3cr3t@host"]
)
def test_a_secret_without_an_address_is_not_shown_and_is_read_again(
    mailbox: Mailbox, secrets: FakeAws, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    secrets.secrets[SECRET] = value
    with pytest.raises(AuthenticationFailed, match="percent-encoded") as raised:
        send(MESSAGE)
    assert "s3cr3t" not in str(raised.value) + capsys.readouterr().out

    secrets.secrets[SECRET] = os.environ["STATEWRIGHT_SMTP_URL"]
    send(MESSAGE)
    assert len(mailbox.envelopes) == 1


def test_a_secret_that_cannot_be_read_is_worth_another_attempt(secrets: FakeAws) -> None:
    with pytest.raises(ProviderUnavailable, match="can't find the specified secret"):
        send(MESSAGE)


def test_no_server(mailbox: Mailbox, lambda_environment: pytest.MonkeyPatch) -> None:
    lambda_environment.setenv("STATEWRIGHT_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    with pytest.raises(ProviderUnavailable, match="refused"):
        send(MESSAGE)


def test_a_server_that_does_not_answer(mailbox: Mailbox) -> None:
    mailbox.silent_until = threading.Event()
    try:
        with pytest.raises(ProviderTimeout):
            invoke(handler, action_event("send_email@1", MESSAGE), Context(seconds=1.8))
    finally:
        mailbox.silent_until.set()
