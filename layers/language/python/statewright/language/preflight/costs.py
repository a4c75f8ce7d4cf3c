"""What runs cost, by the path they take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from statewright.core.names import Durability
from statewright.language.preflight.amounts import Pricing, iterations, transitions
from statewright.language.preflight.measure import Measure, Route, amount_of, by_node, measure
from statewright.language.preflight.model import PathChoice, PathCost, RunCost, counted
from statewright.language.preflight.ways import Ways

MAX_PATHS: Final = 20
_BASE_KILOBYTES: Final = 50 * 1024
_CHUNK_KILOBYTES: Final = 64 * 1024
"""Memory of an Express run and the step it is charged in. Source: Step Functions pricing, examples 3 and 4."""


@dataclass(frozen=True, slots=True)
class _Express:
    """Money of Express executions of a machine."""

    pricing: Pricing
    definition_bytes: int

    def gigabytes(self, iterations_: float) -> float:
        """Memory that is charged, for a run with so many Parallel and Map states."""
        data = self.pricing.prices.execution_data_kilobytes * iterations_
        kilobytes = _BASE_KILOBYTES + self.definition_bytes / 1024 + data
        return math.ceil(kilobytes / _CHUNK_KILOBYTES) * _CHUNK_KILOBYTES / 1024 / 1024

    def money(self, calls: float, memory: float, seconds: float, iterations_: float) -> float:
        """Of one run. Its duration is charged in steps of 100 ms."""
        charged = self.gigabytes(iterations_) * math.ceil(round(seconds * 10, 6)) / 10
        return self.pricing.prices.express(charged) + self.pricing.prices.calls(calls, memory)

    def of(self, route: Route, *, retries: bool = False) -> float:
        """Of a run that takes the route."""
        pricing = self.pricing
        return self.money(
            amount_of(route, pricing.calls(retries=retries)),
            amount_of(route, pricing.memory(retries=retries)),
            amount_of(route, pricing.running(retries=retries)),
            amount_of(route, iterations()),
        )

    def average(self, ways: Ways) -> float:
        """Of the average run."""
        measures = (self.pricing.calls(), self.pricing.memory(), self.pricing.running(), iterations())
        found = [measure(ways.top, each, 1) for each in measures]
        return self.money(*(routes.mean / routes.share if routes.share else 0.0 for routes in found))


def costs(
    ways: Ways, pricing: Pricing, definition_bytes: int, runs: int, *, durability: Durability, express: bool
) -> RunCost:
    """The cost of `runs` runs; `express`: whether they could be Express executions."""
    standard, worst = pricing.standard(), pricing.standard(retries=True)
    routes = measure(ways.top, standard, MAX_PATHS)
    costly = measure(ways.top, worst, 1).best[0]
    dear = measure(ways.top, Measure(standard.visit, standard.inside), 1).best[0]
    cheap = measure(ways.top, Measure(lambda *of: -standard.visit(*of), standard.inside, prefer_success=True), 1).best[
        0
    ]
    paths = sorted(routes.best, key=lambda route: (route.failures, -route.amount))[:MAX_PATHS]
    told = _Express(pricing, definition_bytes)
    if durability == "express" and express:
        amounts = [told.of(route) for route in (cheap, dear, *paths)]
        average, cheapest, costliest = told.average(ways), min(amounts), max(amounts)
        most = told.of(costly, retries=True)
    else:
        average = routes.mean / routes.share if routes.share else 0.0
        cheapest, costliest, most = -cheap.amount, dear.amount, costly.amount
    return RunCost(
        runs=runs,
        durability=durability,
        average=runs * average,
        cheapest=runs * cheapest,
        costliest=runs * costliest,
        worst=runs * most,
        worst_node=_most(by_node(costly, worst))[0],
        paths=tuple(_path(route, told, runs, durability=durability, express=express) for route in paths),
        paths_left_out=counted(routes.count - len(paths)),
        exact=ways.exact,
    )


def _path(route: Route, told: _Express, runs: int, *, durability: Durability, express: bool) -> PathCost:
    pricing = told.pricing
    calls, memory = amount_of(route, pricing.calls()), amount_of(route, pricing.memory())
    share = pricing.standard()
    if durability == "express":
        share = pricing.express_share(told.gigabytes(amount_of(route, iterations())))
    node, amount = _most(by_node(route, share))
    return PathCost(
        choices=tuple(_choices(route, ())),
        transitions=counted(amount_of(route, transitions(retries=False))),
        calls=counted(calls),
        gb_seconds=memory,
        seconds=amount_of(route, pricing.running()),
        standard=runs * route.amount,
        express=runs * told.of(route) if express else None,
        node=node,
        node_cost=runs * amount,
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
