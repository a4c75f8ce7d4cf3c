"""Runs of whose live context a part is missing: what is on record must not be taken for all there was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from statewright.recording.store import CONTRADICTED, PARTLY_LOST
from system.record_executions.logic import record

from tests.support.graphs import Json, api_trigger, drawn, node, set_values
from tests.support.recorded_runs import STARTED, WORKFLOW, leave, publish, record_of, status_change

HOUR = 3_600_000
URL = {"method": "POST", "url": "https://example.com/orders"}


def two_calls() -> Json:
    """trigger -> call -> ship -> done."""
    nodes = [
        api_trigger(),
        node("call", "api_call@1", URL),
        node("ship", "api_call@1", URL),
        set_values("done", status="{% $ship.status %}"),
    ]
    return drawn(nodes, "order -> call", "call -> ship", "ship -> done")


def forked() -> Json:
    """trigger -> call and ship side by side -> merge."""
    nodes = [
        api_trigger(),
        node("call", "api_call@1", URL),
        node("ship", "api_call@1", URL),
        node("both", "merge", {"mode": "all"}),
    ]
    return drawn(nodes, "order -> call", "order -> ship", "call -> both", "ship -> both")


Stored = tuple[executions.Execution, dict[str, executions.NodeExecution]]


@pytest.fixture
def recorded(connection: Connection, contexts: LiveContexts) -> Any:
    def stored(body: str) -> Stored:
        assert record(connection, contexts, Machines(), {"m": body}).failed == []
        row = executions.get(connection, names.execution_id(WORKFLOW, json.loads(body)["detail"]["name"]))
        assert row is not None
        return row, {each.key: each for each in executions.list_nodes(connection, row.id, row.started_at)}

    return stored


def running(key: str) -> tuple[str, Json]:
    return record_of(key, status="running")


@pytest.mark.parametrize("left", [(), (running("ship"),)], ids=["absent", "running"])
def test_a_step_without_an_outcome_in_a_run_that_succeeded_is_left_to_its_history(
    recorded: Any, connection: Connection, redis_cache: Cache, left: Any
) -> None:
    publish(connection, two_calls())
    leave(redis_cache, "a", record_of("call"), *left)

    row, nodes = recorded(status_change("a", "SUCCEEDED", output='{"done": {"status": 200}}'))

    assert (row.status, row.nodes, row.gaps, row.divergences, nodes) == ("succeeded", "lost", [PARTLY_LOST], [], {})


def test_a_step_that_outlasted_its_limit_by_the_record_alone_is_left_to_its_history(
    recorded: Any, connection: Connection, redis_cache: Cache
) -> None:
    publish(connection, two_calls())
    leave(redis_cache, "a", record_of("call"), running("ship"))

    row, _ = recorded(status_change("a", "SUCCEEDED", output='{"done": {"status": 200}}', stopDate=STARTED + HOUR // 2))

    assert (row.nodes, row.gaps, row.divergences) == ("lost", [PARTLY_LOST], [])


def test_a_failure_of_one_step_is_not_put_on_another_without_an_outcome(
    recorded: Any, connection: Connection, redis_cache: Cache
) -> None:
    """Redis went after the effect of `call`; `ship` could not begin without it."""
    publish(connection, two_calls())
    leave(redis_cache, "a", running("call"))

    row, _ = recorded(status_change("a", "FAILED", error="ProviderUnavailable", cause="the step was not started"))

    assert (row.status, row.nodes, row.gaps, row.divergences) == ("failed", "lost", [PARTLY_LOST], [])


def test_an_end_that_the_records_do_not_lead_to_is_left_to_the_history(
    recorded: Any, connection: Connection, redis_cache: Cache
) -> None:
    publish(connection, two_calls())
    leave(redis_cache, "a", record_of("call"), record_of("ship"))

    row, nodes = recorded(status_change("a", "SUCCEEDED", output='{"done": {"status": 500}}'))

    assert (row.nodes, row.gaps, nodes, row.diverged) == ("lost", [CONTRADICTED], {}, True)


def test_a_function_that_was_cut_off_is_known_from_the_runs_end(
    recorded: Any, connection: Connection, redis_cache: Cache
) -> None:
    publish(connection, two_calls())
    leave(redis_cache, "a", record_of("call"), running("ship"))
    cause = '{"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 30.00 seconds"}'

    row, nodes = recorded(status_change("a", "FAILED", error="Sandbox.Timedout", cause=cause))

    assert (row.nodes, row.gaps, row.divergences) == ("context", [], [])
    assert nodes["ship"].error == {"name": "Sandbox.Timedout", "message": "Task timed out after 30.00 seconds"}


@pytest.mark.parametrize(("status", "after"), [("ABORTED", 20_000), ("TIMED_OUT", 30_000)])
def test_a_step_that_the_end_of_the_run_cut_off_needs_no_outcome(
    recorded: Any, connection: Connection, redis_cache: Cache, status: str, after: int
) -> None:
    publish(connection, two_calls(), {"durability": "standard", "timeout_seconds": 30, "timezone": "UTC"})
    leave(redis_cache, "a", record_of("call"), running("ship"))

    row, nodes = recorded(status_change("a", status, error="Cancelled", stopDate=STARTED + after))

    assert (row.nodes, row.gaps, row.divergences) == ("context", [], [])
    assert nodes["ship"].status == "cancelled"


def test_a_step_beside_the_one_that_failed_needs_no_outcome(
    recorded: Any, connection: Connection, redis_cache: Cache
) -> None:
    publish(connection, forked())
    failure = {"name": "ProviderRejected", "message": "no"}
    leave(redis_cache, "a", record_of("call", status="failed", error=failure), running("ship"))

    row, nodes = recorded(status_change("a", "FAILED", error="ProviderRejected", cause="no"))

    assert (row.nodes, row.gaps, row.divergences) == ("context", [], [])
    assert (nodes["call"].status, nodes["ship"].status) == ("failed", "cancelled")


def test_a_wait_whose_time_was_up_needs_no_outcome(recorded: Any, connection: Connection, redis_cache: Cache) -> None:
    wait = node("paid", "wait_for_events", {"event": "paid", "key": "k", "timeout_seconds": 60})
    nodes = [api_trigger(), node("call", "api_call@1", URL), wait, set_values("late", v=1), set_values("done", v=2)]
    publish(
        connection,
        drawn(nodes, "order -> call", "call -> paid", "paid.out -> done", "paid.timeout -> late"),
    )
    leave(redis_cache, "a", record_of("call"), running("paid"))

    row, stored = recorded(status_change("a", "SUCCEEDED", output='{"late": {"v": 1}}', stopDate=STARTED + 60_100))

    assert (row.nodes, row.gaps, row.divergences) == ("context", [], [])
    assert (stored["paid"].status, stored["late"].status) == ("failed", "succeeded")
