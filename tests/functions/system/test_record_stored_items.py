"""Recording runs whose loops worked on what a step keeps in S3; S3 is moto's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime.cache import Cache
from statewright.data import executions
from statewright.data.connect import Connection
from statewright.recording.contexts import LiveContexts
from statewright.recording.machines import Machines
from system.record_executions.logic import record

from tests.support.graphs import Json, api_trigger, drawn, graph, loop, node, set_values
from tests.support.payload_bucket import BUCKET, payload_bucket
from tests.support.recorded_runs import WORKFLOW, leave, publish, record_of, status_change

RUN = "r"
KEY = names.payload_key(names.execution_id(WORKFLOW, RUN), "export", "")
ROWS = ["a", "b", "c"]
DONE = status_change(RUN, "SUCCEEDED", output=json.dumps({"rows": [{"v": row} for row in ROWS]}))


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with payload_bucket(monkeypatch) as client:
        yield client


def reference(**changes: Any) -> Json:
    return {"offloaded": {"bucket": BUCKET, "key": KEY, "bytes": 13, "items": len(ROWS), "format": "json"} | changes}


def recorded(
    connection: Connection, contexts: LiveContexts, cache: Cache, output: Json
) -> tuple[executions.Execution, list[executions.NodeExecution]]:
    """The run once its end has been told, with this output of the step that keeps its rows in S3."""
    export = node(
        "export",
        "api_call@1",
        {"method": "GET", "url": "https://example.com/"},
        offload=True,
        select="{% $result.body %}",
    )
    publish(
        connection,
        graph(
            api_trigger(),
            export,
            loop("rows", "{% $export %}", drawn([set_values("v", v="{% $item %}")]), result="{% $v %}"),
        ),
    )
    leave(cache, RUN, record_of("export", output=output))
    assert record(connection, contexts, Machines(), {"m": DONE}).failed == []
    execution = executions.get(connection, names.execution_id(WORKFLOW, RUN))
    assert execution is not None
    return execution, executions.list_nodes(connection, execution.id, execution.started_at)


def test_each_item_is_recorded(connection: Connection, contexts: LiveContexts, redis_cache: Cache, s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=json.dumps(ROWS).encode())

    execution, nodes = recorded(connection, contexts, redis_cache, reference())

    assert (execution.nodes, execution.divergences) == ("context", [])
    assert {each.iteration: each.output for each in nodes if each.key == "v"} == {
        str(number): {"v": row} for number, row in enumerate(ROWS)
    }
    assert next(each.output for each in nodes if each.key == "export") == reference()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "no longer in S3"),
        ({"items": 10_001}, "10,001 items"),
        ({"key": f"{WORKFLOW}/another-run/export/output.json"}, "no payload of this run"),
        ({"bucket": "of-somebody-else"}, "no payload of this run"),
    ],
    ids=["gone", "too many", "of another run", "of another bucket"],
)
def test_items_that_cannot_be_had_are_a_gap_that_is_told(
    connection: Connection,
    contexts: LiveContexts,
    redis_cache: Cache,
    s3: Any,
    changes: dict[str, Any],
    reason: str,
) -> None:
    execution, nodes = recorded(connection, contexts, redis_cache, reference(**changes))

    assert (execution.status, execution.nodes, nodes) == ("succeeded", "lost", []), "the history is read instead"
    (gap,) = execution.gaps
    assert "what its loops did for each item is not on record" in gap
    assert reason in gap
    assert (execution.diverged, execution.divergences) == (False, []), "nothing was compared"


def test_a_payload_that_is_too_large_to_follow_is_a_gap(
    connection: Connection, contexts: LiveContexts, redis_cache: Cache, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statewright.core.runtime.payloads.MAX_READ_BYTES", 10)
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=json.dumps(ROWS).encode())

    execution, _ = recorded(connection, contexts, redis_cache, reference())

    assert "is over 0 MiB" in execution.gaps[0]
