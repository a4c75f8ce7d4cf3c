"""Parallel and Map: several frames below one, and how their ends become its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from statewright.language.engine.errors import QUERY_EVALUATION, StateError, too_large
from statewright.language.engine.flow import whole_number, wrong
from statewright.language.engine.frame import FanOut, Frame
from statewright.language.engine.states import Map, Parallel, State
from statewright.language.expressions import MAX_PAYLOAD, EvaluationError, measure

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution

MAX_INLINE: Final = 40
"""Iterations of an inline Map that run at once. Source: Step Functions guide, "Map state processing modes"."""


def do_parallel(run: Execution, frame: Frame, state: Parallel) -> State | None:
    given, size = frame.input, frame.input_size
    if state.arguments is not None:
        given = state.arguments.evaluate(frame)
        size = state.arguments.size(frame, given)
        if size > MAX_PAYLOAD:
            raise too_large(state.name)
    started = frame.record("ParallelStateStarted", {})
    frame.work = fan = FanOut([given] * len(state.branches), len(state.branches))
    for index, block in enumerate(state.branches):
        child = fan.children[index] = Frame(run, frame.workflow, block, frame, index)
        child.input = given
        child.input_size = size
        child.previous = started
        child.begin()
    fan.started = len(state.branches)
    return None


def do_map(run: Execution, frame: Frame, state: Map) -> State | None:
    items = items_of(frame, state)
    limit = concurrency_of(frame, state)
    frame.record("MapStateStarted", {"length": len(items)})
    if not items:
        _record_success(frame, state)
        return run.complete(frame, [], 2)
    frame.work = fan = FanOut(items, min(limit or MAX_INLINE, MAX_INLINE))
    try:
        _fill(run, frame, state, fan)
    except (EvaluationError, StateError) as problem:
        return _fail(run, frame, run.state_error(frame, problem))
    return None


def items_of(frame: Frame, state: Map) -> list[Any]:
    """The items of an inline Map."""
    items = frame.input if state.items is None else state.items.evaluate(frame)
    if isinstance(items, list):
        return items
    if state.items is not None:
        raise wrong(state.items, "Items", items, "an array")
    cause = f"The input of the Map state '{state.name}' must be an array, or its Items must be set."
    raise StateError(QUERY_EVALUATION, cause)


def concurrency_of(frame: Frame, state: Map) -> int:
    """`MaxConcurrency`; 0 without one."""
    if state.max_concurrency is None:
        return 0
    return whole_number(state.max_concurrency, "MaxConcurrency", state.max_concurrency.evaluate(frame), 0)


def select(frame: Frame, state: Map, index: int, item: Any) -> Any:
    """The input of an iteration: the item, or what ItemSelector makes of it."""
    if state.selector is None:
        return item
    frame.item = {"Index": index, "Value": item}
    try:
        return state.selector.evaluate(frame)
    finally:
        frame.item = None


def _fill(run: Execution, frame: Frame, state: Map, fan: FanOut) -> None:
    """Starts as many iterations as may run at once; each follows what the frame's last event is now."""
    last = frame.previous
    while fan.started < len(fan.inputs) and len(fan.children) < fan.limit:
        frame.previous = last
        _start_iteration(run, frame, state, fan)


def _start_iteration(run: Execution, frame: Frame, state: Map, fan: FanOut) -> None:
    index = fan.started
    item = select(frame, state, index, fan.inputs[index])
    size = measure(item) if state.selector is None else state.selector.size(frame, item)
    if size > MAX_PAYLOAD:
        raise too_large(state.name)
    fan.started += 1
    child = fan.children[index] = Frame(run, frame.workflow, state.processor, frame, index)
    child.previous = frame.previous
    child.input = item
    child.input_size = size
    child.record("MapIterationStarted", {"name": state.name, "index": index})
    child.begin()


def child_ended(run: Execution, parent: Frame, child: Frame, value: Any, size: int) -> None:
    """A branch or iteration gave `value`; its parent goes on when it was the last."""
    fan, state = parent.work, parent.state
    if not isinstance(fan, FanOut) or state is None:
        raise TypeError("only a Parallel or Map state has branches")
    del fan.children[child.index]
    fan.results[child.index] = value
    fan.pending -= 1
    fan.size += size
    parent.previous = child.previous
    if isinstance(state, Map):
        last = parent.previous
        parent.record("MapIterationSucceeded", {"name": state.name, "index": child.index})
        if fan.started < len(fan.inputs):
            parent.previous = last  # as AWS links them: the next iteration follows the last state, not this event
    go_on(run, parent)


def go_on(run: Execution, parent: Frame) -> None:
    """Starts the iterations that are due, or ends the state when nothing is left."""
    fan, state = parent.work, parent.state
    if not isinstance(fan, FanOut) or state is None:
        raise TypeError("only a Parallel or Map state has branches")
    if isinstance(state, Map):
        try:
            _fill(run, parent, state, fan)
        except (EvaluationError, StateError) as problem:
            _continue(parent, _fail(run, parent, run.state_error(parent, problem)))
            return
    if fan.pending:
        return
    size = fan.size if fan.size <= MAX_PAYLOAD else measure(fan.results)
    if size > MAX_PAYLOAD:
        _continue(parent, _fail(run, parent, too_large(state.name)))
        return
    _record_success(parent, state)
    _continue(parent, run.complete(parent, fan.results, size))


def _record_success(frame: Frame, state: State) -> None:
    """As AWS links them, what follows does not refer to this event but to the one before it."""
    last = frame.previous
    frame.record("MapStateSucceeded" if isinstance(state, Map) else "ParallelStateSucceeded", {})
    frame.previous = last


def child_failed(run: Execution, parent: Frame, child: Frame, problem: StateError) -> None:
    """A branch or iteration failed for good: so does the whole state."""
    parent.previous = child.previous
    if isinstance(parent.state, Map):
        parent.record("MapIterationFailed", {"name": parent.state.name, "index": child.index})
        parent.previous = child.previous  # as AWS links them: what follows refers to the event before
    _continue(parent, _fail(run, parent, problem))


def _fail(run: Execution, parent: Frame, problem: StateError) -> State | None:
    state, fan = parent.state, parent.work
    if isinstance(fan, FanOut):
        for index, sibling in sorted(fan.children.items()):
            if sibling.ended:
                continue
            run.abort(sibling)
            if isinstance(state, Map):
                sibling.record("MapIterationAborted", {"name": state.name, "index": index}, ends=True)
    return run.fail(parent, problem)


def _continue(parent: Frame, following: State | None) -> None:
    if following is not None:
        parent.begin_at(following)
