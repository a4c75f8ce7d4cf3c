"""Kafka records as the event a Lambda function receives from an event source mapping.

Source: Lambda developer guide, "Using Lambda with self-managed Apache Kafka" and "with Amazon MSK", example events.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import orjson

from infra.local.event_sources.model import Mapping

PAYLOAD_LIMIT = 6 * 1024 * 1024
"""Lambda's limit for a synchronous request, in bytes."""
_RECORD_OVERHEAD = 256
_TIMESTAMP_TYPES = {0: "CREATE_TIME", 1: "LOG_APPEND_TIME"}


class Record(Protocol):
    """What is read of kafka-python's `ConsumerRecord`; `timestamp` is in milliseconds."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def timestamp_type(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


def encoded_size(record: Record) -> int:
    """About how many bytes a record adds to the event; never less than it does."""
    headers = sum(len(name) + 8 + 5 * len(value or b"") for name, value in record.headers)
    names = 2 * len(record.topic)
    return _RECORD_OVERHEAD + names + headers + 4 * (len(record.key or b"") + len(record.value or b"")) // 3 + 8


def event(mapping: Mapping, bootstrap_servers: str, records: Iterable[Record]) -> bytes:
    """The JSON payload of one invocation: records by `<topic>-<partition>`, in the order given."""
    by_partition: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        by_partition.setdefault(f"{record.topic}-{record.partition}", []).append(_record(record))
    if mapping.event_source_arn is None:
        head: dict[str, Any] = {"eventSource": "SelfManagedKafka"}
    else:
        head = {"eventSource": "aws:kafka", "eventSourceArn": mapping.event_source_arn}
    return orjson.dumps({**head, "bootstrapServers": bootstrap_servers, "records": by_partition})


def _record(record: Record) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "timestampType": _TIMESTAMP_TYPES.get(record.timestamp_type, "NO_TIMESTAMP_TYPE"),
    }
    if record.key is not None:
        shape["key"] = base64.b64encode(record.key).decode("ascii")
    # A tombstone has no value; the field stays, so that a handler meets null and not a missing key.
    shape["value"] = None if record.value is None else base64.b64encode(record.value).decode("ascii")
    # Header bytes arrive as Java prints them: signed.
    shape["headers"] = [
        {name: [byte - 256 if byte > 127 else byte for byte in value or b""]} for name, value in record.headers
    ]
    return shape
