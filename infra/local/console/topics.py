"""A look into one of the broker's topics. Blocking; run it in a thread."""

from __future__ import annotations

from contextlib import closing
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition

RECORDS_SHOWN: Final = 50
_VALUE_SHOWN_BYTES: Final = 4096
_POLL_MILLISECONDS: Final = 1000


def newest(brokers: str, topic: str, limit: int = RECORDS_SHOWN) -> list[dict[str, Any]]:
    """The last records of a topic, newest first; empty for a topic there is not."""
    with closing(KafkaConsumer(bootstrap_servers=brokers, enable_auto_commit=False)) as consumer:
        if topic not in consumer.topics():
            return []
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        ends: dict[TopicPartition, int] = consumer.end_offsets(partitions)
        starts: dict[TopicPartition, int] = consumer.beginning_offsets(partitions)
        for partition in partitions:
            consumer.seek(partition, max(starts[partition], ends[partition] - limit))
        records: list[dict[str, Any]] = []
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            polled = consumer.poll(timeout_ms=_POLL_MILLISECONDS)
            if not polled:
                break
            records.extend(_shown(record) for batch in polled.values() for record in batch)
    return sorted(records, key=lambda record: (record["timestamp"], record["offset"]), reverse=True)[:limit]


def _shown(record: Any) -> dict[str, Any]:
    return {
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "key": _text(record.key),
        "value": _text(record.value),
    }


def _text(value: bytes | None) -> str | None:
    return None if value is None else value[:_VALUE_SHOWN_BYTES].decode("utf-8", "replace")
