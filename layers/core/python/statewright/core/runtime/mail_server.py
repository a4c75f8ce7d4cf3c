"""The mail server's address: it holds the password, so it is in no log line and no error."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from statewright.core.errors import AuthenticationFailed, ProviderUnavailable
from statewright.core.runtime import aws, settings

SCHEMES: Final = ("smtp", "smtps")


def mail_server() -> SplitResult:
    """What the secret `STATEWRIGHT_SMTP_SECRET_ARN` holds, read once per process, or else `STATEWRIGHT_SMTP_URL`.

    Raises ProviderUnavailable when the secret cannot be read, AuthenticationFailed when it holds no address.
    """
    secret = os.environ.get("STATEWRIGHT_SMTP_SECRET_ARN", "")
    if secret:
        return _from_secret(secret)
    return _parsed(settings.required("STATEWRIGHT_SMTP_URL"), "STATEWRIGHT_SMTP_URL")


def forget_mail_server() -> None:
    """Read the secret again next time: the password may have been changed."""
    _from_secret.cache_clear()


@lru_cache(maxsize=1)
def _from_secret(arn: str) -> SplitResult:
    try:
        with aws.translated():
            value = aws.secrets_manager().get_secret_value(SecretId=arn)
    except aws.AwsError as error:
        raise ProviderUnavailable(
            f"the address of the mail server is in the secret {arn}, which cannot be read: {error}"
        ) from None
    return _parsed(value.get("SecretString", ""), f"the secret {arn}")


def _parsed(url: str, where: str) -> SplitResult:
    try:
        server = urlsplit(url.strip())
        whole = not (server.path.strip("/") or server.query or server.fragment)
        if server.scheme in SCHEMES and server.hostname and server.port != 0 and whole:
            return server
    except ValueError:  # its text would quote the URL
        pass
    raise AuthenticationFailed(
        f"{where} does not hold smtp://user:password@host:port or smtps://...: "
        "fill it in, with the user name and password percent-encoded"
    )
