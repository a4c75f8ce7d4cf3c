"""The best ways by some measure, without enumerating them: dynamic programming over the ways' graph.

For each point and each ending of its block it keeps the `keep` best routes, how many there are in all, and what a run
costs on average. Of a loop every item is taken to go the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from statewright.language.preflight.machine import Step
from statewright.language.preflight.ways import Decision, Point, Section, Way

Inner = tuple[float, tuple[float, ...]]
"""What branches add to their state: an amount, and how often each branch's own amount counts."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. `visit(step, failed)` is what a state amounts to without what is inside of it.

    `inside(step, amounts)` is what its branches add, from the amount of each. `prefer_success`: a way with fewer
    failures is better than any with more.
    """

    visit: Callable[[Step, bool], float]
    inside: Callable[[Step, Sequence[float]], Inner]
    prefer_success: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """A state on a route, with the route taken in each of its branches and the decision made."""

    step: Step
    failed: bool
    branches: tuple[Route, ...]
    decision: Decision | None


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One way through a block: what it amounts to, and its states as a linked list."""

    amount: float
    failures: int
    first: Visit | None
    rest: Route | None

    def visits(self) -> Iterator[Visit]:
        """Its states, those inside of branches excepted, in order."""
        route: Route | None = self
        while route is not None and route.first is not None:
            yield route.first
            route = route.rest


@dataclass(frozen=True, slots=True)
class Routes:
    """Routes that end alike: the best, how many there are, and which share of the runs takes them.

    `mean` is the amount of the average run among them, weighed by `share`.
    """

    best: tuple[Route, ...]
    count: int
    share: float
    mean: float


_NOTHING: Final = Route(0.0, 0, None, None)
_END: Final = Routes((_NOTHING,), 1, 1.0, 0.0)


def measure(section: Section, by: Measure, keep: int) -> Routes:
    """All routes through the section, whatever they end with, the `keep` best of them by name."""
    measuring = _Measuring(by, keep)
    return measuring.best(_either((1.0, routes) for routes in measuring.section(section).values()))


class _Measuring:
    def __init__(self, by: Measure, keep: int) -> None:
        self._by = by
        self._keep = keep
        self._sections: dict[Section, dict[int, Routes]] = {}

    def section(self, section: Section) -> dict[int, Routes]:
        """The section's routes by how they end."""
        if section not in self._sections:
            self._sections[section] = self._measured(section)
        return self._sections[section]

    def _measured(self, section: Section) -> dict[int, Routes]:
        found: dict[Point, dict[int, Routes]] = {}
        for point in section.points:
            by_ending: dict[int, list[tuple[float, Routes]]] = {}
            inner = [self.section(each) for each in point.sections]
            for way in point.ways:
                behind = {way.ending: _END} if way.target is None else found[way.target]
                here = self._here(point, way, inner)
                for ending, rest in behind.items() if here is not None else ():
                    if ending is not None and here is not None:
                        by_ending.setdefault(ending, []).append((way.share, self._joined(here, rest)))
            found[point] = {ending: self.best(_either(some)) for ending, some in by_ending.items()}
        return found[section.start]

    def _here(self, point: Point, way: Way, inner: Sequence[dict[int, Routes]]) -> Routes | None:
        """The state itself with what runs inside of it, on this way; None if the way cannot be taken."""
        step, own = point.step, self._by.visit(point.step, way.failed)
        failures = 1 if way.failed else 0
        combined = Routes((Route(own, failures, Visit(step, way.failed, (), way.decision), None),), 1, 1.0, own)
        if not inner:
            return combined
        chosen = []
        for allowed, by_ending in zip(way.inside, inner, strict=True):
            routes = self.best(_either((1.0, by_ending[k]) for k in sorted(allowed) if k in by_ending))
            if not routes.count:
                return None
            chosen.append(routes)
        combinations: list[tuple[Route, ...]] = [()]
        for routes in chosen:
            combinations = self._top((*before, route) for before in combinations for route in routes.best)
        best = []
        for branches in combinations:
            constant, times = self._by.inside(step, [route.amount for route in branches])
            amount = own + constant + _weighed(times, [route.amount for route in branches])
            visit = Visit(step, way.failed, branches, way.decision)
            best.append(Route(amount, failures + sum(route.failures for route in branches), visit, None))
        count, share = 1, 1.0
        for routes in chosen:
            count *= routes.count
            share *= routes.share
        if step.repetition is not None:
            share = 1.0
        means = [routes.mean / routes.share if routes.share else 0.0 for routes in chosen]
        constant, times = self._by.inside(step, means)
        return Routes(tuple(best), count, share, share * (own + constant + _weighed(times, means)))

    def _joined(self, here: Routes, rest: Routes) -> Routes:
        best = [
            Route(head.amount + tail.amount, head.failures + tail.failures, head.first, tail)
            for head in here.best
            for tail in rest.best
        ]
        mean = here.mean * rest.share + rest.mean * here.share
        return self.best(Routes(tuple(best), here.count * rest.count, here.share * rest.share, mean))

    def best(self, routes: Routes) -> Routes:
        """The same with the `keep` best of the routes, the best first."""
        if len(routes.best) <= 1:
            return routes
        best = tuple(nsmallest(self._keep, routes.best, key=self._rank))
        return Routes(best, routes.count, routes.share, routes.mean)

    def _rank(self, route: Route) -> tuple[int, float]:
        return (route.failures if self._by.prefer_success else 0, -route.amount)

    def _top(self, combinations: Iterable[tuple[Route, ...]]) -> list[tuple[Route, ...]]:
        def rank(routes: tuple[Route, ...]) -> tuple[int, float]:
            ranks = [self._rank(route) for route in routes]
            return sum(failures for failures, _ in ranks), sum(amount for _, amount in ranks)

        return nsmallest(self._keep, combinations, key=rank)


def amount_of(route: Route, by: Measure) -> float:
    """What a route amounts to by another measure than the one it was found with."""
    total = 0.0
    for visit in route.visits():
        amounts = [amount_of(branch, by) for branch in visit.branches]
        constant, times = by.inside(visit.step, amounts) if visit.branches else (0.0, ())
        total += by.visit(visit.step, visit.failed) + constant + _weighed(times, amounts)
    return total


def by_node(route: Route, by: Measure, *, loops_whole: bool = False) -> dict[str, float]:
    """What each node contributes to the route's amount, helper states included.

    `loops_whole`: what happens inside of a loop is the outermost loop's doing, for it says how often.
    """
    found: dict[str, float] = {}
    todo: list[tuple[Route, float, str | None]] = [(route, 1.0, None)]
    while todo:
        current, times, loop = todo.pop()
        for visit in current.visits():
            node = loop or visit.step.node
            own = by.visit(visit.step, visit.failed)
            if visit.branches:
                constant, counts = by.inside(visit.step, [amount_of(each, by) for each in visit.branches])
                own += constant
                inner = node if loops_whole and visit.step.repetition is not None else loop
                todo += [
                    (each, times * count, inner) for each, count in zip(visit.branches, counts, strict=True) if count
                ]
            found[node] = found.get(node, 0.0) + times * own
    return found


def _either(alternatives: Iterable[tuple[float, Routes]]) -> Routes:
    best: list[Route] = []
    count, share, mean = 0, 0.0, 0.0
    for part, routes in alternatives:
        best += routes.best
        count += routes.count
        share += part * routes.share
        mean += part * routes.mean
    return Routes(tuple(best), count, share, mean)


def _weighed(times: Sequence[float], amounts: Sequence[float]) -> float:
    return sum(count * amount for count, amount in zip(times, amounts, strict=True) if count)
