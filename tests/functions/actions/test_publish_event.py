"""The publish_event action, against a real Kafka-protocol broker."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from actions.publish_event import logic
from actions.publish_event.handler import handler
from actions.publish_event.spec import Output
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic
from statewright.core.errors import InvalidInput, ProviderRejected, ProviderUnavailable

from tests.support.lambdas import action_event, invoke
from tests.support.servers import free_port

pytestmark = pytest.mark.usefixtures("redis")


@pytest.fixture
def topic(lambda_environment: pytest.MonkeyPatch, kafka_brokers: str) -> Iterator[str]:
    """A new topic with one partition, and a producer of its own for the test."""
    name = f"t-{uuid.uuid4().hex}"
    admin = KafkaAdminClient(bootstrap_servers=kafka_brokers)
    admin.create_topics([NewTopic(name, 1, 1)])
    admin.close()
    lambda_environment.setenv("STATEWRIGHT_KAFKA_BROKERS", kafka_brokers)
    logic.producer.cache_clear()
    yield name
    if logic.producer.cache_info().currsize:
        logic.producer().close(timeout=1)
    logic.producer.cache_clear()


def records(brokers: str, topic: str, count: int) -> list[Any]:
    consumer = KafkaConsumer(bootstrap_servers=brokers, auto_offset_reset="earliest", consumer_timeout_ms=5_000)
    try:
        consumer.assign([TopicPartition(topic, 0)])
        return [record for _, record in zip(range(count), consumer, strict=False)]
    finally:
        consumer.close()


def publish(config: dict[str, Any]) -> Any:
    return invoke(handler, action_event("publish_event@1", config))["output"]


def test_a_record_arrives(topic: str, kafka_brokers: str) -> None:
    value = {"order": 7, "name": "Zoë", "tags": [None]}
    output = publish({"topic": topic, "value": value, "key": "customer-7", "headers": {"source": "shop"}})
    assert Output.model_validate(output)
    assert output == {"topic": topic, "partition": 0, "offset": 0}
    (record,) = records(kafka_brokers, topic, 1)
    assert json.loads(record.value) == value
    assert record.key == b"customer-7"
    assert record.headers == [("source", b"shop")]


def test_the_producer_is_kept(topic: str, kafka_brokers: str) -> None:
    offsets = [publish({"topic": topic, "value": number})["offset"] for number in range(3)]
    assert offsets == [0, 1, 2]
    assert logic.producer.cache_info().misses == 1
    assert [record.key for record in records(kafka_brokers, topic, 3)] == [None, None, None]


def test_a_null_value_is_json_null_and_no_tombstone(topic: str, kafka_brokers: str) -> None:
    publish({"topic": topic, "value": None})
    assert records(kafka_brokers, topic, 1)[0].value == b"null"


def test_a_record_over_the_brokers_limit(topic: str) -> None:
    with pytest.raises(ProviderRejected, match="MessageSizeTooLarge"):
        publish({"topic": topic, "value": "x" * 2_000_000})


def test_no_broker(topic: str, lambda_environment: pytest.MonkeyPatch) -> None:
    brokers = f"127.0.0.1:{free_port()}"
    lambda_environment.setenv("STATEWRIGHT_KAFKA_BROKERS", brokers)
    with pytest.raises(ProviderUnavailable, match=f"Kafka at {brokers} cannot be reached"):
        publish({"topic": topic, "value": 1})


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"topic": "a/b", "value": 1}, "config.topic"),
        ({"topic": "", "value": 1}, "config.topic"),
        ({"topic": "a"}, "config.value"),
        ({"topic": "a", "value": 1, "key": 7}, "config.key"),
        ({"topic": "a", "value": 1, "headers": {"": "x"}}, "config.headers"),
    ],
)
def test_a_config_that_does_not_fit_names_the_field(topic: str, config: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        publish(config)


def test_with_iam_the_connection_is_encrypted_before_anything_is_said() -> None:
    first_bytes: list[bytes] = []

    class Listener(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            first_bytes.append(self.request.recv(1))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        brokers = f"127.0.0.1:{server.server_address[1]}"
        program = "from actions.publish_event import logic; logic.METADATA_SECONDS = 0.5; logic.producer()"
        # A process of its own: kafka-python leaves the sockets of a bootstrap that failed open.
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "STATEWRIGHT_KAFKA_BROKERS": brokers, "STATEWRIGHT_KAFKA_AUTH": "iam"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        server.shutdown()
        thread.join()

    assert done.returncode == 1
    assert set(first_bytes) - {b""} == {b"\x16"}, done.stderr  # a TLS handshake
