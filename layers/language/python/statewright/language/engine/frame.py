"""Where an execution stands: one frame for the machine, each running branch and each running iteration.

Ten thousand waiting executions must fit in memory beside everything else, so frames have slots, share their parent's
variables until they assign their own, and refer to the machine instead of copying from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from statewright.language.engine.errors import too_large
from statewright.language.engine.events import HistoryEvent
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.states import Assignments, Block, Map, Parallel, State, Task
from statewright.language.engine.times import format_timestamp
from statewright.language.engine.workflow_run import HistoryFull, WorkflowRun
from statewright.language.expressions import MAX_PAYLOAD, MISSING, measure

if TYPE_CHECKING:
    from statewright.language.engine.execution import Execution

SEEDS: Final = 2**48
"""How many seeds there are: `Execution.next_seed` gives one from 0 to this."""

_MAX_VARIABLES: Final = 10 * 1024 * 1024
_UNCOUNTED_VARIABLES: Final = _MAX_VARIABLES // MAX_PAYLOAD


class TaskWork:
    """A task that is being worked on. Timer ids are None where there is no such limit; times in milliseconds."""

    __slots__ = ("heartbeat_timer", "heartbeat_within", "last_beat", "task_id", "timeout_timer", "token")

    def __init__(self, task_id: int, token: str | None) -> None:
        self.task_id = task_id
        self.token = token
        self.timeout_timer: int | None = None
        self.heartbeat_timer: int | None = None
        self.heartbeat_within = 0
        self.last_beat = 0


class Delay:
    """A Wait state's timer, or the pause before a retry."""

    __slots__ = ("retry", "timer_id")

    def __init__(self, timer_id: int, *, retry: bool) -> None:
        self.timer_id = timer_id
        self.retry = retry


class FanOut:
    """The running branches of a Parallel or iterations of a Map."""

    __slots__ = ("children", "inputs", "limit", "pending", "results", "size", "started")

    def __init__(self, inputs: Sequence[Any], limit: int) -> None:
        count = len(inputs)
        self.inputs = inputs
        self.results: list[Any] = [None] * count
        self.pending = count
        self.limit = limit
        self.started = 0
        self.size = 2 + count
        self.children: dict[int, Frame] = {}


Work = TaskWork | Delay | FanOut | MapRun


class Frame:
    """One thread of states; it is also the `Scope` that their expressions see."""

    __slots__ = (
        "attempts",
        "ended",
        "entered_at",
        "entered_id",
        "error_output",
        "index",
        "input",
        "input_size",
        "item",
        "parent",
        "previous",
        "result",
        "result_size",
        "retry_count",
        "run",
        "sizes",
        "start_at",
        "state",
        "states",
        "variables",
        "work",
        "workflow",
    )

    def __init__(self, run: Execution, workflow: WorkflowRun, block: Block, parent: Frame | None, index: int) -> None:
        self.run = run
        self.workflow = workflow
        self.parent = parent
        self.index = index
        self.states: Mapping[str, State] = block.states
        self.start_at = block.start_at
        self.state: State | None = None
        self.variables: dict[str, Any] = {} if parent is None else parent.variables
        self.sizes: dict[str, int] = {} if parent is None else parent.sizes
        self.input: Any = None
        self.input_size = 0
        self.result: Any = MISSING
        self.result_size = 0
        self.error_output: Any = MISSING
        self.entered_at = 0
        self.entered_id = 0
        self.attempts: list[int] | None = None
        self.retry_count = 0
        self.previous = 0
        self.work: Work | None = None
        self.item: dict[str, Any] | None = None
        self.ended = False

    def begin(self) -> None:
        """Puts the frame's next state among what is to be run, at first that where its block starts."""
        self.run.ready.append((self, self.states[self.start_at]))

    def begin_at(self, state: State) -> None:
        """`begin` with another state; the last one has been left."""
        self.state = None
        self.start_at = state.name
        self.begin()

    def record(self, kind: str, details: dict[str, Any], *, ends: bool = False) -> int:
        """Adds an event to the history, behind the frame's last one; its id.

        Raises HistoryFull when there is no room left; what ends something is recorded all the same.
        """
        workflow = self.workflow
        event_id = workflow.last_event + 1
        if event_id >= workflow.max_events and not ends:
            raise HistoryFull(workflow)
        workflow.last_event = event_id
        if workflow.history is not None:
            # half the cost of HistoryEvent(...), in the hottest line of the engine
            event = tuple.__new__(HistoryEvent, (event_id, self.previous, self.run.at, kind, details))
            workflow.history.events.append(event)
        self.previous = event_id
        return event_id

    def evaluate(self, assignments: Assignments, name: str) -> tuple[dict[str, Any], dict[str, int]]:
        """The values of an `Assign` of state `name` and bounds of their sizes; nothing is set yet.

        Every template sees the values at entry. Raises EvaluationError, and StateError over the limits.
        """
        values: dict[str, Any] = {}
        sizes: dict[str, int] = {}
        total = 0
        for variable, template in assignments:
            values[variable] = assigned = template.evaluate(self)
            sizes[variable] = size = template.size(self, assigned)
            total += size
        if total > MAX_PAYLOAD and sum(map(measure, values.values())) > MAX_PAYLOAD:
            raise too_large(name)
        if len(self.sizes) >= _UNCOUNTED_VARIABLES and sum({**self.sizes, **sizes}.values()) > _MAX_VARIABLES:
            # those were upper bounds
            sizes = {key: measure(variable) for key, variable in {**self.variables, **values}.items()}
            if sum(sizes.values()) > _MAX_VARIABLES:
                raise too_large(name)
        return values, sizes

    def assign(self, values: Mapping[str, Any], sizes: Mapping[str, int]) -> None:
        """Sets variables of this frame's own scope."""
        if self.parent is not None and self.variables is self.parent.variables:
            self.variables = dict(self.variables)
            self.sizes = dict(self.sizes)
        self.variables.update(values)
        self.sizes.update(sizes)

    def now(self) -> int:
        return self.run.at

    def next_seed(self) -> int:
        return self.run.next_seed()

    def context(self, section: str, member: str | None = None) -> Any:
        """A part of the context object. Source: Step Functions developer guide, "Accessing execution data"."""
        if section == "State" and member == "RetryCount":
            return self.retry_count if isinstance(self.state, Task | Parallel | Map) else MISSING
        found = self._section(section)
        return found if member is None or found is MISSING else found.get(member, MISSING)

    def _section(self, section: str) -> Any:
        state, work = self.state, self.work
        found: Any = MISSING
        if section == "Execution":
            found = self.workflow.execution_data()
        elif section == "State" and state is not None:
            found = {"EnteredTime": format_timestamp(self.entered_at), "Name": state.name}
            if isinstance(state, Task | Parallel | Map):
                found["RetryCount"] = self.retry_count
        elif section == "StateMachine":
            found = self.workflow.context.machine_data()
        elif section == "Task" and isinstance(work, TaskWork) and work.token is not None:
            found = {"Token": work.token}
        elif section == "Map" and self.item is not None:
            found = {"Item": self.item}
        return found
