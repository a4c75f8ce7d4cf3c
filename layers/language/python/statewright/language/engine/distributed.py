"""Distributed Map: read the items, run a child workflow execution for each, write the results.

The children run inside the parent's `Execution`, each a `ChildRun` with frames, context and history of its own. In the
parent's history there is only the Map Run. Source: Step Functions developer guide, "Using Map state in Distributed
mode"; quotas and defaults from the pages of the fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from statewright.language.engine import item_reader, items, result_writer
from statewright.language.engine.errors import (
    EXCEED_TOLERATED,
    RESULT_WRITER_FAILED,
    StateError,
    failure_details,
    too_large,
)
from statewright.language.engine.events import ChildHistory, MapRunUpdated, ScheduleTask
from statewright.language.engine.flow import object_of, percentage, whole_number
from statewright.language.engine.frame import Frame
from statewright.language.engine.machine import EXPRESS_EVENTS, EXPRESS_SECONDS
from statewright.language.engine.map_run import Limits, MapRun, child_context, counted_id, map_run_arn
from statewright.language.engine.states import DistributedMap, State
from statewright.language.engine.workflow_run import ChildRun
from statewright.language.expressions import MAX_PAYLOAD, EvaluationError, Template, measure

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution

MAX_CHILDREN: Final = 1_000
"""Children of one Map Run that run at once. Step Functions allows 10,000; here they share one process."""


def do_distributed_map(run: Execution, frame: Frame, state: DistributedMap) -> State | None:
    concurrency = _count(frame, state.max_concurrency, "MaxConcurrency", 0) or MAX_CHILDREN
    found = [] if state.reader is not None else items.own_items(frame, state)
    frame.record("MapStateStarted", {"length": len(found)})
    map_run = _make(run, frame, state, limits_of(frame, state, concurrency))
    try:
        if state.reader is not None:
            return _read(run, map_run, {})
    except (EvaluationError, StateError) as problem:
        return _fail(run, map_run, run.state_error(frame, problem))
    map_run.items = found
    map_run.phase = "running"
    return advance(run, map_run)


def limits_of(frame: Frame, state: DistributedMap, concurrency: int) -> Limits:
    """What the fields give that bound the run."""
    batcher, reader = state.batcher, state.reader
    return Limits(
        concurrency=min(concurrency, MAX_CHILDREN),
        tolerated_count=_count(frame, state.tolerated_count, "ToleratedFailureCount", 0),
        tolerated_percentage=percentage(frame, state.tolerated_percentage, "ToleratedFailurePercentage"),
        max_items=_count(frame, reader.max_items, "ItemReader/ReaderConfig/MaxItems", 1) if reader else None,
        batch_items=_count(frame, batcher.max_items, "ItemBatcher/MaxItemsPerBatch", 1) if batcher else None,
        batch_bytes=_count(frame, batcher.max_bytes, "ItemBatcher/MaxInputBytesPerBatch", 1) if batcher else None,
        batch_input=batcher.input.evaluate(frame) if batcher and batcher.input else None,
    )


def _make(run: Execution, frame: Frame, state: DistributedMap, limits: Limits) -> MapRun:
    workflow = frame.workflow
    run_id = counted_id(run.seed, "map run", len(run.map_runs) + 1)
    arn = map_run_arn(workflow.context, state.label, run_id)
    frame.work = run.map_runs[arn] = map_run = MapRun(arn, frame, state, limits, run.at)
    if workflow.history is not None:
        workflow.history.map_runs[arn] = []
    frame.record("MapRunStarted", {"mapRunArn": arn})
    return map_run


def _count(frame: Frame, template: Template | None, field: str, low: int) -> int | None:
    return None if template is None else whole_number(template, field, template.evaluate(frame), low)


# Reading and writing


def _read(run: Execution, map_run: MapRun, more: dict[str, Any]) -> State | None:
    reader, frame = map_run.state.reader, map_run.frame
    if reader is None:
        raise TypeError("only a Map with an ItemReader reads")
    arguments = object_of(frame, reader.arguments, "ItemReader/Arguments")
    map_run.source = item_reader.source_of(reader, arguments)
    _schedule(run, map_run, reader.resource, {**arguments, **more})
    return None


def _schedule(run: Execution, map_run: MapRun, resource: str, arguments: dict[str, Any]) -> None:
    run.last_task = task_id = run.last_task + 1
    run.tasks[task_id] = map_run.frame
    map_run.tasks.add(task_id)
    run.commands.append(ScheduleTask(task_id, map_run.state.name, resource, arguments, None, None))


def answered(run: Execution, map_run: MapRun, task_id: int, answer: Any) -> State | None:
    """An object was read or written; the task is no longer among the run's."""
    map_run.tasks.discard(task_id)
    if map_run.phase == "writing":
        return None if map_run.tasks else _ended(run, map_run)
    reader, bound = map_run.state.reader, map_run.limits.max_items
    if reader is None:
        raise TypeError("only a Map with an ItemReader reads")
    try:
        if reader.resource == item_reader.LIST_OBJECTS:
            found, token = item_reader.read_page(answer)
            room = None if bound is None else bound - len(map_run.items)
            map_run.items += found[:room]
            if token is not None and (room is None or len(found) < room):
                return _read(run, map_run, {"ContinuationToken": token})
        else:
            map_run.items = item_reader.read_items(reader, answer, bound)
    except (EvaluationError, StateError) as problem:
        return _fail(run, map_run, run.state_error(map_run.frame, problem))
    map_run.phase = "running"
    return advance(run, map_run)


def refused(run: Execution, map_run: MapRun, task_id: int, error: str, cause: str | None) -> State | None:
    """An object could not be read or written; the task is no longer among the run's."""
    map_run.tasks.discard(task_id)
    why = f"{error}: {cause}" if cause else error
    problem = StateError(RESULT_WRITER_FAILED, why) if map_run.phase == "writing" else item_reader.failed(why)
    return _fail(run, map_run, problem)


def _write(run: Execution, map_run: MapRun) -> State | None:
    """All children have ended: shape the result, and write it if there is somewhere to."""
    map_run.phase = "writing"
    writer = map_run.state.writer
    try:
        if writer is None or writer.resource is None:
            transformation = "COMPACT" if writer is None else writer.transformation
            map_run.result = result_writer.results(map_run.children, transformation)
            return _ended(run, map_run)
        arguments = object_of(map_run.frame, writer.arguments, "ResultWriter/Arguments")
    except (EvaluationError, StateError) as problem:
        return _fail(run, map_run, run.state_error(map_run.frame, problem))
    bucket, prefix = arguments.get("Bucket"), arguments.get("Prefix", "")
    if not isinstance(bucket, str) or not isinstance(prefix, str):
        cause = "The ResultWriter needs a Bucket, and its Prefix must be a string."
        return _fail(run, map_run, StateError(RESULT_WRITER_FAILED, cause))
    folder = "/".join(part for part in (prefix.rstrip("/"), map_run.arn.rpartition(":")[2]) if part)
    written = result_writer.files(map_run, writer, bucket, folder)
    map_run.result = {
        "MapRunArn": map_run.arn,
        "ResultWriterDetails": {"Bucket": bucket, "Key": written[-1].key},
    }
    for file in written:
        arguments = {"Bucket": bucket, "Key": file.key, "Body": file.body, "ContentType": file.content_type}
        _schedule(run, map_run, writer.resource, arguments)
    return None


def update(run: Execution, map_run: MapRun, event: MapRunUpdated) -> State | None:
    """Other limits from here on; those that are already passed end the Map Run."""
    limits = map_run.limits
    concurrency = event.concurrency
    map_run.limits = replace(
        limits,
        concurrency=limits.concurrency if concurrency is None else min(concurrency or MAX_CHILDREN, MAX_CHILDREN),
        tolerated_count=limits.tolerated_count if event.tolerated_count is None else event.tolerated_count,
        tolerated_percentage=(
            limits.tolerated_percentage if event.tolerated_percentage is None else event.tolerated_percentage
        ),
    )
    return _go_on(run, map_run) if map_run.phase == "running" else None


# Children


def advance(run: Execution, map_run: MapRun) -> State | None:
    """Starts the children that may run; with none left the Map Run ends. The next state of the parent, or None."""
    try:
        while len(map_run.running) < map_run.limits.concurrency:
            if map_run.waiting:
                _redrive_child(run, map_run, map_run.waiting.popleft())
            elif map_run.position < len(map_run.items):
                given, size, count = next(_supply(map_run))
                map_run.position += count
                _launch(run, map_run, len(map_run.children), given, size, count)
            else:
                break
    except (EvaluationError, StateError) as problem:
        map_run.supply = None
        return _fail(run, map_run, run.state_error(map_run.frame, problem))
    return None if map_run.running else _write(run, map_run)


def _supply(map_run: MapRun) -> Iterator[tuple[Any, int, int]]:
    """The inputs of the children that are still to be started."""
    if map_run.supply is None:
        frame, state = map_run.frame, map_run.state
        map_run.supply = items.inputs(frame, state, map_run.limits, map_run.items, map_run.source, map_run.position)
    return map_run.supply


def _launch(run: Execution, map_run: MapRun, index: int, given: Any, size: int, count: int) -> None:
    """Starts child `index`: a new one, or an Express one anew."""
    state, parent = map_run.state, map_run.frame.workflow
    name = counted_id(run.seed, map_run.arn, index, map_run.redrive_count)
    context = child_context(parent.context, state.label, name)
    history = None
    if parent.history is not None:
        history = ChildHistory(index, context.execution_id)
        parent.history.map_runs[map_run.arn].append(history)
    time_limit = EXPRESS_SECONDS if state.express else None
    max_events = EXPRESS_EVENTS if state.express else parent.max_events
    child = ChildRun(map_run, index, count, context, history, max_events, time_limit)
    if index < len(map_run.children):
        map_run.children[index] = child
    else:
        map_run.children.append(child)
    map_run.running[index] = child
    run.begin(child, state.processor, given, size).begin()


def child_ended(run: Execution, child: ChildRun) -> None:
    """A child has ended, which may end its Map Run."""
    map_run = child.map_run
    _count_ended(map_run, child, 1)
    map_run.running.pop(child.index, None)
    if child.status == "SUCCEEDED":
        child.root = None  # nothing will ask for its frames
    if map_run.status != "RUNNING" or map_run.phase != "running":
        return
    following = _go_on(run, map_run)
    if following is not None:
        map_run.frame.begin_at(following)


def _go_on(run: Execution, map_run: MapRun) -> State | None:
    """Ends the Map Run if too many items failed, starts further children if not."""
    failed = map_run.counts["FAILED"] + map_run.counts["TIMED_OUT"]
    if map_run.limits.exceeded(failed, len(map_run.items)):
        return _fail(run, map_run, threshold_exceeded())
    return advance(run, map_run)


def threshold_exceeded() -> StateError:
    return StateError(EXCEED_TOLERATED, "The specified tolerated failure threshold was exceeded")


# Ends


def _ended(run: Execution, map_run: MapRun) -> State | None:
    frame, state = map_run.frame, map_run.state
    size = measure(map_run.result)
    if size > MAX_PAYLOAD:
        return _fail(run, map_run, too_large(state.name))
    map_run.status, map_run.ended_at = "SUCCEEDED", run.at
    frame.record("MapRunSucceeded", {})
    last = frame.previous
    frame.record("MapStateSucceeded", {})
    frame.previous = last  # as in an inline Map, what follows does not refer to this event
    return run.complete(frame, map_run.result, size)


def _fail(run: Execution, map_run: MapRun, problem: StateError) -> State | None:
    map_run.status, map_run.ended_at = "FAILED", run.at
    _stop_all(run, map_run)
    map_run.frame.record("MapRunFailed", failure_details(problem.error, problem.cause))
    return run.fail(map_run.frame, problem)


def abort(run: Execution, map_run: MapRun) -> None:
    """The parent is stopped: so are the children."""
    if map_run.status == "RUNNING":
        map_run.status, map_run.ended_at = "ABORTED", run.at
        _stop_all(run, map_run)
        map_run.frame.record("MapRunAborted", {}, ends=True)


def _stop_all(run: Execution, map_run: MapRun) -> None:
    for task_id in sorted(map_run.tasks):
        run.cancel_task(task_id)
    map_run.tasks.clear()
    for child in map_run.waiting:
        _count_ended(map_run, child, 1)
    map_run.waiting.clear()
    for child in list(map_run.running.values()):
        run.stop(child, "ABORTED")


def _count_ended(map_run: MapRun, child: ChildRun, times: int) -> None:
    if child.status is None:
        raise TypeError("the child goes on")
    map_run.counts[child.status] += times * child.items


# Redrive


def redrive(run: Execution, map_run: MapRun) -> None:
    """Lets a Map Run go on: its children that did not succeed run again, those that never began are started."""
    frame = map_run.frame
    if map_run.phase == "reading":
        run.go(frame, run.attempt(frame, map_run.state))
        return
    map_run.redrive_count += 1
    map_run.redriven_at = run.at
    map_run.status, map_run.ended_at, map_run.phase = "RUNNING", None, "running"
    frame.record("MapRunRedriven", {"mapRunArn": map_run.arn, "redriveCount": map_run.redrive_count})
    for child in map_run.children:
        if child.status != "SUCCEEDED":
            _count_ended(map_run, child, -1)
            map_run.waiting.append(child)
    run.go(frame, advance(run, map_run))


def _redrive_child(run: Execution, map_run: MapRun, child: ChildRun) -> None:
    if map_run.state.express:
        _launch(run, map_run, child.index, child.input, measure(child.input), child.items)
        return
    map_run.running[child.index] = child
    run.redrive(child)
