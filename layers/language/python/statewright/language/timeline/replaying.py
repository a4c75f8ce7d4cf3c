"""A recorded run again, on the engine: tasks answer as their records say, at the time they say.

The record holds what the actions did. Everything between is computed: which branches were taken, what the logic
nodes gave, what was skipped. Where that does not end as Step Functions says it did, one of the two is wrong, and
the difference is told.

The items of a loop that lie in S3 are read there, as Step Functions did.

What cannot be computed again (`$now()`, `$random()`) is taken from where the run put it: the records of the actions
behind it, and the run's output. A run that failed or goes on may not have got that far: then the replay has to guess,
and what follows from a wrong guess is not reported.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

import orjson
from statewright.core.names import record_field
from statewright.language.engine import (
    Event,
    Execution,
    ExecutionContext,
    Finish,
    History,
    Machine,
    ScheduleTask,
    Started,
    StartTimer,
    Stopped,
    TaskFailed,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.errors import ITEM_READER_FAILED
from statewright.language.engine.events import CancelTask, CancelTimer
from statewright.language.observed import result_of
from statewright.language.payloads import PayloadUnread, ReadPayload, StoredItems, reads_items
from statewright.language.timeline.history import node_runs
from statewright.language.timeline.model import Ended, NodeRun, Replay
from statewright.language.timeline.observed import observed_machine, observed_values

Records = Mapping[str, Mapping[str, Any]]
"""The live context: `<node key>|<iteration>|<attempt>` -> record."""

LOST_ATTEMPT: Final = "Lambda.ServiceException"
"""An attempt that left no outcome although another followed: whatever it was, it was retried."""
MAX_DIVERGENCES: Final = 50
MAX_GUESSES: Final = 8
"""How often a run that cannot be followed for want of a value is replayed with another one."""


def replay(
    machine: Machine,
    trace: Mapping[str, Any],
    context: ExecutionContext,
    input: Any,  # noqa: A002 - what Step Functions calls it
    started_at: int,
    records: Records,
    ended: Ended | None,
    read_payload: ReadPayload | None = None,
) -> Replay:
    """What the nodes of a run did, and where the record does not agree with how the run ended.

    `input` is the execution's, `started_at` epoch ms. Without `ended` the run is still going on: nodes without an
    outcome are running, and waits are left waiting unless a later record shows that they are over.

    `read_payload` gives what steps of this run keep in S3. Raises PayloadUnread where a run that has ended worked on
    what cannot be had; of one that goes on nothing behind that is shown.

    Expressions that read `$now`, `$millis`, `$random`, `$uuid` or `$shuffle` give what they gave in the run. Where a
    run did not succeed and such a value had reached neither an action nor the end, it is evaluated anew: nodes behind
    it may then show something else than there was, and a disagreement is not counted as a divergence.
    """
    known = observed_values(trace, records, ended.output if ended else None)
    unknown = trace.get("volatile", {}).keys() - known.keys()
    missing: list[str] = []
    machine = observed_machine(machine, trace, known, missing.append)
    items = StoredItems((record.get("output") for record in records.values()), read_payload)
    for seed in range(MAX_GUESSES):
        missing.clear()
        replayer = _Replayer(machine, context, records, ended, seed, items)
        replayer.run(started_at, input)
        divergences = replayer.divergences()
        if divergences and replayer.has_read:
            # Step Functions may not have been able to read them, and the loop's failure was handled
            unread = _Replayer(machine, context, records, ended, seed, None)
            unread.run(started_at, input)
            if not unread.divergences():
                replayer, divergences = unread, []
        guessed = bool(missing) or (bool(unknown) and replayer.has_entered(unknown))
        if not (divergences and guessed):
            break
    # an item that failed in a run that succeeded may have left no value either
    if guessed and (missing or ended is None or ended.status != "SUCCEEDED"):
        divergences = []
    return Replay(
        [_as_recorded(run, records) for run in node_runs(replayer.history, trace)],
        replayer.finish.status if replayer.finish else None,
        result_of(replayer.finish.output) if replayer.finish else None,
        divergences[:MAX_DIVERGENCES],
        replayer.finish.error if replayer.finish else None,
        replayer.finish.cause if replayer.finish else None,
        replayer.unread,
    )


def _as_recorded(run: NodeRun, records: Records) -> NodeRun:
    """The run with the input its action was called with: what it was computed from may read the clock."""
    record = records.get(record_field(run.key, run.iteration, run.attempt))
    return run if record is None else run._replace(input=record["input"])


@dataclass(slots=True)
class _Pending:
    """A task that has been scheduled. `field` finds its record."""

    task_id: int
    key: str
    field: str
    following: str
    record: Mapping[str, Any] | None


class _Replayer:
    def __init__(
        self,
        machine: Machine,
        context: ExecutionContext,
        records: Records,
        ended: Ended | None,
        seed: int,
        items: StoredItems | None,
    ) -> None:
        self.history = History()
        self.finish: Finish | None = None
        self._run = Execution(machine, context, seed, self.history)
        self._records = records
        self._items = items
        self.has_read = False
        self.unread: str | None = None
        self._ended = ended
        self._agenda: list[tuple[int, int, int, Event]] = []
        self._order = 0
        self._pending: dict[int, _Pending] = {}
        self._cancelled: set[int] = set()
        self._scheduled: set[str] = set()
        self._unrecorded: list[str] = []
        self._horizon = _last_sign(records) if ended is None else None
        self._express = machine.kind == "EXPRESS"

    def run(self, started_at: int, given: Any) -> None:
        event: Event | None = Started(started_at, given)
        retried: _Pending | None = None
        while event is not None and self.finish is None:
            for command in self._run.step(event):
                if type(command) is ScheduleTask:
                    self._schedule(command, event.at)
                elif type(command) is StartTimer:
                    self._start_timer(command, event.at, retried)
                elif type(command) is CancelTimer:
                    self._cancelled.add(command.timer_id)
                elif type(command) is CancelTask:
                    self._pending.pop(command.task_id, None)
                elif type(command) is Finish:
                    self.finish = command
            event = self._next(event.at)
            retried = self._answered(event)

    def _push(self, at: int, timer_id: int, event: Event) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at, self._order, timer_id, event))

    def _schedule(self, command: ScheduleTask, now: int) -> None:
        if reads_items(command):
            self._read_items(command, now)
            return
        payload = command.arguments.get("Payload")
        if payload is None:
            # the run of another workflow: only the history says how that ended
            key = command.state_name
            self._pending[command.task_id] = _Pending(command.task_id, key, f"{key}||0", "", None)
            if self._express:
                # such a run does not wait, and has no history: that the other one began is all there is to say
                begun = {"ExecutionArn": f":{command.arguments['Name']}"}
                self._push(now, 0, TaskSucceeded(now, command.task_id, begun))
            return
        key, iteration, attempt = payload["node"]["key"], payload["iteration"], payload["attempt"]
        field = record_field(key, iteration, attempt)
        record = self._records.get(field)
        pending = _Pending(command.task_id, key, field, record_field(key, iteration, attempt + 1), record)
        self._pending[command.task_id] = pending
        self._scheduled.add(field)
        answer = self._recorded_answer(pending, now)
        if answer is not None:
            self._push(answer.at, 0, answer)

    def _read_items(self, command: ScheduleTask, now: int) -> None:
        key, task_id, ended = command.state_name, command.task_id, self._ended
        self._pending[task_id] = _Pending(task_id, key, f"{key}||0", "", None)
        if self._items is None or (ended is not None and ended.error == ITEM_READER_FAILED):
            self._push(now, 0, TaskFailed(now, task_id, ITEM_READER_FAILED))
            return
        try:
            body = self._items.text(command.arguments.get("Bucket"), command.arguments.get("Key"))
        except PayloadUnread as unread:
            if ended is not None:
                raise
            self.unread = str(unread)
        else:
            self.has_read = True
            self._push(now, 0, TaskSucceeded(now, task_id, {"Body": body}))

    def _recorded_answer(self, pending: _Pending, now: int) -> TaskSucceeded | TaskFailed | None:
        record = pending.record
        if record is not None and record["ended_at"] is not None:
            at = max(now, record["ended_at"])
            if record["status"] == "succeeded":
                return TaskSucceeded(at, pending.task_id, {"Payload": {"output": record["output"]}})
            error = record["error"] or {"name": "ActionFailed", "message": ""}
            cause = orjson.dumps({"errorMessage": error["message"], "errorType": error["name"]}).decode()
            return TaskFailed(at, pending.task_id, error["name"], cause)
        following = self._records.get(pending.following)
        if following is not None:
            return TaskFailed(max(now, following["started_at"]), pending.task_id, LOST_ATTEMPT)
        return None

    def _start_timer(self, command: StartTimer, now: int, retried: _Pending | None) -> None:
        at = max(command.at, now)
        following = self._records.get(retried.following) if retried else None
        if following is not None:
            # the pause before a retry is partly random: the next attempt's record tells when it was over
            at = max(now, min(at, following["started_at"]))
        self._push(at, command.timer_id, TimerFired(at, command.timer_id))

    def _answered(self, event: Event | None) -> _Pending | None:
        """The task an event answers."""
        if isinstance(event, TaskSucceeded | TaskFailed):
            return self._pending.pop(event.task_id, None)
        return None

    def _next(self, now: int) -> Event | None:
        """The next event; None when a run that goes on has come as far as its record says."""
        while self._agenda:
            at, _, timer_id, event = self._agenda[0]
            is_dead = timer_id in self._cancelled if timer_id else event.task_id not in self._pending  # type: ignore[union-attr]
            if is_dead:
                heapq.heappop(self._agenda)
                continue
            if self._ended is None and timer_id and at > (self._horizon or 0):
                return None
            if self._ended is not None and at > self._ended.at and self._ended.status != "SUCCEEDED":
                break
            if self._ended is not None and at > self._ended.at and timer_id and self._stuck():
                break
            return heapq.heappop(self._agenda)[3]
        return self._forced(max(now, self._ended.at), self._ended) if self._ended else None

    def _stuck(self) -> list[_Pending]:
        """Tasks of which the record knows no outcome."""
        return [task for task in self._pending.values() if task.record is None or task.record["ended_at"] is None]

    def _forced(self, at: int, ended: Ended) -> Event | None:
        """What must have happened that the record does not show, given how the run ended."""
        if ended.status == "ABORTED":
            return Stopped(at, ended.error, ended.cause)
        if ended.status != "TIMED_OUT":
            for task in self._stuck():
                if task.record is None or ended.status == "SUCCEEDED":
                    self._unrecorded.append(task.field)
                # a function that was cut off left a record without an outcome: Step Functions knows how it ended
                return TaskFailed(at, task.task_id, ended.error or "Lambda.Unknown", ended.cause)
        while self._agenda:
            event = heapq.heappop(self._agenda)
            if event[2] not in self._cancelled:
                return event[3]
        return None

    def has_entered(self, names: AbstractSet[str]) -> bool:
        """Whether one of these states was reached."""
        return any(event.type.endswith("StateEntered") and event.details["name"] in names for event in self.history)

    def divergences(self) -> list[str]:
        """What does not agree, in sentences."""
        found = [f"{_named(field)} was called, but left no record" for field in self._unrecorded]
        found += [f"{_named(field)} has a record, but the replay does not reach it" for field in self._unreached()]
        ended, finish = self._ended, self.finish
        if ended is None:
            return found
        if finish is None:
            return [*found, f"the run ended as {ended.status}, the replay does not end"]
        if finish.status != ended.status:
            found.append(f"the run ended as {ended.status}, the replay as {_ending(finish)}")
        elif finish.status == "SUCCEEDED" and ended.output_told and finish.output != ended.output:
            found.append(f"the run's output and the replay's differ{_where(ended.output, finish.output)}")
        elif finish.status == "FAILED" and finish.error != ended.error:
            found.append(f"the run failed with {ended.error}, the replay with {finish.error}")
        return found

    def _unreached(self) -> list[str]:
        """Records of tasks the replay never scheduled. After a failure siblings may still have begun something."""
        if self.unread is not None:
            return []
        until = self._run.at if self.finish is not None and self.finish.status != "SUCCEEDED" else None
        return sorted(
            field
            for field, record in self._records.items()
            if field not in self._scheduled and (until is None or record["started_at"] < until)
        )


def _last_sign(records: Records) -> int:
    return max((record["ended_at"] or record["started_at"] for record in records.values()), default=0)


def _named(field: str) -> str:
    key, iteration, attempt = field.split("|", 2)
    where = f" in iteration {iteration}" if iteration else ""
    return f"`{key}`{where} (attempt {attempt})"


def _ending(finish: Finish) -> str:
    return f"{finish.status} ({finish.error})" if finish.error else finish.status


def _where(recorded: Any, replayed: Any) -> str:
    if not isinstance(recorded, dict) or not isinstance(replayed, dict):
        return ""
    keys = [*recorded, *(key for key in replayed if key not in recorded)]
    differing = [f"`{key}`" for key in keys if recorded.get(key) != replayed.get(key) or key not in replayed]
    return f" at {', '.join(differing[:5])}" if differing else ""
