"""Publish one record to Kafka."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from typing import Any, Final

import orjson
from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    BrokerResponseError,
    KafkaError,
    KafkaTimeoutError,
    RetriableError,
    SaslAuthenticationFailedError,
)
from statewright.core.errors import (
    AuthenticationFailed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    StatewrightError,
)
from statewright.core.runtime import settings
from statewright.core.runtime.context import ActionContext

from .spec import Config, Output

CONNECT_SECONDS: Final = 2.0
METADATA_SECONDS: Final = 5.0
DELIVERY_SECONDS: Final = 10.0


@lru_cache(maxsize=1)
def producer() -> KafkaProducer:
    """Connections and topic metadata live as long as the process. Idempotent: retries inside it repeat nothing."""
    _check_reachable()
    return KafkaProducer(
        bootstrap_servers=list(_brokers()),
        client_id="statewright-publish-event",
        acks="all",
        allow_auto_create_topics=False,
        metrics_enabled=False,
        bootstrap_timeout_ms=int(METADATA_SECONDS * 1000),
        max_block_ms=int(METADATA_SECONDS * 1000),
        request_timeout_ms=int(METADATA_SECONDS * 1000),
        delivery_timeout_ms=int(DELIVERY_SECONDS * 1000),
        **_security(),
    )


def _security() -> dict[str, Any]:
    """How to sign in. With `iam` a connection is signed with the credentials of the function's role, as MSK wants."""
    if os.environ.get("STATEWRIGHT_KAFKA_AUTH") != "iam":
        return {}
    return {"security_protocol": "SASL_SSL", "sasl_mechanism": "AWS_MSK_IAM"}


def _check_reachable() -> None:
    # A KafkaProducer that cannot bootstrap retries for all of its time and leaves its sockets open.
    problem: OSError | None = None
    for broker in settings.required("STATEWRIGHT_KAFKA_BROKERS").split(","):
        host, _, port = broker.strip().rpartition(":")
        try:
            socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
        except OSError as error:
            problem = error
        else:
            return
    raise ProviderUnavailable(f"Kafka at {', '.join(_brokers())} cannot be reached: {problem}")


def publish_event(config: Config, _ctx: ActionContext) -> Output:
    """Publish and wait until all in-sync replicas have the record. Raises the errors that spec.py declares."""
    kafka = _connected()
    try:
        sending = kafka.send(
            config.topic,
            value=orjson.dumps(config.value),
            key=None if config.key is None else config.key.encode(),
            headers=[(name, value.encode()) for name, value in config.headers.items()],
        )
    except KafkaTimeoutError:
        raise _unknown_topic(kafka, config.topic) from None
    except KafkaError as error:
        raise _translated(error, config.topic) from None
    try:
        # Longer than the producer itself tries: once a failure is told, nothing is sent any more.
        stored = sending.get(timeout=DELIVERY_SECONDS + 1)
    except KafkaError as error:
        raise _translated(error, config.topic) from None
    return Output(topic=stored.topic, partition=stored.partition, offset=stored.offset)


def _connected() -> KafkaProducer:
    try:
        return producer()
    except SaslAuthenticationFailedError as error:
        raise AuthenticationFailed(f"Kafka at {', '.join(_brokers())}: {error}") from None
    except KafkaError as error:
        raise ProviderUnavailable(f"Kafka at {', '.join(_brokers())} cannot be reached: {error}") from None


def _unknown_topic(kafka: KafkaProducer, topic: str) -> StatewrightError:
    """`send` found no partition of the topic in time: it does not exist, or the broker is gone."""
    if kafka.bootstrap_connected():
        return ProviderRejected(f"Kafka has no topic {topic!r}: create it, or correct the step's topic")
    return ProviderUnavailable(f"Kafka at {', '.join(_brokers())} cannot be reached")


def _brokers() -> tuple[str, ...]:
    return settings.comma_separated("STATEWRIGHT_KAFKA_BROKERS")


def _translated(error: KafkaError, topic: str) -> StatewrightError:
    """Kafka says of its errors whether they are worth another attempt."""
    text = f"topic {topic!r}: {type(error).__name__}: {error}"
    match error:
        case SaslAuthenticationFailedError() | AuthorizationError():
            return AuthenticationFailed(text)
        case KafkaTimeoutError():
            return ProviderTimeout(f"topic {topic!r}: not acknowledged within {DELIVERY_SECONDS:.0f} s")
        case RetriableError():
            return ProviderUnavailable(text)
        case BrokerResponseError():
            return ProviderRejected(text)
        case _:
            return ProviderUnavailable(text)
