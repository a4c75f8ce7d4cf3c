"""The event trigger: batches of Kafka records in, one execution per record out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.trigger import StartUnavailable
from triggers.event import logic
from triggers.event.handler import handler
from triggers.event.spec import Output

from tests.support.aws_fake import FakeAws
from tests.support.lambdas import Context, invoke
from tests.support.stepfunctions import StepFunctions

from .routes import publish_event


@pytest.fixture(autouse=True)
def _no_remembered_routes() -> Iterator[None]:
    logic._routes.forget()
    yield
    logic._routes.forget()


def record(offset: int, value: bytes | None, **changes: Any) -> dict[str, Any]:
    """A record as the event source mapping writes it (Lambda developer guide, "Using Lambda with Amazon MSK")."""
    fields = {
        "topic": "orders",
        "partition": 0,
        "offset": offset,
        "timestamp": 1_545_084_650_987,
        "timestampType": "CREATE_TIME",
        "headers": [],
    }
    return fields | ({} if value is None else {"value": base64.b64encode(value).decode()}) | changes


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for item in records:
        grouped.setdefault(f"{item['topic']}-{item['partition']}", []).append(item)
    return {"eventSource": "SelfManagedKafka", "bootstrapServers": "127.0.0.1:9092", "records": grouped}


def alias_of(published: dict[str, Any]) -> Context:
    return Context(function="statewright-trigger-event", alias=f"i-{published['instance_id']}")


def test_each_record_starts_an_execution(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis)
    key = base64.b64encode(b"customer-7").decode()
    headers = [{"source": [115, 104, 111, 112]}, {"raw": [-1]}]
    records = batch(
        record(4, b'{"id": 7}', key=key, headers=headers), record(5, b"[1]"), record(0, b'"x"', partition=1)
    )
    assert invoke(handler, records, alias_of(published)) == {"started": 3, "known": 0, "skipped": 0}
    assert executions.input_of(0)["trigger"] == {
        "topic": "orders",
        "partition": 0,
        "offset": 4,
        "timestamp": 1_545_084_650_987,
        "key": "customer-7",
        "headers": {"source": "shop", "raw": "\ufffd"},
        "value": {"id": 7},
        "text": None,
        "value_error": None,
    }
    assert [executions.input_of(index)["trigger"]["value"] for index in (1, 2)] == [[1], "x"]
    assert all(Output.model_validate(executions.input_of(index)["trigger"]) for index in range(3))


def test_a_batch_that_comes_twice_starts_once(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis)
    records = batch(record(4, b"1"), record(5, b"2"))
    invoke(handler, records, alias_of(published))
    executions.ended.update(start["name"] for start in executions.starts)
    assert invoke(handler, records, alias_of(published)) == {"started": 0, "known": 2, "skipped": 0}
    assert len(executions.starts) == 2


def test_a_topic_that_was_made_again_starts_anew(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis)
    for timestamp in (1, 2):
        invoke(handler, batch(record(0, b"1", timestamp=timestamp)), alias_of(published))
    assert len(executions.starts) == 2


def test_a_failure_fails_the_batch_and_loses_nothing(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis)
    records = batch(record(4, b"1"), record(5, b"2"))
    executions.failures = [(503, "ServiceUnavailable")] * 3
    with pytest.raises(StartUnavailable):
        invoke(handler, records, alias_of(published))
    invoke(handler, records, alias_of(published))
    assert [executions.input_of(index)["trigger"]["offset"] for index in range(2)] == [4, 5]


@pytest.mark.parametrize(
    ("value", "text"), [(b'{"a": ', '{"a": '), (b"hello", "hello"), (b"\xff\x00", "\ufffd\x00"), (b"", "")]
)
def test_a_record_that_is_not_json_is_passed_on_as_text(
    redis: Cache, executions: StepFunctions, value: bytes, text: str
) -> None:
    published = publish_event(redis)
    assert invoke(handler, batch(record(4, value)), alias_of(published))["started"] == 1
    trigger = executions.input_of(0)["trigger"]
    assert (trigger["value"], trigger["text"]) == (None, text)
    assert trigger["value_error"].startswith("not JSON: ")


def test_a_record_that_is_not_json_is_skipped_when_the_node_says_so(
    redis: Cache, executions: StepFunctions, capsys: pytest.CaptureFixture[str]
) -> None:
    published = publish_event(redis, {"on_invalid": "skip_and_log"})
    records = batch(record(4, b"secret text"), record(5, b"{}"))
    assert invoke(handler, records, alias_of(published)) == {"started": 1, "known": 0, "skipped": 1}
    line = json.loads(capsys.readouterr().out)
    assert (line["message"], line["offset"]) == ("record skipped", 4)
    assert "secret text" not in json.dumps(line)


def test_a_tombstone_is_a_null(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis, {"on_invalid": "skip_and_log"})
    assert invoke(handler, batch(record(4, None)), alias_of(published))["started"] == 1
    assert executions.input_of(0)["trigger"]["value"] is None


def test_a_record_too_large_for_an_execution_does_not_block_its_partition(
    redis: Cache, executions: StepFunctions
) -> None:
    published = publish_event(redis)
    large = json.dumps("x" * 300_000).encode()
    assert invoke(handler, batch(record(4, large), record(5, b"{}")), alias_of(published))["started"] == 2
    trigger = executions.input_of(0)["trigger"]
    assert (trigger["offset"], trigger["value"], trigger["text"]) == (4, None, None)
    assert "at most 262,144" in trigger["value_error"]


def test_a_record_nested_without_end_does_not_block_its_partition(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis)
    deep = b"[" * 1_000 + b"]" * 1_000
    assert invoke(handler, batch(record(4, deep), record(5, b"{}")), alias_of(published))["started"] == 2
    assert "nested too deeply" in executions.input_of(0)["trigger"]["value_error"]


def test_an_instance_without_a_route_keeps_its_records_and_asks_for_it(
    redis: Cache, executions: StepFunctions, functions: FakeAws
) -> None:
    with pytest.raises(logic.UnknownInstance, match="no route"):
        invoke(handler, batch(record(4, b"1")), Context(alias="i-gone"))
    assert functions.invoked == [("statewright-system-sync-routes", "Event")]


@pytest.mark.parametrize("alias", ["$LATEST", "live"])
def test_only_an_instances_alias_is_served(redis: Cache, executions: StepFunctions, alias: str) -> None:
    with pytest.raises(logic.UnknownInstance, match="not an alias"):
        invoke(handler, batch(record(4, b"1")), Context(alias=alias))


ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "total": {"type": "number"}}}


def test_a_record_that_does_not_fit_starts_and_says_why(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis, {"value_schema": ORDER})
    records = batch(record(4, b'{"total": "7"}'), record(5, b'{"id": "7"}'), record(6, b"no JSON"))

    assert invoke(handler, records, alias_of(published)) == {"started": 3, "known": 0, "skipped": 0}

    unfit, fit, text = (executions.input_of(index)["trigger"] for index in range(3))
    assert unfit["value"] == {"total": "7"}
    assert unfit["value_error"] == (
        "does not fit the schema: value.id: `id` is required; value.total: `total` must be a number"
    )
    assert (fit["value"], fit["value_error"]) == ({"id": "7"}, None)
    assert text["value_error"].startswith("not JSON")
    assert all(Output.model_validate(each) for each in (unfit, fit, text))


def test_a_record_that_does_not_fit_is_skipped_where_that_was_chosen(
    redis: Cache, executions: StepFunctions, capsys: pytest.CaptureFixture[str]
) -> None:
    published = publish_event(redis, {"value_schema": ORDER, "on_invalid": "skip_and_log"})
    records = batch(record(4, b'{"total": "7"}'), record(5, b'{"id": "7"}'), record(6, None))

    assert invoke(handler, records, alias_of(published)) == {"started": 1, "known": 0, "skipped": 2}

    reasons = [json.loads(line)["reason"] for line in capsys.readouterr().out.splitlines() if "record skipped" in line]
    assert reasons == [
        "does not fit the schema: value.id: `id` is required; value.total: `total` must be a number",
        "does not fit the schema: value: `value` must be an object",
    ]


def test_of_many_misfits_of_a_record_the_first_are_named(redis: Cache, executions: StepFunctions) -> None:
    published = publish_event(redis, {"value_schema": {"items": {"type": "integer"}}})
    invoke(handler, batch(record(4, json.dumps(["x"] * 9).encode())), alias_of(published))
    assert executions.input_of(0)["trigger"]["value_error"].endswith(
        "item 5 of `value` must be a whole number; and 4 more"
    )
