"""Pass, Choice, Wait, Succeed and Fail. Each gives the next state, or None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statewright.language.engine.errors import NO_CHOICE_MATCHED, StateError
from statewright.language.engine.fields import MAX_SECONDS
from statewright.language.engine.frame import Delay, Frame
from statewright.language.engine.states import Choice, Fail, Pass, State, Succeed, Wait
from statewright.language.engine.times import parse_timestamp
from statewright.language.expressions import EvaluationError, Template

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution


def do_pass(run: Execution, frame: Frame, state: Pass) -> State | None:
    return run.leave(frame, state, state.assign, state.output, state.next, frame.input, frame.input_size)


def do_succeed(run: Execution, frame: Frame, state: Succeed) -> State | None:
    return run.leave(frame, state, None, state.output, None, frame.input, frame.input_size)


def do_fail(_: Execution, frame: Frame, state: Fail) -> State | None:
    raise StateError(text_of(frame, state.error, "Error"), text_of(frame, state.cause, "Cause"))


def do_choice(run: Execution, frame: Frame, state: Choice) -> State | None:
    """A rule that matches brings its own Assign and Output; the state's belong to the Default."""
    for rule in state.rules:
        matched = rule.condition.evaluate(frame)
        if matched is True:
            return run.leave(frame, state, rule.assign, rule.output, rule.next, frame.input, frame.input_size)
        if matched is not False:
            raise wrong(rule.condition, "Condition", matched, "a boolean")
    if state.next is None:
        raise StateError(NO_CHOICE_MATCHED, f"No choice matched in the state '{state.name}', and it has no Default.")
    return run.leave(frame, state, state.assign, state.output, state.next, frame.input, frame.input_size)


def do_wait(run: Execution, frame: Frame, state: Wait) -> State | None:
    if state.seconds is not None:
        seconds = state.seconds.evaluate(frame)
        until = run.at + 1000 * whole_number(state.seconds, "Seconds", seconds, 0)
    else:
        until = _timestamp(frame, state)
    if until <= run.at:
        return waited(run, frame, state)
    frame.work = Delay(run.start_timer(frame, until), retry=False)
    return None


def waited(run: Execution, frame: Frame, state: State) -> State | None:
    """The time of a Wait has passed."""
    try:
        return run.leave(frame, state, state.assign, state.output, state.next, frame.input, frame.input_size)
    except (EvaluationError, StateError) as problem:
        return run.fail(frame, problem)


def _timestamp(frame: Frame, state: Wait) -> int:
    template = state.timestamp
    if template is None:
        raise TypeError("a Wait has Seconds or Timestamp")
    value = template.evaluate(frame)
    until = parse_timestamp(value) if isinstance(value, str) else None
    if until is None:
        raise wrong(template, "Timestamp", value, "an RFC 3339 timestamp with a time zone")
    return until


def text_of(frame: Frame, template: Template | None, field: str) -> str | None:
    """The value of a field that must be a string."""
    if template is None:
        return None
    value = template.evaluate(frame)
    if not isinstance(value, str):
        raise wrong(template, field, value, "a string")
    return value


def whole_number(template: Template, field: str, value: Any, low: int) -> int:
    """The value of a field that must be a whole number from `low` to what Step Functions allows."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= MAX_SECONDS or value != int(value):
        raise wrong(template, field, value, f"a whole number from {low} to {MAX_SECONDS}")
    return int(value)


def percentage(frame: Frame, template: Template | None, field: str) -> float | None:
    """The value of a field that must be a number from 0 to 100; None without the field."""
    if template is None:
        return None
    value = template.evaluate(frame)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise wrong(template, field, value, "a number from 0 to 100")
    return float(value)


def object_of(frame: Frame, template: Template | None, field: str) -> dict[str, Any]:
    """The value of a field that must be an object; empty without the field."""
    value = {} if template is None else template.evaluate(frame)
    if template is not None and not isinstance(value, dict):
        raise wrong(template, field, value, "an object")
    return value


def wrong(template: Template, field: str, value: Any, expected: str) -> EvaluationError:
    """A field's value is of the wrong kind."""
    source = "value"
    if template.expressions:
        source, field = f"JSONata expression '{template.expressions[0].source}'", template.fields[0]
    shown = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:80]}..."
    return EvaluationError(field, f"The {source} specified for the field '{field}' must give {expected}, not {shown}.")
