"""What large loops did for each item, in runs that are read from their history."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.language.engine import Finish, Machine, Outcome, Raised, Returned, ScheduleTask, Started
from statewright.language.engine.events import Redriven
from statewright.language.engine.simulation import Simulator
from statewright.recording.contexts import LiveContexts
from statewright.recording.items import ITEMS_UNTOLD, LEADS_ELSEWHERE, NO_RECORD
from statewright.recording.machines import Machines
from statewright.recording.recovery import recover
from statewright.recording.status_changes import parse
from statewright.recording.store import store

from tests.support.aws_fake import FakeAws
from tests.support.graphs import Json, api_trigger, drawn, graph, loop, node, set_values
from tests.support.recorded_runs import (
    MACHINE,
    STARTED,
    WORKFLOW,
    execution_input,
    leave,
    publish,
    status_change,
    told_history,
)

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ARN = f"{MACHINE.replace(':stateMachine:', ':execution:')}:r"
RUN = names.execution_id(WORKFLOW, "r")
ITEMS = ["a", "b", "c", "d"]
LATER = STARTED + 7_200_000
"""Of the redrive."""


@dataclass
class Recorded:
    """A run of a published graph that leaves records, status changes and a history, as on AWS.

    `fails` says how many of the next attempts for an item fail, `hangs` for which item they do not end. `stored`: what
    the step `export` refers to.
    """

    connection: Connection
    contexts: LiveContexts
    cache: Cache
    aws: FakeAws
    client: SFNClient
    fails: Counter[str] = field(default_factory=Counter)
    drives: int = 0
    hangs: str = ""
    stored: Json = field(default_factory=dict)

    def publish(self, graph: Json, timeout: int = 3600) -> None:
        publish(self.connection, graph, {"durability": "standard", "timeout_seconds": timeout, "timezone": "UTC"})
        definition = self.connection.execute("SELECT definition FROM workflow_versions").fetchall()[0][0]
        self.simulator = Simulator(Machine.parse(definition), self._work)

    def _work(self, command: ScheduleTask) -> Outcome:
        at = self.simulator.run.at
        if command.resource.endswith(":s3:getObject"):
            return Returned({"Body": json.dumps(ITEMS)}, 5)
        if "Payload" not in command.arguments:
            return Returned({"ExecutionArn": "x", "Output": {"packed": 1}}, 5)
        payload = command.arguments["Payload"]
        item = payload["config"]["url"].rpartition("/")[2]
        failed = self.fails[item] > 0
        self.fails[item] -= failed
        hangs = item == self.hangs
        output: Json = {"status": 200, "headers": {}, "body": item}
        if payload["node"]["key"] == "export":
            output = {"offloaded": self.stored}
        error = {"name": "ProviderRejected", "message": "no"}
        record = {
            "status": "failed" if failed else "running" if hangs else "succeeded",
            "started_at": at + 1,
            "ended_at": None if hangs else at + 20,
            "input": payload["config"],
            "output": None if failed or hangs else output,
            "error": error if failed else None,
        }
        leave(self.cache, "r", (f"{payload['node']['key']}|{payload['iteration']}|{payload['attempt']}", record))
        if hangs:
            return Returned({}, 10**9)
        return Raised("ProviderRejected", "no", 20) if failed else Returned({"Payload": {"output": output}}, 20)

    def drive(self, **detail: Any) -> Finish:
        """Runs it, or goes on with it, to an end, which is recorded."""
        event = Redriven(LATER) if self.drives else Started(STARTED, execution_input())
        finish = self.simulator.play(event).finish
        assert finish is not None
        more: dict[str, Any] = {"stopDate": self.simulator.run.at, "redriveCount": self.drives, **detail}
        if finish.status == "SUCCEEDED":
            more["output"] = json.dumps(finish.output)
        else:
            more |= {"error": finish.error, "cause": finish.cause}
        self.aws.histories[ARN] = told_history(self.simulator.history)
        change = parse(status_change("r", finish.status, **more))
        assert change is not None
        store(self.connection, self.contexts, Machines(), [change])
        self.drives += 1
        return finish

    def recovered(self) -> tuple[executions.Execution, dict[tuple[str, str, int], executions.NodeExecution]]:
        recover(self.connection, self.contexts, Machines(), self.client, RUN)
        row = executions.get(self.connection, RUN)
        assert row is not None
        nodes = executions.list_nodes(self.connection, row.id, row.started_at)
        return row, {(each.key, each.iteration, each.attempt): each for each in nodes}


@pytest.fixture
def run(
    connection: Connection, contexts: LiveContexts, redis_cache: Cache, aws: FakeAws, client: SFNClient
) -> Recorded:
    return Recorded(connection, contexts, redis_cache, aws, client)


def large(retry: Json | None = None, **config: Any) -> Json:
    """A loop whose items are executions of their own: a call, and what it gave."""
    call = node(
        "call",
        "api_call@1",
        {"method": "GET", "url": "{% 'https://example.com/' & $item %}"},
        retry=retry or {"max_attempts": 0},
    )
    body = drawn([call, set_values("kept", of="{% $call.body %}")], "call -> kept")
    return loop("rows", ITEMS, body, result="{% $kept.of %}", **{"concurrency": 50, **config})


def test_after_a_redrive_an_item_is_what_it_did_last(run: Recorded) -> None:
    run.publish(graph(api_trigger(), large({"max_attempts": 1, "interval_seconds": 1, "on": ["ProviderRejected"]})))
    run.fails["b"] = 2

    assert run.drive().status == "FAILED"
    failed, before = run.recovered()
    assert run.drive().status == "SUCCEEDED"
    row, nodes = run.recovered()

    assert (failed.status, before["call", "1", 1].status) == ("failed", "failed")
    assert (row.status, row.nodes, row.gaps, row.diverged) == ("succeeded", "history", [], False)
    outside = {("order", "", 0), ("rows", "", 0)}
    assert nodes.keys() == outside | {(key, str(at), 0) for key in ("call", "kept") for at in range(4)}
    assert {each.status for each in nodes.values()} == {"succeeded"}
    assert [nodes["kept", str(at), 0].output for at in range(4)] == [{"of": item} for item in ITEMS]
    began = nodes["call", "1", 0].started_at
    assert began is not None
    assert began.timestamp() * 1000 > LATER


def test_items_that_were_done_before_a_late_redrive_are_known_from_the_former_end(run: Recorded) -> None:
    run.publish(graph(api_trigger(), large()))
    run.fails["c"] = 1
    run.drive()
    run.cache.call("FLUSHDB")

    run.drive()
    row, nodes = run.recovered()

    assert (row.gaps, row.output) == ([], {"rows": ITEMS})
    assert [nodes["kept", str(at), 0].output for at in range(4)] == [{"of": item} for item in ITEMS]


def test_what_cannot_be_computed_again_stays_as_it_was_before_a_late_redrive(run: Recorded) -> None:
    rows = large()
    body = rows["config"]["body"]
    stamp = set_values("stamp", id="{% $uuid() %}")
    body["nodes"].append(stamp)
    body["edges"].append(body["edges"][0] | {"id": "last", "source": "n-kept", "target": "n-stamp"})
    run.publish(graph(api_trigger(), rows))
    run.fails["c"] = 1
    run.drive()
    _, before = run.recovered()
    run.cache.call("FLUSHDB")

    run.drive()
    row, nodes = run.recovered()

    assert row.gaps == []
    assert [before["stamp", at, 0].status for at in "0123"] == ["succeeded", "succeeded", "skipped", "skipped"]
    assert [nodes["stamp", at, 0] for at in "01"] == [before["stamp", at, 0] for at in "01"]
    assert [nodes["stamp", at, 0].status for at in "23"] == ["succeeded", "succeeded"]


def test_of_a_lost_context_the_items_are_a_gap_and_no_difference(run: Recorded) -> None:
    run.publish(graph(api_trigger(), large(), set_values("after", n="{% $count($rows) %}")))
    run.drive(input=None, inputDetails={"included": False})
    run.cache.call("FLUSHDB")

    row, nodes = run.recovered()

    assert (row.nodes, row.gaps) == ("history", [ITEMS_UNTOLD.format("rows", NO_RECORD)])
    assert (row.diverged, row.divergences) == (False, [])
    assert {key: each.output for (key, _, _), each in nodes.items() if key != "order"} == {
        "rows": ITEMS,
        "after": {"n": 4},
    }


def test_a_run_that_was_told_in_part_has_its_items_from_what_is_on_record(run: Recorded) -> None:
    run.publish(graph(api_trigger(), large()))
    run.drive(input=None, inputDetails={"included": False})

    row, nodes = run.recovered()

    assert (row.nodes, row.gaps) == ("history", [])
    assert [nodes["kept", str(at), 0].output for at in range(4)] == [{"of": item} for item in ITEMS]
    assert row.input == execution_input()


def test_a_loop_before_another_workflow_that_was_run_has_its_items(run: Recorded) -> None:
    child = {"workflow_id": "22222222-2222-4222-8222-222222222222", "payload": {}}
    run.publish(graph(api_trigger(), large(), node("ship", "run_workflow", child)))
    run.drive()

    row, nodes = run.recovered()

    assert (row.nodes, row.gaps) == ("history", [])
    assert nodes["ship", "", 0].output == {"packed": 1}
    assert nodes["kept", "3", 0].output == {"of": "d"}


def test_items_that_ran_another_workflow_are_a_gap(run: Recorded) -> None:
    child = {"workflow_id": "22222222-2222-4222-8222-222222222222", "payload": {}}
    body = drawn([node("ship", "run_workflow", child)])
    run.publish(graph(api_trigger(), loop("rows", ITEMS, body, concurrency=50)))
    run.drive()

    row, nodes = run.recovered()

    assert (row.nodes, row.gaps) == ("history", [ITEMS_UNTOLD.format("rows", NO_RECORD)])
    assert nodes.keys() == {("order", "", 0), ("rows", "", 0)}


def test_records_that_lead_elsewhere_are_not_shown_as_what_the_items_did(run: Recorded) -> None:
    run.publish(graph(api_trigger(), large()))
    run.drive(input=None, inputDetails={"included": False})
    key = names.live_context_key(RUN)
    record = json.loads(run.cache.call("HGET", key, "call|2|0"))  # type: ignore[arg-type]
    record["output"]["body"] = "something else"
    run.cache.call("HSET", key, "call|2|0", json.dumps(record))

    row, nodes = run.recovered()

    assert row.gaps == [ITEMS_UNTOLD.format("rows", LEADS_ELSEWHERE)]
    assert nodes.keys() == {("order", "", 0), ("rows", "", 0)}


def test_a_loop_over_more_items_than_are_followed_is_a_gap_and_no_difference(run: Recorded) -> None:
    key = names.payload_key(RUN, "export", "")
    export = node("export", "api_call@1", {"method": "GET", "url": "https://example.com/all"}, offload=True)
    export["settings"]["select"] = "{% $result.body %}"
    kept = drawn([set_values("kept", of="{% $item %}")])
    run.publish(graph(api_trigger(), export, loop("rows", "{% $export %}", kept, result="{% $kept.of %}")))
    run.stored = {"bucket": "b", "key": key, "bytes": 9, "items": 10_001, "format": "json"}
    run.drive()

    row, nodes = run.recovered()

    assert (row.nodes, row.diverged, row.divergences) == ("history", False, [])
    (gap,) = row.gaps
    assert "10,001 items, and at most 10,000" in gap
    assert nodes.keys() == {("order", "", 0), ("export", "", 0), ("rows", "", 0)}
    assert nodes["rows", "", 0].output == ITEMS


def test_a_redriven_run_that_passes_its_time_limit_shows_what_its_items_did(run: Recorded) -> None:
    run.publish(graph(api_trigger(), large()), timeout=10)
    run.fails["b"] = 1
    run.drive()
    run.hangs = "b"
    assert run.drive().status == "TIMED_OUT"

    row, nodes = run.recovered()

    assert (row.status, row.gaps) == ("timed_out", [])
    assert nodes["rows", "", 0].status == "cancelled"
    assert [nodes["call", str(at), 0].status for at in range(4)] == ["succeeded", "cancelled", "succeeded", "succeeded"]


def test_more_records_than_are_followed_are_a_gap(run: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statewright.recording.contexts.MAX_RECORDS", 3)
    run.publish(graph(api_trigger(), large()))
    run.drive(input=None, inputDetails={"included": False})

    row, nodes = run.recovered()

    (gap,) = row.gaps
    assert "no more are followed one by one" in gap
    assert nodes.keys() == {("order", "", 0), ("rows", "", 0)}
