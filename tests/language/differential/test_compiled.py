"""What the compiler makes, on our engine and on moto's interpreter: the same status, output and error.

Both get the answers of the actions from one place: moto's through a Lambda service that it calls over HTTP.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import pytest
from statewright.language.compiler import compile_workflow
from statewright.language.dry_run import start_input
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, simulate
from statewright.language.engine.simulation import SIMULATED

from scripts import golden
from tests.language.compiler.drawing import REGISTRY, TARGET
from tests.language.compiler.random_graphs import Case, case
from tests.support.lambda_for_moto import LambdaService, lambda_for_moto
from tests.support.second_opinion import UNFINISHED, jsonata_for_moto, moto_ending

GUIDE: Final = "https://docs.aws.amazon.com/step-functions/latest/dg"
SEEDS: Final = range(120)
NODES: Final = 12
MOST_UNFINISHED: Final = len(SEEDS) // 10

Ending = tuple[str, Any, str | None]
Answers = Any
"""From a payload: ("returned", output) or ("raised", error name)."""

ELSEWHERE: Final = {
    "approval": "waits for a task token that nobody holds here",
    "wait_for_events": "waits for a task token that nobody holds here",
    "run_workflow": "starts an execution of another machine",
    "run_workflow_without_waiting": "starts an execution of another machine",
    "loop_over_offloaded": "reads its items in S3",
}
"""Golden case -> what it needs besides an interpreter and Lambda; `tests/e2e` runs these."""

VOLATILE: Final = {"observed"}
"""Golden cases that read the clock and draw: two runs differ."""

ERRORS: Final = f"{GUIDE}/concepts-error-handling.html"
RENAMED: Final = {"States.QueryEvaluationError": "States.Runtime"}
"""Error -> what moto calls it. Ours is right: AWS gives an expression that fails or gives nothing its name. `ERRORS`"""

DIFFERENCES: Final = {
    "function_with_error_handle": "Ours is right: the machine catches States.QueryEvaluationError, which moto never "
    f"raises. {ERRORS}",
    "loop_distributed": "Ours is right: without a ResultWriter the results are the outputs of the children, and a "
    f"failed child fails the state; moto gives null for each. {GUIDE}/input-output-resultwriter.html",
}
"""Golden case -> who is right, why, and where AWS says so. A difference that is gone must leave this table."""


LINE: Final = {"sku": "a", "price": 4, "quantity": 2, "parts": [{"sku": "p"}]}
ORDER: Final = {
    "id": 7,
    "items": [{"sku": "a"}, {"sku": "b"}],
    "lines": [LINE, {**LINE, "sku": "b"}],
    "total": 120,
    "currency": "EUR",
    "email": "a@b.example",
    "new": True,
    "urgent": True,
    "due": "2026-01-02T03:04:05Z",
    "customer": {"id": "c7", "vip": True},
}
PAYLOAD: Final = {"body": ORDER, "value": {"id": "p1", "amount": 12}, "scheduled_time": "2026-01-01T02:00:00Z"}
ANSWER: Final = {
    "ok": True,
    "body": {"id": 7, "price": 4, "stock": 3, "email": "a@b.example", "url": "https://example.com/next"},
}
"""What all golden cases find enough in, so that each is run to its end unless an action raises."""
PAYLOADS: Final = {"function_with_error_handle": {"body": {**ORDER, "lines": [{**LINE, "price": "four"}]}}}
"""Golden case -> a payload of its own: its expression is to fail."""
HIDDEN: Final = "States.ExceedToleratedFailureThreshold"
"""How a loop fails whose items are executions of their own, whatever an item died of."""

PACES: Final[tuple[Callable[[str], int], ...]] = (
    lambda _: 0,
    lambda _: 1000,
    lambda state: crc32(state.encode()) % 700,
    lambda state: 700 - crc32(state.encode()) % 700,
)
"""Milliseconds that a state's action takes. Of branches that fail side by side the first tells the error; on moto the
machine's load decides which that is."""

COMPARED: Final = [folder for folder in golden.cases() if folder.name not in ELSEWHERE.keys() | VOLATILE]


@pytest.fixture(scope="module")
def functions() -> Iterator[LambdaService]:
    previous, threads = logging.root.manager.disable, threading.excepthook
    logging.disable(logging.CRITICAL)  # moto writes the whole machine for each error
    threading.excepthook = lambda _: None  # what a failed branch of moto leaves behind
    with jsonata_for_moto(), lambda_for_moto() as service:
        yield service
    threading.excepthook = threads
    logging.disable(previous)


def both(
    service: LambdaService, definition: dict[str, Any], start: Any, answers: Answers
) -> tuple[list[Ending], Ending]:
    """How the run may end as we see it, at each of `PACES`, and how it ends on moto."""

    def task(command: ScheduleTask, pace: Callable[[str], int]) -> Outcome:
        kind, value = answers(command.arguments["Payload"])
        after = pace(command.state_name)
        if kind == "returned":
            return Returned({"Payload": {"output": value}}, after=after)
        return Raised(value, json.dumps(raised(value)), after=after)

    def answer(payload: Any) -> tuple[Any, bool]:
        kind, value = answers(payload)
        return ({"output": value}, False) if kind == "returned" else (raised(value), True)

    def raised(name: str) -> dict[str, str]:
        return {"errorMessage": "as told", "errorType": name}

    machine, ours = Machine.parse(definition), list[Ending]()
    for pace in PACES:
        finish = simulate(machine, start, partial(task, pace=pace)).finish
        assert finish is not None
        ours.append((finish.status, finish.output if finish.status == "SUCCEEDED" else None, finish.error))
    service.answer = answer
    return ours, moto_ending(definition, start, SIMULATED.execution_name)[:3]


def agree(ours: list[Ending], theirs: Ending) -> bool:
    """Whether an ending is one of ours, but for `RENAMED` and the words for a failed expression.

    A branch that fails leaves threads of moto behind, and now and then the run without an end: that says nothing.
    """
    if theirs[0] == UNFINISHED:
        return True
    renamed = [(status, output, RENAMED.get(error or "")) for status, output, error in ours]
    return _plain(theirs) in [_plain(ending) for ending in (*ours, *renamed)]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("name") == "ExpressionFailed":
            return {"name": "ExpressionFailed"}
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("answer", [("returned", ANSWER), ("raised", "ProviderRejected")], ids=lambda one: one[0])
@pytest.mark.parametrize("folder", COMPARED, ids=lambda one: one.name)
def test_golden_machines(functions: LambdaService, folder: Path, answer: tuple[str, Any]) -> None:
    definition = json.loads((folder / "asl.json").read_text())
    nodes = json.loads((folder / "workflow.json").read_text())["graph"]["nodes"]
    fired = next(node["key"] for node in nodes if node["type"] == "trigger")
    payload = PAYLOADS.get(folder.name, PAYLOAD)

    ours, theirs = both(functions, definition, start_input(fired, payload), lambda _: answer)

    ends = {"SUCCEEDED": {None}} | ({"FAILED": {"ProviderRejected", HIDDEN}} if answer[0] == "raised" else {})
    assert all(error in ends.get(status, ()) for status, _, error in ours)
    assert agree(ours, theirs) is (folder.name not in DIFFERENCES), (ours, theirs)


@pytest.mark.timeout(600)  # hundreds of machines on an interpreter that takes its time
def test_random_workflows(functions: LambdaService) -> None:
    endings: Counter[str] = Counter()
    for seed in SEEDS:
        drawn: Case = case(seed, NODES)
        definition = compile_workflow(drawn.document, REGISTRY, TARGET).definition

        def answers(payload: Any, drawn: Case = drawn) -> tuple[str, Any]:
            return drawn.answer(payload["node"]["key"], payload["iteration"], payload["attempt"])

        ours, theirs = both(functions, definition, start_input(drawn.fired, drawn.payload), answers)

        assert agree(ours, theirs), (seed, ours, theirs)
        endings[theirs[0]] += 1
    assert endings["SUCCEEDED"] > len(SEEDS) / 2
    assert endings["FAILED"] > len(SEEDS) / 50
    assert endings[UNFINISHED] <= MOST_UNFINISHED


def test_the_tables_name_cases_that_there_are() -> None:
    assert ELSEWHERE.keys() | VOLATILE | DIFFERENCES.keys() <= {folder.name for folder in golden.cases()}
    assert all(GUIDE in reason for reason in DIFFERENCES.values())
