"""What happens when a state fails: retry, catch, or fail what encloses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statewright.language.engine.errors import DATA_LIMIT, StateError, failure_details, matches
from statewright.language.engine.fields import MAX_SECONDS
from statewright.language.engine.frame import SEEDS, Delay, FanOut, Frame
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.states import Retrier, State
from statewright.language.expressions import MISSING, EvaluationError

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution


def handle(run: Execution, frame: Frame, problem: StateError) -> State | None:
    """The state to go on with; None if the frame waits for a retry or has ended."""
    state = frame.state
    if state is None:
        raise problem
    work, frame.work = frame.work, None
    if state.retry and _retry(run, frame, state.retry, problem):
        return None
    if state.abandoned is not None:
        frame.record(state.abandoned, failure_details(problem.error, problem.cause))
    for catcher in state.catch:
        if matches(catcher.errors, problem):
            caught = {"Error": problem.error, "Cause": problem.cause or ""}
            frame.error_output = caught
            size = 32 + 6 * (len(problem.error or "") + len(problem.cause or ""))
            try:
                return run.leave(frame, state, catcher.assign, catcher.output, catcher.next, caught, size)
            except (EvaluationError, StateError) as failure:
                problem = run.state_error(frame, failure)
                break
            finally:
                frame.error_output = MISSING
    if isinstance(work, FanOut | MapRun) and problem.error != DATA_LIMIT:
        # what has succeeded is not done again by a redrive; after a result too large, all of it is
        frame.work = work
    run.end_failed(frame, problem)
    return None


def _retry(run: Execution, frame: Frame, retriers: tuple[Retrier, ...], problem: StateError) -> bool:
    """Starts the pause before the next attempt; False if there is none left."""
    for index, retrier in enumerate(retriers):
        if not matches(retrier.errors, problem):
            continue
        # the first retrier that matches decides, also when its attempts are used up
        attempts = frame.attempts = frame.attempts or [0] * len(retriers)
        if attempts[index] >= retrier.max_attempts:
            return False
        seconds = _delay(retrier, attempts[index])
        attempts[index] += 1
        frame.retry_count += 1
        if retrier.jitter:
            seconds *= run.next_seed() / SEEDS
        frame.work = Delay(run.start_timer(frame, run.at + round(seconds * 1000)), retry=True)
        return True
    return False


def _delay(retrier: Retrier, attempts: int) -> float:
    """Seconds before the attempt that follows `attempts` retries."""
    bound = MAX_SECONDS if retrier.max_delay is None else retrier.max_delay
    try:
        return min(retrier.interval * retrier.backoff_rate**attempts, bound)
    except OverflowError:
        return bound
