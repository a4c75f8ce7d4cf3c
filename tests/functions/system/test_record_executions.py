"""From status changes and live contexts to executions and node executions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import execution_list, executions
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts, Records
from statewright.recording.machines import Machines
from statewright.recording.store import MARGIN_SECONDS, PARTLY_LOST, RAN_ANOTHER, RECORD_SECONDS
from system.record_executions.logic import Recorded, record

from tests.support.graphs import api_trigger, drawn, graph, loop, node, set_values
from tests.support.recorded_runs import (
    MACHINE,
    SECRET,
    STARTED,
    WORKFLOW,
    execution_input,
    leave,
    publish,
    record_of,
    status_change,
)

SUCCEEDED = json.dumps({"done": {"status": 200}})


class Recorder:
    """Feeds batches to the function, as the queue does."""

    def __init__(self, connection: Connection, contexts: LiveContexts) -> None:
        self.connection, self._contexts, self._machines = connection, contexts, Machines()

    def __call__(self, *bodies: str) -> Recorded:
        return record(
            self.connection, self._contexts, self._machines, {f"m{index}": body for index, body in enumerate(bodies)}
        )

    def find(self, name: str) -> executions.Execution | None:
        return executions.get(self.connection, names.execution_id(WORKFLOW, name))

    def stored(self, name: str) -> tuple[executions.Execution, list[executions.NodeExecution]]:
        execution = executions.get(self.connection, names.execution_id(WORKFLOW, name))
        assert execution is not None
        return execution, executions.list_nodes(self.connection, execution.id, execution.started_at)


@pytest.fixture
def recorder(connection: Connection, contexts: LiveContexts, redis_cache: Cache) -> Recorder:
    return Recorder(connection, contexts)


def statuses(nodes: Sequence[executions.NodeExecution]) -> dict[str, str]:
    return {node.key: node.status for node in nodes}


def test_a_run_is_recorded_with_every_node(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    leave(redis_cache, "a", record_of("call"))

    recorded = recorder(status_change("a", "RUNNING"), status_change("a", "SUCCEEDED", output=SUCCEEDED))

    assert (recorded.failed, recorded.stored.ended, recorded.stored.diverged) == ([], 1, 0)
    execution, nodes = recorder.stored("a")
    assert (execution.status, execution.version, execution.trigger) == ("succeeded", 1, "order")
    assert (execution.diverged, execution.divergences, execution.nodes) == (False, [], "context")
    assert execution.output == {"done": {"status": 200}}
    assert statuses(nodes) == dict.fromkeys(("order", "prepare", "big", "call", "done"), "succeeded")
    by_key = {node.key: node for node in nodes}
    assert by_key["prepare"].output == {"total": 150}
    assert by_key["big"].handle == "true"
    assert by_key["call"].output["body"] == {"ok": True}
    assert by_key["call"].ended_at is not None
    assert round(by_key["call"].ended_at.timestamp() * 1000) == STARTED + 30


def test_nodes_behind_the_way_not_taken_are_skipped(recorder: Recorder) -> None:
    publish(recorder.connection)

    recorder(status_change("small", "SUCCEEDED", total=5, output='{"big": "false"}'))

    execution, nodes = recorder.stored("small")
    assert (execution.nodes, execution.diverged) == ("context", False)
    assert statuses(nodes) == {
        "order": "succeeded",
        "prepare": "succeeded",
        "big": "succeeded",
        "call": "skipped",
        "done": "skipped",
    }


def test_a_failed_action_fails_its_node_and_the_run(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    error = {"name": "ProviderRejected", "message": "404 from example.com"}
    leave(redis_cache, "f", record_of("call", status="failed", error=error))
    cause = json.dumps({"errorType": "ProviderRejected", "errorMessage": "404 from example.com"})

    recorded = recorder(status_change("f", "FAILED", error="ProviderRejected", cause=cause))

    assert recorded.stored.diverged == 0
    execution, nodes = recorder.stored("f")
    assert execution.status == "failed"
    assert execution.error is not None
    assert execution.error["name"] == "ProviderRejected"
    by_key = {node.key: node for node in nodes}
    assert (by_key["call"].status, by_key["call"].error) == ("failed", error)


def test_secrets_do_not_reach_the_record(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    leave(redis_cache, "a", record_of("call"))
    recorder(status_change("a", "SUCCEEDED", output=SUCCEEDED))

    _, nodes = recorder.stored("a")

    shown = {node.key: node.input for node in nodes}
    assert shown["call"]["auth"] == {"type": "bearer", "token": "********"}
    assert SECRET not in str(shown)


def test_a_divergence_is_stored_and_counted(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    leave(redis_cache, "d", record_of("call"))

    recorded = recorder(status_change("d", "SUCCEEDED", output='{"done": {"status": 500}}'))

    assert recorded.stored.diverged == 1
    execution, nodes = recorder.stored("d")
    assert (execution.diverged, execution.nodes, nodes) == (True, "lost", [])
    assert "differ" in execution.divergences[0]


def test_what_cannot_be_computed_again_is_recorded_as_it_was(recorder: Recorder, redis_cache: Cache) -> None:
    before, after = {"at": "2026-11-18T08:00:00.000Z"}, {"id": "0b9b0f7a-5f5e-4b0e-9d8f-3f6f1c9a7d11"}
    stamp = set_values("before", at="{% $now() %}", total="{% $order.body.total %}")
    call = node("call", "api_call@1", {"method": "POST", "url": "https://example.com/orders"})
    done = set_values("done", of="{% $before.at & $after.id %}")
    publish(recorder.connection, graph(api_trigger(), stamp, call, set_values("after", id="{% $uuid() %}"), done))
    leave(redis_cache, "o", record_of("call", observed={"before": before}))
    result = {"done": {"of": before["at"] + after["id"]}}

    recorded = recorder(status_change("o", "SUCCEEDED", output=json.dumps(result | {"__observed": {"after": after}})))

    assert recorded.stored.diverged == 0
    execution, nodes = recorder.stored("o")
    assert execution.output == result
    by_key = {item.key: item for item in nodes}
    assert by_key["before"].output == before | {"total": 150}
    assert by_key["after"].output == after


def test_a_lost_context_is_noted_for_the_sweep(recorder: Recorder) -> None:
    publish(recorder.connection)

    recorder(status_change("l", "SUCCEEDED", output=SUCCEEDED))

    execution, nodes = recorder.stored("l")
    assert (execution.status, execution.nodes, nodes) == ("succeeded", "lost", [])
    assert "live context was lost" in execution.gaps[0]
    assert not execution.diverged


def test_a_run_without_actions_needs_no_context(recorder: Recorder) -> None:
    publish(recorder.connection, graph(api_trigger(), set_values()))

    recorder(status_change("n", "SUCCEEDED", output='{"prepare": {"total": 1}}'))

    execution, nodes = recorder.stored("n")
    assert (execution.nodes, execution.diverged) == ("context", False)
    assert statuses(nodes) == {"order": "succeeded", "prepare": "succeeded"}


def test_a_run_of_an_unknown_version_is_recorded_with_a_note(recorder: Recorder) -> None:
    recorder(status_change("u", "SUCCEEDED", output="{}"))

    execution, nodes = recorder.stored("u")
    assert (execution.status, execution.nodes, nodes) == ("succeeded", "lost", [])
    assert "version" in execution.gaps[0]


def test_what_is_left_out_of_the_event_is_left_to_the_sweep(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    leave(redis_cache, "big", record_of("call"))

    recorder(status_change("big", "SUCCEEDED", input=None, inputDetails={"included": False}))

    execution, _ = recorder.stored("big")
    assert (execution.status, execution.nodes) == ("succeeded", "lost")


@pytest.mark.parametrize("poison", ["", "[]", "not json", '{"detail": {}}', '{"detail": {"status": "RUNNING"}}'])
def test_a_poisonous_message_fails_alone(recorder: Recorder, redis_cache: Cache, poison: str) -> None:
    publish(recorder.connection)
    leave(redis_cache, "a", record_of("call"))

    recorded = recorder(poison, status_change("a", "SUCCEEDED", output=SUCCEEDED))

    assert recorded.failed == ["m0"]
    assert recorder.stored("a")[0].status == "succeeded"


def test_other_peoples_state_machines_are_none_of_our_business(recorder: Recorder) -> None:
    body = status_change("x", "SUCCEEDED").replace("statewright-", "theirs-")

    assert recorder(body).failed == []
    assert execution_list.list_page(recorder.connection, execution_list.Filter(), limit=5).items == []


def test_items_of_large_loops_are_no_runs_of_their_own(recorder: Recorder) -> None:
    body = status_change("item", "SUCCEEDED", stateMachineArn=f"{MACHINE}/rows", stateMachineVersionArn=None)

    assert recorder(body).failed == []
    assert execution_list.list_page(recorder.connection, execution_list.Filter(), limit=5).items == []


def test_contexts_of_ended_runs_expire(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    leave(redis_cache, "a", record_of("call"))
    leave(redis_cache, "open", record_of("call", status="running"))

    recorder(status_change("a", "SUCCEEDED", output=SUCCEEDED), status_change("open", "RUNNING"))

    remaining = redis_cache.call("TTL", names.live_context_key(names.execution_id(WORKFLOW, "a")))
    assert isinstance(remaining, int)
    assert 0 < remaining <= 3600
    assert redis_cache.call("TTL", names.live_context_key(names.execution_id(WORKFLOW, "open"))) == -1


def test_a_redriven_run_is_open_again_and_ends_a_second_time(recorder: Recorder, redis_cache: Cache) -> None:
    publish(recorder.connection)
    leave(redis_cache, "r", record_of("call", status="failed", error={"name": "ProviderRejected", "message": "no"}))
    first = status_change("r", "FAILED", error="ProviderRejected", cause="no")
    again = status_change("r", "RUNNING", redriveCount=1)
    second = status_change("r", "SUCCEEDED", output=SUCCEEDED, redriveCount=1)

    recorder(first)
    failed, nodes = recorder.stored("r")
    recorder(again, first)
    opened, nodes_between = recorder.stored("r")
    recorder(second)
    recorder(again, first)
    ended, nodes_in_the_end = recorder.stored("r")

    assert (failed.status, len(nodes)) == ("failed", 5)
    assert (opened.status, opened.ended_at, opened.error) == ("running", None, None)
    assert (ended.status, ended.output, ended.nodes) == ("succeeded", {"done": {"status": 200}}, "lost")
    assert nodes_between == nodes_in_the_end == nodes, "until the history was read, which has not all of a loop's items"
    assert "redriven" in ended.gaps[0]


def test_runs_with_thousands_of_records_are_recorded_a_few_at_a_time(
    recorder: Recorder, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = node("call", "api_call@1", {"method": "GET", "url": "https://example.com"})
    publish(
        recorder.connection, graph(api_trigger(), loop("rows", "{% [1..700] %}", drawn([call]), result="{% null %}"))
    )
    read: list[int] = []
    whole = LiveContexts.read

    def counted(self: LiveContexts, execution_ids: Sequence[str]) -> dict[str, Records]:
        found = whole(self, execution_ids)
        read.append(sum(len(records) for records in found.values()))
        return found

    monkeypatch.setattr(LiveContexts, "read", counted)
    names_of_runs = [f"m{number}" for number in range(5)]
    for name in names_of_runs:
        records = (record_of("call", iteration=str(index)) for index in range(700))
        leave(redis_cache, name, *records)
    output = json.dumps({"rows": [None] * 700})

    recorded = recorder(*(status_change(name, "SUCCEEDED", output=output) for name in names_of_runs))

    assert (recorded.failed, recorded.stored.ended, recorded.stored.diverged) == ([], 5, 0)
    assert read == [1400, 1400, 700]
    assert [len(recorder.stored(name)[1]) for name in names_of_runs] == [702] * 5


def test_what_there_is_no_time_for_is_left_for_the_next_batch_the_longest_first(
    recorder: Recorder, contexts: LiveContexts, redis_cache: Cache
) -> None:
    call = node("call", "api_call@1", {"method": "GET", "url": "https://example.com"})
    body = drawn([call])
    publish(recorder.connection, graph(api_trigger(), loop("rows", "{% [1..2000] %}", body, result="{% null %}")))
    output = json.dumps({"rows": [None] * 2000})
    runs = {"large": "SUCCEEDED", "larger": "SUCCEEDED", "small": "FAILED", "begun": "RUNNING"}
    for name, count in {"large": 2000, "larger": 2000, "small": 1}.items():
        leave(redis_cache, name, *(record_of("call", iteration=str(index)) for index in range(count)))
    leave(redis_cache, "larger", record_of("call", iteration="0", attempt=1))
    ends: dict[str, Any] = {"SUCCEEDED": {"output": output}, "FAILED": {"error": "States.Runtime"}, "RUNNING": {}}
    bodies = {name: status_change(name, status, **ends[status]) for name, status in runs.items()}
    asked: list[float] = [MARGIN_SECONDS + 2000 * RECORD_SECONDS, MARGIN_SECONDS]

    first = record(recorder.connection, contexts, Machines(), bodies, lambda: asked.pop(0))
    between = {name: execution for name in runs if (execution := recorder.find(name)) is not None}
    again = record(recorder.connection, contexts, Machines(), {"larger": bodies["larger"]}, lambda: 0.0)

    assert (first.postponed, first.failed, asked) == (["larger"], [], [])
    assert {name: row.status for name, row in between.items()} == {
        "large": "succeeded",
        "small": "failed",
        "begun": "running",
    }
    assert (again.postponed, again.failed) == ([], []), "one run is recorded however little time there is"
    assert recorder.stored("larger")[0].status == "succeeded"


def test_a_run_that_left_more_records_than_are_followed_is_a_gap(
    recorder: Recorder, redis_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statewright.recording.store.MAX_RECORDS", 2)
    call = node("call", "api_call@1", {"method": "GET", "url": "https://example.com"})
    publish(recorder.connection, graph(api_trigger(), loop("rows", [1, 2, 3], drawn([call]), result="{% null %}")))
    for name, count in {"all": 3, "some": 2}.items():
        leave(redis_cache, name, *(record_of("call", iteration=str(index)) for index in range(count)))

    recorder(*(status_change(name, "SUCCEEDED", output='{"rows": [null, null, null]}') for name in ("all", "some")))

    (all_, none), (some, _) = recorder.stored("all"), recorder.stored("some")
    assert (all_.status, all_.nodes, all_.diverged, none) == ("succeeded", "lost", False, [])
    assert "more than 40,000 records" in all_.gaps[0]
    assert (some.nodes, some.diverged, some.gaps) == ("lost", False, [PARTLY_LOST])


def test_secrets_of_steps_in_loops_do_not_reach_the_record(recorder: Recorder, redis_cache: Cache) -> None:
    auth = {"type": "bearer", "token": SECRET}
    call = node("call", "api_call@1", {"method": "GET", "url": "https://example.com", "auth": auth})
    publish(recorder.connection, graph(api_trigger(), loop("rows", [1], drawn([call]), result="{% null %}")))
    leave(redis_cache, "s", record_of("call", iteration="0"))

    recorder(status_change("s", "SUCCEEDED", output='{"rows": [null]}'))

    execution, nodes = recorder.stored("s")
    assert (execution.divergences, {node.key for node in nodes}) == ([], {"order", "rows", "call"})
    assert SECRET not in str(nodes)


EVENTS = [
    status_change("a", "RUNNING"),
    status_change("a", "SUCCEEDED", output=SUCCEEDED),
    status_change("b", "RUNNING", total=5),
    status_change("b", "SUCCEEDED", total=5, output='{"big": "false"}'),
    status_change("c", "RUNNING"),
    status_change("d", "FAILED", total=5, error="OutOfStock", cause="none"),
    status_change("d", "RUNNING", total=5, redriveCount=1),
    status_change("d", "ABORTED", total=5, redriveCount=1, error="Cancelled"),
    status_change("d", "RUNNING", total=5, redriveCount=2),
    "poison",
]


def rows(connection: Connection) -> list[Any]:
    return [
        connection.execute(
            "SELECT id, started_at, version, status, ended_at, input, output, error, nodes, diverged, divergences, "
            "gaps FROM executions ORDER BY id"
        ).fetchall(),
        # of a run that was redriven those of its former end may be there: they are not shown
        connection.execute(
            "SELECT n.* FROM node_executions n JOIN executions e ON e.id = n.execution_id AND e.nodes = 'context' "
            "ORDER BY n.execution_id, n.position"
        ).fetchall(),
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(EVENTS), max_size=5), max_size=5))
def test_any_order_and_repetition_of_events_ends_in_the_same_rows(
    recorder: Recorder, redis_cache: Cache, batches: list[list[str]]
) -> None:
    connection = recorder.connection
    connection.execute("TRUNCATE executions, node_executions, workflow_versions, workflows CASCADE")
    publish(connection)
    leave(redis_cache, "a", record_of("call"))
    recorder(*EVENTS)
    expected = rows(connection)

    connection.execute("TRUNCATE executions, node_executions")
    for batch in [*batches, EVENTS[::-1]]:
        recorder(*batch)

    assert rows(connection) == expected


def test_a_run_that_ran_another_workflow_is_read_from_its_history(recorder: Recorder) -> None:
    child = {"workflow_id": "22222222-2222-4222-8222-222222222222", "payload": {}}
    nodes = [
        api_trigger(),
        node("big", "condition", {"expression": "{% $trigger.body.total > 100 %}"}),
        node("ship", "run_workflow", child),
    ]
    publish(recorder.connection, drawn(nodes, "order -> big", "big.true -> ship"))

    recorder(status_change("ran", "SUCCEEDED", output='{"ship": {"packed": 1}}'))
    recorder(status_change("small", "SUCCEEDED", total=5, output='{"big": "false"}'))

    (ran, no_nodes), (small, nodes_of_small) = recorder.stored("ran"), recorder.stored("small")
    assert (ran.status, ran.nodes, ran.gaps, no_nodes) == ("succeeded", "lost", [RAN_ANOTHER], [])
    assert (small.nodes, small.divergences) == ("context", [])
    assert statuses(nodes_of_small) == {"order": "succeeded", "big": "succeeded", "ship": "skipped"}


def test_an_expression_that_failed_the_run_has_the_name_that_the_language_gives_it(recorder: Recorder) -> None:
    publish(recorder.connection)
    cause = "The JSONata expression '$number(1)' failed"

    recorder(status_change("e", "FAILED", error="States.QueryEvaluationError", cause=cause))

    assert recorder.stored("e")[0].error == {"name": "ExpressionFailed", "message": cause}


def test_a_run_has_the_version_of_its_machine_whatever_its_input_says(recorder: Recorder) -> None:
    publish(recorder.connection)
    stale = json.dumps(execution_input() | {"workflow_version": 7})

    recorder(status_change("s", "RUNNING", input=stale))
    recorder(status_change("u", "RUNNING", input=stale, stateMachineVersionArn=f"{MACHINE}:9"))

    assert recorder.stored("s")[0].version == 1
    assert recorder.stored("u")[0].version == 7, "the version of an unknown machine is the one that is claimed"


def test_a_run_that_another_workflow_started_has_the_version_of_its_machine(recorder: Recorder) -> None:
    publish(recorder.connection)
    given = json.dumps({"trigger": {}, "trigger_node": None, "instance_id": None, "workflow_version": None, "depth": 1})

    recorder(status_change("child", "RUNNING", input=given))

    execution, _ = recorder.stored("child")
    assert (execution.status, execution.version, execution.trigger) == ("running", 1, None)
