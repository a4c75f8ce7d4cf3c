"""A replay from the records alone shows what happened."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from statewright.language.engine.simulation import START as BEGAN
from statewright.language.timeline import Ended, node_runs

from tests.language.compiler.drawing import node, workflow
from tests.language.compiler.random_graphs import WHOLE, Case, cases
from tests.language.compiler.test_meaning import EXAMPLES, thorough
from tests.language.timeline.recorder import Recorder, ended


class Played(Recorder):
    """A random case, recorded."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.document, {})
        self.case = case

    def answer(self, key: str, iteration: str, attempt: int) -> tuple[str, Any, int]:
        return (*self.case.answer(key, iteration, attempt), self.case.takes(key, iteration))


@settings(thorough, max_examples=max(100, EXAMPLES // 10))
@given(cases(40, WHOLE))
def test_a_replay_equals_the_history_of_the_run(case: Case) -> None:
    recorder = Played(case)
    simulation = recorder.run({"trigger": case.payload, "trigger_node": case.fired})

    result = recorder.replayed(ended(simulation))

    assert result.divergences == []
    assert result.node_runs == node_runs(simulation.history, recorder.compiled.trace)


RETRYING = workflow(
    [
        node("order", "api"),
        node("call", retry={"max_attempts": 2, "interval_seconds": 5}),
        node("is_paid", "condition", {"expression": "{% $call.paid %}"}),
        node("pause", "delay", {"seconds": 60}),
        node("ship", "work", {"data": "{% $call.id %}"}),
        node("remind", "work"),
    ],
    "order>call>is_paid is_paid.true>pause>ship is_paid.false>remind",
)
ANSWERS: dict[str, list[tuple[str, Any, int]]] = {
    "call": [("raised", "RateLimited", 20), ("raised", "RateLimited", 30), ("returned", {"id": 7, "paid": True}, 40)],
    "ship": [("returned", {"ok": True}, 10)],
}
GIVEN = {"trigger": {"body": 1}, "trigger_node": "order"}


def test_each_retried_attempt_is_shown() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    simulation = recorder.run(GIVEN)

    result = recorder.replayed(ended(simulation))

    shown = [(run.key, run.attempt, run.status, run.handle) for run in result.node_runs]
    assert shown == [
        ("order", 0, "succeeded", "out"),
        ("call", 0, "failed", None),
        ("call", 1, "failed", None),
        ("call", 2, "succeeded", "out"),
        ("is_paid", 0, "succeeded", "true"),
        ("pause", 0, "succeeded", "out"),
        ("ship", 0, "succeeded", "out"),
        ("remind", 0, "skipped", None),
    ]
    assert result.node_runs[1].error == {"name": "RateLimited", "message": "call"}
    assert result.divergences == []


def test_a_run_that_goes_on_shows_what_is_running_and_skips_nothing() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    recorder.run(GIVEN)
    del recorder.records["ship||0"]

    result = recorder.replayed(None)

    assert (result.status, result.divergences) == (None, [])
    assert [(run.key, run.status) for run in result.node_runs][4:] == [("is_paid", "succeeded"), ("pause", "running")]


def test_an_attempt_under_way_is_running() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    recorder.run(GIVEN)
    recorder.records = {"call||0": recorder.records["call||0"] | {"status": "running", "ended_at": None}}

    result = recorder.replayed(None)

    assert [(run.key, run.status, run.ended_at) for run in result.node_runs][1:] == [("call", "running", None)]


def test_a_missing_record_is_told() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    simulation = recorder.run(GIVEN)
    del recorder.records["ship||0"]

    result = recorder.replayed(ended(simulation))

    assert result.divergences == [
        "`ship` (attempt 0) was called, but left no record",
        "the run ended as SUCCEEDED, the replay as FAILED (Lambda.Unknown)",
    ]


def test_a_record_nobody_reaches_is_told() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    simulation = recorder.run(GIVEN)
    recorder.records["remind||0"] = recorder.records["ship||0"]

    result = recorder.replayed(ended(simulation))

    assert result.divergences == ["`remind` (attempt 0) has a record, but the replay does not reach it"]


def test_another_output_is_told_with_the_node() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    simulation = recorder.run(GIVEN)
    recorder.records["ship||0"]["output"] = {"ok": False}

    result = recorder.replayed(ended(simulation))

    assert result.divergences == ["the run's output and the replay's differ at `ship`"]


def test_an_attempt_that_left_no_trace_but_was_repeated_counts_as_failed() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    simulation = recorder.run(GIVEN)
    recorder.records["call||1"] |= {"status": "running", "ended_at": None}

    result = recorder.replayed(ended(simulation))

    assert [(run.attempt, run.status) for run in result.node_runs if run.key == "call"] == [
        (0, "failed"),
        (1, "failed"),
        (2, "succeeded"),
    ]
    assert result.divergences == []


def test_a_function_that_was_cut_off_fails_with_the_error_of_the_run() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    recorder.run(GIVEN)
    recorder.records = {"call||0": recorder.records["call||0"] | {"status": "running", "ended_at": None}}
    end = Ended(at=BEGAN + 30_000, status="FAILED", error="Sandbox.Timedout", cause="Task timed out")

    result = recorder.replayed(end)

    assert result.divergences == []
    call = next(run for run in result.node_runs if run.key == "call")
    assert (call.status, call.error) == ("failed", {"name": "Sandbox.Timedout", "message": "Task timed out"})


def test_a_stopped_run_shows_what_was_cancelled() -> None:
    recorder = Recorder(RETRYING, ANSWERS)
    recorder.run(GIVEN)
    del recorder.records["ship||0"]

    result = recorder.replayed(Ended(at=BEGAN + 20_000, status="ABORTED"))

    assert (result.status, result.divergences) == ("ABORTED", [])
    assert [(run.key, run.status) for run in result.node_runs][-3:] == [
        ("pause", "cancelled"),
        ("ship", "skipped"),
        ("remind", "skipped"),
    ]


def test_a_failing_expression_is_shown_at_its_node() -> None:
    document = workflow(
        [node("order", "api"), node("total", "set", {"values": {"sum": "{% $order.a + $order.b %}"}})], "order>total"
    )
    recorder = Recorder(document, {})
    simulation = recorder.run({"trigger": {}, "trigger_node": "order"})

    result = recorder.replayed(ended(simulation))

    failed = result.node_runs[-1]
    assert (failed.key, failed.status) == ("total", "failed")
    assert failed.error is not None
    assert failed.error["name"] == "ExpressionFailed"
    assert "$order.a + $order.b" in failed.error["message"]
