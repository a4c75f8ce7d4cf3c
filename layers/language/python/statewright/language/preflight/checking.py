"""From a compiled workflow to everything preflight tells: read -> find ways -> measure -> check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from statewright.language.compiler.compilation import MAX_DEFINITION_BYTES, Compiled
from statewright.language.compiler.registry import Registry
from statewright.language.engine.machine import MAX_EVENTS
from statewright.language.graph.model import MAX_YEAR_SECONDS, Workflow, WorkflowSettings
from statewright.language.preflight import amounts, limits
from statewright.language.preflight.amounts import Pricing
from statewright.language.preflight.costs import costs
from statewright.language.preflight.express import MAX_SECONDS, reasons_against
from statewright.language.preflight.machine import INLINE_CONCURRENCY, Block, Repetition, Step, read_machine
from statewright.language.preflight.measure import Measure, by_node, measure
from statewright.language.preflight.model import (
    LoopPlan,
    MachineSize,
    Preflight,
    RunBound,
    RunDuration,
    TokenWait,
    counted,
    finite,
)
from statewright.language.preflight.nodes import nodes_of
from statewright.language.preflight.payload import payload
from statewright.language.preflight.prices import Prices, published
from statewright.language.preflight.results import loop_results
from statewright.language.preflight.ways import Point, Section, find_ways

MAX_NAME: Final = 80
"""Characters of a state's name. Source: Step Functions quotas."""
RUNS: Final = 1_000
_BEGIN_AND_END: Final = 2
"""ExecutionStarted, and the event an execution ends with."""


def preflight(
    compiled: Compiled,
    workflow: Mapping[str, Any] | Workflow,
    registry: Registry,
    prices: Prices | None = None,
    runs: int = RUNS,
) -> Preflight:
    """Limits and cost of a compiled workflow; `workflow` is the document it was compiled from.

    `prices` default to those the code was shipped with; money is for `runs` runs.
    """
    document = workflow if isinstance(workflow, Workflow) else Workflow.model_validate(workflow)
    pricing = Pricing.of(prices or published(), registry)
    nodes = nodes_of(document)
    machine = read_machine(compiled, document, pricing.prices)
    ways = find_ways(machine, nodes)

    definition = _definition(compiled, machine)
    events = _bound(ways.top, amounts.events(retries=False), amounts.events(retries=True), _BEGIN_AND_END, MAX_EVENTS)
    most = MAX_SECONDS if document.settings.durability == "express" else MAX_YEAR_SECONDS
    duration = _duration(ways.top, document.settings, most)
    loops = tuple(_loops(ways.top))
    sizes = payload(machine, nodes, registry)
    waits = tuple(_token_waits(machine))
    express = tuple(reasons_against(machine, duration))

    findings = limits.Findings(nodes)
    limits.check_definition(findings, definition)
    limits.check_events(findings, events, loops)
    limits.check_duration(findings, duration, most, frozenset(wait.node for wait in waits))
    limits.check_payload(findings, sizes)
    limits.check_results(findings, tuple(loop_results(machine, nodes, registry)), sizes.limit)
    if document.settings.durability == "express":
        for reason in express:
            findings.add("error", "not_express", reason.message, reason.node)
    return Preflight(
        fits=all(problem.severity != "error" for problem in findings.found),
        problems=tuple(sorted(findings.found, key=lambda problem: problem.severity != "error")),
        definition=definition,
        transitions=_bound(ways.top, amounts.transitions(retries=False), amounts.transitions(retries=True), 0, None),
        events=events,
        duration=duration,
        payload=sizes,
        loops=loops,
        token_waits=waits,
        express=express,
        cost=costs(
            ways,
            pricing,
            definition.bytes,
            runs,
            durability=document.settings.durability,
            express=not express,
        ),
        prices=pricing.prices,
    )


def _definition(compiled: Compiled, machine: Block) -> MachineSize:
    steps = list(machine.everything())
    deepest = max(steps, key=lambda step: step.depth)
    return MachineSize(
        bytes=len(compiled.definition_json.encode()),
        bytes_limit=MAX_DEFINITION_BYTES,
        states=len(steps),
        longest_name=max((step.name for step in steps), key=len),
        name_limit=MAX_NAME,
        depth=deepest.depth,
        deepest=deepest.node if deepest.depth else None,
    )


def _bound(top: Section, usual: Measure, worst: Measure, constant: int, limit: int | None) -> RunBound:
    """The longest way on which nothing fails, if there is one, and the longest of all."""
    plain = Measure(usual.visit, usual.inside, prefer_success=True)
    longest = measure(top, plain, 1).best[0]
    return RunBound(
        usual=counted(longest.amount + constant),
        worst=counted(measure(top, worst, 1).best[0].amount + constant),
        node=_most(by_node(longest, plain, loops_whole=True)),
        limit=limit,
    )


def _duration(top: Section, settings: WorkflowSettings, most: int) -> RunDuration:
    waiting, longest = amounts.waiting(), amounts.longest(retries=False)
    waits, long = measure(top, waiting, 1).best[0], measure(top, longest, 1).best[0]
    return RunDuration(
        waiting=waits.amount,
        waits=_most(by_node(waits, waiting)) if waits.amount else None,
        longest=finite(long.amount),
        worst=finite(measure(top, amounts.longest(retries=True), 1).best[0].amount),
        node=_most(by_node(long, longest)) if long.amount else None,
        limit=min(settings.timeout_seconds or most, most),
    )


def _most(amounts_by_node: Mapping[str, float]) -> str | None:
    return max(amounts_by_node, key=amounts_by_node.__getitem__, default=None)


def _points(top: Section) -> Iterator[Point]:
    todo = [top]
    while todo:
        for point in todo.pop().points:
            yield point
            todo.extend(point.sections)


def _loops(top: Section) -> Iterator[LoopPlan]:
    events = amounts.events(retries=False)
    usual = Measure(events.visit, events.inside, prefer_success=True)
    found: dict[Step, int] = {}
    for point in _points(top):
        if point.step.repetition is not None:
            each = counted(measure(point.sections[0], usual, 1).best[0].amount)
            found[point.step] = max(each, found.get(point.step, 0))
    for step, each in sorted(found.items(), key=lambda item: item[0].name):
        repetition = step.repetition
        if repetition is not None:
            constant, (times,) = usual.inside(step, [each])
            total = counted(usual.visit(step, False) + constant + times * each)
            if repetition.distributed:
                total = counted(repetition.iterations * (each + 2))
            yield LoopPlan(
                node=step.node,
                mode="distributed" if repetition.distributed else "inline",
                items=repetition.items,
                items_from=repetition.said_by,
                concurrency=repetition.concurrency,
                events=counted(each + _BEGIN_AND_END) if repetition.distributed else total,
                reason=_reason(repetition, total),
            )


def _reason(repetition: Repetition, total: int) -> str:
    shown = f"{repetition.items:,} items" + (
        ' (assumed: say "Expected items", `expected_items`)' if repetition.said_by == "assumption" else ""
    )
    if repetition.stored:
        return f"{shown}, read in S3: each is an execution of its own"
    if not repetition.distributed:
        return f"{shown} take {total:,} of {MAX_EVENTS:,} history events, {repetition.concurrency} at a time"
    if repetition.concurrency > INLINE_CONCURRENCY and total <= MAX_EVENTS:
        return f"{repetition.concurrency:,} at a time, and inside an execution at most {INLINE_CONCURRENCY} run at once"
    return f"{shown} would take {total:,} of {MAX_EVENTS:,} history events: each is an execution of its own"


def _token_waits(machine: Block) -> Iterator[TokenWait]:
    for step in machine.everything():
        if step.waits_for_token:
            seconds = step.state.get("TimeoutSeconds")
            yield TokenWait(node=step.node, timeout_seconds=seconds if isinstance(seconds, int) else None)
