"""What differs between deployments, and where the built parts are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]

_SECRET_ARN = re.compile(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^*?\s]+")

NatGateways = Literal[1, 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One deployment.

    `account`, `region`: None for templates that any account can take. `minimum_capacity`: Aurora capacity units while
    nothing happens; at 0 it sleeps, and its first query takes about 15 s. `nat_gateways`: about 33 USD a month each.
    `kafka`: whether to run MSK Serverless (about 550 USD a month); without it, event triggers and `publish_event`
    cannot be used. `mail_from`: sender of emails whose node names none, an identity that the mail server accepts.
    `smtp_secret_arn`: a secret that holds the mail server's URL; without it the deployment makes an empty one.
    `layers`, `functions`: folders with what is deployed.
    """

    account: str | None = None
    region: str | None = None
    minimum_capacity: float = 0
    maximum_capacity: float = 8
    nat_gateways: NatGateways = 1
    kafka: bool = True
    mail_from: str | None = None
    smtp_secret_arn: str | None = None
    log_retention_days: Literal[7, 30, 90] = 30
    layers: Path = ROOT / "build" / "layers"
    functions: Path = ROOT / "functions"

    @classmethod
    def from_environment(cls) -> Settings:
        """Read `CDK_DEFAULT_ACCOUNT`, `CDK_DEFAULT_REGION`, `STATEWRIGHT_KAFKA` (on, off),
        `STATEWRIGHT_MINIMUM_CAPACITY`, `STATEWRIGHT_MAIL_FROM` and `STATEWRIGHT_SMTP_SECRET_ARN`.
        Raises ValueError naming the variable."""
        kafka = os.environ.get("STATEWRIGHT_KAFKA", "on")
        if kafka not in {"on", "off"}:
            raise ValueError(f"STATEWRIGHT_KAFKA is {kafka!r}: set it to on or off")
        capacity = os.environ.get("STATEWRIGHT_MINIMUM_CAPACITY", "0")
        try:
            minimum = float(capacity)
        except ValueError:
            raise ValueError(f"STATEWRIGHT_MINIMUM_CAPACITY is {capacity!r}: set it to a number of units") from None
        secret = os.environ.get("STATEWRIGHT_SMTP_SECRET_ARN") or None
        if secret is not None and not _SECRET_ARN.fullmatch(secret):
            # Not quoted: whoever mistook it put the URL with its password there.
            raise ValueError("STATEWRIGHT_SMTP_SECRET_ARN is not the ARN of a secret: set it to one")
        return cls(
            account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
            region=os.environ.get("CDK_DEFAULT_REGION"),
            minimum_capacity=minimum,
            kafka=kafka == "on",
            mail_from=os.environ.get("STATEWRIGHT_MAIL_FROM") or None,
            smtp_secret_arn=secret,
        )
