"""What keeps state: the network, the database, the cache, Kafka, the secrets, large payloads."""

from __future__ import annotations

from typing import Any

from aws_cdk import Stack
from constructs import Construct

from infra.aws.acknowledge import acknowledge, acknowledge_basic_execution
from infra.aws.constructs.cache import Cache
from infra.aws.constructs.callbacks import Callbacks
from infra.aws.constructs.database import Database
from infra.aws.constructs.mail import Mail
from infra.aws.constructs.network import Network
from infra.aws.constructs.payloads import Payloads
from infra.aws.constructs.streaming import Streaming
from infra.aws.settings import Settings


class DataStack(Stack):
    """Changes rarely, and losing it loses data: deployed apart from the functions."""

    def __init__(self, scope: Construct, id: str, *, settings: Settings, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(scope, id, **kwargs)
        self.network = Network(self, "Network", settings=settings)
        self.database = Database(self, "Database", network=self.network, settings=settings)
        self.cache = Cache(self, "Cache", network=self.network)
        self.streaming = Streaming(self, "Streaming", network=self.network) if settings.kafka else None
        self.mail = Mail(self, "Mail", settings=settings)
        self.callbacks = Callbacks(self, "Callbacks")
        Payloads(self, "Payloads")
        acknowledge_basic_execution(self)
        acknowledge(self, "AwsSolutions-L1", "The runtime of the CDK's own custom resources is the CDK's to choose")
