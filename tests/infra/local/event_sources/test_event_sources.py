"""Event source mappings over Lambda's API with a plain boto3 client, on a real broker and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gc
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic

from infra.local.event_sources import EventSources, EventSourcesApi
from tests.support import servers
from tests.support.asgi import served
from tests.support.functions import Answer, Functions

FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:statewright-trigger-event:i-1"
MSK = "arn:aws:kafka:eu-central-1:000000000000:cluster/statewright/7e1a8e1c-1b62-4b6f-8a5e-1f4e8a3b2c1d-s1"
SELF_MANAGED = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["broker.example:9092"]}}


@asynccontextmanager
async def running(database_url: str, brokers: str, functions: Functions) -> AsyncIterator[Any]:
    """Started event sources behind their API; yields `call(operation, **parameters)` of a boto3 client."""
    sources = EventSources(database_url, brokers, functions)
    await sources.start()
    try:
        async with served(EventSourcesApi(sources).app) as url:
            client = boto3.client(
                "lambda",
                endpoint_url=url,
                region_name="eu-central-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )

            async def call(operation: str, **parameters: Any) -> Any:
                return await asyncio.to_thread(getattr(client, operation), **parameters)

            yield call
            client.close()
    finally:
        await sources.stop()


@pytest.fixture
def topic() -> str:
    return f"t-{uuid.uuid4().hex}"


async def publish(brokers: str, topic: str, *values: str, partition: int = 0) -> None:
    def send() -> None:
        producer = KafkaProducer(bootstrap_servers=brokers)
        for value in values:
            producer.send(topic, value.encode(), partition=partition).get(20)
        producer.close()

    await asyncio.to_thread(send)


async def create_topic(brokers: str, topic: str, partitions: int = 1) -> None:
    def create() -> None:
        admin = KafkaAdminClient(bootstrap_servers=brokers)
        admin.create_topics([NewTopic(name=topic, num_partitions=partitions, replication_factor=1)])
        admin.close()

    await asyncio.to_thread(create)


async def reaches(call: Any, identity: str, state: str) -> dict[str, Any]:
    """Wait until a mapping is in a state, as a client has to."""
    while True:
        mapping: dict[str, Any] = await call("get_event_source_mapping", UUID=identity)
        if mapping["State"] == state:
            return mapping
        await asyncio.sleep(0.02)


async def values(functions: Functions, count: int) -> list[str]:
    """The next `count` record values that the function received, over as many invocations as it takes."""
    received: list[str] = []
    while len(received) < count:
        _, event, _ = await functions.next()
        records = [record for partition in event["records"].values() for record in partition]
        received += [base64.b64decode(record["value"]).decode() for record in records]
    return received


def creation(topic: str, **changes: Any) -> dict[str, Any]:
    return {
        "FunctionName": FUNCTION,
        "SelfManagedEventSource": SELF_MANAGED,
        "Topics": [topic],
        "StartingPosition": "TRIM_HORIZON",
    } | changes


async def test_records_reach_the_alias_and_are_committed(postgres_url: str, kafka_brokers: str, topic: str) -> None:
    """Given records in two partitions, When a mapping reads from the beginning, Then all arrive, and only once."""
    await create_topic(kafka_brokers, topic, partitions=2)
    await publish(kafka_brokers, topic, "a", "b")
    await publish(kafka_brokers, topic, "c", partition=1)
    functions = Functions()
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call("create_event_source_mapping", **creation(topic))
        assert (created["State"], created["BatchSize"], created["Topics"]) == ("Creating", 100, [topic])
        received: dict[str, list[int]] = {}
        while sum(map(len, received.values())) < 3:
            name, event, qualifier = await functions.next()
            assert (name, qualifier, event["eventSource"]) == ("statewright-trigger-event", "i-1", "SelfManagedKafka")
            for key, records in event["records"].items():
                received.setdefault(key, []).extend(record["offset"] for record in records)
        assert received == {f"{topic}-0": [0, 1], f"{topic}-1": [0]}
        enabled = await reaches(call, created["UUID"], "Enabled")
        assert enabled["SelfManagedKafkaEventSourceConfig"]["ConsumerGroupId"] == created["UUID"]
    async with running(postgres_url, kafka_brokers, functions):
        await publish(kafka_brokers, topic, "d")
        assert await values(functions, 1) == ["d"]


async def test_a_topic_that_does_not_exist_is_created(postgres_url: str, kafka_brokers: str, topic: str) -> None:
    functions = Functions()
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call("create_event_source_mapping", **creation(topic, StartingPosition="LATEST"))
        await reaches(call, created["UUID"], "Enabled")
        await publish(kafka_brokers, topic, "a")
        assert await values(functions, 1) == ["a"]


async def test_a_failed_batch_is_repeated_before_anything_behind_it(
    postgres_url: str, kafka_brokers: str, topic: str
) -> None:
    await create_topic(kafka_brokers, topic)
    await publish(kafka_brokers, topic, "a", "b", "c")
    functions = Functions(answers=[Answer(b'{"errorType":"X"}', "Unhandled"), RuntimeError("host is down")])
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call("create_event_source_mapping", **creation(topic, BatchSize=1))
        assert await values(functions, 5) == ["a", "a", "a", "b", "c"]
        assert (await reaches(call, created["UUID"], "Enabled"))["LastProcessingResult"] == "OK"


async def test_a_problem_is_shown_while_it_lasts(postgres_url: str, kafka_brokers: str, topic: str) -> None:
    await create_topic(kafka_brokers, topic)
    await publish(kafka_brokers, topic, "a")
    functions = Functions(answers=[Answer(b'{"errorType":"Boom"}', "Unhandled")] * 50)
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call("create_event_source_mapping", **creation(topic))
        await values(functions, 2)
        shown = (await call("get_event_source_mapping", UUID=created["UUID"]))["LastProcessingResult"]
        assert shown.startswith(f"PROBLEM: Function call failed for {topic}-0 from offset 0")
        assert "Boom" in shown


@pytest.mark.parametrize("position", ["TRIM_HORIZON", "LATEST"])
async def test_a_disabled_mapping_loses_nothing(
    postgres_url: str, kafka_brokers: str, topic: str, position: str
) -> None:
    """Given a mapping that has read nothing yet, When records come while it is disabled, Then they arrive later."""
    functions = Functions()
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call("create_event_source_mapping", **creation(topic, StartingPosition=position))
        identity = created["UUID"]
        await reaches(call, identity, "Enabled")
        assert (await call("update_event_source_mapping", UUID=identity, Enabled=False))["State"] == "Disabling"
        await reaches(call, identity, "Disabled")
        await publish(kafka_brokers, topic, "a", "b")
        assert functions.calls.empty()
        assert (await call("update_event_source_mapping", UUID=identity, Enabled=True))["State"] == "Enabling"
        assert await values(functions, 2) == ["a", "b"]


async def test_latest_skips_what_was_there(postgres_url: str, kafka_brokers: str, topic: str) -> None:
    await create_topic(kafka_brokers, topic)
    await publish(kafka_brokers, topic, "old")
    functions = Functions()
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call("create_event_source_mapping", **creation(topic, StartingPosition="LATEST"))
        await reaches(call, created["UUID"], "Enabled")
        await publish(kafka_brokers, topic, "new")
        assert await values(functions, 1) == ["new"]


async def test_what_was_in_flight_at_the_end_is_delivered_again(
    postgres_url: str, kafka_brokers: str, topic: str
) -> None:
    """Given a function that never answers, When the stack ends, Then the next one repeats the batch."""

    class Hanging(Functions):
        async def __call__(self, name: str, payload: bytes, qualifier: str | None) -> Answer:
            await super().__call__(name, payload, qualifier)
            await asyncio.Event().wait()
            return Answer()

    await create_topic(kafka_brokers, topic)
    await publish(kafka_brokers, topic, "a")
    hanging, functions = Hanging(), Functions()
    async with running(postgres_url, kafka_brokers, hanging) as call:
        await call("create_event_source_mapping", **creation(topic))
        assert await values(hanging, 1) == ["a"]
    async with running(postgres_url, kafka_brokers, functions):
        assert await values(functions, 1) == ["a"]


async def test_a_batching_window_fills_the_batch(postgres_url: str, kafka_brokers: str, topic: str) -> None:
    """Given a window far longer than the test, When a batch is full, Then it is delivered at once and whole."""
    functions = Functions()
    async with running(postgres_url, kafka_brokers, functions) as call:
        created = await call(
            "create_event_source_mapping", **creation(topic, BatchSize=3, MaximumBatchingWindowInSeconds=300)
        )
        await reaches(call, created["UUID"], "Enabled")
        for value in ("a", "b", "c"):
            await publish(kafka_brokers, topic, value)
        _, event, _ = await functions.next()
        assert len(event["records"][f"{topic}-0"]) == 3


# kafka-python leaves the sockets of refused connections to the garbage collector.
@pytest.mark.filterwarnings("ignore:.*socket.socket:pytest.PytestUnraisableExceptionWarning")
async def test_a_restarted_broker_is_read_again(
    postgres_url: str, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Given an in-memory broker that ends, When another takes its place, Then its new topic is read from the start."""
    caplog.set_level(logging.CRITICAL, logger="kafka")  # captured records would keep those sockets alive
    functions, port = Functions(), servers.free_port()
    with contextlib.ExitStack() as first_broker, contextlib.ExitStack() as second_broker:
        brokers = first_broker.enter_context(servers.kafka(port))
        async with running(postgres_url, brokers, functions) as call:
            created = await call("create_event_source_mapping", **creation(topic, StartingPosition="LATEST"))
            await reaches(call, created["UUID"], "Enabled")
            await publish(brokers, topic, "a", "b")
            assert await values(functions, 2) == ["a", "b"]
            first_broker.close()
            broken = await reaches(call, created["UUID"], "Enabling")
            assert broken["LastProcessingResult"].startswith(f"PROBLEM: Kafka broker at {brokers}")
            second_broker.enter_context(servers.kafka(port))
            await reaches(call, created["UUID"], "Enabled")
            await publish(brokers, topic, "c")
            assert await values(functions, 1) == ["c"]
    gc.collect()


async def test_list_update_and_delete(postgres_url: str, kafka_brokers: str, topic: str) -> None:
    functions = Functions()
    async with running(postgres_url, kafka_brokers, functions) as call:
        first = await call("create_event_source_mapping", **creation(topic, Enabled=False))
        managed = creation(topic, EventSourceArn=MSK, FunctionName="other", Enabled=False)
        del managed["SelfManagedEventSource"]
        managed["AmazonManagedKafkaEventSourceConfig"] = {"ConsumerGroupId": "mine"}
        second = await call("create_event_source_mapping", **managed)
        assert second["FunctionArn"] == "arn:aws:lambda:eu-central-1:000000000000:function:other"
        assert second["AmazonManagedKafkaEventSourceConfig"] == {"ConsumerGroupId": "mine"}
        with pytest.raises(ClientError, match="ConsumerGroupId 'mine'") as raised:
            await call("create_event_source_mapping", **managed)
        assert raised.value.response["Error"]["Code"] == "ResourceConflictException"

        async def listed(**query: Any) -> list[str]:
            return [m["UUID"] for m in (await call("list_event_source_mappings", **query))["EventSourceMappings"]]

        assert set(await listed()) == {first["UUID"], second["UUID"]}
        assert await listed(FunctionName=FUNCTION) == [first["UUID"]]
        assert await listed(EventSourceArn=MSK) == [second["UUID"]]
        page = await call("list_event_source_mappings", MaxItems=1)
        rest = await listed(Marker=page["NextMarker"])
        assert {page["EventSourceMappings"][0]["UUID"], *rest} == {first["UUID"], second["UUID"]}

        changed = await call("update_event_source_mapping", UUID=first["UUID"], FunctionName="f:live", BatchSize=7)
        assert (changed["FunctionArn"].rpartition("function:")[2], changed["BatchSize"]) == ("f:live", 7)
        assert (await call("delete_event_source_mapping", UUID=second["UUID"]))["State"] == "Deleting"
    async with running(postgres_url, kafka_brokers, functions) as call:
        kept = (await call("list_event_source_mappings"))["EventSourceMappings"]
        assert [(m["UUID"], m["BatchSize"], m["State"]) for m in kept] == [(first["UUID"], 7, "Disabled")]
        for identity in (second["UUID"], "no such mapping".ljust(36)):
            with pytest.raises(ClientError) as raised:
                await call("get_event_source_mapping", UUID=identity)
            assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"Topics": ["a", "b"]}, "Topics"),
        ({"Topics": ["../x"]}, "Topics"),
        ({"FunctionName": "arn:aws:sqs:eu-central-1:000000000000:queue"}, "FunctionName"),
        ({"EventSourceArn": MSK}, "either EventSourceArn"),
        ({"BatchSize": 10001}, "BatchSize"),
        ({"StartingPosition": "AT_TIMESTAMP"}, "StartingPositionTimestamp"),
        ({"AmazonManagedKafkaEventSourceConfig": {"ConsumerGroupId": "x"}}, "other kind of Kafka"),
        ({"FilterCriteria": {"Filters": []}}, "FilterCriteria"),
    ],
)
async def test_refused_requests_name_the_field(
    postgres_url: str, kafka_brokers: str, topic: str, change: dict[str, Any], complaint: str
) -> None:
    async with running(postgres_url, kafka_brokers, Functions()) as call:
        with pytest.raises(ClientError, match=complaint) as raised:
            await call("create_event_source_mapping", **creation(topic, **change))
        assert raised.value.response["Error"]["Code"] == "InvalidParameterValueException"
        assert (await call("list_event_source_mappings"))["EventSourceMappings"] == []
