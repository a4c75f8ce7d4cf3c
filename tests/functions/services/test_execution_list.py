"""The list of executions: filters, counts, and where a page ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from statewright.data import execution_list, recorder
from statewright.data.connect import Connection, Database
from statewright.data.execution_list import Filter
from statewright.data.recorder import ExecutionRow

from tests.support.graphs import api_trigger, graph, set_values
from tests.support.recorded_runs import STARTED, WORKFLOW, publish

Call = Callable[..., Any]
OTHER = "22222222-2222-4222-8222-222222222222"
HOUR = 3_600_000


@pytest.fixture
def connection(database: Database) -> Connection:
    return database.connection()


@pytest.fixture
def listed(call: Call, connection: Connection) -> Callable[[str], list[str]]:
    """Five runs an hour apart, and the names that a query finds, newest first."""
    rows = [
        row("api-one", 0, status="succeeded", version=1, trigger_node="order"),
        row("api-two", 1, status="failed", version=2, trigger_node="order", error=("ProviderUnavailable", "down")),
        row("sch-three", 2, status="timed_out", version=2, trigger_node="tick", error=("States.Timeout", "slow")),
        row("api-four", 3, status="running", version=2, trigger_node="order"),
        row("evt_five", 4, workflow_id=OTHER, status="succeeded", version=2, trigger_node="order", divergences=["x"]),
    ]
    recorder.write(connection, rows)

    def listed(query: str) -> list[str]:
        answer = call("executions", f"GET /api/executions?{query}")
        assert answer.status == 200, answer.body
        return [item["id"].partition(".")[2] for item in answer.body["items"]]

    return listed


def row(name: str, hour: int, *, workflow_id: str = WORKFLOW, error: tuple[str, str] | None = None, **is_: Any) -> Any:
    started = STARTED + hour * HOUR
    return ExecutionRow(
        id=f"{workflow_id}.{name}",
        workflow_id=workflow_id,
        started_at=started,
        ended_at=None if is_["status"] == "running" else started + 40,
        error={"name": error[0], "message": error[1]} if error else None,
        **is_,
    )


def test_a_run_is_listed_with_the_name_that_its_version_has_for_its_trigger(
    call: Call, connection: Connection, listed: Callable[[str], list[str]]
) -> None:
    publish(connection, graph({**api_trigger(), "name": "When an order comes"}, set_values()))

    answer = call("executions", f"GET /api/executions?workflow_id={WORKFLOW}")

    named = {item["id"].partition(".")[2]: (item["trigger"], item["trigger_name"]) for item in answer.body["items"]}
    assert named["api-one"] == ("order", "When an order comes")
    # The second version is not there.
    assert named["api-two"] == ("order", None)
    shown = call("executions", f"GET /api/executions/{WORKFLOW}.api-one").body
    assert (shown["trigger"], shown["trigger_name"]) == ("order", "When an order comes")


def at(hour: int) -> str:
    return f"{datetime.fromtimestamp(STARTED / 1000, UTC) + timedelta(hours=hour):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"workflow_id={WORKFLOW}&version=2", ["api-four", "sch-three", "api-two"]),
        (f"workflow_id={WORKFLOW}&trigger=tick", ["sch-three"]),
        (f"workflow_id={WORKFLOW}&trigger=tick&version=1", []),
        (f"started_from={at(1)}&started_before={at(3)}", ["sch-three", "api-two"]),
        ("diverged=true", ["evt_five"]),
        ("q=api-", ["api-four", "api-two", "api-one"]),
        ("q=api-f", ["api-four"]),
        (f"q={WORKFLOW[:13]}", ["api-four", "sch-three", "api-two", "api-one"]),
        (f"q={WORKFLOW}.sch", ["sch-three"]),
        ("q=provider", ["api-two"]),
        ("q=states.timeout", ["sch-three"]),
        ("q=api-&status=failed", ["api-two"]),
        ("status=timed_out", ["sch-three"]),
        (f"ids={WORKFLOW}.api-one,{OTHER}.evt_five,{OTHER}.api-two", ["evt_five", "api-one"]),
        (f"ids={WORKFLOW}.api-one&status=failed", []),
    ],
)
def test_a_filter_finds(listed: Callable[[str], list[str]], query: str, found: list[str]) -> None:
    assert listed(query) == found


@pytest.mark.parametrize("text", ["%", "_", "evt%", "api_", "\\", "' OR true --"])
def test_what_is_looked_for_is_text_and_no_pattern(listed: Callable[[str], list[str]], text: str) -> None:
    assert listed(f"q={text}") == []
    assert listed("q=evt_") == ["evt_five"]


def test_those_that_wait_are_found_while_they_wait(listed: Callable[[str], list[str]], connection: Connection) -> None:
    assert listed("waiting=true") == []
    now = datetime.now(UTC)
    insert_wait(connection, f"{WORKFLOW}.api-four", expires_at=now + timedelta(hours=1))
    # A wait that nobody closed does not make an ended run wait
    insert_wait(connection, f"{WORKFLOW}.api-one", expires_at=now + timedelta(hours=1))

    assert listed("waiting=true") == ["api-four"]
    assert listed(f"waiting=true&workflow_id={OTHER}") == []


def insert_wait(connection: Connection, execution_id: str, *, expires_at: datetime) -> None:
    connection.execute(
        """INSERT INTO wait_states (id, token, kind, title, execution_id, node_key, iteration, invocation, expires_at)
           VALUES (gen_random_uuid(), 't', 'approval', 'Ship it?', %s, 'ask', '', '{}', %s)""",
        (execution_id, expires_at),
    )


def test_versions_and_triggers_are_those_of_a_workflow(call: Call) -> None:
    for query, field in {"version=2": "version", "trigger=tick": "trigger"}.items():
        for path in ("executions", "executions/counts"):
            answer = call("executions", f"GET /api/{path}?{query}")
            assert (answer.status, answer.body["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("query", ["started_from=yesterday", "started_from=2026-01-01T00:00:00", "version=0", "q="])
def test_a_filter_that_makes_no_sense_is_refused(call: Call, query: str) -> None:
    assert call("executions", f"GET /api/executions?workflow_id={WORKFLOW}&{query}").status == 422


def test_counts_are_of_the_same_list(listed: Callable[[str], list[str]], call: Call) -> None:
    def counted(query: str) -> dict[str, int]:
        body = call("executions", f"GET /api/executions/counts?{query}").body
        assert body["more"] == []
        return {status: number for status, number in body["counts"].items() if number}

    assert listed("") != []
    assert counted("") == {"running": 1, "succeeded": 2, "failed": 1, "timed_out": 1}
    assert counted(f"workflow_id={WORKFLOW}&version=2") == {"running": 1, "failed": 1, "timed_out": 1}
    assert counted("q=nothing") == {}


def test_counting_stops_at_some_point(connection: Connection, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution_list, "MOST_COUNTED", 2)
    recorder.write(connection, [row(f"r{number}", number, status="succeeded") for number in range(5)])

    body = call("executions", "GET /api/executions/counts").body

    assert (body["counts"]["succeeded"], body["more"]) == (2, ["succeeded"])


def test_every_filter_has_an_index(connection: Connection) -> None:
    """Whatever is asked for, no partition is read from end to end."""
    connection.execute("SET enable_seqscan = off")
    filters = [
        Filter(),
        Filter(workflow_id=WORKFLOW),
        Filter(workflow_id=WORKFLOW, version=1),
        Filter(workflow_id=WORKFLOW, trigger="order"),
        Filter(started_from=datetime.now(UTC), started_before=datetime.now(UTC)),
        Filter(text="api-"),
        Filter(text=WORKFLOW),
        Filter(diverged=True),
        Filter(waiting=True),
        Filter(ids=(f"{WORKFLOW}.api-one", f"{OTHER}.evt_five")),
    ]
    for wanted in filters:
        for status in (None, *execution_list.STATUSES):
            statement, values = execution_list.statement(wanted, status=status, limit=50)
            plan = "\n".join(line for (line,) in connection.execute("EXPLAIN " + statement, values))
            assert "Seq Scan on executions" not in plan, plan
