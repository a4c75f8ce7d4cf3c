"""Compiled workflows mean what the language says: machine on the engine = a direct reading of the graph.

`STATEWRIGHT_EXAMPLES=20000 pytest tests/language/compiler/test_meaning.py` looks longer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statewright.language.compiler import Compiled, compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate
from statewright.language.engine.simulation import SIMULATED
from statewright.language.timeline import NodeRun, node_runs

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow
from tests.language.compiler.random_graphs import CHILD, EVERYTHING, LATE, Case, cases
from tests.language.compiler.reference import Reading, readings
from tests.language.compiler.reference_outside import LARGE_LOOP_FAILED

EXAMPLES = int(os.environ.get("STATEWRIGHT_EXAMPLES", "3000"))
THOUSANDS_SECONDS = 900 if EXAMPLES <= 3000 else 0
"""Limit of a test that draws so many graphs; none where somebody asked for more."""
MOST = 3_000
RUN_ID = f"{TARGET.workflow_id}.{SIMULATED.execution_name}"
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="STATEWRIGHT_EXAMPLES" not in os.environ,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
WORDED = ("ExpressionFailed", LARGE_LOOP_FAILED, LATE)
"""Errors whose messages are the interpreter's own."""
Place = tuple[str, str]
"""A node's key, and its iteration."""


class Ran:
    """A case on the engine, and what each attempt of an action was called with."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.called: dict[Place, list[Any]] = {}
        self._before: dict[Place, int] = {}
        nodes = [one for graph in _graphs(case.document["graph"]) for one in graph["nodes"]]
        self.silent = {one["key"] for one in nodes if one["settings"].get("disabled")}
        again = [one for one in nodes if one["type"] == "loop" and "retry" in one["settings"]]
        self.repeated = {
            one["key"] for loop in again for graph in _graphs(loop["config"]["body"]) for one in graph["nodes"]
        }
        """Nodes in loops that are tried again."""
        self.compiled: Compiled = compile_workflow(case.document, REGISTRY, TARGET)
        start = {"trigger": case.payload, "trigger_node": case.fired, "instance_id": None, "workflow_version": 1}
        self.simulation: Simulation = simulate(Machine.parse(self.compiled.definition), start, self._task)
        assert self.simulation.finish is not None
        self.finish = self.simulation.finish
        self.runs = node_runs(self.simulation.history, self.compiled.trace)

    def _task(self, command: ScheduleTask) -> Outcome:
        payload = command.arguments.get("Payload")
        if payload is None:
            return self._child(command.state_name, command.arguments, waits=command.resource.endswith(".sync:2"))
        outcome, value, after = self._asked(
            payload["node"]["key"], payload["iteration"], payload["config"], payload["attempt"]
        )
        if value == LATE:
            return None
        if outcome == "returned":
            return Returned({"Payload": {"output": value}}, after=after)
        told = {"errorMessage": payload["node"]["key"], "errorType": value}
        return Raised(value, json.dumps(told), after=after)

    def _child(self, key: str, arguments: Any, *, waits: bool) -> Outcome:
        """Another workflow, which is not told which attempt it is: in a loop that runs again there is one only."""
        payload = arguments["Input"]["trigger"]
        config = {"workflow_id": CHILD, "payload": payload} | ({} if waits else {"wait": False})
        path = ".".join(map(str, payload["path"]))
        attempt = 0 if key in self.repeated else len(self.called.get((key, path), []))
        outcome, value, after = self._asked(key, path, config, attempt)
        if outcome == "raised":
            cause = {"Status": "FAILED", "Error": value, "Cause": key}
            return Raised("States.TaskFailed", json.dumps(cause), after=after)
        return Returned(
            {"ExecutionArn": f"arn:x:{arguments['Name']}", "Status": "SUCCEEDED", "Output": value}, after=after
        )

    def _asked(self, key: str, iteration: str, config: Any, attempt: int) -> tuple[str, Any, int]:
        """What the case answers, and after how many milliseconds."""
        calls, before = self.called.setdefault((key, iteration), []), self._before.get((key, iteration), 0)
        if attempt == 0 and key in self.repeated:
            calls.clear()
        assert len(calls) == attempt, f"{key} ran twice"
        calls.append(config)
        self._before[key, iteration] = before + 1
        return (*self.case.answer(key, iteration, before), self.case.takes(key, iteration))


def _graphs(graph: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The graph, and the bodies of its loops."""
    yield graph
    for one in graph["nodes"]:
        yield from _graphs(one["config"]["body"]) if one["type"] == "loop" else ()


def differs(ran: Ran, reading: Reading) -> str | None:
    """Where a run is not the one that was read; None if it is."""
    finish, end = ran.finish, reading.end
    if end is None or (end.stops and end.error is None):
        wanted: Any = ("SUCCEEDED", reading.result if end is None else end.result)
        got: Any = (finish.status, finish.output)
    else:
        wanted = ("FAILED", end.error, "" if end.error in WORDED else end.message)
        got = (finish.status, *_failure(finish.error, finish.cause))
    if _plain(got) != _plain(wanted):
        return f"the run ended with {got}, not with {wanted}"
    return next(_different_visits(ran, reading), None)


def _different_visits(ran: Ran, reading: Reading) -> Iterator[str]:
    attempts: dict[Place, list[NodeRun]] = {}
    for run in ran.runs:
        attempts.setdefault((run.key, run.iteration), []).append(run)
    for place in attempts.keys() - reading.visits.keys():
        if attempts[place][-1].status != "skipped":
            yield f"{place} ran"
    for place, visit in reading.visits.items():
        calls = ran.called.get(place, [])
        shown = attempts[place][-1] if place in attempts else None
        if not visit.sure and (len(calls) < len(visit.calls) or place[0] in ran.repeated):
            shown = None  # cut off, perhaps between two attempts, of its own or of a loop around it
        if _plain(calls) != _plain(visit.calls) if visit.sure else _plain(visit.calls[: len(calls)]) != _plain(calls):
            yield f"{place} was called with {calls}, not with {visit.calls}"
        if shown is None or shown.status in {"skipped", "cancelled"} - {visit.status}:
            silent = visit.status == "skipped" or place[0] in ran.silent
            if visit.sure and not (silent and shown is not None):
                yield f"{place} is {shown and shown.status}, not {visit.status}"
            continue
        got = (shown.status, shown.handle, None if shown.error else shown.output)
        wanted = (visit.status, visit.handle, None if visit.status == "failed" else visit.output)
        if _plain(got) != _plain(wanted) and (got[2] is not None or got[:2] != wanted[:2]):
            yield f"{place} shows {got}, not {wanted}"


def _failure(error: str | None, cause: str | None) -> tuple[str | None, Any]:
    error = "ExpressionFailed" if error == "States.QueryEvaluationError" else error
    if error in WORDED:
        return error, ""
    return error, json.loads(cause)["errorMessage"] if cause and cause.startswith("{") else cause


def _plain(value: Any) -> Any:
    """Without the interpreter's own words about what failed, and the names of runs that were started."""
    if isinstance(value, dict):
        if value.keys() == {"execution_id"}:
            return {"execution_id": f"{CHILD}.child"}
        if value.get("name") in WORDED:
            return {"name": value["name"]}
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def matches(ran: Ran) -> None:
    """The run is one of those that the language allows."""
    case = ran.case
    names = {"trigger": case.payload, "fired": case.fired, "execution": RUN_ID, "workflow": TARGET.workflow_id}
    found = [differs(ran, reading) for reading in islice(readings(case.document, names, case.answer), MOST)]
    assert None in found or len(found) == MOST, f"{found[0]} ({len(found)} readings)"


@pytest.mark.timeout(THOUSANDS_SECONDS)
@thorough
@given(cases(60, EVERYTHING))
def test_the_machine_does_what_the_graph_says(case: Case) -> None:
    ran = Ran(case)

    matches(ran)

    names = list(_reached(ran.compiled.definition))
    assert len(set(names)) == len(names)
    assert set(names) == set(ran.compiled.trace["states"])
    assert all(len(name) <= 80 for name in names)


def _reached(machine: dict[str, Any]) -> Iterator[str]:
    """The names of all states that can be reached, those inside of others too."""
    reached: set[str] = set()
    ahead = [machine["StartAt"]]
    while ahead:
        name = ahead.pop()
        if name in reached:
            continue
        reached.add(name)
        yield name
        state = machine["States"][name]
        for inner in [*state.get("Branches", ()), *([state["ItemProcessor"]] if "ItemProcessor" in state else ())]:
            yield from _reached(inner)
        ways = [state, *state.get("Choices", ()), *state.get("Catch", ())]
        ahead += [way[field] for way in ways for field in ("Next", "Default") if field in way]
    assert reached == machine["States"].keys()


@pytest.mark.timeout(THOUSANDS_SECONDS)
@settings(thorough, max_examples=max(50, EXAMPLES // 10))
@given(cases(60, EVERYTHING))
def test_the_same_graph_gives_the_same_bytes(case: Case) -> None:
    one = compile_workflow(case.document, REGISTRY, TARGET)
    other = compile_workflow(json.loads(json.dumps(case.document)), REGISTRY, TARGET)

    assert one.definition_json == other.definition_json
    assert one.trace == other.trace


WITHOUT_STOPS = tuple(kind for kind in EVERYTHING if kind[0] != "stop")


@pytest.mark.timeout(THOUSANDS_SECONDS)
@settings(thorough, max_examples=max(50, EXAMPLES // 10))
@given(cases(60, WITHOUT_STOPS), st.randoms(use_true_random=False))
def test_a_nodes_state_keeps_its_name_whatever_else_changes(case: Case, dice: Random) -> None:
    # a stop that is sure ends the run before or after its siblings: which of them still have a state follows the order
    edited = json.loads(json.dumps(case.document))
    for graph in _graphs(edited["graph"]):
        dice.shuffle(graph["nodes"])
        dice.shuffle(graph["edges"])
    edited["graph"]["nodes"].append(node("later", "set", {"values": {}}))
    edited["graph"]["edges"].append({"id": "later", "source": f"n_{case.fired}", "target": "n_later"})

    before, after = (compile_workflow(document, REGISTRY, TARGET).trace for document in (case.document, edited))

    # a disabled node has a state where someone asks whether it was live; a merge asks in the order of its edges
    silent = {
        one["key"] for graph in _graphs(edited["graph"]) for one in graph["nodes"] if one["settings"].get("disabled")
    }
    assert _named(after) - silent - {"later"} == _named(before) - silent


def _named(trace: dict[str, Any]) -> set[str]:
    """The names of the nodes' own states, which are the nodes' keys."""
    named = {name: traced["node"] for name, traced in trace["states"].items() if traced["role"] == "node"}
    assert all(name == key for name, key in named.items())
    return set(named)


def test_a_node_waits_for_what_leads_to_it_by_a_dead_edge() -> None:
    nodes = [
        node("t", "api"),
        node("before", "work"),
        node("check", "condition", {"expression": "{% $before.v = 1 %}"}, disabled=True),
        node("after", "work", {"data": "{% $before %}"}),
    ]
    document = workflow(nodes, "t>before>check check.false>after t>after")

    ran = Ran(Case(document, "t", None, {"before": [("returned", {"v": 2})], "after": [("returned", 1)]}, {}))

    assert ran.called["after", ""] == [{"data": {"v": 2}}]
    matches(ran)
