"""What lost events and lost contexts leave open, and how it is closed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf
from typing import TYPE_CHECKING, Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.language.engine import Machine, Returned, simulate
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from statewright.recording.recovery import NOTHING_LEFT
from statewright.recording.status_changes import parse
from statewright.recording.store import store
from system.sweep_executions import closing
from system.sweep_executions.logic import RECOVERY_SECONDS, Swept, sweep

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.recorded_runs import (
    MACHINE,
    STARTED,
    WORKFLOW,
    execution_input,
    leave,
    publish,
    record_of,
    status_change,
    told_history,
)

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

LATER = datetime.fromtimestamp(STARTED / 1000, UTC) + timedelta(minutes=10)


@pytest.fixture
def run(connection: Connection, contexts: LiveContexts, client: SFNClient) -> Any:
    machines = Machines()

    def swept(now: datetime = LATER, remaining: float = inf, spent: Callable[[], float] = lambda: 0.0) -> Swept:
        return sweep(connection, contexts, machines, client, now, lambda: remaining - spent())

    return swept


def observe(connection: Connection, contexts: LiveContexts, *bodies: str) -> None:
    changes = [change for body in bodies if (change := parse(body)) is not None]
    store(connection, contexts, Machines(), changes)


def listed(name: str, status: str, started: int = STARTED, **described: Any) -> dict[str, Any]:
    """ListExecutions' item, with what DescribeExecution adds; dates are epoch seconds on the wire."""
    item: dict[str, Any] = {
        "executionArn": f"{MACHINE.replace(':stateMachine:', ':execution:')}:{name}",
        "stateMachineArn": MACHINE,
        "stateMachineVersionArn": f"{MACHINE}:1",
        "name": name,
        "status": status,
        "startDate": started / 1000,
        **described,
    }
    return item if status == "RUNNING" else {**item, "stopDate": (started + 40) / 1000}


def stored(connection: Connection, name: str) -> tuple[executions.Execution, dict[str, str]]:
    row = executions.get(connection, names.execution_id(WORKFLOW, name))
    assert row is not None
    nodes = executions.list_nodes(connection, row.id, row.started_at)
    return row, {node.key: node.status for node in nodes}


def history_of(connection: Connection) -> list[dict[str, Any]]:
    """The run's history as GetExecutionHistory answers it."""
    definition = connection.execute("SELECT definition FROM workflow_versions").fetchall()[0][0]
    given = json.loads(json.loads(status_change("x", "RUNNING"))["detail"]["input"])
    answer = Returned({"Payload": {"output": {"status": 200, "headers": {}, "body": {"ok": True}}}}, after=25)
    outcome = simulate(Machine.parse(definition), given, lambda _: answer, start_at=STARTED)
    return told_history(outcome.history)


def test_nothing_is_asked_when_nothing_is_open(run: Any, aws: FakeAws) -> None:
    assert run() == Swept(closed=0, recovered=0)
    assert aws.calls == []


def test_what_has_just_started_is_left_alone(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    observe(connection, contexts, status_change("a", "RUNNING"))

    assert run(datetime.fromtimestamp(STARTED / 1000, UTC) + timedelta(seconds=30)) == Swept(0, 0)
    assert aws.calls == []


def ended(name: str, **described: Any) -> dict[str, Any]:
    return listed(name, "SUCCEEDED", input=json.dumps(execution_input()), output=OUTPUT, **described)


OUTPUT = '{"done": {"status": 200}}'
ALL = dict.fromkeys(("order", "prepare", "big", "call", "done"), "succeeded")


def test_an_execution_whose_end_was_never_announced_is_closed(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts, redis_cache: Cache
) -> None:
    publish(connection)
    observe(connection, contexts, *(status_change(name, "RUNNING") for name in "abf"))
    leave(redis_cache, "a", record_of("call"))
    leave(redis_cache, "f", record_of("call", status="failed", error={"name": "ProviderRejected", "message": "no"}))
    aws.listed = [
        listed("new", "RUNNING", STARTED + 5000),
        listed("b", "RUNNING"),
        ended("a"),
        listed("f", "FAILED", input=json.dumps(execution_input()), error="ProviderRejected", cause="no"),
        listed("old", "SUCCEEDED", STARTED - 60_000),
    ]

    assert run() == Swept(closed=2, recovered=0)

    assert aws.calls == ["ListExecutions", "DescribeExecution", "DescribeExecution"]
    (row, nodes), (failed, _) = stored(connection, "a"), stored(connection, "f")
    assert (row.status, row.nodes, row.output, row.gaps) == ("succeeded", "context", {"done": {"status": 200}}, [])
    assert row.ended_at is not None
    assert nodes == ALL
    assert (failed.status, failed.error, failed.nodes) == (
        "failed",
        {"name": "ProviderRejected", "message": "no"},
        "context",
    )
    assert stored(connection, "b")[0].status == "running"


def test_an_end_that_cannot_be_stored_as_it_is_told_is_stored_without_its_data(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, status_change("a", "RUNNING"))
    aws.listed = [listed("a", "SUCCEEDED", input="{}", output="[" * 300 + "]" * 300)]
    aws.histories = {listed("a", "")["executionArn"]: history_of(connection)}

    assert run() == Swept(closed=1, recovered=1)

    row, nodes = stored(connection, "a")
    assert (row.status, row.nodes, nodes) == ("succeeded", "history", ALL)


def test_a_run_that_waits_costs_one_question_however_many_are_newer(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    observe(connection, contexts, status_change("waits", "RUNNING"))
    newer = [listed(f"n{number}", "SUCCEEDED", STARTED + number) for number in range(9, 0, -1)]
    aws.listed = [*newer, listed("waits", "RUNNING")]

    assert run() == Swept(closed=0, recovered=0)

    assert aws.calls == ["ListExecutions"]


def test_where_more_run_than_are_listed_each_gets_its_turn(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "PAGES_LIMIT", 1)
    monkeypatch.setattr(closing, "DESCRIBED_LIMIT", 1)
    observe(connection, contexts, *(status_change(name, "RUNNING") for name in "abcde"))
    aws.listed = [listed(name, "RUNNING") for name in "abcde"]

    assert [run().closed for _ in "cde"] == [0, 0, 0]
    assert sorted(aws.described) == ["c", "d", "e"]
    aws.listed[-1] = ended("e")
    assert sum(run().closed for _ in "cde") == 1

    assert stored(connection, "e")[0].status == "succeeded"


def test_an_execution_that_step_functions_does_not_know_keeps_no_other_open(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    observe(connection, contexts, status_change("gone", "RUNNING"), status_change("a", "RUNNING"))
    aws.listed = [ended("a")]

    assert run() == Swept(closed=1, recovered=0)

    assert stored(connection, "gone")[0].status == "running"


def test_a_stage_that_takes_long_leaves_time_to_the_next(
    run: Any,
    aws: FakeAws,
    connection: Connection,
    contexts: LiveContexts,
    redis_cache: Cache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(closing, "GROUP", 1)
    publish(connection)
    observe(connection, contexts, *(status_change(name, "RUNNING") for name in "ab"))
    observe(connection, contexts, status_change("l", "SUCCEEDED"))
    for name in "ab":
        leave(redis_cache, name, record_of("call"))
    aws.listed = [ended("a"), ended("b")]
    aws.histories = {listed("l", "")["executionArn"]: history_of(connection)}

    def spent() -> float:
        return 150.0 * len(aws.described)

    assert run(remaining=300, spent=spent) == Swept(closed=1, recovered=1)
    assert run(remaining=450, spent=spent) == Swept(closed=1, recovered=0)


def test_a_run_whose_context_was_lost_is_read_from_its_history(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, status_change("l", "SUCCEEDED", output='{"done": {"status": 200}}'))
    aws.histories = {listed("l", "")["executionArn"]: history_of(connection)}

    assert run(remaining=RECOVERY_SECONDS - 1) == Swept(closed=0, recovered=0), "left to the next sweep"
    assert run() == Swept(closed=0, recovered=1)
    assert run() == Swept(closed=0, recovered=0)

    row, nodes = stored(connection, "l")
    assert (row.nodes, row.diverged, row.divergences, row.gaps) == ("history", False, [], [])
    assert nodes["call"] == "succeeded"


def test_a_run_of_whose_context_a_part_was_lost_is_read_from_its_history(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts, redis_cache: Cache
) -> None:
    publish(connection)
    leave(redis_cache, "p", record_of("call", status="running"))
    observe(connection, contexts, status_change("p", "SUCCEEDED", output='{"done": {"status": 200}}'))
    aws.histories = {listed("p", "")["executionArn"]: history_of(connection)}

    assert run() == Swept(closed=0, recovered=1)

    row, nodes = stored(connection, "p")
    assert (row.nodes, row.diverged, row.gaps) == ("history", False, [])
    assert nodes == ALL


def test_a_history_that_cannot_be_stored_says_so_and_keeps_no_other_from_being_read(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, *(status_change(name, "SUCCEEDED", total=150) for name in "dl"))
    history = history_of(connection)
    deep = {**history[-1], "executionSucceededEventDetails": {"output": "[" * 300 + "]" * 300}}
    aws.histories = {listed("l", "")["executionArn"]: history, listed("d", "")["executionArn"]: [*history[:-1], deep]}

    assert run() == Swept(closed=0, recovered=1)

    (row, nodes), (other, _) = stored(connection, "d"), stored(connection, "l")
    assert (row.nodes, nodes, other.nodes) == ("history", {}, "history")
    assert [gap.split(":")[0] for gap in row.gaps] == ["its history cannot be read"]
    assert run() == Swept(closed=0, recovered=0)


def test_half_a_character_in_a_history_is_read_as_one_that_is_unknown(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, status_change("h", "SUCCEEDED"))
    told = json.dumps(history_of(connection)).replace('\\"ok\\": true', '\\"ok\\": \\"a\\\\ud800\\"')
    assert "ud800" in told
    aws.histories = {listed("h", "")["executionArn"]: json.loads(told)}

    assert run() == Swept(closed=0, recovered=1)

    row, _ = stored(connection, "h")
    by_key = {node.key: node for node in executions.list_nodes(connection, row.id, row.started_at)}
    assert (by_key["call"].output["body"], row.gaps) == ({"ok": "a\ufffd"}, [])


def test_a_workflow_that_step_functions_does_not_answer_for_keeps_no_other_from_being_swept(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, status_change("a", "RUNNING"), status_change("l", "SUCCEEDED"))
    aws.refuse["ListExecutions"] = Refusal(400, "AccessDeniedException")
    aws.histories = {listed("l", "")["executionArn"]: history_of(connection)}

    assert run() == Swept(closed=0, recovered=1, failed=1)


def test_a_history_that_step_functions_does_not_give_is_asked_for_again(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, *(status_change(name, "SUCCEEDED") for name in "lm"))
    aws.refuse["GetExecutionHistory"] = Refusal(400, "AccessDeniedException")
    aws.histories = {listed(name, "")["executionArn"]: history_of(connection) for name in "lm"}

    assert run() == Swept(closed=0, recovered=1, failed=1)
    assert run() == Swept(closed=0, recovered=1)


def test_a_run_that_ends_between_two_questions_is_no_ones_trouble(
    run: Any, connection: Connection, contexts: LiveContexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executions, "open_workflows", lambda *_: [WORKFLOW])

    assert run() == Swept(closed=0, recovered=0)


def test_the_error_of_a_run_that_is_known_from_its_history_alone_has_the_name_that_the_language_gives_it(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, status_change("q", "FAILED", input=None, inputDetails={"included": False}))
    failure = {"error": "States.QueryEvaluationError", "cause": "$number failed"}
    *begun, last = history_of(connection)
    end = {**{key: last[key] for key in ("id", "previousEventId", "timestamp")}, "type": "ExecutionFailed"}
    aws.histories = {listed("q", "")["executionArn"]: [*begun, end | {"executionFailedEventDetails": failure}]}

    assert run() == Swept(closed=0, recovered=1)

    assert stored(connection, "q")[0].error == {"name": "ExpressionFailed", "message": "$number failed"}


def test_what_cannot_be_told_any_more_says_so_and_is_not_asked_again(
    run: Any, aws: FakeAws, connection: Connection, contexts: LiveContexts
) -> None:
    publish(connection)
    observe(connection, contexts, status_change("g", "SUCCEEDED", output='{"done": {"status": 200}}'))

    assert run() == Swept(closed=0, recovered=0)
    calls = len(aws.calls)
    run()

    assert len(aws.calls) == calls
    row, nodes = stored(connection, "g")
    assert (row.gaps, row.diverged, nodes) == ([NOTHING_LEFT], False, {})
