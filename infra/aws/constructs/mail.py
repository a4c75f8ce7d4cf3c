"""Where the address and the password of the mail server are kept."""

from __future__ import annotations

from aws_cdk import CfnOutput
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.aws.acknowledge import acknowledge
from infra.aws.settings import Settings


class Mail(Construct):
    """A secret that holds the server's `smtps://user:password@host:port`: an existing one, or an empty one to fill.

    SES signs SMTP users in with credentials of their own, which no deployment can make without seeing them.
    """

    def __init__(self, scope: Construct, id: str, *, settings: Settings) -> None:  # noqa: A002
        super().__init__(scope, id)
        self.sender = settings.mail_from
        self.secret_arn = settings.smtp_secret_arn or self._empty_secret()

    def _empty_secret(self) -> str:
        # Without a value: an update of the stack then has none to put in the place of the operator's.
        secret = secretsmanager.CfnSecret(
            self, "SmtpUrl", description="Statewright's mail server: smtps://user:password@host:port"
        )
        acknowledge(secret, "AwsSolutions-SMG4", "The mail server's password is the operator's to change")
        CfnOutput(self, "SmtpSecretArn", value=secret.ref, description="Put the mail server's URL into this secret")
        return secret.ref
