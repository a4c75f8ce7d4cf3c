"""The key that signs the addresses by which a wait is answered without signing in."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.aws.acknowledge import acknowledge


class Callbacks(Construct):
    """A secret with a generated value that nobody needs to know."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        secret = secretsmanager.Secret(
            self,
            "Key",
            description="Signs the callback links of Statewright's waits",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(secret, "AwsSolutions-SMG4", "A new key would void every link that somebody still has to answer by")
        self.secret_arn = secret.secret_arn
