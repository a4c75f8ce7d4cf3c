"""What states amount to: transitions, history events, seconds, money. One `Measure` each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from statewright.language.compiler.registry import Registry
from statewright.language.preflight.machine import Step
from statewright.language.preflight.measure import Inner, Measure
from statewright.language.preflight.prices import Prices

_TASK_EVENTS: Final = 5
"""TaskStateEntered, TaskScheduled, TaskStarted, TaskSucceeded, TaskStateExited."""
_ATTEMPT_EVENTS: Final = 3
"""TaskScheduled, TaskStarted, TaskFailed."""
_CYCLE_EVENTS: Final = 3
"""Of the Parallel that is a round of a circle, beside ParallelStateStarted."""
_MAP_RUN_EVENTS: Final = 3
"""MapStateStarted, MapRunStarted, and how the map run ended."""
_LAMBDA: Final = ":lambda:invoke"
_MEMORY_MB: Final = 256


def transitions(*, retries: bool) -> Measure:
    """State transitions that are charged: one a state, one a retry. Children of a distributed Map are counted too."""

    def visit(step: Step, failed: bool) -> float:
        del failed
        return _rounds(step, retries=retries) + (step.retries if retries else 0)

    return Measure(visit, lambda step, amounts: _again(step, 0, amounts, retries=retries))


def events(*, retries: bool) -> Measure:
    """Events in the execution's history. Children of a distributed Map have histories of their own."""

    def visit(step: Step, failed: bool) -> float:
        if step.kind == "Fail":
            return 1
        if step.repetition is not None and step.repetition.cycle:
            return _CYCLE_EVENTS * step.repetition.items + 2 * (_rounds(step, retries=retries) - step.repetition.items)
        if step.kind != "Task":
            return 3 if step.kind in ("Parallel", "Map") else 2
        submitted = 1 if step.waits_for_token or step.waits_for_job else 0
        again = step.retries * (_ATTEMPT_EVENTS + submitted) if retries else 0
        # a result that cannot be evaluated is one event more: EvaluationFailed
        return _TASK_EVENTS + submitted + again + (1 if failed else 0)

    def inside(step: Step, amounts: Sequence[float]) -> Inner:
        repetition = step.repetition
        if repetition is not None and repetition.distributed:
            attempts = 1 + (step.retries if retries else 0)
            return float(attempts * _MAP_RUN_EVENTS), tuple(0.0 for _ in amounts)
        if repetition is not None and repetition.cycle:
            return _again(step, 1, amounts, retries=retries)
        return _again(step, 0 if repetition is None else 2, amounts, retries=retries, started=1)

    return Measure(visit, inside)


def waiting() -> Measure:
    """Seconds that are sure to pass on a way: waits with a fixed length."""
    return _seconds(lambda step, _: _fixed_wait(step), retries=False)


def longest(*, retries: bool) -> Measure:
    """The most seconds a way can take: infinite where the workflow itself sets no bound."""

    def visit(step: Step, failed: bool) -> float:
        del failed
        if step.kind == "Wait":
            return step.longest_wait
        if step.kind != "Task":
            return step.retry_seconds if retries else 0.0
        timeout = step.state.get("TimeoutSeconds")
        one = float(timeout) if isinstance(timeout, int) else math.inf
        return one * (1 + step.retries) + step.retry_seconds if retries else one

    return _seconds(visit, retries=retries)


@dataclass(frozen=True, slots=True)
class Pricing:
    """Prices with what is known of the functions."""

    prices: Prices
    memory_mb: Mapping[str, int]

    @classmethod
    def of(cls, prices: Prices, registry: Registry) -> Pricing:
        """The memory of each function is the registry's."""
        return cls(prices, registry.memory_mb)

    def call_seconds(self, step: Step) -> float:
        """How long the state's call is taken to run; 0 if it calls no function."""
        return self.prices.call_seconds(step.definition) if step.resource.endswith(_LAMBDA) or step.function else 0.0

    def gb_seconds(self, step: Step) -> float:
        """Memory times time of the state's call."""
        return self.memory_mb.get(step.function, _MEMORY_MB) / 1024 * self.call_seconds(step)

    def standard(self, *, retries: bool = False) -> Measure:
        """Money of a Standard execution: transitions and calls."""

        def visit(step: Step, failed: bool) -> float:
            del failed
            attempts = _rounds(step, retries=retries) + (step.retries if retries else 0)
            calls = 1 if step.function else 0
            return attempts * (self.prices.transition + self.prices.calls(calls, self.gb_seconds(step)))

        return Measure(
            visit, lambda step, amounts: _again(step, 0, amounts, retries=retries), prefer_success=not retries
        )

    def calls(self, *, retries: bool = False) -> Measure:
        """Calls of functions."""
        return Measure(
            lambda step, _: float(_attempts(step, retries=retries)) if step.function else 0.0,
            lambda step, amounts: _again(step, 0, amounts, retries=retries),
        )

    def memory(self, *, retries: bool = False) -> Measure:
        """GB-seconds of calls."""
        return Measure(
            lambda step, _: _attempts(step, retries=retries) * self.gb_seconds(step),
            lambda step, amounts: _again(step, 0, amounts, retries=retries),
        )

    def running(self, *, retries: bool = False) -> Measure:
        """Seconds a run is taken to last: calls as assumed, and waits with a fixed length."""

        def visit(step: Step, failed: bool) -> float:
            del failed
            pauses = step.retry_seconds if retries else 0.0
            return _attempts(step, retries=retries) * self.call_seconds(step) + pauses + _fixed_wait(step)

        return _seconds(visit, retries=retries)

    def express_share(self, gigabytes: float) -> Measure:
        """What each state adds to the money of an Express execution with so much memory, beside the request itself."""

        def visit(step: Step, failed: bool) -> float:
            del failed
            held = gigabytes * (self.call_seconds(step) + _fixed_wait(step)) * self.prices.express_per_gb_second
            return held + self.prices.calls(1 if step.function else 0, self.gb_seconds(step))

        return Measure(visit, lambda step, amounts: _again(step, 0, amounts, retries=False))


def _attempts(step: Step, *, retries: bool) -> int:
    return 1 + (step.retries if retries else 0)


def _again(step: Step, each: float, amounts: Sequence[float], *, retries: bool, started: float = 0) -> Inner:
    """Branches or iterations one after another: `each` is what an iteration adds, `started` what an attempt does."""
    attempts = 1 + (step.retries if retries else 0)
    if step.repetition is None:
        return attempts * started, tuple(float(attempts) for _ in amounts)
    iterations = step.repetition.iterations
    return attempts * (started + each * iterations), (float(attempts * iterations),)


def _rounds(step: Step, *, retries: bool) -> int:
    """How many states a state stands for: in a circle each time itself, the Choice, and what takes a failed item in."""
    if step.repetition is None or not step.repetition.cycle:
        return 1
    takes_in = 1 if retries and "Catch" in step.state else 0
    return (2 + takes_in) * step.repetition.items


def _seconds(visit: Callable[[Step, bool], float], *, retries: bool) -> Measure:
    def inside(step: Step, amounts: Sequence[float]) -> Inner:
        attempts = float(1 + (step.retries if retries else 0))
        if step.repetition is not None:
            return 0.0, (attempts * math.ceil(step.repetition.iterations / step.repetition.concurrency),)
        slowest = max(range(len(amounts)), key=amounts.__getitem__, default=0)
        return 0.0, tuple(attempts if index == slowest else 0.0 for index in range(len(amounts)))

    return Measure(visit, inside)


def _fixed_wait(step: Step) -> float:
    seconds = step.state.get("Seconds") if step.kind == "Wait" else None
    return float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else 0.0


def iterations() -> Measure:
    """Parallel and Map steps, as Express executions count them for their memory."""

    def inside(step: Step, amounts: Sequence[float]) -> Inner:
        constant, times = _again(step, 1, amounts, retries=False, started=0)
        return (constant if step.repetition is not None else 1.0), times

    return Measure(lambda *_: 0.0, inside)
