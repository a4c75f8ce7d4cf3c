"""From a history to what each node did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from statewright.language.children import ALREADY_STARTED
from statewright.language.engine.events import ChildHistory, History, HistoryEvent
from statewright.language.timeline import subworkflows
from statewright.language.timeline.causes import error_name, message_of
from statewright.language.timeline.model import NodeRun, NodeStatus

_ENDINGS: Final = frozenset({"ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"})
_ATTEMPT_FAILED: Final = frozenset(
    {
        "TaskFailed",
        "TaskTimedOut",
        "TaskStartFailed",
        "TaskSubmitFailed",
        "EvaluationFailed",
    }
)
_CONTAINER_STARTED: Final = frozenset({"ParallelStateStarted", "MapStateStarted"})
_BEGINNINGS: Final = _CONTAINER_STARTED | {"MapIterationStarted", "MapRunStarted"}
_CONTAINER_FAILED: Final = frozenset({"ParallelStateFailed", "MapStateFailed"})
_STOPPED: Final = frozenset({"Statewright.Stopped", "Statewright.Failed"})
"""Errors by which a `stop` ends the run from inside of a loop or fork."""


class _Attempt:
    __slots__ = ("aborted", "ended_at", "error", "output", "started_at")

    def __init__(self, started_at: int) -> None:
        self.started_at = started_at
        self.ended_at: int | None = None
        self.output: Any = None
        self.error: dict[str, str] | None = None
        self.aborted = False


class _Visit:
    """One visit of a state, from entering to leaving it."""

    __slots__ = (
        "aborted",
        "attempts",
        "entered_at",
        "input",
        "inside",
        "iteration",
        "left_at",
        "name",
        "output",
        "rounds",
        "traced",
        "type",
    )

    def __init__(
        self, name: str, traced: Mapping[str, Any], entered_at: int, inside: _Visit | None, iteration: str
    ) -> None:
        self.name = name
        self.type = ""
        """Map, Parallel, Task ..."""
        self.traced = traced
        self.entered_at = entered_at
        self.inside = inside
        self.iteration = iteration
        """The loop path of the visit; `rounds` counts the iterations of a loop that is a circle of states."""
        self.rounds = 0
        self.input: Any = None
        self.left_at: int | None = None
        self.output: Any = None
        self.aborted = False
        self.attempts: list[_Attempt] = []

    def attempt(self, at: int) -> _Attempt:
        """The attempt under way; what fails before any was scheduled fails the first."""
        if not self.attempts:
            self.attempts.append(_Attempt(self.entered_at if self.left_at is None else at))
        return self.attempts[-1]

    def abort(self, at: int) -> None:
        """The run ends before the state is left; a redrive may go on with it."""
        self.aborted, self.left_at = True, at
        if self.attempts and self.attempts[-1].ended_at is None:
            self.attempts[-1].aborted, self.attempts[-1].ended_at = True, at


def node_runs(history: Iterable[HistoryEvent], trace: Mapping[str, Any]) -> list[NodeRun]:
    """What each node did, in the order they began; in an ended run the skipped ones follow.

    `history` may stop anywhere: nodes under way are `running`. `trace` is that of the compiled definition. Items that
    are executions of their own are read too where `history` is the engine's, which knows their histories.
    """
    reader = _Reader(trace)
    reader.read_all(history)
    return reader.runs()


class _Reader:
    """Reads a history. That of an item that is an execution of its own is at the loop path `path`."""

    def __init__(self, trace: Mapping[str, Any], path: str = "") -> None:
        self._path = path
        self._trace = trace
        self._states: Mapping[str, Mapping[str, Any]] = trace["states"]
        self._nodes: Mapping[str, Any] = trace["nodes"]
        self._visits: list[_Visit] = []
        self._at: dict[int, _Visit | None] = {0: None}
        """The visit each event belongs to, by the event's id."""
        self._open: dict[str, _Visit] = {}
        self._containers_failed: set[int] = set()
        """Events that say that a Parallel or Map state failed."""
        self._iteration: dict[int, str] = {}
        """The loop path that begins with an event."""
        self._paths: dict[str, dict[str, None]] = {}
        """The loop paths of the iterations that have begun, by the loop's key."""
        self._map_runs: dict[str, _Visit] = {}
        """The loop whose items each Map Run works on, by the Map Run's ARN."""
        self._untold: set[str] = set()
        """Loops of whose items the history tells nothing."""
        self._begun: HistoryEvent | None = None
        self._ended_at: int | None = None

    def read_all(self, history: Iterable[HistoryEvent]) -> None:
        """Reads the events, then the histories of the items that are executions of their own."""
        for event in history:
            self.read(event)
        if not isinstance(history, History):
            self._untold = {loop.traced.get("node") or "" for loop in self._map_runs.values()}
            return
        if not history.map_runs:
            return
        for arn, loop in self._map_runs.items():
            for child in history.map_runs.get(arn, ()):
                path = self._iterates(loop, _path(loop.iteration, child.index))
                self._read_item(child, path)
        self._visits.sort(key=lambda visit: visit.entered_at)

    def _read_item(self, history: ChildHistory, path: str) -> None:
        item = _Reader(self._trace, path)
        item.read_all(history)
        for visit in item._visits:
            if visit.left_at is None:
                visit.left_at, visit.aborted = item._ended_at, item._ended_at is not None
        self._visits += item._visits
        for key, paths in item._paths.items():
            self._paths.setdefault(key, {}).update(paths)

    def read(self, event: HistoryEvent) -> None:
        """One event, in the order of the history."""
        event_id, previous, at, type_, details = event
        visit = self._at.get(previous)
        if type_.endswith("StateEntered"):
            visit = self._enter(event, visit)
        elif type_.endswith("StateExited"):
            visit = self._leave(details, at, visit)
        elif type_ in _BEGINNINGS and visit is not None:
            visit = self._begin(event, visit)
        elif type_ in ("TaskScheduled", "TaskSucceeded") and visit is not None:
            _attempted(visit, type_, details, at)
        elif type_ in _CONTAINER_FAILED:
            visit = self._fail_container(event, visit)
        elif type_ in _ATTEMPT_FAILED:
            self._fail(visit, type_, details, at)
        elif type_.endswith("StateAborted"):
            visit = self._closing(details.get("name", ""), visit) or visit
            if visit is not None:
                visit.abort(at)
        elif type_ == "ExecutionStarted":
            self._begun = event
        elif type_.startswith("Execution"):
            self._ended_at = at if type_ in _ENDINGS else None
            if type_ == "ExecutionRedriven":
                self._go_on()
        self._at[event_id] = visit

    def _begin(self, event: HistoryEvent, visit: _Visit) -> _Visit:
        """A fork, a loop, an item of it or all those that are executions of their own. Gives the state's visit."""
        if event.type in _CONTAINER_STARTED:
            # when it is tried again, the event before is of what failed inside
            visit = self._container(visit, event.type.removesuffix("StateStarted"), event.previous_id)
            visit.rounds = 0
            return visit
        if event.type == "MapRunStarted":
            self._map_runs[event.details["mapRunArn"]] = visit
            return visit
        # the event before it may be of an earlier iteration
        loop = _around(event.details["name"], visit) or visit
        self._iteration[event.id] = self._iterates(loop, _path(loop.iteration, event.details["index"]))
        return loop

    def _go_on(self) -> None:
        """A redrive: loops and forks that failed or were cut off are under way again."""
        containers = (*(visit.inside for visit in self._visits), *self._map_runs.values())
        for visit in {id(visit): visit for visit in containers}.values():
            if visit is not None and (visit.aborted or visit.left_at is None):
                visit.attempts.clear()
                visit.aborted, visit.left_at = False, None

    def _enter(self, event: HistoryEvent, before: _Visit | None) -> _Visit:
        _, previous, at, type_, details = event
        name = details["name"]
        # what follows a state lies beside it; what begins before it was left lies inside
        inside = before if before is None or before.left_at is None else before.inside
        iteration = before.iteration if before is not None and before is not inside else self._path
        if before is inside and before is not None:
            iteration = self._iteration.get(previous, _inner(before))
        traced = self._states.get(name, {})
        if "iterates" in traced and inside is not None:
            inside.rounds += 1
            self._iterates(inside, _path(iteration, inside.rounds - 1))
        visit = _Visit(name, traced, at, inside, iteration)
        visit.type = type_.removesuffix("StateEntered")
        self._visits.append(visit)
        self._open[name] = visit
        return visit

    def _leave(self, details: Mapping[str, Any], at: int, last: _Visit | None) -> _Visit | None:
        visit = self._closing(details["name"], last)
        if visit is None:
            return None
        visit.left_at = at
        expected = visit.traced.get("output", {})
        kind = expected.get("kind")
        if kind == "loop":
            given = (details.get("assignedVariables") or {}) | (details.get("output") or {})
            visit.output = given.get(expected["variable"], given.get(visit.traced["node"]))
        elif kind in ("assign", "handle"):
            visit.output = (details.get("assignedVariables") or {}).get(expected["variable"])
        elif kind == "output":
            visit.output = (details.get("output") or {}).get(expected["field"])
        elif kind == "value" and visit.inside is not None:
            visit.inside.output = (details.get("output") or {}).get("value")
        return visit

    def _closing(self, name: str, last: _Visit | None) -> _Visit | None:
        """The visit that ends: in a loop several of one state may be open."""
        visit = _around(name, last) or self._open.get(name)
        if visit is not None and self._open.get(name) is visit:
            del self._open[name]
        return visit

    def _fail_container(self, event: HistoryEvent, last: _Visit | None) -> _Visit | None:
        """A Parallel or Map state fails; the event before it is that of what failed inside, if something did."""
        visit = last and self._container(last, event.type.removesuffix("StateFailed"), event.previous_id)
        self._containers_failed.add(event.id)
        if event.details.get("error") not in _STOPPED:
            self._fail(visit, event.type, event.details, event.at)
        elif visit is not None:
            visit.aborted = True
        return visit

    def _container(self, last: _Visit, type_: str, previous: int) -> _Visit:
        """The visit of the Parallel or Map state that an event without a name is of: this one, or one around it."""
        visit = last.inside if previous in self._containers_failed else last
        while visit is not None and visit.type != type_:
            visit = visit.inside
        return visit or last

    def _iterates(self, loop: _Visit, path: str) -> str:
        self._paths.setdefault(loop.traced.get("node") or "", {})[path] = None
        return path

    def _fail(self, visit: _Visit | None, type_: str, details: Mapping[str, Any], at: int) -> None:
        if visit is None:
            return
        name = details.get("error") or type_
        expected = visit.traced.get("output", {})
        if expected.get("kind") == subworkflows.KIND:
            self._fail_child(visit.attempt(at), expected, name, details.get("cause"), at)
            return
        error = {"name": error_name(name), "message": message_of(details.get("cause"))}
        failed = visit
        if expected.get("kind") == "value" and visit.inside is not None:
            failed = visit.inside
        attempt = failed.attempt(at)
        if attempt.error is None or type_ != "EvaluationFailed":
            attempt.error, attempt.ended_at = error, at

    def _fail_child(self, attempt: _Attempt, expected: Mapping[str, Any], name: str, cause: Any, at: int) -> None:
        attempt.ended_at = at
        if name != ALREADY_STARTED or expected["waits"]:
            begun = self._begun.details.get("input") if self._begun is not None else None
            attempt.error = subworkflows.error_of(name, cause, begun)
        else:
            attempt.output = {}

    def runs(self) -> list[NodeRun]:
        runs = self._trigger_run()
        seen = {(run.key, "") for run in runs}
        for visit in self._visits:
            failed_before = visit.traced.get("output", {}).get("kind") == "before" and visit.attempts
            if visit.traced.get("role") == "node" or failed_before:
                seen.add((visit.traced["node"], visit.iteration))
                runs.extend(self._runs_of(visit))
        if self._ended_at is not None:
            runs.extend(
                NodeRun(key, path, 0, "skipped", None, None)
                for key, node in self._nodes.items()
                for path in self._paths_of(node)
                if (key, path) not in seen
            )
        return runs

    def _paths_of(self, node: Mapping[str, Any]) -> Iterable[str]:
        """Where a node could have run: in each iteration of the innermost loop around it."""
        loops = node.get("loops")
        if loops and not self._untold.isdisjoint(loops):
            return ()
        return self._paths.get(loops[-1], ("",)) if loops else ("",)

    def _trigger_run(self) -> list[NodeRun]:
        if self._begun is None:
            return []
        given = self._begun.details.get("input")
        given = given if isinstance(given, dict) else {}
        starting = next((state for state in self._states.values() if state.get("role") == "start"), {})
        key = starting.get("node") or given.get("trigger_node") or self._first_trigger()
        if not isinstance(key, str) or key not in self._nodes:
            return []
        at = self._begun.at
        return [NodeRun(key, "", 0, "succeeded", at, at, None, given.get("trigger"), None, "out")]

    def _first_trigger(self) -> str | None:
        """The one by which a workflow is run that another workflow runs."""
        return next((key for key, node in self._nodes.items() if node.get("type") == "trigger"), None)

    def _runs_of(self, visit: _Visit) -> Iterable[NodeRun]:
        key, expected = visit.traced["node"], visit.traced["output"]
        is_child = expected["kind"] == subworkflows.KIND
        is_task = expected["kind"] == "task" or is_child
        if not is_task and not (visit.attempts and visit.attempts[-1].error):
            yield self._simple(visit, key, expected)
            return
        given = subworkflows.given_to(visit.input) if is_child else None
        if not is_child and is_task and isinstance(visit.input, dict):
            given = visit.input["Payload"]["config"]
        for number, attempt in enumerate(visit.attempts or [_Attempt(visit.entered_at)]):
            last = number >= len(visit.attempts) - 1
            yield NodeRun(
                key,
                visit.iteration,
                number,
                self._attempt_status(visit, attempt, last=last),
                attempt.started_at,
                attempt.ended_at if attempt.ended_at is not None else visit.left_at or self._ended_at,
                given,
                _child_output(visit, attempt) if is_child else _payload_output(attempt.output),
                attempt.error,
                _handle(expected, attempt) if last and visit.left_at is not None and not visit.aborted else None,
            )

    def _simple(self, visit: _Visit, key: str, expected: Mapping[str, Any]) -> NodeRun:
        left = visit.left_at is not None and not visit.aborted
        status: NodeStatus = (
            "succeeded" if left or expected["kind"] == "stop" else "running" if self._runs_on(visit) else "cancelled"
        )
        handle = None
        if left:
            handle = visit.output if expected["kind"] == "handle" else expected.get("handle", "out")
        ended_at = visit.left_at if visit.left_at is not None else self._ended_at
        return NodeRun(key, visit.iteration, 0, status, visit.entered_at, ended_at, None, visit.output, None, handle)

    def _runs_on(self, visit: _Visit) -> bool:
        return not visit.aborted and self._ended_at is None

    def _attempt_status(self, visit: _Visit, attempt: _Attempt, *, last: bool) -> NodeStatus:
        if attempt.error is not None:
            return "failed"
        if attempt.aborted:
            return "cancelled"
        if attempt.ended_at is not None or not last:
            return "succeeded"
        return "running" if self._runs_on(visit) else "cancelled"


def _attempted(visit: _Visit, type_: str, details: Mapping[str, Any], at: int) -> None:
    if type_ == "TaskScheduled":
        visit.aborted, visit.left_at = False, None
        visit.input = details.get("parameters")
        visit.attempts.append(_Attempt(at))
    else:
        attempt = visit.attempt(at)
        attempt.output, attempt.ended_at = details.get("output"), at


def _around(name: str, visit: _Visit | None) -> _Visit | None:
    """The visit of the state, if it is this one or lies around it."""
    while visit is not None and (visit.name != name or visit.left_at is not None):
        visit = visit.inside
    return visit


def _path(outer: str, index: int) -> str:
    return f"{outer}.{index}" if outer else str(index)


def _inner(around: _Visit) -> str:
    """The loop path of what begins inside of a visit."""
    if "iterates" in around.traced and around.inside is not None:
        return _path(around.iteration, around.inside.rounds - 1)
    return around.iteration


def _handle(expected: Mapping[str, Any], attempt: _Attempt) -> str | None:
    if attempt.error is not None:
        caught: str | None = expected.get("caught", "out")
        return caught
    decided = _payload_output(attempt.output) if "handle" in expected else None
    return str(decided[expected["handle"]]) if isinstance(decided, dict) else "out"


def _child_output(visit: _Visit, attempt: _Attempt) -> Any:
    if attempt.output is None:
        return None
    return subworkflows.output_of(visit.input, attempt.output, waits=visit.traced["output"]["waits"])


def _payload_output(output: Any) -> Any:
    payload = output.get("Payload") if isinstance(output, dict) else None
    return payload.get("output") if isinstance(payload, dict) else None
