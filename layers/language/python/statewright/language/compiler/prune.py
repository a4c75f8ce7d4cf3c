"""Steps that nothing leads to, because every way to them ends in a `stop`, are taken out.

Step Functions refuses states that cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from statewright.language.compiler.ir import END, NEVER, Fork, Guard, Run, Scope, Start, Step


def pruned(scopes: Sequence[Scope], bodies: Mapping[int, int]) -> tuple[tuple[Scope, ...], frozenset[int]]:
    """The scopes without those steps, and the nodes that were taken out with them."""
    found: list[Scope] = list(scopes)
    ends = [False] * len(scopes)
    out: set[int] = set()
    for scope in reversed(scopes):  # the scopes inside of a scope come behind it
        found[scope.index], ends[scope.index], left_out = _pruned(scope, ends)
        out |= left_out
    alive = _used(found, bodies)
    for scope in found:
        if scope.index not in alive:
            out |= _nodes(scope.steps)
            found[scope.index] = replace(scope, entry=END, steps=())
    return tuple(found), frozenset(out)


def _pruned(scope: Scope, ends: Sequence[bool]) -> tuple[Scope, bool, set[int]]:
    steps = [_cut(step, ends) for step in scope.steps]
    reached: set[int] = set()
    stack = [scope.entry]
    while stack:
        label = stack.pop()
        if label not in reached:
            reached.add(label)
            stack.extend(targets(steps[label]) if label >= 0 else ())
    kept = [label for label in range(len(steps)) if label in reached]
    number = {label: place for place, label in enumerate(kept)} | {END: END, NEVER: NEVER}
    renumbered = tuple(_moved(steps[label], number) for label in kept)
    left_out = _nodes(steps[label] for label in range(len(steps)) if label not in reached)
    return replace(scope, entry=number[scope.entry], steps=renumbered), END in reached, left_out


def _cut(step: Step, ends: Sequence[bool]) -> Step:
    """A fork one of whose branches never ends never ends."""
    if isinstance(step, Fork) and not all(ends[branch] for branch in step.branches):
        return replace(step, next=NEVER)
    return step


def targets(step: Step) -> Iterable[int]:
    """The labels a step may go to."""
    if isinstance(step, Start | Run):
        return [label for _, label in step.exits]
    return (step.live, step.dead) if isinstance(step, Guard) else (step.next,)


def _moved(step: Step, number: dict[int, int]) -> Step:
    if isinstance(step, Start | Run):
        return replace(step, exits=tuple((handle, number[label]) for handle, label in step.exits))
    if isinstance(step, Guard):
        return replace(step, live=number[step.live], dead=number[step.dead])
    return replace(step, next=number[step.next])


def _nodes(steps: Iterable[Step]) -> set[int]:
    return {step.node for step in steps if isinstance(step, Run)}


def _used(scopes: Sequence[Scope], bodies: Mapping[int, int]) -> set[int]:
    alive = {0}
    for scope in scopes:
        if scope.index in alive:
            for step in scope.steps:
                if isinstance(step, Fork):
                    alive.update(step.branches)
                elif isinstance(step, Run) and step.node in bodies:
                    alive.add(bodies[step.node])
    return alive
