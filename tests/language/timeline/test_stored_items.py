"""Replays of loops whose items lie in S3: read there again, or told not to be on record."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from statewright.language.compiler import compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate
from statewright.language.engine.simulation import SIMULATED
from statewright.language.engine.simulation import START as BEGAN
from statewright.language.payloads import MAX_ITEMS, PayloadUnread
from statewright.language.timeline import Replay, node_runs, replay

from tests.language.compiler.drawing import REGISTRY, TARGET, loop, node, workflow
from tests.language.timeline.recorder import ended

ROWS = [{"id": number, "tags": [number]} for number in range(5)]
BODY = [
    node("odd", "condition", {"expression": "{% $item.id % 2 = 1 %}"}),
    node("a", "work", {"data": "{% [$item, $index, $t.by] %}"}),
    node("kept", "set", {"values": {"id": "{% $item.id %}"}}),
]
GIVEN = {"trigger": {"by": "ada"}, "trigger_node": "t", "instance_id": None, "workflow_version": 1}


class Stored:
    """A run whose `rows` are kept in S3; it leaves the records that its actions would in the live context."""

    def __init__(self, rows: Any = ROWS, drawn: str = "t>rows>l>z", more: Any = (), **config: Any) -> None:
        body = loop("l", BODY, "odd.true>a odd.false>kept", items="{% $rows %}", **config)
        nodes = [node("t", "api"), node("rows", offload=True), body, node("z", "work", {"data": "{% $l %}"}), *more]
        self.compiled = compile_workflow(workflow(nodes, drawn), REGISTRY, TARGET)
        self.machine = Machine.parse(self.compiled.definition)
        self.text = orjson.dumps(rows).decode()
        items = len(rows) if isinstance(rows, list) else None
        described = {"bucket": "b", "key": "w/run/rows/output.json", "bytes": len(self.text), "items": items}
        self.reference = {"offloaded": {**described, "format": "json"}}
        self.records: dict[str, dict[str, Any]] = {}
        self.reads: list[tuple[str, str]] = []
        self.refuses = False

    def read(self, bucket: str, key: str) -> str:
        self.reads.append((bucket, key))
        return self.text

    def run(self) -> Simulation:
        def task(command: ScheduleTask) -> Outcome:
            if command.resource.endswith(":s3:getObject"):
                body = self.read(command.arguments["Bucket"], command.arguments["Key"])
                return Raised("S3.SlowDown", "reduce your request rate") if self.refuses else Returned({"Body": body})
            payload = command.arguments["Payload"]
            key, iteration = payload["node"]["key"], payload["iteration"]
            output = self.reference if key == "rows" else payload["config"].get("data")
            at = (command.timeout_at or 0) - 45_000
            self.records[f"{key}|{iteration}|0"] = {
                "status": "succeeded",
                "started_at": at,
                "ended_at": at + 7,
                "input": payload["config"],
                "output": output,
                "error": None,
            }
            return Returned({"Payload": {"output": output}}, 7)

        simulation = simulate(self.machine, GIVEN, task, start_at=BEGAN)
        self.reads.clear()
        return simulation

    def replayed(self, simulation: Simulation | None, read: Any = None) -> Replay:
        end = ended(simulation) if simulation else None
        return replay(self.machine, self.compiled.trace, SIMULATED, GIVEN, BEGAN, self.records, end, read or self.read)


def test_the_items_are_read_again_and_each_is_told() -> None:
    stored = Stored()
    simulation = stored.run()

    result = stored.replayed(simulation)

    assert (result.status, result.divergences) == ("SUCCEEDED", [])
    assert result.node_runs == node_runs(simulation.history, stored.compiled.trace)
    assert stored.reads == [("b", "w/run/rows/output.json")]
    told = {(run.key, run.iteration): (run.status, run.output) for run in result.node_runs}
    assert told["a", "3"] == ("succeeded", [{"id": 3, "tags": [3]}, 3, "ada"])
    assert told["kept", "4"] == ("succeeded", {"id": 4})
    assert told["a", "4"] == ("skipped", None)


def test_no_items_are_none() -> None:
    stored = Stored(rows=[])
    simulation = stored.run()

    assert ended(simulation).output == {"z": []}
    assert stored.replayed(simulation).divergences == []


@pytest.mark.parametrize("rows", [{"not": "a list"}, "text"])
def test_what_is_no_list_fails_the_loop_before_it_is_read(rows: Any) -> None:
    stored = Stored(rows=rows)
    simulation = stored.run()

    assert ended(simulation).error == "States.QueryEvaluationError"
    assert "the items of `l` are no list" in str(ended(simulation).cause)
    assert stored.replayed(simulation).divergences == []
    assert stored.reads == []


def test_a_run_whose_items_are_gone_cannot_be_replayed_once_it_has_ended() -> None:
    stored = Stored()
    simulation = stored.run()

    def gone(_bucket: str, key: str) -> str:
        raise PayloadUnread(f"the payload {key} is no longer in S3")

    with pytest.raises(PayloadUnread, match="no longer in S3"):
        stored.replayed(simulation, gone)


def test_of_a_run_that_goes_on_the_loop_is_shown_as_running_when_its_items_are_not_had() -> None:
    stored = Stored()
    stored.run()
    del stored.records["z||0"]

    def away(_bucket: str, _key: str) -> str:
        raise PayloadUnread("S3 does not answer")

    result = stored.replayed(None, away)

    assert {run.key: run.status for run in result.node_runs} == {"t": "succeeded", "rows": "succeeded", "l": "running"}
    assert result.divergences == []


def test_items_beyond_what_is_followed_are_not_read() -> None:
    stored = Stored()
    simulation = stored.run()
    described = stored.records["rows||0"]["output"]["offloaded"]
    stored.records["rows||0"]["output"] = {"offloaded": described | {"items": MAX_ITEMS + 1}}

    with pytest.raises(PayloadUnread, match="10,001 items"):
        stored.replayed(simulation)
    assert stored.reads == []


def test_only_what_the_runs_own_records_name_is_read() -> None:
    stored = Stored()
    simulation = stored.run()
    stored.machine = Machine.parse(
        orjson.loads(
            orjson.dumps(stored.compiled.definition).replace(b"$rows.offloaded.key", b"'other/run/secret.json'")
        )
    )

    with pytest.raises(PayloadUnread, match="no record of the run names other/run/secret"):
        stored.replayed(simulation)
    assert stored.reads == []


@pytest.mark.parametrize("handled", [True, False], ids=["handled", "not handled"])
def test_a_loop_that_could_not_read_its_items_failed_and_is_told_so(handled: bool) -> None:
    after = node("sorry", "work", {"data": "{% $l.error.name %}"})
    stored = Stored(drawn="t>rows>l>z l.error>sorry", more=[after]) if handled else Stored()
    stored.refuses = True
    simulation = stored.run()

    result = stored.replayed(simulation)

    end = ended(simulation)
    assert (end.output if handled else end.error) == (
        {"sorry": "States.ItemReaderFailed"} if handled else "States.ItemReaderFailed"
    )
    assert result.divergences == []
    told = {run.key: run.status for run in result.node_runs}
    assert told["l"] == "failed"
    assert "a" not in told or told["a"] == "skipped"
