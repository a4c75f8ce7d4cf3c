"""What a saved test would have to expect for a run of it to be the expected one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from statewright.language.dry_run import DryRun
from statewright.language.paths import first_misfit, subset_misfit
from statewright.language.saved_tests import Expected, RunStatus, done_by_key, handles_of, status_of
from statewright.language.timeline import NodeRun


def accepted(expected: Expected, run: DryRun) -> Expected | None:
    """`expected`, changed where the run contradicts it and nowhere else; None if no test can expect how the run ended.

    A way that was not taken gives place to the one that was, a node that did not run is skipped, and one that was to be
    skipped and ran has run. Of values only the members that are looked at are taken from the run.
    """
    status = status_of(run)
    if status not in get_args(RunStatus):
        return None
    changed = expected.model_dump(exclude_unset=True)
    if status != expected.status:
        changed |= {"status": status}
    if (expected.error is not None or status != expected.status) and run.error != expected.error:
        changed["error"] = run.error
    by_key = done_by_key(run)
    ran, skipped = _ways(expected, by_key)
    for name, steps, old in (("ran", ran, expected.ran), ("skipped", skipped, expected.skipped)):
        if steps != old:
            changed[name] = steps
    if expected.sent:
        changed["sent"] = _values(expected.sent, {key: [run.input for run in runs] for key, runs in by_key.items()})
    if expected.outputs:
        given = {key: [run.output for run in runs if run.status == "succeeded"] for key, runs in by_key.items()}
        changed["outputs"] = _values(expected.outputs, given)
    if expected.output is not None and subset_misfit(expected.output, run.output):
        changed["output"] = _refit(expected.output, run.output) if isinstance(run.output, dict) else None
    return Expected.model_validate({name: value for name, value in changed.items() if value is not None})


def _ways(expected: Expected, by_key: Mapping[str, Sequence[NodeRun]]) -> tuple[list[str], list[str]]:
    ran: list[str] = []
    skipped: list[str] = []
    for step in expected.ran:
        key, _, handle = step.partition(".")
        if key not in by_key:
            skipped.append(key)
        elif not handle or handle in handles_of(by_key[key]):
            ran.append(step)
        else:
            ran += _steps(key, by_key[key])
    for key in expected.skipped:
        if key in by_key:
            ran += _steps(key, by_key[key])
        else:
            skipped.append(key)
    return list(dict.fromkeys(ran)), list(dict.fromkeys(skipped))


def _steps(key: str, runs: Sequence[NodeRun]) -> list[str]:
    """The node by the ways it left; one that has only one way, by itself."""
    return [key if handle == "out" else f"{key}.{handle}" for handle in handles_of(runs)] or [key]


def _values(wanted: Mapping[str, Any], given: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What is expected of nodes, by key; nothing of those that gave nothing."""
    return {
        key: _refit(value, given[key][-1]) if first_misfit(value, given[key]) else value
        for key, value in wanted.items()
        if given.get(key)
    }


def _refit(wanted: Any, given: Any) -> Any:
    """`given`, of objects only the members that are wanted."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        return {name: _refit(value, given[name]) for name, value in wanted.items() if name in given}
    if isinstance(wanted, list) and isinstance(given, list) and len(wanted) == len(given):
        return [_refit(mine, theirs) for mine, theirs in zip(wanted, given, strict=True)]
    return given
