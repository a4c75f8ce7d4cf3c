"""A compiled workflow run on a virtual clock, with pins, failures and samples in place of what its actions do.

Nothing is called and nothing is waited for: the same arguments give the same run, and thirty days take milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import orjson
from statewright.core.errors import ExpressionFailed
from statewright.language.compiler import Compiled, Registry
from statewright.language.compiler.check.schema import findings
from statewright.language.engine import (
    HistoryEvent,
    Machine,
    Outcome,
    Raised,
    Returned,
    ScheduleTask,
    format_timestamp,
    simulate,
)
from statewright.language.engine.simulation import START
from statewright.language.observed import result_of
from statewright.language.sampling import sample
from statewright.language.timeline import NodeRun, node_runs

Source = Literal["pinned", "sample", "told to fail", "refused"]
Select = Callable[[str, bytes], bytes]
"""`select` of the action runtime: expression and JSON to JSON. Raises ExpressionFailed."""

_SHOWN_FINDINGS: Final = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """An action is to fail with `error`: at each attempt, or at its first `times` ones only."""

    error: str
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stubs:
    """What stands in for actions, by node key. `pins` are outputs as `$key` shows them: after `select`.

    `outputs` holds the output schema of each definition, for what is not pinned.
    """

    outputs: Mapping[str, Mapping[str, Any]]
    select: Select
    pins: Mapping[str, Any] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would happen. Times are epoch milliseconds of the virtual clock.

    `status`: Step Functions' status; None if the run was stopped at a node, or waits for an answer that never comes
    (`waiting` names the nodes). `sources` says where the outcome of each attempt came from, by key, iteration, attempt.
    """

    status: str | None
    output: Any
    error: str | None
    cause: str | None
    started_at: int
    ended_at: int
    nodes: Sequence[NodeRun]
    sources: Mapping[tuple[str, str, int], Source]
    waiting: Sequence[str]
    stopped_at: str | None = None


def start_input(trigger_key: str, payload: Any) -> dict[str, Any]:
    """The input of an execution that `trigger_key` started with `payload` (docs/reference/contracts.md)."""
    return {"trigger": payload, "trigger_node": trigger_key, "instance_id": None, "workflow_version": 1}


def sample_payload(output_schema: Mapping[str, Any], config: Mapping[str, Any], at: int) -> dict[str, Any]:
    """What a trigger might give at `at`: a sample, with what its configuration already decides (path, topic)."""
    payload: dict[str, Any] = sample(output_schema)
    for name in payload:
        if isinstance(config.get(name), str):
            payload[name] = config[name]
    if "scheduled_time" in payload:
        payload["scheduled_time"] = format_timestamp(at)
    return payload


def dry_run(
    compiled: Compiled,
    registry: Registry,
    stubs: Stubs,
    given: Mapping[str, Any],
    *,
    start_at: int = START,
    seed: int = 0,
    stop_at: str | None = None,
) -> DryRun:
    """Runs `compiled` on the input `given` (see `start_input`); with `stop_at`, until that node has ended once."""
    world = _World(compiled.trace, registry, stubs)
    simulation = simulate(Machine.parse(compiled.definition), given, world.answer, start_at=start_at, seed=seed)
    finish, events = simulation.finish, simulation.history.events
    # nothing has an effect, so what lies behind the node can as well happen and be left out
    end = None if stop_at is None else _end_of(stop_at, events, compiled.trace)
    if end is not None:
        finish, events = None, events[:end]
    runs = node_runs(events, compiled.trace)
    stuck = finish is None and end is None
    return DryRun(
        status=finish.status if finish else None,
        output=result_of(finish.output) if finish else None,
        error=finish.error if finish else None,
        cause=finish.cause if finish else None,
        started_at=start_at,
        ended_at=events[-1].at,
        nodes=runs,
        sources=world.sources,
        waiting=[run.key for run in runs if run.status == "running"] if stuck else [],
        stopped_at=stop_at if end is not None else None,
    )


def _end_of(key: str, events: Sequence[HistoryEvent], trace: Mapping[str, Any]) -> int | None:
    """Where the history is to be cut so that the node has just ended; None if it never does."""
    states = {
        name for name, state in trace["states"].items() if state.get("node") == key and state.get("role") == "node"
    }
    for index, event in enumerate(events):
        if event.type.endswith("StateExited") and event.details["name"] in states:
            return index + 1
    return None


class _World:
    """Answers for whatever the machine calls."""

    def __init__(self, trace: Mapping[str, Any], registry: Registry, stubs: Stubs) -> None:
        self._states: Mapping[str, Mapping[str, Any]] = trace["states"]
        self._registry = registry
        self._stubs = stubs
        self._attempts: dict[tuple[str, str], int] = {}
        self.sources: dict[tuple[str, str, int], Source] = {}

    def answer(self, command: ScheduleTask) -> Outcome:
        arguments = command.arguments if isinstance(command.arguments, dict) else {}
        payload = arguments.get("Payload")
        payload = payload if isinstance(payload, dict) else {}
        key = str(self._states.get(command.state_name, {}).get("node") or command.state_name)
        iteration = str(payload.get("iteration", ""))
        attempt = self._attempts.get((key, iteration), 0)
        self._attempts[key, iteration] = attempt + 1
        source, outcome = self._outcome(key, attempt, payload, awaited=command.token is not None)
        if source is not None:
            self.sources[key, iteration, attempt] = source
        return outcome

    def _outcome(
        self, key: str, attempt: int, payload: Mapping[str, Any], *, awaited: bool
    ) -> tuple[Source | None, Outcome]:
        failure, pins = self._stubs.failures.get(key), self._stubs.pins
        if failure is not None and (failure.times is None or attempt < failure.times):
            return "told to fail", _raised(failure.error, "told to fail in this dry run")
        if awaited:
            return ("pinned", Returned(pins[key])) if key in pins else (None, None)
        definition = payload.get("node", {}).get("definition", "")
        refused = self._refused(definition, payload.get("config"))
        if refused:
            return "refused", _raised("InvalidInput", refused)
        return ("pinned", _returned(pins[key])) if key in pins else ("sample", self._sampled(definition, payload))

    def _sampled(self, definition: str, payload: Mapping[str, Any]) -> Outcome:
        output = sample(self._stubs.outputs.get(definition, {}))
        if payload.get("select") is None:
            return _returned(output)
        try:
            return _returned(orjson.loads(self._stubs.select(payload["select"], orjson.dumps(output))))
        except ExpressionFailed as failed:
            return _raised("ExpressionFailed", str(failed))

    def _refused(self, definition: str, config: Any) -> str | None:
        """Why the action would refuse its configuration, as far as its schema tells."""
        known = self._registry.actions.get(definition)
        if known is None:
            return None
        found = [
            finding
            for finding in findings(known.validator, known.config_schema, config, literal=True)
            if not _readable(_at(config, finding.path))
        ]
        shown = [f"config.{'.'.join(map(str, finding.path))}: {finding.message}" for finding in found[:_SHOWN_FINDINGS]]
        return "; ".join(shown) or None


def _readable(value: Any) -> bool:
    """Whether Pydantic may read a value of another type out of this one: then the action decides, not the schema."""
    if isinstance(value, str):
        return value.strip().replace(".", "", 1).lstrip("+-").isdecimal() or value.lower() in ("true", "false")
    return isinstance(value, bool) or (isinstance(value, int) and value in (0, 1))


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _returned(output: Any) -> Returned:
    return Returned({"Payload": {"output": output}})


def _raised(error: str, message: str) -> Raised:
    """As Lambda reports an exception."""
    return Raised(error, orjson.dumps({"errorMessage": message, "errorType": error}).decode())
