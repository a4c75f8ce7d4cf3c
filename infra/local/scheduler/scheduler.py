"""The running scheduler: one timer on the event loop, set to the earliest due time in PostgreSQL.

Delivery is at least once. A due schedule becomes a stored firing in the same transaction that moves it on; the
firing is forgotten only when its target has succeeded, its retry policy is used up, or its event is too old.
After a crash every firing that was under way is delivered again.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from infra.local.invoking import FunctionTarget, InvokeLambda, Outcome, attempt
from infra.local.scheduler.model import DEFAULT_GROUP, Definition, Schedule, first_due, invalid, schedule_arn
from infra.local.scheduler.store import BATCH, Firing, Store

log = logging.getLogger(__name__)

CONCURRENT_DELIVERIES = 32
LONGEST_SLEEP = timedelta(minutes=1)
"""The loop's clock stands still while a laptop sleeps and ignores corrections of the wall clock: look up this often."""
DATABASE_RETRY = timedelta(seconds=1)
LONGEST_BACKOFF = timedelta(seconds=60)
LAMBDA_PAUSES = (timedelta(minutes=1), timedelta(minutes=2))
"""Before the two repetitions of an asynchronous invocation whose function failed.

Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
"""

StartExecution = Callable[[str, str], Awaitable[None]]
"""(state machine ARN, input JSON) -> started. Raises when it was not."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def backoff(attempts: int) -> timedelta:
    """Pause after `attempts` failed ones: 1 s, 2 s, 4 s ... 60 s."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 10)), LONGEST_BACKOFF)


def _again(firing: Firing, outcome: Outcome, now: datetime) -> tuple[Firing, datetime] | None:
    """The firing as it is tried again, and when; None when it has been tried often enough."""
    if outcome.function_failed:
        if firing.function_errors >= len(LAMBDA_PAUSES):
            return None
        pause = LAMBDA_PAUSES[firing.function_errors]
        return dataclasses.replace(firing, function_errors=firing.function_errors + 1), now + pause
    policy, retry_at = firing.target.retry_policy, now + backoff(firing.attempt)
    too_old = retry_at - firing.fired_at > timedelta(seconds=policy.maximum_event_age_in_seconds)
    if firing.attempt > policy.maximum_retry_attempts or too_old:
        return None
    return dataclasses.replace(firing, attempt=firing.attempt + 1), retry_at


def rendered_input(firing: Firing) -> str:
    """The target's input with Scheduler's context attributes filled in (text replacement, as on AWS)."""
    replacements = {
        "<aws.scheduler.schedule-arn>": schedule_arn(firing.group, firing.name),
        "<aws.scheduler.scheduled-time>": firing.scheduled_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "<aws.scheduler.execution-id>": str(firing.id),
        "<aws.scheduler.attempt-number>": str(firing.attempt),
    }
    text = firing.target.input or "{}"
    for placeholder, value in replacements.items():
        text = text.replace(placeholder, value)
    return text


@dataclass(slots=True)
class Counts:
    """Since the start of the process: deliveries that succeeded, attempts that failed, firings given up."""

    delivered: int = 0
    failed_attempts: int = 0
    dead_letters: int = 0


class Scheduler:
    """Schedules that fire. `start` and `stop` belong to one event loop; `clock` tells UTC."""

    def __init__(
        self,
        database_url: str,
        invoke: InvokeLambda,
        start_execution: StartExecution | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.store = Store(database_url)
        self.counts = Counts()
        self._invoke = invoke
        self._start_execution = start_execution
        self._clock = clock
        self._changing = asyncio.Lock()
        self._free = asyncio.Semaphore(CONCURRENT_DELIVERIES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due = datetime.max.replace(tzinfo=UTC)
        self._running = False

    async def start(self) -> None:
        """Prepare the tables, deliver what a previous process left, and keep time from here on."""
        await self.store.prepare(self._clock())
        self._running = True
        await self._turn()

    async def stop(self) -> None:
        """Stop keeping time. Deliveries under way are abandoned; they are repeated after the next start."""
        self._running = False
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # What the API does

    async def create(self, name: str, definition: Definition) -> Schedule:
        """Store and arm a schedule. Raises `AwsError`."""
        now = self._clock()
        definition.check(now)
        self._check_target(definition)
        anchor = now.replace(microsecond=0)
        next_at = first_due(definition, anchor, now) if definition.state == "ENABLED" else None
        completed = next_at is None and definition.state == "ENABLED"
        schedule = Schedule(name, definition, anchor, next_at, completed, now, now)
        async with self._changing:
            await self.store.create(schedule)
        self._wake_by(next_at)
        return schedule

    async def update(self, name: str, definition: Definition) -> Schedule:
        """Replace a definition. Due times start over only where the expression, zone or start date changed."""
        now = self._clock()
        definition.check(now)
        self._check_target(definition)
        async with self._changing:
            old = await self.store.get(definition.group_name, name)
            schedule = dataclasses.replace(old, definition=definition, modified_at=now)
            unchanged = old.definition.same_times(definition)
            if not unchanged:
                schedule = dataclasses.replace(schedule, anchor=now.replace(microsecond=0), completed=False)
            schedule = dataclasses.replace(schedule, next_at=self._next(schedule, old, unchanged, now))
            enabled = definition.state == "ENABLED"
            schedule = dataclasses.replace(
                schedule, completed=schedule.completed or (enabled and schedule.next_at is None)
            )
            await self.store.update(schedule)
        self._wake_by(schedule.next_at)
        return schedule

    async def delete(self, group: str, name: str) -> None:
        async with self._changing:
            await self.store.delete(group, name)

    def _next(self, schedule: Schedule, old: Schedule, unchanged: bool, now: datetime) -> datetime | None:
        if schedule.definition.state == "DISABLED":
            return None
        if not unchanged:
            return first_due(schedule.definition, schedule.anchor, now)
        timing = schedule.definition.timing(schedule.anchor)
        if not timing.recurring:
            # A one-time schedule that has fired does not fire again because its description was edited.
            return None if schedule.completed else first_due(schedule.definition, schedule.anchor, now)
        if old.next_at is not None and old.definition.end_date == schedule.definition.end_date:
            return old.next_at
        # Enabled again, or a new end: from the next occurrence on, not from the one that went by in between.
        due = timing.next_after(now)
        ends_at = schedule.definition.ends_at
        return None if due is None or (ends_at is not None and due > ends_at) else due

    def _check_target(self, definition: Definition) -> None:
        if FunctionTarget.parse(definition.target.arn) is None and self._start_execution is None:
            raise invalid("Target.Arn: state machines are not connected to this scheduler, use a Lambda function")

    # Time

    def _wake_by(self, due: datetime | None) -> None:
        """Make sure that the timer goes off by `due`."""
        if not self._running or due is None or (self._timer is not None and self._due <= due):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._set_timer()

    def _set_timer(self) -> None:
        delay = min((self._due - self._clock()).total_seconds(), LONGEST_SLEEP.total_seconds())
        self._timer = asyncio.get_running_loop().call_later(max(delay, 0.0), self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._clock() < self._due:
            self._set_timer()
        else:
            self._spawn(self._turn())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _turn(self) -> None:
        """Hand out everything that is due and set the timer to what comes next."""
        try:
            async with self._changing:
                firings = await self.store.take_due(self._clock())
            for firing in firings:
                self._spawn(self._deliver(firing))
            due = self._clock() if len(firings) >= BATCH else await self.store.next_due()
        except psycopg.Error:
            log.exception("schedules cannot be read, trying again")
            due = self._clock() + DATABASE_RETRY
        self._wake_by(due)

    # Delivery

    async def _deliver(self, firing: Firing) -> None:
        async with self._free:
            outcome = await self._reach(firing)
        if outcome.error is None:
            self.counts.delivered += 1
            await self._persist(lambda: self.store.settle(firing))
            return
        self.counts.failed_attempts += 1
        arn, again = schedule_arn(firing.group, firing.name), _again(firing, outcome, self._clock())
        if again is None:
            self.counts.dead_letters += 1
            log.error("%s: given up after %d attempts: %s", arn, firing.attempt + firing.function_errors, outcome.error)
            await self._persist(lambda: self.store.settle(firing))
            return
        failed, retry_at = again
        log.warning("%s: failed, next attempt at %s: %s", arn, retry_at, outcome.error)
        await self._persist(lambda: self.store.retry(failed, retry_at))
        self._wake_by(retry_at)

    async def _reach(self, firing: Firing) -> Outcome:
        payload = rendered_input(firing)
        if (function := FunctionTarget.parse(firing.target.arn)) is not None:
            return await attempt(self._invoke, function.name, payload.encode(), function.qualifier)
        if self._start_execution is None:
            return Outcome(b"", "state machines are not connected to this scheduler")
        (result,) = await asyncio.gather(self._start_execution(firing.target.arn, payload), return_exceptions=True)
        return Outcome(b"", None if result is None else f"{type(result).__name__}: {result}")

    async def _persist(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write what became of a delivery, however long the database takes to come back."""
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                return await write()
            await asyncio.sleep(DATABASE_RETRY.total_seconds())


__all__ = ["DEFAULT_GROUP", "Counts", "Scheduler", "StartExecution", "rendered_input"]
