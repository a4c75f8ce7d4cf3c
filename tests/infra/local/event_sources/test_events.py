"""The event a function receives, read back by Powertools, and batches cut to what one invocation may carry."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from aws_lambda_powertools.utilities.data_classes import KafkaEvent
from hypothesis import given
from hypothesis import strategies as st

from infra.local.event_sources.events import encoded_size, event
from infra.local.event_sources.model import Mapping
from infra.local.event_sources.poller import chunks

MSK = "arn:aws:kafka:eu-central-1:000000000000:cluster/statewright/7e1a8e1c-1b62-4b6f-8a5e-1f4e8a3b2c1d-s1"


@dataclass
class Record:
    topic: str = "orders"
    partition: int = 0
    offset: int = 15
    timestamp: int = 1545084650987
    timestamp_type: int = 0
    key: bytes | None = b"k"
    value: bytes | None = b'{"total": 5}'
    headers: list[tuple[str, bytes]] = field(default_factory=list)


def mapping(**changes: Any) -> Mapping:
    fields: dict[str, Any] = {
        "id": uuid.UUID(int=1),
        "function_arn": "arn:aws:lambda:eu-central-1:000000000000:function:f:i-1",
        "topic": "orders",
        "consumer_group": "g",
        "starting_position": "TRIM_HORIZON",
        "starting_timestamp": None,
        "batch_size": 100,
        "batching_window": 0,
        "enabled": True,
        "event_source_arn": None,
        "bootstrap_servers": ("b:9092",),
        "source_access": (),
        "modified_at": datetime(2024, 1, 1, tzinfo=UTC),
    }
    return Mapping(**fields | changes)


def test_the_documented_shape_of_a_self_managed_cluster() -> None:
    record = Record(headers=[("headerKey", b"headerValue")])
    assert json.loads(event(mapping(), "b:9092", [record])) == {
        "eventSource": "SelfManagedKafka",
        "bootstrapServers": "b:9092",
        "records": {
            "orders-0": [
                {
                    "topic": "orders",
                    "partition": 0,
                    "offset": 15,
                    "timestamp": 1545084650987,
                    "timestampType": "CREATE_TIME",
                    "key": "aw==",
                    "value": "eyJ0b3RhbCI6IDV9",
                    "headers": [{"headerKey": [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101]}],
                }
            ]
        },
    }


def test_powertools_reads_an_msk_event() -> None:
    records = [
        Record(headers=[("trace", "zürich".encode())]),
        Record(partition=1, offset=0, key=None),
        Record(offset=16, value=None),
    ]
    parsed = KafkaEvent(json.loads(event(mapping(event_source_arn=MSK), "b:9092", records)))
    first, tombstone, unkeyed = parsed.records
    assert (parsed.event_source, parsed.event_source_arn) == ("aws:kafka", MSK)
    assert (first.decoded_key, first.json_value) == (b"k", {"total": 5})
    assert first.decoded_headers["trace"] == "zürich".encode()
    assert (tombstone.offset, tombstone["value"]) == (16, None)
    assert (unkeyed.partition, unkeyed.decoded_key) == (1, None)


@given(
    st.lists(
        st.builds(
            Record,
            key=st.none() | st.binary(max_size=40),
            value=st.none() | st.binary(max_size=400),
            headers=st.lists(st.tuples(st.text("abc", max_size=5), st.binary(max_size=20)), max_size=3),
            offset=st.integers(0, 2**62),
        ),
        max_size=20,
    ),
    st.integers(500, 5000),
)
def test_chunks_keep_order_and_fit(records: list[Record], limit: int) -> None:
    """Given any batch and limit, Then nothing is lost or moved, and only a record too large by itself is over it."""
    parts = list(chunks(records, limit))
    assert list(chain.from_iterable(parts)) == records
    assert all(sum(map(encoded_size, part)) <= limit or len(part) == 1 for part in parts)
    assert all(parts)
    for record in records:
        assert len(event(mapping(), "", [record])) - len(event(mapping(), "", [])) <= encoded_size(record)
