"""A compiled workflow run on a virtual clock, with something in place of what its actions do.

Nothing is waited for, and nothing is called that was not asked for: the same arguments give the same run, and thirty
days take milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import orjson
from statewright.core.errors import ExpressionFailed
from statewright.core.names import record_field
from statewright.language.compiler import Compiled, Registry
from statewright.language.compiler.check.schema import findings
from statewright.language.engine import (
    ExecutionContext,
    HistoryEvent,
    Machine,
    Outcome,
    Raised,
    Returned,
    ScheduleTask,
    format_timestamp,
    simulate,
)
from statewright.language.engine.events import ChildHistory, History
from statewright.language.engine.simulation import SIMULATED, START
from statewright.language.observed import result_of
from statewright.language.payloads import KeptOutputs, PayloadUnread, ReadPayload, reads_items
from statewright.language.sampling import sample
from statewright.language.timeline import NodeRun, Records, error_name, node_runs

Mode = Literal["sample", "recorded", "live"]
Source = Literal["pin", "recorded", "live", "sample", "fail", "refused"]
"""Where the outcome of an attempt came from; `refused`: its configuration does not fit the action's schema."""
Select = Callable[[str, bytes], bytes]
"""`select` of the action runtime: expression and JSON to JSON. Raises ExpressionFailed."""
Live = Callable[[ScheduleTask], Outcome]
"""Really calls the function of an action."""

_SHOWN_FINDINGS: Final = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """An action is to fail with `error`: at each attempt, or at its first `times` ones only."""

    error: str
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stubs:
    """What stands in for what a machine calls, by node key: failures first, then pins, then `modes` or `default`.

    `pins` are outputs as `$key` shows them: after `select`. `outputs` holds the output schema of each definition, for
    samples. `records` are in the form of the live context, ended ones only: what was recorded for the same key,
    iteration and attempt; what is not among them is sampled. Nobody answers a wait or a sub-workflow that has neither
    pin nor record, unless its own mode is `sample`. What nodes with `offload` keep in S3 is kept with the run instead;
    what was kept there before, by a recorded or a live call, `read_payload` reads.
    """

    outputs: Mapping[str, Mapping[str, Any]]
    select: Select
    pins: Mapping[str, Any] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)
    modes: Mapping[str, Mode] = field(default_factory=dict)
    default: Mode = "sample"
    records: Records = field(default_factory=dict)
    live: Live | None = None
    read_payload: ReadPayload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would happen. Times are epoch milliseconds of the virtual clock.

    `status`: Step Functions' status; None if the run was stopped at a node, or waits for an answer that never comes
    (`waiting` names the nodes). `error` is a name in the language's terms, as recorded runs have it. `sources` says
    where the outcome of each attempt came from, by key, iteration, attempt.
    `unread`: why a loop could not be given its items, by key.
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
    unread: Mapping[str, str] = field(default_factory=dict)


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


def trigger_payload(given: Any, output_schema: Mapping[str, Any], config: Mapping[str, Any], at: int) -> Any:
    """What a trigger gives: a sample, with the members of `given` in place of the sample's; what is no object as it is.

    None is a sample.
    """
    if given is None or isinstance(given, dict):
        return sample_payload(output_schema, config, at) | (given or {})
    return given


def dry_run(
    compiled: Compiled,
    registry: Registry,
    stubs: Stubs,
    given: Mapping[str, Any],
    *,
    start_at: int = START,
    seed: int = 0,
    stop_at: str | None = None,
    context: ExecutionContext = SIMULATED,
    machine: Machine | None = None,
) -> DryRun:
    """Runs `compiled` on the input `given` (see `start_input`); with `stop_at`, until that node has ended once.

    `machine`: what `compiled.definition` was parsed to, for callers that run it more than once.
    """
    world = _World(compiled.trace, registry, stubs)
    simulation = simulate(
        machine or Machine.parse(compiled.definition),
        given,
        world.answer,
        start_at=start_at,
        seed=seed,
        context=context,
        stop=None if stop_at is None else _end_of(stop_at, compiled.trace),
    )
    finish, history, ended_at = simulation.finish, simulation.history, simulation.ended_at
    if finish is not None and finish.status == "TIMED_OUT" and world.is_left_unanswered:
        # the clock went on to the end of the whole run only because somebody does not answer
        finish, history = None, _before(ended_at, history)
        ended_at = max(event.at for event in history)
    runs = node_runs(history, compiled.trace)
    return DryRun(
        status=finish.status if finish else None,
        output=result_of(finish.output) if finish else None,
        error=error_name(finish.error) if finish and finish.error is not None else None,
        cause=finish.cause if finish else None,
        started_at=start_at,
        ended_at=ended_at,
        nodes=runs,
        sources=world.sources | world.of_children(runs),
        waiting=[] if finish or simulation.stopped else _unanswered(runs, compiled.trace),
        stopped_at=stop_at if simulation.stopped else None,
        unread=world.unread,
    )


def _before(moment: int, history: History) -> History:
    """What happened until then."""
    before = History()
    before.events = [event for event in history if event.at < moment]
    for map_run, children in history.map_runs.items():
        for child in children:
            shown = ChildHistory(child.index, child.execution_id)
            shown.events, shown.map_runs = (known := _before(moment, child)).events, known.map_runs
            before.map_runs.setdefault(map_run, []).append(shown)
    return before


def _unanswered(runs: Sequence[NodeRun], trace: Mapping[str, Any]) -> list[str]:
    """Nodes that wait; a loop does as long as its items do, and is not who has to be answered."""
    waiting = dict.fromkeys(run.key for run in runs if run.status == "running")
    return [key for key in waiting if trace["nodes"][key].get("type") != "loop"]


def _end_of(key: str, trace: Mapping[str, Any]) -> Callable[[HistoryEvent], bool]:
    """Tells the event with which the node has ended."""
    states = {
        name for name, state in trace["states"].items() if state.get("node") == key and state.get("role") == "node"
    }
    return lambda event: event.type.endswith("StateExited") and event.details["name"] in states


class _World:
    """Answers for whatever the machine calls."""

    def __init__(self, trace: Mapping[str, Any], registry: Registry, stubs: Stubs) -> None:
        self._states: Mapping[str, Mapping[str, Any]] = trace["states"]
        self._nodes: Mapping[str, Mapping[str, Any]] = trace["nodes"]
        self._registry = registry
        self._stubs = stubs
        self._attempts: dict[tuple[str, str], int] = {}
        self.sources: dict[tuple[str, str, int], Source] = {}
        self._children: dict[str, list[Source | None]] = {}
        self._kept = KeptOutputs(stubs.read_payload)
        self.unread: dict[str, str] = {}
        self.is_left_unanswered = False

    def answer(self, command: ScheduleTask) -> Outcome:
        """What comes of the task."""
        outcome = self._answer(command)
        self.is_left_unanswered |= outcome is None
        return outcome

    def _answer(self, command: ScheduleTask) -> Outcome:
        payload = _payload(command)
        key = str(self._states.get(command.state_name, {}).get("node") or command.state_name)
        iteration = str(payload.get("iteration", ""))
        if reads_items(command):
            return self._items(command, key)
        attempt = self._attempts.get((key, iteration), 0)
        self._attempts[key, iteration] = attempt + 1
        if _starts_run(command):
            source, outcome = self._outcome(command, key, attempt, self._child_record(key, attempt))
            self._children.setdefault(key, []).append(source)
            return outcome
        source, outcome = self._outcome(
            command, key, attempt, self._stubs.records.get(record_field(key, iteration, attempt))
        )
        if source is not None:
            self.sources[key, iteration, attempt] = source
        return self._offloaded(payload, outcome) if payload.get("offload") else outcome

    def _offloaded(self, payload: Mapping[str, Any], outcome: Outcome) -> Outcome:
        """What a node gives that keeps its output in S3: a reference."""
        if not isinstance(outcome, Returned):
            return outcome
        where = f"{payload.get('node', {}).get('key')}/{payload.get('iteration') or 'output'}.json"
        kept = self._kept.keep(outcome.output["Payload"]["output"], where)
        return outcome._replace(output={"Payload": {"output": kept}})

    def _items(self, command: ScheduleTask, loop: str) -> Outcome:
        """The items of a loop that lie in S3."""
        try:
            text = self._kept.text(command.arguments.get("Bucket"), command.arguments.get("Key"))
            return Returned({"Body": text})
        except PayloadUnread as problem:
            self.unread[loop] = str(problem)
            return Raised("S3.NoSuchKey", str(problem))

    def of_children(self, runs: Sequence[NodeRun]) -> dict[tuple[str, str, int], Source]:
        """Where the outcomes of started runs came from: they tell their order, not their iteration."""
        found: dict[tuple[str, str, int], Source] = {}
        for key, sources in self._children.items():
            started = [run for run in runs if run.key == key and run.input is not None]
            for run, source in zip(started, sources, strict=False):
                if source is not None:
                    found[key, run.iteration, run.attempt] = source
        return found

    def _child_record(self, key: str, number: int) -> Mapping[str, Any] | None:
        """The record of the run that was started as the so-manieth by this node."""
        of_node = [record for field, record in self._stubs.records.items() if field.startswith(f"{key}|")]
        return of_node[number] if number < len(of_node) else None

    def _outcome(
        self, command: ScheduleTask, key: str, attempt: int, record: Mapping[str, Any] | None
    ) -> tuple[Source | None, Outcome]:
        stubs = self._stubs
        failure = stubs.failures.get(key)
        if failure is not None and (failure.times is None or attempt < failure.times):
            return "fail", _raised(failure.error, "told to fail in this dry run")
        mode = stubs.modes.get(key, stubs.default)
        called = is_action(command)
        if called and mode == "live" and stubs.live is not None and key not in stubs.pins:
            return "live", stubs.live(command)
        refused = self._refused(_payload(command)) if called else None
        if refused:
            return "refused", _raised("InvalidInput", refused)
        if key in stubs.pins:
            return "pin", _returned(command, stubs.pins[key])
        if mode == "recorded" and record is not None:
            return "recorded", _recorded(command, record)
        return self._made_up(command, key)

    def _made_up(self, command: ScheduleTask, key: str) -> tuple[Source | None, Outcome]:
        """A sample; nothing where somebody would have to answer, unless a sample was asked for."""
        if is_action(command):
            return "sample", self._sampled(command)
        if _starts_run(command) and not _waits_for_run(command):
            return "sample", _returned(command, None)
        return ("sample", self._answered(command, key)) if self._stubs.modes.get(key) == "sample" else (None, None)

    def _sampled(self, command: ScheduleTask) -> Outcome:
        payload = _payload(command)
        output = sample(self._stubs.outputs.get(payload.get("node", {}).get("definition", ""), {}))
        if payload.get("select") is not None:
            try:
                output = orjson.loads(self._stubs.select(payload["select"], orjson.dumps(output)))
            except ExpressionFailed as failed:
                return _raised("ExpressionFailed", str(failed))
        return _returned(command, output)

    def _answered(self, command: ScheduleTask, key: str) -> Outcome:
        """What somebody might answer a wait with."""
        kind = self._registry.logic.get(self._nodes.get(key, {}).get("type", ""))
        return _returned(command, sample((kind.output_schema if kind else None) or {}))

    def _refused(self, payload: Mapping[str, Any]) -> str | None:
        """Why the action would refuse its configuration, as far as its schema tells."""
        known, config = self._registry.actions.get(payload.get("node", {}).get("definition", "")), payload.get("config")
        if known is None:
            return None
        found = [
            finding
            for finding in findings(known.validator, known.config_schema, config, literal=True)
            if not _readable(_at(config, finding.path))
        ]
        shown = [f"config.{'.'.join(map(str, finding.path))}: {finding.message}" for finding in found[:_SHOWN_FINDINGS]]
        return "; ".join(shown) or None


def is_action(command: ScheduleTask) -> bool:
    """Whether the task calls the function of an action and takes its answer."""
    return command.token is None and command.resource.endswith(":lambda:invoke")


def _starts_run(command: ScheduleTask) -> bool:
    return ":states:startExecution" in command.resource


def _waits_for_run(command: ScheduleTask) -> bool:
    return _starts_run(command) and ".sync" in command.resource


def _payload(command: ScheduleTask) -> Mapping[str, Any]:
    payload = command.arguments.get("Payload") if isinstance(command.arguments, dict) else None
    return payload if isinstance(payload, dict) else {}


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


def _returned(command: ScheduleTask, output: Any) -> Returned:
    """`output` as the called service gives it; an answer to a wait has the form of an action's."""
    if is_action(command) or command.token is not None:
        return Returned({"Payload": {"output": output}})
    if _waits_for_run(command):
        return Returned({"Output": output, "Status": "SUCCEEDED", "ExecutionArn": SIMULATED.execution_id})
    if _starts_run(command):
        known = output.get("execution_id") if isinstance(output, dict) else None
        name = known.partition(".")[2] if isinstance(known, str) else command.arguments["Name"]
        return Returned({"ExecutionArn": f"{SIMULATED.execution_id.rpartition(':')[0]}:{name}"})
    return Returned(output)


def _recorded(command: ScheduleTask, record: Mapping[str, Any]) -> Outcome:
    took = max(0, record["ended_at"] - record["started_at"])
    if record["status"] == "succeeded":
        return _returned(command, record["output"])._replace(after=took)
    error = record["error"] or {"name": "ActionFailed", "message": ""}
    return _raised(error["name"], error["message"])._replace(after=took)


def _raised(error: str, message: str) -> Raised:
    """As Lambda reports an exception."""
    return Raised(error, orjson.dumps({"errorMessage": message, "errorType": error}).decode())
