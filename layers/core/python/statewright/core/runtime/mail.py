"""Handing a message to the mail server over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, unquote

from statewright.core.errors import (
    AuthenticationFailed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from statewright.core.runtime.mail_server import forget_mail_server, mail_server

DEFAULT_PORTS: Final = {"smtp": 25, "smtps": 465}
QUIT_SECONDS: Final = 2.0


def deliver(message: EmailMessage, sender: str, recipients: list[str], seconds: float) -> dict[str, str]:
    """Hand the message to the mail server once; gives the refused addresses with the server's words.

    Raises AuthenticationFailed, ProviderRejected, ProviderTimeout, ProviderUnavailable or RateLimited; the last three
    are worth another attempt.
    """
    server = mail_server()
    where = f"the mail server {server.hostname}"
    try:
        connection = _connect(server, seconds)
        try:
            refused = connection.send_message(message, sender, recipients)
        finally:
            _leave(connection)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(where, *_worst(error.recipients)) from None
    except smtplib.SMTPAuthenticationError as error:
        forget_mail_server()
        raise AuthenticationFailed(f"{where} does not accept the user name and password ({error.smtp_code})") from None
    except smtplib.SMTPResponseException as error:
        raise _refused(where, error.smtp_code, _words(error.smtp_error)) from None
    except smtplib.SMTPNotSupportedError as error:
        raise ProviderRejected(f"{where}: {error}") from None
    except TimeoutError:
        raise ProviderTimeout(f"{where} did not answer within {seconds:.0f} s") from None
    except (smtplib.SMTPException, OSError) as error:
        raise ProviderUnavailable(f"{where}: {error}") from None
    return {address: f"{code} {_words(words)}" for address, (code, words) in refused.items()}


def _connect(server: SplitResult, seconds: float) -> smtplib.SMTP:
    host, port = server.hostname or "", server.port or DEFAULT_PORTS.get(server.scheme, 25)
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=ssl.create_default_context())
    else:
        connection = smtplib.SMTP(host, port, timeout=seconds)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        if server.username:
            _log_in(connection, server.username, server.password or "")
    except BaseException:
        connection.close()
        raise
    return connection


def _leave(connection: smtplib.SMTP) -> None:
    # The server has already answered for the message. SMTP.__exit__ raises for any other reply than 221, and a mail
    # that was taken would be sent again.
    with suppress(OSError):  # smtplib's errors are OSErrors too
        if connection.sock is not None:
            connection.sock.settimeout(QUIT_SECONDS)
        connection.docmd("QUIT")
    connection.close()


def _log_in(connection: smtplib.SMTP, username: str, password: str) -> None:
    # smtplib itself would send credentials over whatever it has.
    if not isinstance(connection.sock, ssl.SSLSocket):
        raise AuthenticationFailed("the mail server offers no TLS, and a password must not travel in the clear")
    connection.login(unquote(username), unquote(password))


def _refused(where: str, code: int, words: str) -> ProviderRejected | RateLimited | ProviderUnavailable:
    """RFC 5321: 4yz is worth another attempt, 5yz is not; 421 and 450 to 452 are how servers throttle."""
    text = f"{where} answered {code} {words}"
    if code >= 500:
        return ProviderRejected(text)
    return RateLimited(text) if code in {421, 450, 451, 452, 454} else ProviderUnavailable(text)


def _worst(recipients: dict[str, tuple[int, bytes]]) -> tuple[int, str]:
    """The reply to report when all were refused: a temporary one if there is one, since it is worth another attempt."""
    code, words = min(recipients.values())
    return code, _words(words)


def _words(reply: bytes | str) -> str:
    return (reply.decode(errors="replace") if isinstance(reply, bytes) else reply).replace("\n", " ")[:300]
