"""The compiled machine as preflight reads it: states with their numbers filled in, whatever node they come from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from statewright.language.compiler.compilation import Compiled
from statewright.language.expressions import is_expression
from statewright.language.graph.model import Workflow
from statewright.language.preflight.nodes import Nodes, nodes_of
from statewright.language.preflight.prices import Prices

INLINE_CONCURRENCY: Final = 40
"""Iterations of an inline Map that run at once. Source: Step Functions guide, "Map state processing modes"."""
_MAX_DELAY: Final = 31_536_000
_DAY_AND_AN_HOUR: Final = 25 * 3600.0
"""Until the next time the clock shows something, when clocks are put back before."""
_WEEK_AND_AN_HOUR: Final = (7 * 24 + 1) * 3600.0
State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A Map state, or what goes round for each item: `items` it is taken to have, and where that number comes from."""

    items: int
    said_by: Literal["node", "list", "assumption"]
    """`node` (its expected_items), `list` (a list in the workflow), or `assumption`."""
    concurrency: int
    """Items, or batches of them, at the same time."""
    distributed: bool
    batch: int
    stored: bool = False
    """Whether the items are read in S3."""
    cycle: bool = False
    """Whether it is a circle of states, and so may end early: a Choice asks before each item, and once more."""

    @property
    def iterations(self) -> int:
        """Iterations, or child executions."""
        return -(-self.items // self.batch)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One state. `node` is the key of the node it belongs to, helpers included; `retries` counts all its retriers."""

    name: str
    kind: str
    node: str
    state: State
    handle_in: str | None
    """The variable whose value, in a rule's Assign, is the handle the node takes."""
    caught: str | None
    """The handle a failure leaves by."""
    begins: bool
    helps: bool
    """Whether it is not the node's own state."""
    depth: int
    blocks: tuple[Block, ...]
    repetition: Repetition | None
    retries: int
    retry_seconds: float
    """The longest pauses before all of its retries together."""
    longest_wait: float
    """Seconds that a Wait takes at most; infinite where the workflow does not say."""
    definition: str
    """Of the action it calls; empty for other states."""
    function: str
    """The function it calls, by name; empty for other states."""

    @property
    def resource(self) -> str:
        """What a Task calls."""
        return str(self.state.get("Resource", ""))

    @property
    def waits_for_token(self) -> bool:
        """Whether somebody has to answer."""
        return self.resource.endswith(".waitForTaskToken")

    @property
    def waits_for_job(self) -> bool:
        """Whether Step Functions waits for another execution to end."""
        return ".sync" in self.resource


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """States of one level: the machine, a branch, or what a Map does for each item."""

    start: str
    steps: Mapping[str, Step]

    def everything(self) -> Iterator[Step]:
        """Its states and those inside of them."""
        todo = [self]
        while todo:
            for step in todo.pop().steps.values():
                yield step
                todo.extend(step.blocks)


def read_machine(compiled: Compiled, workflow: Workflow, prices: Prices) -> Block:
    """The machine's top level."""
    return _Reader(compiled.trace["states"], nodes_of(workflow), prices).block(compiled.definition, 0)


class _Reader:
    def __init__(self, trace: Mapping[str, Any], nodes: Nodes, prices: Prices) -> None:
        self._trace = trace
        self._nodes = nodes
        self._prices = prices

    def block(self, block: State, depth: int) -> Block:
        steps = {name: self._step(name, state, depth) for name, state in block["States"].items()}
        return Block(block["StartAt"], steps)

    def _step(self, name: str, state: State, depth: int) -> Step:
        traced = self._trace.get(name, {})
        output = traced.get("output", {})
        node = traced.get("node") or name.partition("-")[0]
        inner = [*state.get("Branches", ()), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]
        arguments = state.get("Arguments")
        payload = arguments.get("Payload") if isinstance(arguments, dict) else None
        about = payload.get("node") if isinstance(payload, dict) else None
        return Step(
            name=name,
            kind=state["Type"],
            node=node,
            state=state,
            handle_in=output.get("variable") if output.get("kind") == "handle" else None,
            caught=output.get("caught"),
            begins=traced.get("role") == "start",
            helps=traced.get("role") == "helper",
            depth=depth,
            blocks=tuple(self.block(block, depth + 1) for block in inner),
            repetition=self._repeated(node, state, traced.get("iterates")),
            retries=sum(_attempts(retrier) for retrier in state.get("Retry", ())),
            retry_seconds=sum(_pauses(retrier) for retrier in state.get("Retry", ())),
            longest_wait=self._longest_wait(node, state) if state["Type"] == "Wait" else 0.0,
            definition=str(about.get("definition", "")) if isinstance(about, dict) else "",
            function=_function_name(arguments),
        )

    def _longest_wait(self, node: str, state: State) -> float:
        seconds = state.get("Seconds")
        if isinstance(seconds, int | float):
            return float(seconds)
        config = self._nodes[node].config if node in self._nodes else {}
        if "local_time" in config:
            return _DAY_AND_AN_HOUR if "weekdays" not in config else _WEEK_AND_AN_HOUR
        return math.inf

    def _repeated(self, node: str, state: State, iterates: str | None) -> Repetition | None:
        if iterates is not None:
            items, said_by = self._items(iterates, state)
            return Repetition(items, said_by, concurrency=1, distributed=False, batch=1, cycle=True)
        return self._repetition(node, state) if state["Type"] == "Map" else None

    def _repetition(self, node: str, state: State) -> Repetition:
        items, said_by = self._items(node, state)
        distributed = state["ItemProcessor"].get("ProcessorConfig", {}).get("Mode") == "DISTRIBUTED"
        batch = state.get("ItemBatcher", {}).get("MaxItemsPerBatch", 1)
        limit = state.get("MaxConcurrency")
        at_once = limit if isinstance(limit, int) and limit else items
        return Repetition(
            items=items,
            said_by=said_by,
            concurrency=max(1, at_once if distributed else min(at_once, INLINE_CONCURRENCY)),
            distributed=distributed,
            batch=batch if isinstance(batch, int) else 1,
            stored="ItemReader" in state,
        )

    def _items(self, node: str, state: State) -> tuple[int, Literal["node", "list", "assumption"]]:
        config = self._nodes[node].config if node in self._nodes else {}
        if isinstance(config.get("items"), list):
            return len(config["items"]), "list"
        if isinstance(state.get("Items"), list):
            return len(state["Items"]), "list"
        expected = config.get("expected_items")
        if isinstance(expected, int | float) and not isinstance(expected, bool):
            return max(0, round(expected)), "node"
        return self._prices.loop_items, "assumption"


def _attempts(retrier: State) -> int:
    return int(retrier.get("MaxAttempts", 3))


def _pauses(retrier: State) -> float:
    """Seconds of all its pauses, jitter at its longest."""
    interval, rate = retrier.get("IntervalSeconds", 1), retrier.get("BackoffRate", 2.0)
    longest = retrier.get("MaxDelaySeconds", _MAX_DELAY)
    total, pause = 0.0, float(interval)
    for _ in range(_attempts(retrier)):
        total += min(pause, longest)
        pause = min(pause * rate, _MAX_DELAY)
    return total


def _function_name(arguments: Any) -> str:
    """`arn:aws:lambda:region:account:function:name[:alias]` -> name."""
    name = arguments.get("FunctionName") if isinstance(arguments, dict) else None
    if not isinstance(name, str) or is_expression(name):
        return ""
    return name.partition(":function:")[2].partition(":")[0] or name
