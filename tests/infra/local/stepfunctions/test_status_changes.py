"""Status changes are delivered at least once, in batches, whatever the consumer does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from infra.local.stepfunctions import status_changes
from infra.local.stepfunctions.arns import Arns
from infra.local.stepfunctions.status_changes import Change, StatusChange, StatusChanges


def change(number: int, *, ended: bool) -> StatusChange:
    return StatusChange(
        end_sequence=number if ended else 0,
        execution_id=number,
        machine="m",
        name=f"run-{number}",
        version=1,
        alias="live",
        status="SUCCEEDED" if ended else "RUNNING",
        started_at=1_000,
        ended_at=2_000 if ended else None,
        input=b"{}",
        output=b"1" if ended else None,
    )


class World:
    """A consumer that can be slow, and the database behind the queue."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.stored: list[StatusChange] = []
        self.marks: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[Exception] = []
        self.idle = asyncio.Event()
        self.changes = StatusChanges(Arns("eu-central-1", "000000000000"), self.take, self.read, self.mark)

    async def take(self, events: Sequence[Change]) -> None:
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop()
        self.batches.append([f"{event['detail']['name']} {event['detail']['status']}" for event in events])

    async def read(self, after: int, limit: int) -> Sequence[StatusChange]:
        if self.failures:
            raise self.failures.pop()
        return [change for change in self.stored if change.end_sequence > after][:limit]

    def mark(self, value: int) -> None:
        self.marks.append(value)
        self.idle.set()

    def end(self, number: int) -> None:
        """An execution has ended, durably."""
        self.stored.append(change(number, ended=True))
        self.changes.add(self.stored[-1])

    @property
    def delivered(self) -> list[str]:
        return [item for batch in self.batches for item in batch]


async def test_a_run_that_ended_before_its_start_was_told_is_told_once() -> None:
    world = World()
    world.changes.start(0, 0)
    world.changes.add(change(1, ended=False))
    world.changes.add(change(2, ended=False))
    world.end(1)

    await world.idle.wait()

    assert world.delivered == ["run-2 RUNNING", "run-1 SUCCEEDED"]
    assert world.marks == [1]
    await world.changes.stop()


async def test_ends_behind_the_stored_mark_are_delivered_after_a_start() -> None:
    world = World()
    world.stored = [change(number, ended=True) for number in range(1, 251)]
    world.changes.start(100, 250)

    await world.idle.wait()

    assert world.delivered == [f"run-{number} SUCCEEDED" for number in range(101, 251)]
    assert world.marks[-1] == 250
    await world.changes.stop()


async def test_a_slow_consumer_costs_no_memory_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_changes, "MAX_QUEUE", 50)
    world = World()
    world.gate.clear()
    world.changes.start(0, 0)
    for number in range(1, 501):
        world.end(number)
        assert len(world.changes._queue) <= 50
    world.gate.set()

    async with asyncio.timeout(10):
        while not world.marks or world.marks[-1] < 500:
            await world.idle.wait()
            world.idle.clear()

    assert set(world.delivered) == {f"run-{number} SUCCEEDED" for number in range(1, 501)}
    await world.changes.stop()


@pytest.mark.parametrize("newest_end", [0, 3], ids=["from memory", "from the database"])
async def test_an_unexpected_failure_is_logged_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, newest_end: int
) -> None:
    monkeypatch.setattr(status_changes, "PAUSE_SECONDS", 0)
    world = World()
    world.failures = [RuntimeError("second"), KeyError("first")]
    world.stored = [change(number, ended=True) for number in range(1, newest_end + 1)]
    world.changes.start(0, newest_end)
    for number in range(newest_end + 1, newest_end + 3):
        world.end(number)

    async with asyncio.timeout(10):
        await world.idle.wait()
        while world.marks[-1] < newest_end + 2:
            world.idle.clear()
            await world.idle.wait()

    assert world.delivered == [f"run-{number} SUCCEEDED" for number in range(1, newest_end + 3)]
    failures = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert [type(failure) for failure in failures] == [KeyError, RuntimeError]
    await world.changes.stop()
