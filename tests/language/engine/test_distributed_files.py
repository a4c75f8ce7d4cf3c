"""What a distributed Map reads its items from and writes its results to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from statewright.language.engine import Finish, Outcome, Raised, Returned, ScheduleTask

from tests.support.distributed import (
    EACH,
    LIST,
    LISTING,
    PUT,
    WRITER,
    echo,
    fails,
    reader,
    spread,
    store,
)
from tests.support.machines import failure, output, run, task, types


@pytest.mark.parametrize(
    ("config", "text", "items"),
    [
        ({"input_type": "JSON"}, '[1, {"a": 2}]', [1, {"a": 2}]),
        ({"input_type": "JSON"}, '{"a": 1}', [{"Key": "a", "Value": 1}]),
        ({"input_type": "JSON", "ItemsPointer": "/x~1y/0"}, '{"x/y": [[5]]}', [5]),
        ({"input_type": "JSON", "MaxItems": 1}, "[1, 2]", [1]),
        ({"input_type": "JSONL"}, '{"a": "\u2028"}\r\n\n2\n', [{"a": "\u2028"}, 2]),
        (
            {"input_type": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
            '\ufeffid,name\r\n1,"Smith, ""Al"""\n2\n3,x,more\n',
            [{"id": "1", "name": 'Smith, "Al"'}, {"id": "2", "name": ""}, {"id": "3", "name": "x"}],
        ),
        (
            {"input_type": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"], "CSVDelimiter": "PIPE"},
            "1|2\n3|4",
            [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}],
        ),
        ({"input_type": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": "{% 1 %}"}, "a\n1\n2", [{"a": "1"}]),
        ({"input_type": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, "", []),
    ],
)
def test_items_are_read_from_an_object(config: dict[str, Any], text: str, items: list[Any]) -> None:
    work = store({"k": text})
    assert output({"m": spread(echo(), ItemReader=reader(**config))}, {"key": "k"}, work) == items


@pytest.mark.parametrize(
    ("config", "text", "cause"),
    [
        ({"input_type": "JSON"}, "[1", "The object is not JSON"),
        ({"input_type": "JSON"}, "1", "must be a JSON array or object"),
        ({"input_type": "JSON", "ItemsPointer": "/x"}, "{}", "leads to nothing"),
        ({"input_type": "JSONL"}, "1\n{", "Line 2 is not JSON"),
        ({"input_type": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, "a,a\n1,2", "CSV headers cannot contain duplicates."),
        ({"input_type": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, 'a\n"1', "The CSV file cannot be read"),
    ],
)
def test_an_object_that_cannot_be_read_fails_the_run(config: dict[str, Any], text: str, cause: str) -> None:
    error, found = failure({"m": spread(echo(), ItemReader=reader(**config))}, {"key": "k"}, store({"k": text}))
    assert (error, cause in found) == ("States.ItemReaderFailed", True)


def test_a_reader_that_is_refused_fails_the_run() -> None:
    states = {"m": spread(echo(), ItemReader=reader("JSON"))}
    simulation = run(states, {"key": "k"}, lambda _: Raised("S3.NoSuchKeyException", "no k"))
    assert simulation.finish == Finish("FAILED", None, "States.ItemReaderFailed", "S3.NoSuchKeyException: no k")
    assert types(simulation)[-4:] == ["MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"]


def test_objects_are_listed_page_by_page() -> None:
    pages = {None: ([{"Key": "1"}, {"Key": "2"}], "next"), "next": ([{"Key": "3"}, {"Key": "4"}], "more")}
    asked: list[Any] = []

    def work(command: ScheduleTask) -> Outcome:
        asked.append(command.arguments)
        contents, token = pages[command.arguments.get("ContinuationToken")]
        return Returned({"Contents": contents, "NextContinuationToken": token, "IsTruncated": True})

    listing = {"Resource": LIST, "Arguments": {"Bucket": "b", "Prefix": "p/"}, "ReaderConfig": {"MaxItems": 3}}
    assert output({"m": spread(echo(), ItemReader=listing)}, None, work) == [{"Key": "1"}, {"Key": "2"}, {"Key": "3"}]
    assert asked == [{"Bucket": "b", "Prefix": "p/"}, {"Bucket": "b", "Prefix": "p/", "ContinuationToken": "next"}]


def test_results_are_written_with_a_manifest() -> None:
    objects: dict[str, str] = {}
    states = {"m": spread(EACH, ResultWriter=WRITER, ToleratedFailureCount=1)}
    simulation = run(states, [1, 2, 3], store(objects, fails(2)))
    (arn,) = simulation.history.map_runs
    folder = f"runs/{arn.rpartition(':')[2]}"
    assert simulation.finish == Finish(
        "SUCCEEDED",
        {"MapRunArn": arn, "ResultWriterDetails": {"Bucket": "out", "Key": f"{folder}/manifest.json"}},
    )
    manifest = json.loads(objects[f"{folder}/manifest.json"])
    size = len(objects[f"{folder}/SUCCEEDED_0.json"])
    assert manifest["ResultFiles"]["SUCCEEDED"] == [{"Key": f"{folder}/SUCCEEDED_0.json", "Size": size}]
    assert manifest["ResultFiles"]["PENDING"] == []
    written = json.loads(objects[f"{folder}/SUCCEEDED_0.json"])
    assert [(entry["Input"], entry["Output"], entry["Status"]) for entry in written] == [
        ("1", "1", "SUCCEEDED"),
        ("3", "3", "SUCCEEDED"),
    ]
    (failed,) = json.loads(objects[f"{folder}/FAILED_0.json"])
    assert (failed["Error"], failed["Cause"], failed["RedriveStatus"]) == ("Broken", "no 2", "REDRIVABLE")


@pytest.mark.parametrize(
    ("config", "name", "text"),
    [
        ({"Transformation": "COMPACT"}, "SUCCEEDED_0.json", "[[1],2,[3,[4]]]"),
        ({"Transformation": "FLATTEN"}, "SUCCEEDED_0.json", "[1,2,3,[4]]"),
        ({"Transformation": "FLATTEN", "OutputType": "JSONL"}, "SUCCEEDED_0.jsonl", "1\n2\n3\n[4]\n"),
    ],
)
def test_results_take_the_form_that_is_asked_for(config: dict[str, Any], name: str, text: str) -> None:
    objects: dict[str, str] = {}
    given = [[1], 2, [3, [4]]]
    run({"m": spread(echo(), ResultWriter={**WRITER, "WriterConfig": config})}, given, store(objects))
    assert [body for key, body in objects.items() if key.endswith(name)] == [text]


def test_a_result_can_be_shaped_without_being_written() -> None:
    shaped = spread(echo(), ResultWriter={"WriterConfig": {"Transformation": "FLATTEN"}})
    assert output({"m": shaped}, [[1], [2, 3]]) == [1, 2, 3]


def test_a_writer_that_is_refused_fails_the_run() -> None:
    states = {"m": spread(echo(), ResultWriter=WRITER)}
    assert failure(states, [1], lambda _: Raised("S3.AccessDenied", "not yours")) == (
        "States.ResultWriterFailed",
        "S3.AccessDenied: not yours",
    )


@pytest.mark.parametrize(
    "field",
    [
        {"ItemReader": {**reader("JSON"), "Arguments": "{% 5 %}"}},
        {"ItemReader": {**reader("JSON"), "Arguments": "{% $nope %}"}},
        {"ItemReader": reader("JSON", MaxItems="{% 0 %}")},
        {"ResultWriter": {"Resource": PUT, "Arguments": "{% [1] %}"}},
        {"ItemBatcher": {"MaxItemsPerBatch": "{% 'x' %}"}},
        {"ItemBatcher": {"MaxItemsPerBatch": 1, "BatchInput": "{% $nope %}"}},
        {"MaxConcurrency": "{% -1 %}"},
        {"ToleratedFailureCount": "{% 1.5 %}"},
        {"ToleratedFailurePercentage": "{% 101 %}"},
        {"ToleratedFailurePercentage": "{% true %}"},
    ],
)
def test_a_field_with_a_nonsensical_value_fails_the_state(field: dict[str, Any]) -> None:
    error, cause = failure({"m": spread(echo(), **field)}, [1])
    assert error == "States.QueryEvaluationError"
    assert next(iter(field)) in cause


@pytest.mark.parametrize("arguments", [{}, {"Bucket": 1}, {"Bucket": "b", "Prefix": None}])
def test_a_writer_needs_a_bucket(arguments: dict[str, Any]) -> None:
    error, cause = failure({"m": spread(echo(), ResultWriter={"Resource": PUT, "Arguments": arguments})}, [1])
    assert (error, "Bucket" in cause) == ("States.ResultWriterFailed", True)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (reader("JSON"), None),
        (reader("JSON"), []),
        (reader("JSON"), {}),
        (reader("JSON"), {"Body": 1}),
        (LISTING, None),
        (LISTING, []),
        (LISTING, {"Contents": 1}),
    ],
)
def test_an_answer_that_is_no_data_fails_the_run(source: dict[str, Any], answer: Any) -> None:
    states = {"m": spread(echo(), ItemReader=source)}
    assert failure(states, {"key": "k"}, lambda _: Returned(answer))[0] == "States.ItemReaderFailed"


def test_a_result_that_is_too_large_fails_the_state() -> None:
    states = {"m": spread({"t": task(Arguments="{% $states.input %}")})}
    error, _ = failure(states, [1, 2, 3], lambda _: Returned("x" * 100_000))
    assert error == "States.DataLimitExceeded"


def test_items_may_be_larger_together_than_a_payload() -> None:
    rows = "\n".join(["id", *("y" * 1000 for _ in range(500))])
    states = {
        "m": spread(
            {"i": {"Type": "Pass", "Output": 1, "End": True}}, ItemReader=reader("CSV", CSVHeaderLocation="FIRST_ROW")
        )
    }
    assert output(states, {"key": "k"}, store({"k": rows})) == [1] * 500
