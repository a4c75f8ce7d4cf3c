"""What runs cost, by the path they take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from statewright.language.preflight.amounts import Pricing, iterations, transitions
from statewright.language.preflight.measure import Measure, Route, amount_of, by_node, measure
from statewright.language.preflight.model import PathChoice, PathCost, RunCost
from statewright.language.preflight.ways import Ways

MAX_PATHS: Final = 20
_BASE_KILOBYTES: Final = 50 * 1024
_CHUNK_KILOBYTES: Final = 64 * 1024
"""Memory of an Express run and the step it is charged in. Source: Step Functions pricing, examples 3 and 4."""


def costs(ways: Ways, pricing: Pricing, definition_bytes: int, runs: int, *, express: bool) -> RunCost:
    """The cost of `runs` runs; `express`: whether they could be Express executions."""
    standard, worst = pricing.standard(), pricing.standard(retries=True)
    routes = measure(ways.top, standard, MAX_PATHS)
    costly = measure(ways.top, worst, 1).best[0]
    dear = measure(ways.top, Measure(standard.visit, standard.inside), 1).best[0]
    cheap = measure(ways.top, Measure(lambda *of: -standard.visit(*of), standard.inside, prefer_success=True), 1).best[
        0
    ]
    paths = sorted(routes.best, key=lambda route: (route.failures, -route.amount))[:MAX_PATHS]
    return RunCost(
        runs=runs,
        average=runs * (routes.mean / routes.share if routes.share else 0.0),
        cheapest=runs * -cheap.amount,
        costliest=runs * dear.amount,
        worst=runs * costly.amount,
        worst_node=_most(by_node(costly, worst))[0],
        paths=tuple(_path(route, pricing, definition_bytes, runs, express=express) for route in paths),
        paths_left_out=routes.count - len(paths),
        exact=ways.exact,
    )


def _path(route: Route, pricing: Pricing, definition_bytes: int, runs: int, *, express: bool) -> PathCost:
    standard = pricing.standard()
    calls, memory = amount_of(route, pricing.calls()), amount_of(route, pricing.memory())
    seconds = amount_of(route, pricing.running())
    node, amount = _most(by_node(route, standard))
    kilobytes = (
        _BASE_KILOBYTES
        + definition_bytes / 1024
        + pricing.prices.execution_data_kilobytes * amount_of(route, iterations())
    )
    charged = math.ceil(kilobytes / _CHUNK_KILOBYTES) * _CHUNK_KILOBYTES / 1024 / 1024
    # duration is charged in steps of 100 ms
    express_run = pricing.prices.express(charged * math.ceil(round(seconds * 10, 6)) / 10)
    return PathCost(
        choices=tuple(_choices(route, ())),
        transitions=round(amount_of(route, transitions(retries=False))),
        calls=round(calls),
        gb_seconds=memory,
        seconds=seconds,
        standard=runs * route.amount,
        express=runs * (express_run + pricing.prices.calls(calls, memory)) if express else None,
        node=node,
        node_standard=runs * amount,
    )


def _choices(route: Route, loops: tuple[str, ...]) -> Iterator[PathChoice]:
    for visit in route.visits():
        inner = (*loops, visit.step.node) if visit.step.repetition is not None else loops
        for branch in visit.branches:
            yield from _choices(branch, inner)
        if visit.decision is not None:
            made = visit.decision
            yield PathChoice(node=made.node, handle=made.handle, failed=made.failed, loop=loops)


def _most(amounts: dict[str, float]) -> tuple[str | None, float]:
    """The key with the largest amount; the first of several."""
    node = max(amounts, key=amounts.__getitem__, default=None)
    return node, 0.0 if node is None else amounts[node]
