"""Status changes on their way to record_executions: batches, failures, poisonous events, a broken function."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.local.status_events import EventRules, StatusEvents, status_events
from infra.local.status_events.batches import MalformedAnswer, Message, failed_ids, payload
from tests.support.functions import Answer

Reply = Callable[[Sequence[str], Sequence[int]], Answer]


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_events, "FIRST_BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr(status_events, "LONGEST_BACKOFF_SECONDS", 0.002)


@dataclass
class Recorder:
    """record_executions as the queue sees it: notes each batch, and answers as told."""

    reply: Reply = lambda ids, numbers: Answer(b'{"batchItemFailures": []}')
    batches: list[list[int]] = field(default_factory=list)
    stored: set[int] = field(default_factory=set)

    async def __call__(self, name: str, payload: bytes, qualifier: str | None) -> Answer:
        assert (name, qualifier) == ("record", None)
        records = json.loads(payload)["Records"]
        numbers = [json.loads(record["body"])["n"] for record in records]
        self.batches.append(numbers)
        answer = self.reply([record["messageId"] for record in records], numbers)
        if answer.function_error is None:
            self.stored.update(numbers)
        return answer


def changes(count: int) -> list[dict[str, Any]]:
    return [{"n": number} for number in range(1, count + 1)]


async def background(queue: StatusEvents) -> None:
    """Wait until nothing is set aside any more."""
    async with asyncio.timeout(20):
        while queue.set_aside:  # noqa: ASYNC110 - it has no event, only a number to show
            await asyncio.sleep(0)


async def test_a_hand_over_is_one_invocation_per_hundred_events() -> None:
    recorder = Recorder()
    queue = StatusEvents(recorder, "record")
    await queue.deliver(changes(250))
    assert [len(batch) for batch in recorder.batches] == [100, 100, 50]
    assert recorder.stored == set(range(1, 251))
    assert (queue.counts.delivered, queue.counts.invocations, queue.counts.failed_attempts) == (250, 3, 0)
    await queue.deliver([])
    assert queue.counts.invocations == 3


async def test_a_batch_stays_below_what_lambda_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_events, "BATCH_BYTES", 1000)
    recorder = Recorder()
    sizes = [400, 400, 400, 400, 400, 4000]
    await StatusEvents(recorder, "record").deliver([{"n": n, "x": "x" * size} for n, size in enumerate(sizes)])
    assert recorder.batches == [[0, 1], [2, 3], [4], [5]]


async def test_only_reported_failures_come_again() -> None:
    """Given a function that cannot store event 3 at first, Then 3 alone comes again before `deliver` returns."""
    seen: set[int] = set()

    def reply(ids: Sequence[str], numbers: Sequence[int]) -> Answer:
        failed = [i for i, number in zip(ids, numbers, strict=True) if number == 3 and number not in seen]
        seen.update(numbers)
        return Answer(json.dumps({"batchItemFailures": [{"itemIdentifier": i} for i in failed]}).encode())

    recorder = Recorder(reply)
    queue = StatusEvents(recorder, "record")
    await queue.deliver(changes(5))
    assert recorder.batches == [[1, 2, 3, 4, 5], [3]]
    assert (queue.counts.delivered, queue.counts.failed_attempts, queue.set_aside) == (5, 1, 0)


async def test_a_poisonous_event_holds_up_nobody_and_is_given_up() -> None:
    """Given an event that makes the function raise, Then the others are recorded and it becomes a dead letter."""

    def reply(ids: Sequence[str], numbers: Sequence[int]) -> Answer:
        return Answer(b'{"errorType": "ValueError"}', "Unhandled") if 7 in numbers else Answer(b"null")

    recorder = Recorder(reply)
    queue = StatusEvents(recorder, "record")
    await queue.deliver(changes(16))
    assert recorder.stored == set(range(1, 17)) - {7}
    assert queue.counts.dead_letters == 0
    await background(queue)
    assert (queue.counts.delivered, queue.counts.dead_letters) == (15, 1)
    assert sum(7 in batch for batch in recorder.batches) == status_events.MAX_RECEIVES


async def test_what_was_set_aside_is_delivered_when_it_can_be() -> None:
    """Given an event that fails five times, Then `deliver` does not wait for it, and it arrives all the same."""
    failures = [7] * 5

    def reply(ids: Sequence[str], numbers: Sequence[int]) -> Answer:
        if 7 in numbers and failures:
            failures.pop()
            return Answer(b"{}", "Unhandled")
        return Answer(b"null")

    recorder = Recorder(reply)
    queue = StatusEvents(recorder, "record")
    await queue.deliver(changes(8))
    await background(queue)
    assert recorder.stored == set(range(1, 9))
    assert (queue.counts.delivered, queue.counts.dead_letters) == (8, 0)


async def test_while_nothing_succeeds_the_source_waits() -> None:
    """Given a function that is broken for ten attempts, Then nothing is set aside and nothing is lost."""
    broken = [RuntimeError("worker died")] * 10

    def reply(ids: Sequence[str], numbers: Sequence[int]) -> Answer:
        if broken:
            raise broken.pop()
        return Answer(b"{}")

    recorder = Recorder(reply)
    queue = StatusEvents(recorder, "record")
    delivery = asyncio.create_task(queue.deliver(changes(1)))
    while broken:
        assert not delivery.done()
        assert queue.set_aside == 0
        await asyncio.sleep(0)
    await delivery
    assert recorder.stored == {1}


async def test_a_host_that_fails_at_random_loses_nothing() -> None:
    choose = random.Random(4)

    def reply(ids: Sequence[str], numbers: Sequence[int]) -> Answer:
        match choose.randrange(4):
            case 0:
                raise ConnectionResetError("worker died")
            case 1:
                return Answer(b"not json", "Unhandled")
            case _:
                return Answer(b"{}")

    recorder = Recorder(reply)
    queue = StatusEvents(recorder, "record")
    await queue.deliver(changes(1000))
    await background(queue)
    assert recorder.stored == set(range(1, 1001))


async def test_stopping_ends_the_repetition() -> None:
    def reply(ids: Sequence[str], numbers: Sequence[int]) -> Answer:
        return Answer(b"{}", "Unhandled") if 1 in numbers else Answer(b"{}")

    queue = StatusEvents(Recorder(reply), "record")
    await queue.deliver(changes(2))
    assert queue.set_aside == 1
    await queue.stop()
    assert queue.counts.dead_letters == 0


def message(identity: str) -> Message:
    return Message(identity, '{"a": 1}', 1_700_000_000_000, receives=2, first_received_at=1_700_000_000_500)


def test_the_documented_shape_of_a_record() -> None:
    (record,) = json.loads(payload([message("m1")]))["Records"]
    assert record["messageId"] == "m1"
    assert json.loads(record["body"]) == {"a": 1}
    assert record["attributes"]["ApproximateReceiveCount"] == "2"
    assert (record["eventSource"], record["awsRegion"]) == ("aws:sqs", "eu-central-1")


@pytest.mark.parametrize("answer", [b"", b"null", b"{}", b"[]", b'{"batchItemFailures": []}', b'"done"'])
def test_answers_that_mean_success(answer: bytes) -> None:
    assert failed_ids(answer, [message("m1")]) == frozenset()


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b'{"batchItemFailures": "m1"}',
        b'{"batchItemFailures": [{"itemIdentifier": "other"}]}',
        b'{"batchItemFailures": [{"itemIdentifier": null}]}',
        b'{"batchItemFailures": ["m1"]}',
    ],
)
def test_answers_that_fail_the_whole_batch(answer: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        failed_ids(answer, [message("m1")])


async def test_failures_are_queued_apart_and_everything_is_recorded() -> None:
    recorded: list[str] = []
    queued: list[str] = []

    async def record(given: Sequence[Mapping[str, Any]]) -> None:
        recorded.extend(change["detail"]["status"] for change in given)

    async def queue(body: str) -> None:
        queued.append(json.loads(body)["detail"]["status"])

    statuses = ["RUNNING", "SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"]
    await EventRules(record, queue).deliver([{"detail": {"status": status}} for status in statuses])

    assert (recorded, sorted(queued)) == (statuses, ["FAILED", "TIMED_OUT"])
