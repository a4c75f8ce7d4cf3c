"""One state on its own: what AWS's TestState answers, with the outcome of its work given or mocked.

    trial = StateTrial(definition, {"id": 7}, variables={"rate": 2}, mock=Returned({"ok": True}))
    answer = trial.finish()

Source: Step Functions developer guide, "Using TestState API to test a state", and the API reference of TestState.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from statewright.language.engine import distributed, fan_out, flow, item_reader, items, task
from statewright.language.engine.errors import StateError, matches
from statewright.language.engine.events import History, ScheduleTask
from statewright.language.engine.execution import Execution
from statewright.language.engine.frame import Delay, Frame, TaskWork
from statewright.language.engine.machine import Machine
from statewright.language.engine.map_run import STATE_DATA, Limits
from statewright.language.engine.resources import needs_standard
from statewright.language.engine.simulation import SIMULATED, START, Outcome, Raised, Returned
from statewright.language.engine.states import Block, DistributedMap, Map, Parallel, State, Task
from statewright.language.expressions import MISSING, EvaluationError, measure

TrialStatus = Literal["SUCCEEDED", "FAILED", "RETRIABLE", "CAUGHT_ERROR"]
_ALONE: Final = "State"
"""The name of a state that is given without its machine."""
_NO_ANSWER: Final = "States.Timeout"


class TrialRefused(ValueError):
    """This state cannot be tried this way; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSettings:
    """`stateConfiguration` of TestState."""

    retry_count: int = 0
    """How often the retrier that takes the error has retried before."""
    failed_iterations: int | None = None
    """Of a Map: how many of its iterations failed."""
    reader_data: str | None = None
    """Of a distributed Map: the text its ItemReader reads."""
    error_caused_by: str | None = None
    """Of a Map or Parallel with a mocked error: the state inside that it comes from."""


@dataclass(frozen=True, slots=True)
class StateTrialResult:
    """How a state ended. `next_state` None: it ends its block, or fails, or would be retried.

    `inspection` has AWS's names and JSON values: `input`, `afterArguments`, `result`, `variables`, `errorDetails`
    (`retryIndex`, `retryBackoffIntervalSeconds`, `catchIndex`), of a Map also `afterItemSelector`, `afterItemBatcher`,
    `maxConcurrency`, `toleratedFailureCount`, `toleratedFailurePercentage`; each where the state got that far.
    """

    status: TrialStatus
    output: Any = None
    error: str | None = None
    cause: str | None = None
    next_state: str | None = None
    inspection: dict[str, Any] = field(default_factory=dict)


class StateTrial:
    """A state that was entered. `task` is the work it asks for, None if there is none or it is mocked.

    `definition` is one state's, or with `state_name` a machine's. `context` replaces members of the context object.
    Raises `DefinitionError`, and `TrialRefused` for what TestState does not do.
    """

    def __init__(
        self,
        definition: Mapping[str, Any],
        input: Any,  # noqa: A002 - what Step Functions calls it
        *,
        state_name: str | None = None,
        variables: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        mock: Returned | Raised | None = None,
        settings: TrialSettings = TrialSettings(),
        at: int = START,
    ) -> None:
        machine = Machine.parse(definition if state_name else _alone(definition))
        name = state_name or _ALONE
        block = next((block for block in _blocks(machine.block) if name in block.states), None)
        if block is None:
            raise TrialRefused(f"There is no state '{name}' in the definition.")
        self.state = block.states[name]
        self.settings = settings
        self.mock = mock
        self.history = History()
        self._check()
        self._run = run = _Run(machine, self.history, settings.retry_count)
        run.at = run.workflow.started_at = at
        run.workflow.input = input
        self._inspection: dict[str, Any] = {"input": input}
        self._frame = run.workflow.root = _TrialFrame(run, block, context or {})
        self._frame.input, self._frame.input_size = input, measure(input)
        self._frame.variables = dict(variables or {})
        self._frame.sizes = {name: measure(value) for name, value in self._frame.variables.items()}
        self._following = self._enter()
        self.task = next((c for c in self._run.commands if mock is None and isinstance(c, ScheduleTask)), None)

    def finish(self, outcome: Outcome = None) -> StateTrialResult:
        """How the state ends; `outcome` is that of `task`, or None if it did not answer in time."""
        given = self.mock if self.mock is not None else outcome
        frame = self._frame
        if isinstance(frame.work, TaskWork):
            match given:
                case Returned():
                    self._inspection["result"] = given.output
                    self._following = task.succeeded(self._run, frame, given.output)
                case Raised():
                    self._following = task.failed(self._run, frame, given.error, given.cause)
                case None:
                    self._following = task.failed(self._run, frame, _NO_ANSWER, None)
        return self._result()

    def _check(self) -> None:
        state, mock, settings = self.state, self.mock, self.settings
        if mock is None and (
            isinstance(state, Parallel | Map) or (isinstance(state, Task) and needs_standard(state.resource))
        ):
            raise TrialRefused(f"The state '{state.name}' can only be tested with a mock.")
        if mock is not None and not isinstance(state, Task | Parallel | Map):
            raise TrialRefused(f"The state '{state.name}' does no work that a mock could stand for.")
        if settings.failed_iterations is not None and not isinstance(state, Map):
            raise TrialRefused("Only the iterations of a Map state can fail.")
        if settings.reader_data is not None and not (isinstance(state, DistributedMap) and state.reader is not None):
            raise TrialRefused("Only a distributed Map with an ItemReader reads data.")
        inside = {name for inner in state.blocks() for block in _blocks(inner) for name in block.states}
        if settings.error_caused_by is not None and settings.error_caused_by not in inside:
            raise TrialRefused(f"There is no state '{settings.error_caused_by}' inside '{state.name}'.")

    def _enter(self) -> State | None:
        run, frame, state = self._run, self._frame, self.state
        if not isinstance(state, Parallel | Map):
            following = run.enter(frame, state)
            if isinstance(frame.work, Delay) and not frame.work.retry:
                frame.work = None
                return flow.waited(run, frame, state)
            return following
        frame.state = state
        frame.attempts, frame.retry_count = [self.settings.retry_count] * len(state.retry), self.settings.retry_count
        frame.record(state.entered, {"name": state.name, "input": frame.input})
        try:
            self._prepare(state)
        except (EvaluationError, StateError) as problem:
            return run.fail(frame, problem)
        if isinstance(self.mock, Raised):
            return run.fail(frame, StateError(self.mock.error, self.mock.cause))
        assert self.mock is not None  # noqa: S101 - checked before
        self._inspection["result"] = self.mock.output
        return run.complete(frame, self.mock.output, measure(self.mock.output))

    def _prepare(self, state: Parallel | Map) -> None:
        """What a Parallel or Map computes before its branches or iterations."""
        frame, seen = self._frame, self._inspection
        if isinstance(state, Parallel):
            seen["afterArguments"] = frame.input if state.arguments is None else state.arguments.evaluate(frame)
            return
        seen["maxConcurrency"] = limit = fan_out.concurrency_of(frame, state)
        if not isinstance(state, DistributedMap):
            found = fan_out.items_of(frame, state)
            seen["afterItemSelector"] = [fan_out.select(frame, state, *item) for item in enumerate(found)]
            return
        limits = distributed.limits_of(frame, state, limit)
        seen["toleratedFailureCount"] = limits.tolerated_count or 0
        seen["toleratedFailurePercentage"] = limits.tolerated_percentage or 0.0
        given, source = self._items(state, limits)
        seen["afterItemSelector"] = list(items.selected(frame, state, given, source))
        if state.batcher is not None:
            seen["afterItemBatcher"] = [batch for batch, _, _ in items.inputs(frame, state, limits, given, source)]
        failed = self.settings.failed_iterations
        if failed is not None and limits.exceeded(failed, len(given)):
            raise distributed.threshold_exceeded()

    def _items(self, state: DistributedMap, limits: Limits) -> tuple[Sequence[Any], str]:
        """The items and their source."""
        reader = state.reader
        if reader is None:
            return items.own_items(self._frame, state), STATE_DATA
        arguments = flow.object_of(self._frame, reader.arguments, "ItemReader/Arguments")
        self._inspection["afterArguments"] = arguments
        source = item_reader.source_of(reader, arguments)
        if self.settings.reader_data is None:
            return (), source
        read = item_reader.read_items(reader, {"Body": self.settings.reader_data}, limits.max_items)
        self._inspection["afterItemsPointer"] = read
        return read, source

    def _result(self) -> StateTrialResult:
        run, frame, seen = self._run, self._frame, self._inspection
        problem, workflow = run.problem, run.workflow
        for event in self.history:
            if event.type.endswith("Scheduled"):
                seen["afterArguments"] = event.details.get("parameters", event.details.get("input"))
        seen["variables"] = frame.variables
        error = cause = None
        if problem is not None:
            error, cause = problem.error, problem.cause
        if isinstance(frame.work, Delay) and problem is not None:
            index = next(i for i, retrier in enumerate(self.state.retry) if matches(retrier.errors, problem))
            details = {"retryIndex": index, "retryBackoffIntervalSeconds": round((run.due - run.at) / 1000)}
            seen["errorDetails"] = details
            return StateTrialResult("RETRIABLE", None, error, cause, None, seen)
        if workflow.status == "FAILED":
            return StateTrialResult("FAILED", None, workflow.error, workflow.cause, None, seen)
        following = self._following
        if problem is not None and following is not None:
            index = next(i for i, catcher in enumerate(self.state.catch) if matches(catcher.errors, problem))
            seen["errorDetails"] = {"catchIndex": index}
            return StateTrialResult("CAUGHT_ERROR", frame.input, error, cause, following.name, seen)
        if following is not None:
            return StateTrialResult("SUCCEEDED", frame.input, None, None, following.name, seen)
        return StateTrialResult("SUCCEEDED", workflow.output, None, None, None, seen)


class _Run(Execution):
    """Remembers the failure that retriers and catchers see, and when a retry is due."""

    __slots__ = ("due", "problem", "retried")

    def __init__(self, machine: Machine, history: History, retried: int) -> None:
        super().__init__(machine, SIMULATED, 0, history)
        self.problem: StateError | None = None
        self.due = 0
        self.retried = retried

    def attempt(self, frame: Frame, state: State) -> State | None:
        frame.attempts = [self.retried] * len(state.retry)
        frame.retry_count = self.retried
        return super().attempt(frame, state)

    def state_error(self, frame: Frame, problem: EvaluationError | StateError) -> StateError:
        self.problem = super().state_error(frame, problem)
        return self.problem

    def start_timer(self, frame: Frame, at: int) -> int:
        self.due = at
        return super().start_timer(frame, at)


class _TrialFrame(Frame):
    """A frame whose context object may be given."""

    __slots__ = ("given",)

    def __init__(self, run: _Run, block: Block, given: Mapping[str, Any]) -> None:
        super().__init__(run, run.workflow, block, None, 0)
        self.given = given

    def context(self, section: str, member: str | None = None) -> Any:
        given = self.given.get(section)
        if not isinstance(given, Mapping):
            return super().context(section, member)
        own = super().context(section)
        merged = {**(own if isinstance(own, Mapping) else {}), **given}
        return merged if member is None else merged.get(member, MISSING)


def _alone(state: Mapping[str, Any]) -> dict[str, Any]:
    """A machine of one state, with something in place of every state that it leads to."""
    fields = state if isinstance(state, Mapping) else {}
    named = [fields.get("Next"), fields.get("Default")]
    for group in ("Choices", "Catch"):
        entries = fields.get(group)
        if isinstance(entries, list):
            named += [entry.get("Next") for entry in entries if isinstance(entry, Mapping)]
    targets = {name: {"Type": "Succeed"} for name in named if isinstance(name, str) and name}
    return {"QueryLanguage": "JSONata", "StartAt": _ALONE, "States": {**targets, _ALONE: state}}


def _blocks(block: Block) -> Iterator[Block]:
    """A block and those inside its states."""
    yield block
    for state in block.states.values():
        for inner in state.blocks():
            yield from _blocks(inner)
