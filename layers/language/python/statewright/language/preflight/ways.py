"""Every way through the machine, with decisions that follow from earlier ones taken as they must be.

A `Point` is a state together with the facts that later decisions read; its `ways` say where it may lead. Equal points
are one: the ways are a graph, as small as the machine where decisions are independent, and are never enumerated here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from statewright.language.compiler.kinds import LOGIC
from statewright.language.compiler.trampoline import Task, run
from statewright.language.expressions import is_expression
from statewright.language.preflight.facts import UNKNOWN, Facts, Relevance, assigned, handed_over, only, value_of
from statewright.language.preflight.machine import Block, State, Step
from statewright.language.preflight.nodes import Nodes

MAX_POINTS: Final = 20_000
MAX_COMBINATIONS: Final = 64
_ALL: Final = "States.ALL"
_ASKED: Final = re.compile(r"\{% \$(\w+) = '([^']+)' %\}")
"""The handle a helper's question is about."""
_FIRED: Final = re.compile(r"trigger_node = '([^']+)'")
_NAMED: Final = re.compile(r"'([A-Za-z]\w*\.\w+)'")
_RUNTIME: Final = "States.Runtime"


@dataclass(frozen=True, slots=True)
class Decision:
    """The handle a node took; `failed`: because it failed."""

    node: str
    handle: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a block may end: with a result of which `facts` are known, or with an error nobody in it handles."""

    facts: tuple[tuple[str, Any], ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way out of a point: to another point, or (`ending`) out of its block.

    `share` is the part of the runs that is taken to go this way; failures have none. `inside` says for each branch
    with which of its endings (by index) this way is taken.
    """

    target: Point | None
    ending: int | None
    decision: Decision | None
    share: float
    inside: tuple[frozenset[int], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the state failed."""
        return self.decision is not None and self.decision.failed


@dataclass(slots=True, eq=False)
class Point:
    """A state, reached with certain facts."""

    step: Step
    sections: tuple[Section, ...] = ()
    ways: list[Way] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A block's points, each after all it leads to, and how it may end."""

    start: Point
    points: Sequence[Point]
    endings: Sequence[Ending]


@dataclass(frozen=True, slots=True)
class Ways:
    """The machine's ways. `exact`: every one of them can be taken as far as the machine's own decisions go."""

    top: Section
    exact: bool


class _TooMany(Exception):
    """More points than are worth keeping apart."""


def find_ways(machine: Block, nodes: Nodes) -> Ways:
    """The ways through the machine; without facts, and so with some no run takes, where there would be too many."""
    relevance = Relevance(machine)
    try:
        return Ways(run(_Finder(relevance, nodes).section(machine, {}, frozenset())), exact=True)
    except _TooMany:
        return Ways(run(_Finder(None, nodes).section(machine, {}, frozenset())), exact=False)


class _Finder:
    def __init__(self, relevance: Relevance | None, nodes: Nodes) -> None:
        self._relevance = relevance
        self._shares = {node.key: _weights(node.config) for node in nodes.values() if node.type == "split"}
        self._handles = {
            node.key: [each for each in LOGIC[node.type].handles(node.config) if each != "timeout"]
            for node in nodes.values()
            if node.type == "approval"
        }
        """The answers that somebody can give."""
        self._count = 0
        self._sections: dict[tuple[Any, ...], Section] = {}

    def section(self, block: Block, facts: Facts, fields: frozenset[str]) -> Task[Section]:
        facts = self._relevant(facts, block.start)
        key = (block, *facts.items())
        if key not in self._sections:
            frame = _Frame(block, fields)
            start = yield self._point(frame, block.start, facts)
            self._sections[key] = Section(start, frame.order, tuple(frame.endings))
        return self._sections[key]

    def _relevant(self, facts: Facts, name: str) -> Facts:
        return only(facts, sorted(self._relevance.before[name])) if self._relevance else {}

    def _point(self, frame: _Frame, name: str, facts: Facts, caught: str | None = None) -> Task[Point | None]:
        """`caught`: the error that led there, for a Fail that raises it again."""
        facts = self._relevant(facts, name)
        step = frame.block.steps[name]
        key = (name, caught if step.kind == "Fail" else None, *facts.items())
        if key in frame.open:
            return None  # leads back to where it came from: a repetition, not another way
        if key in frame.points:
            return frame.points[key]
        self._count += 1
        if self._relevance and self._count > MAX_POINTS:
            raise _TooMany
        frame.open.add(key)
        point = Point(step)
        yield self._leave(frame, point, facts, caught)
        frame.open.discard(key)
        frame.points[key] = point
        frame.order.append(point)
        return point

    def _leave(self, frame: _Frame, point: Point, facts: Facts, caught: str | None) -> Task[None]:
        step = point.step
        if step.kind == "Choice":
            yield self._choose(frame, point, facts)
        elif step.kind == "Fail":
            point.ways.append(Way(None, frame.ending(Ending(error=_raised(step.state, caught))), None, 1.0))
        elif step.blocks:
            yield self._fan_out(frame, point, facts)
        else:
            yield self._follow(frame, point, step.state, assigned(step.state.get("Assign"), facts), None, 1.0)
            yield self._catchers(frame, point, facts, ())

    def _choose(self, frame: _Frame, point: Point, facts: Facts) -> Task[None]:
        step, possible = point.step, []
        otherwise = {"Next": step.state["Default"], **_part(step.state, "Assign")} if "Default" in step.state else None
        if frame.asks(step):
            otherwise = None  # whether there is another item is no decision: there are as many as are expected
        for rule in (*step.state["Choices"], otherwise):
            holds = rule is not None and (rule is otherwise or value_of(rule["Condition"], facts))
            if rule is not None and (holds is UNKNOWN or holds):
                possible.append(rule)
            if holds is not UNKNOWN and holds:
                break
        assumed = self._assumed(step, possible) if step.helps else {}
        decisions = [_decision(step, rule, facts, assumed.get(index)) for index, rule in enumerate(possible)]
        weights = [
            self._shares.get(step.node, {}).get(each.handle, 1.0) if each is not None else 1.0 for each in decisions
        ]
        for index, (rule, decision, weight) in enumerate(zip(possible, decisions, weights, strict=True)):
            held = {**facts, **dict([assumed[index]])} if index in assumed else facts
            after = assigned(rule.get("Assign"), held)
            # a helper's question that has one answer decides nothing
            told = decision if len(possible) > 1 or step.handle_in else None
            yield self._follow(frame, point, rule, after, told, weight / (sum(weights) or 1.0))

    def _assumed(self, step: Step, rules: Sequence[State]) -> dict[int, tuple[str, str]]:
        """By rule: the variable and the handle it must hold, of a helper that asks which handle its node took."""
        asked = [_ASKED.fullmatch(str(rule.get("Condition", ""))) for rule in rules]
        found = {index: (match[1], match[2]) for index, match in enumerate(asked) if match}
        names = {name for name, _ in found.values()}
        rest = set(self._handles.get(step.node, ())) - {handle for _, handle in found.values()}
        if len(names) == 1 and len(rest) == 1 and len(found) == len(rules) - 1:
            found[len(rules) - 1] = (names.pop(), rest.pop())
        return found

    def _fan_out(self, frame: _Frame, point: Point, facts: Facts) -> Task[None]:
        step, sections = point.step, []
        for index, block in enumerate(step.blocks):
            fields = self._relevance.fields[step.name, index] if self._relevance else frozenset[str]()
            sections.append((yield self.section(block, facts, fields)))
        point.sections = tuple(sections)
        ended = [[k for k, ending in enumerate(each.endings) if ending.error is None] for each in sections]
        everything = tuple(frozenset(range(len(each.endings))) for each in sections)
        apart = step.kind == "Parallel" and _count(ended) <= MAX_COMBINATIONS
        combinations = [tuple(frozenset({k}) for k in chosen) for chosen in product(*ended)] if apart else []
        if not apart and all(ended):
            combinations = [tuple(frozenset(each) for each in ended)]
        for inside in combinations:
            results = [
                dict(section.endings[next(iter(chosen))].facts) if apart else {}
                for section, chosen in zip(sections, inside, strict=True)
            ]
            after = assigned(step.state.get("Assign"), facts, results)
            yield self._follow(frame, point, step.state, after, None, 1.0, inside)
        for index, section in enumerate(sections):
            for k, ending in enumerate(section.endings):
                if ending.error is not None:
                    chosen = (*everything[:index], frozenset({k}), *everything[index + 1 :])
                    yield self._stopped(frame, point, facts, ending.error, chosen)
        yield self._catchers(frame, point, facts, everything)

    def _stopped(
        self, frame: _Frame, point: Point, facts: Facts, error: str, inside: tuple[frozenset[int], ...]
    ) -> Task[None]:
        """A branch ended with an error of its own: somebody here handles it, or it goes on outwards."""
        for catcher in point.step.state.get("Catch", ()):
            names = catcher["ErrorEquals"]
            if error in names or (_ALL in names and error != _RUNTIME):
                after = assigned(catcher.get("Assign"), facts)
                share = 1.0 if point.step.kind == "Parallel" else 0.0
                yield self._follow(frame, point, catcher, after, None, share, inside, caught=error)
                return
        point.ways.append(Way(None, frame.ending(Ending(error=error)), None, 1.0, inside))

    def _catchers(self, frame: _Frame, point: Point, facts: Facts, inside: tuple[frozenset[int], ...]) -> Task[None]:
        """What happens when the state fails for a reason of which the machine says nothing."""
        for catcher in point.step.state.get("Catch", ()):
            if _ALL in catcher["ErrorEquals"] or not inside:
                handle = "item failed" if point.step.helps else point.step.caught or "error"
                decision = Decision(point.step.node, handle, failed=True)
                after = assigned(catcher.get("Assign"), facts)
                yield self._follow(frame, point, catcher, after, decision, 0.0, inside)

    def _follow(
        self,
        frame: _Frame,
        point: Point,
        by: State,
        facts: Facts,
        decision: Decision | None,
        share: float,
        inside: tuple[frozenset[int], ...] = (),
        caught: str | None = None,
    ) -> Task[None]:
        if "Next" in by:
            target = yield self._point(frame, frame.onward(point.step, by["Next"]), facts, caught)
            if target is not None:
                point.ways.append(Way(target, None, decision, share, inside))
        else:
            given = tuple(handed_over(by, facts, frame.fields).items()) if self._relevance else ()
            point.ways.append(Way(None, frame.ending(Ending(given)), decision, share, inside))


class _Frame:
    """What is known of a block while its ways are found."""

    def __init__(self, block: Block, fields: frozenset[str]) -> None:
        self.block = block
        self.fields = fields
        self.points: dict[tuple[Any, ...], Point] = {}
        self.open: set[tuple[Any, ...]] = set()
        self.order: list[Point] = []
        self.endings: dict[Ending, int] = {}

        self._circle = next((step for step in block.steps.values() if step.repetition and step.repetition.cycle), None)

    def asks(self, step: Step) -> bool:
        """Whether the state asks if a circle is to be gone round again."""
        return self._circle is not None and step.name == self._circle.state["Next"]

    def onward(self, step: Step, target: str) -> str:
        """Where a state leads, given that a circle is gone round as often as it is: out of it, not back."""
        if self._circle is None or self.block.steps[target].kind != "Choice":
            return target
        asks = self.block.steps[self._circle.state["Next"]]
        back = target == asks.name and step.name != self.block.start
        return str(asks.state["Default"]) if back else target

    def ending(self, ending: Ending) -> int:
        """The ending's number."""
        return self.endings.setdefault(ending, len(self.endings))


def _decision(step: Step, rule: State, facts: Facts, assumed: tuple[str, str] | None) -> Decision:
    if step.begins:
        fired = _FIRED.search(str(rule.get("Condition", "")))
        return Decision("trigger", fired[1] if fired else step.node)
    handle = value_of(rule.get("Assign", {}).get(step.handle_in), facts) if step.handle_in else UNKNOWN
    if not isinstance(handle, str):
        handle = assumed[1] if assumed else str(rule["Next"])
    return Decision(step.node, handle)


def _raised(state: State, caught: str | None) -> str:
    """The error of a Fail: what it says, the last name in its expression, or the one it was led to by."""
    error = state.get("Error", "")
    if not is_expression(error):
        return str(error)
    named = _NAMED.findall(error)
    return named[-1] if named else caught or ""


def _weights(config: Mapping[str, Any]) -> dict[str, float]:
    variants = config.get("variants", ())
    return {variant["id"]: float(variant["weight"]) for variant in variants}


def _part(state: State, name: str) -> dict[str, Any]:
    return {name: state[name]} if name in state else {}


def _count(choices: Sequence[Sequence[int]]) -> int:
    total = 1
    for each in choices:
        total *= len(each)
    return total
