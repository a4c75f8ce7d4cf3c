"""The intermediate form between the graph and Step Functions: frozen, and free of names and JSON.

An *operation* is what one node does. A *scope* is one variable scope of the machine (the top level, or one branch
of a fork): steps that name each other by label, the index in `steps`; `END` leaves the scope. A *value* is
something a node leaves behind for others to read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from statewright.language.graph.flow import Flow
from statewright.language.graph.model import Node, RetrySettings, WorkflowSettings

END: Final = -1
NEVER: Final = -2
"""The label behind a fork of which a branch always ends the run."""

OUTPUT: Final = ""
TAKEN: Final = "h"
DRAWN: Final = "v"
ITEM: Final = "item"
INDEX: Final = "index"
PATH: Final = "path"
LOOP_PARTS: Final = frozenset({ITEM, INDEX, PATH})


class Value(NamedTuple):
    """What a node leaves behind, null when it did not run: its output, (`TAKEN`) the handle it took, or (`DRAWN`) what
    its expressions gave, where the output does not say it.

    Of a loop also what its body reads: the `ITEM`, its `INDEX`, and the `PATH` of indices down to it ("3.0").
    """

    node: int
    part: str = OUTPUT


# Values of the run itself; nodes are numbered from 0.
TRIGGER: Final = Value(-1)
EXECUTION: Final = Value(-2)
WORKFLOW: Final = Value(-3)
DEPTH: Final = Value(-4)
"""How many workflows lie above the run: each was started by the one before."""


@dataclass(frozen=True, slots=True)
class Invoke:
    """Call an action's function. `continues`: a failure leaves by the first handle, not by `error`.

    `offload`: the output is a reference to what lies in S3.
    """

    definition: str
    function: str
    config: Any
    select: str | None
    offload: bool
    timeout_seconds: int
    retry: RetrySettings
    on: tuple[str, ...]
    catches: bool
    continues: bool

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return (self.config,)


@dataclass(frozen=True, slots=True)
class Await(Invoke):
    """Hand a task token to a function and wait for whoever answers it; `decides`: the answer says by which handle."""

    decides: bool


@dataclass(frozen=True, slots=True)
class Compute:
    """Evaluate JSON with expressions; it is the output. `catches` and `continues` as in `Invoke`."""

    value: Any
    catches: bool = False
    continues: bool = False

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return (self.value,)


@dataclass(frozen=True, slots=True)
class Choose:
    """Take the first handle whose condition holds, else `otherwise`. The output is the handle."""

    cases: tuple[tuple[str, str], ...]
    otherwise: str

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return tuple(condition for _, condition in self.cases)


@dataclass(frozen=True, slots=True)
class Delay:
    """Wait for a number of seconds (`Seconds`) or until a time (`Timestamp`)."""

    field: str
    value: Any

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return (self.value,)


class Source(NamedTuple):
    """A node whose output a merge takes when it took one of the handles; without handles it is sure to have."""

    node: int
    handles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Make one output of those of the live edges: `all` by key, else that of the first of `sources` that is live."""

    mode: str
    sources: tuple[Source, ...] = ()

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return ()


@dataclass(frozen=True, slots=True)
class Loop:
    """Run the body once for each of `items`: one after the other, or up to `concurrency` at a time.

    `distributed`: each item is an execution of its own, which sees no variables but those it is given. `stored`: then
    `items` is a reference to what lies in S3, and the items are read there. `until`: the value of the item's end says
    whether to go on. `on_item_error` is `fail`, `skip` or `collect`. `retry` None: the loop is not retried. `catches`
    and `continues` as in `Invoke`.
    """

    items: Any
    concurrency: int
    on_item_error: str
    until: bool
    distributed: bool
    stored: bool
    retry: RetrySettings | None
    on: tuple[str, ...]
    catches: bool
    continues: bool

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return (self.items,)


@dataclass(frozen=True, slots=True)
class RunWorkflow:
    """Start another workflow and, with `wait`, wait for its end. `retry`, `catches` and `continues` as in `Loop`.

    `timeout_seconds` None: the child's own limit is the limit.
    """

    workflow_id: str
    payload: Any
    wait: bool
    timeout_seconds: int | None
    retry: RetrySettings | None
    on: tuple[str, ...]
    catches: bool
    continues: bool

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return (self.payload,)


@dataclass(frozen=True, slots=True)
class Stop:
    """End the run: with `output`, or with an error of this name and message (`error` is None for a success)."""

    output: Any
    error: str | None = None
    message: Any = ""

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return (self.output,) if self.error is None else (self.message,)


@dataclass(frozen=True, slots=True)
class Nothing:
    """A trigger (the start does its work) or a disabled node: no state unless its liveness is asked for."""

    @property
    def templates(self) -> tuple[Any, ...]:
        """JSON with expressions that the state evaluates."""
        return ()


Operation = Invoke | Await | Compute | Choose | Delay | Merge | Loop | RunWorkflow | Stop | Nothing


def failure_handle(operation: Invoke | Compute | Loop | RunWorkflow, handles: Sequence[str]) -> str | None:
    """Of the handles a node can take, the one by which a failure leaves; None if a failure fails the run."""
    if not operation.catches:
        return None
    return handles[0] if operation.continues else handles[1]


@dataclass(frozen=True, slots=True)
class Start:
    """Where the run begins: `exits` maps each trigger's handle to a label."""

    exits: tuple[tuple[str, int], ...]
    node: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Do what `node` does, then go to the label of the handle it took."""

    node: int
    exits: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """Whether `node` is live decides between two labels."""

    node: int
    live: int
    dead: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Run scopes at the same time; `node` is the first of them, for the name."""

    node: int
    branches: tuple[int, ...]
    next: int


Step = Start | Run | Guard | Fork


@dataclass(frozen=True, slots=True)
class Scope:
    """One variable scope. `depth` counts the forks and loops around it; `node` is its first node, for names.

    `loop`: the scope is what that loop does for each item; None for the top and the branches of forks.
    """

    index: int
    parent: int | None
    depth: int
    node: int
    entry: int
    steps: tuple[Step, ...]
    loop: int | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A whole workflow. Node numbers index `nodes` and `operations`; 0 is the start and has no node.

    `nodes[flow.count:]` can never run: everything that leads to them is behind a handle no disabled node takes.
    """

    settings: WorkflowSettings
    nodes: tuple[Node, ...]
    operations: tuple[Operation, ...]
    flow: Flow
    scopes: tuple[Scope, ...]
    scope_of: tuple[int, ...]
    """The scope each node runs in."""
    bodies: dict[int, int]
    """The scope of each loop's body."""
    loops: tuple[tuple[int, ...], ...]
    """The loops around each node that can run, outermost first."""
    item_ends: Mapping[int, int]
    """The node that ends each item of a loop, for those with `result` or `until`."""
    left_out: frozenset[int]
    """Nodes without a state: whatever leads to them ends the run before."""
    numbers: dict[str, int]
    """Node number by key."""

    def runs_apart(self, node: int) -> bool:
        """Whether the node runs in an execution of its own: an item's, of a distributed loop."""
        loops = (self.operations[loop] for loop in self.loops[node])
        return any(isinstance(loop, Loop) and loop.distributed for loop in loops)
