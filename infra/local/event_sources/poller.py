"""One thread per enabled mapping: reads its topic, hands batches to the event loop, commits what succeeded.

The guarantees are Lambda's: a batch is repeated until the function succeeds, in order per partition, and offsets are
committed only after that. The consumer assigns itself all partitions instead of joining its group: a mapping is the
group's only member, so there is nothing to balance, and nothing to wait for after a crash.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from infra.local.event_sources.events import PAYLOAD_LIMIT, Record, encoded_size, event
from infra.local.event_sources.model import Mapping
from infra.local.invoking import Outcome

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How long a read waits for records, and so how long stopping takes at most.

The local broker looks for new records a few times within this wait: a longer one delays records, a shorter one costs
CPU while nothing happens (measured: about 0.2% of a core in the broker and as much here, per mapping).
"""
HEALTH_SECONDS = 5.0
"""A quiet connection is asked this often whether topic and offsets are still there: a restarted broker says nothing."""
LONGEST_BACKOFF_SECONDS = 60.0
BROKER_RETRY_SECONDS = 1.0
REQUEST_TIMEOUT_SECONDS = 10.0
HEALTH_TIMEOUT_SECONDS = 3.0

NOTHING_YET = "No records processed"
SUCCESS = "OK"

Deliver = Callable[[Mapping, bytes], Awaitable[Outcome]]


class TopicReplaced(Exception):
    """The topic is not the one that was being read: other partitions, or fewer records than were read."""


@dataclass(frozen=True, slots=True)
class PollerStatus:
    """`ready` once the position in the topic is known; `last_result` as Lambda words it."""

    ready: bool = False
    last_result: str = NOTHING_YET
    delivered: int = 0
    failed_attempts: int = 0


def chunks(records: Sequence[Record], limit: int = PAYLOAD_LIMIT) -> Iterator[Sequence[Record]]:
    """Cut a batch so that each part fits one invocation, order kept."""
    start, size = 0, 0
    for index, record in enumerate(records):
        added = encoded_size(record)
        if index > start and size + added > limit:
            yield records[start:index]
            start, size = index, 0
        size += added
    if records:
        yield records[start:]


class Poller:
    """Polls one mapping until stopped. Start and stop it on the event loop that `deliver` runs on."""

    def __init__(self, mapping: Mapping, brokers: str, deliver: Deliver) -> None:
        self.status = PollerStatus()
        self._mapping = mapping
        self._brokers = brokers
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._stopping = threading.Event()
        self._abandoned = False
        self._ended = asyncio.Event()
        self._in_flight: Future[Outcome] | None = None
        self._thread = threading.Thread(target=self._run, name=f"esm-{mapping.topic}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def stop(self, *, abandon: bool = False) -> None:
        """Stop after the invocation in flight, or with `abandon` without it (its records are delivered again)."""
        self._abandoned = abandon
        self._stopping.set()
        if abandon and self._in_flight is not None:
            self._in_flight.cancel()
        await self._ended.wait()

    # On the thread

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._session()
        finally:
            if not self._stopping.is_set():
                self._report(ready=False, last_result="PROBLEM: the poller ended unexpectedly, see the stack's log")
            self._loop.call_soon_threadsafe(self._ended.set)

    def _session(self) -> None:
        """Read with one consumer until stopped or until the broker or the topic is no longer what it was."""
        mapping = self._mapping
        try:
            with self._consumer() as consumer:
                self._prepare(consumer)
                self._report(ready=True)
                self._consume(consumer)
        except (KafkaError, OSError, TopicReplaced) as error:
            if self._stopping.is_set():
                return
            problem = f"{type(error).__name__}: {error}"[:300]
            log.warning("event source %s on topic %s starts over: %s", mapping.id, mapping.topic, problem)
            if isinstance(error, TopicReplaced):
                self._report(ready=False)
            else:
                self._report(ready=False, last_result=f"PROBLEM: Kafka broker at {self._brokers}: {problem}")
            self._stopping.wait(BROKER_RETRY_SECONDS)

    @contextlib.contextmanager
    def _consumer(self) -> Iterator[KafkaConsumer]:
        """A connected consumer. Raises `KafkaError` or `OSError` when there is no broker, and leaves nothing behind."""
        brokers = self._brokers.split(",")
        # kafka-python leaves the sockets of refused connections to the garbage collector: ask first.
        host, _, port = brokers[0].rpartition(":")
        socket.create_connection((host, int(port)), REQUEST_TIMEOUT_SECONDS).close()
        with contextlib.ExitStack() as clients:

            def client(**config: Any) -> Any:
                # The client owns a thread from its first moment, also when the consumer is never finished.
                made = KafkaConsumer.DEFAULT_CONFIG["kafka_client"](**config)
                clients.callback(made.close)
                return made

            consumer = KafkaConsumer(
                kafka_client=client,
                bootstrap_servers=brokers,
                client_id=f"esm-{self._mapping.id}",
                group_id=self._mapping.consumer_group,
                enable_auto_commit=False,
                # Only for a committed offset that the topic no longer holds.
                auto_offset_reset="earliest",
                fetch_max_wait_ms=int(POLL_SECONDS * 1000),
                fetch_max_bytes=PAYLOAD_LIMIT,
                request_timeout_ms=int(REQUEST_TIMEOUT_SECONDS * 1000),
                bootstrap_timeout_ms=int(REQUEST_TIMEOUT_SECONDS * 1000),
                metrics_enabled=False,
            )
            with contextlib.closing(consumer):
                yield consumer

    def _prepare(self, consumer: KafkaConsumer) -> None:
        """Take every partition, at the committed offset or else at the starting position, which is committed at once.

        Without that first commit `LATEST` would apply again when a mapping that had read nothing yet is enabled again,
        and the records in between would be lost.
        """
        topic = self._mapping.topic
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            # The local broker forgets its topics when it ends; a mapping's topic is made again.
            create_topic(self._brokers, topic)
            numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise TopicReplaced(f"topic {topic} does not exist yet")
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        committed = {partition: consumer.committed(partition) for partition in partitions}
        fresh = [partition for partition in partitions if committed[partition] is None]
        if fresh:
            latest = self._mapping.starting_position == "LATEST"
            starts = ends if latest else consumer.beginning_offsets(fresh)
            committed |= {partition: starts[partition] for partition in fresh}
            self._commit(consumer, {partition: committed[partition] for partition in fresh})
        for partition in partitions:
            # An offset behind the end is of an earlier topic of this name.
            consumer.seek(partition, committed[partition] if committed[partition] <= ends[partition] else 0)

    def _consume(self, consumer: KafkaConsumer) -> None:
        checked_at = time.monotonic()
        while not self._stopping.is_set():
            records = self._collect(consumer)
            for chunk in chunks(records):
                wanted = [record for record in chunk if self._is_wanted(record)]
                if wanted and not self._until_delivered(wanted):
                    return
                self._commit(consumer, {TopicPartition(r.topic, r.partition): r.offset + 1 for r in chunk})
            now = time.monotonic()
            if records:
                checked_at = now
            elif now - checked_at > HEALTH_SECONDS:
                checked_at = now
                self._check(consumer)

    def _collect(self, consumer: KafkaConsumer) -> list[Record]:
        """Up to a batch of records, waiting for more within the batching window once there is one."""
        size, window = self._mapping.batch_size, self._mapping.batching_window
        records = _flat(consumer.poll(timeout_ms=int(POLL_SECONDS * 1000), max_records=size))
        closes_at = time.monotonic() + window
        while records and window and len(records) < size and not self._stopping.is_set():
            left = closes_at - time.monotonic()
            if left <= 0 or sum(map(encoded_size, records)) >= PAYLOAD_LIMIT:
                break
            wait = int(min(left, POLL_SECONDS) * 1000)
            records += _flat(consumer.poll(timeout_ms=wait, max_records=size - len(records)))
        return records

    def _is_wanted(self, record: Record) -> bool:
        # AT_TIMESTAMP reads from the beginning and skips: the local broker cannot look offsets up by time.
        start = self._mapping.starting_timestamp
        return start is None or record.timestamp >= start

    def _until_delivered(self, records: Sequence[Record]) -> bool:
        """Invoke until the function succeeds; False if stopped before it did."""
        payload = event(self._mapping, self._brokers, records)
        pause = 1.0
        while not self._stopping.is_set():
            self._in_flight = asyncio.run_coroutine_threadsafe(self._outcome(payload), self._loop)
            if self._abandoned:  # after it was set in flight, so that `stop` or this line sees the other
                self._in_flight.cancel()
            try:
                outcome = self._in_flight.result()
            except CancelledError:
                return False
            finally:
                self._in_flight = None
            if outcome.error is None:
                self._report(last_result=SUCCESS, delivered=self.status.delivered + len(records))
                return True
            first = records[0]
            where = f"{first.topic}-{first.partition} from offset {first.offset}"
            log.warning(
                "event source %s: %s failed, again in %.0f s: %s", self._mapping.id, where, pause, outcome.error
            )
            problem = f"PROBLEM: Function call failed for {where}: {outcome.error}"
            self._report(last_result=problem, failed_attempts=self.status.failed_attempts + 1)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_BACKOFF_SECONDS)
        return False

    async def _outcome(self, payload: bytes) -> Outcome:
        return await self._deliver(self._mapping, payload)

    def _check(self, consumer: KafkaConsumer) -> None:
        """Raise if what is being read is gone, so that the session starts over."""
        partitions = consumer.assignment()
        ends = consumer.end_offsets(partitions, timeout_ms=int(HEALTH_TIMEOUT_SECONDS * 1000))
        for partition in partitions:
            if ends[partition] < consumer.position(partition):
                raise TopicReplaced(f"{partition.topic}-{partition.partition} was made again")
        if consumer.partitions_for_topic(self._mapping.topic) != {partition.partition for partition in partitions}:
            raise TopicReplaced(f"{self._mapping.topic} has other partitions than before")

    def _commit(self, consumer: KafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
        positions = {partition: OffsetAndMetadata(offset, "", -1) for partition, offset in offsets.items()}
        consumer.commit(positions, timeout_ms=int(REQUEST_TIMEOUT_SECONDS * 1000))

    def _report(self, **changes: Any) -> None:
        # Only this thread writes it, and a reader sees the old value or the new one.
        old = self.status
        fields = {name: getattr(old, name) for name in PollerStatus.__slots__}
        self.status = PollerStatus(**fields | changes)


def _flat(polled: dict[TopicPartition, list[Record]]) -> list[Record]:
    return [record for records in polled.values() for record in records]


def create_topic(brokers: str, topic: str) -> None:
    """Create a topic of one partition if there is none of that name. Raises `KafkaError`."""
    admin = KafkaAdminClient(bootstrap_servers=brokers.split(","))
    with contextlib.closing(admin), contextlib.suppress(TopicAlreadyExistsError):
        admin.create_topics([NewTopic(name=topic, num_partitions=1, replication_factor=1)])
