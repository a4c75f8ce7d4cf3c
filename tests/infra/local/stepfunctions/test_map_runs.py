"""Distributed Maps over the wire: S3 in and out, Map Runs, and the executions they start."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from infra.local.stepfunctions.service import StepFunctions

from .conftest import Client, FunctionError, Functions, Listener, invoke


def distributed(function: str, **more: Any) -> dict[str, Any]:
    """A distributed Map that gives each item to a function."""
    return {
        "Type": "Map",
        "Label": "each",
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "T",
            "States": {"T": invoke(function, "{% $states.input %}")},
        },
        "End": True,
        **more,
    }


def reads(key: str, **config: Any) -> dict[str, Any]:
    return {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": config,
        "Arguments": {"Bucket": "data", "Key": key},
    }


async def start(sfn: Client, state: dict[str, Any], **input_: Any) -> str:
    machine = await sfn.machine("m", {"M": state})
    arn: str = (await sfn("start_execution", stateMachineArn=machine, input=json.dumps(input_)))["executionArn"]
    return arn


async def test_rows_of_a_csv_file_are_processed_and_their_results_written(
    sfn: Client, listener: Listener, functions: Functions, bucket: Any
) -> None:
    async def double(event: Any) -> Any:
        return {"twice": int(event["n"]) * 2}

    functions.handlers["double"] = double
    await asyncio.to_thread(bucket.put_object, Key="in.csv", Body=b"n,name\n1,a\n2,b\n3,c\n")
    arn = await start(
        sfn,
        distributed(
            "double",
            ItemReader=reads("in.csv", InputType="CSV", CSVHeaderLocation="FIRST_ROW"),
            ResultWriter={
                "Resource": "arn:aws:states:::s3:putObject",
                "Arguments": {"Bucket": "data", "Prefix": "out"},
            },
        ),
    )

    assert (await listener.end_of(arn))["detail"]["status"] == "SUCCEEDED"
    [listed] = (await sfn("list_map_runs", executionArn=arn))["mapRuns"]
    described = await sfn("describe_map_run", mapRunArn=listed["mapRunArn"])
    assert (described["status"], described["executionArn"]) == ("SUCCEEDED", arn)
    assert described["itemCounts"]["succeeded"] == described["itemCounts"]["total"] == 3
    written = await asyncio.to_thread(lambda: {item.key: item.get()["Body"].read() for item in bucket.objects.all()})
    [results] = [json.loads(body) for key, body in written.items() if key.endswith("SUCCEEDED_0.json")]
    assert [json.loads(result["Output"]) for result in results] == [{"twice": 2}, {"twice": 4}, {"twice": 6}]


async def test_an_import_of_many_rows_journals_each_row_once(
    sfn: Client, service: StepFunctions, listener: Listener, functions: Functions, bucket: Any
) -> None:
    """What is read is in the journal once, and of each row its answer: nothing grows with rows times rows."""
    count = 5_000

    async def keep(_event: Any) -> Any:
        return 1

    functions.handlers["keep"] = keep
    text = "id,mail\n" + "".join(f"{number},user{number}@example.test\n" for number in range(count))
    await asyncio.to_thread(bucket.put_object, Key="in.csv", Body=text.encode())
    reader = reads("in.csv", InputType="CSV", CSVHeaderLocation="FIRST_ROW")
    arn = await start(sfn, distributed("keep", ItemReader=reader, Output="{% $count($states.result) %}"))

    assert (await listener.end_of(arn))["detail"]["output"] == str(count)
    [(rows, size)] = await service.database.rows("SELECT count(*), sum(length(body)) FROM stack.journal")
    assert rows == count + 1
    assert size < 2 * len(text) + 10 * count
    assert len(functions.calls) == count
    history = (await sfn("get_execution_history", executionArn=arn))["events"]
    assert len(history) < 20


async def test_objects_of_a_bucket_are_processed_page_by_page(
    sfn: Client, listener: Listener, functions: Functions, bucket: Any
) -> None:
    async def key(event: Any) -> Any:
        return event["Key"]

    functions.handlers["key"] = key
    for number in range(3):
        await asyncio.to_thread(bucket.put_object, Key=f"in/{number}", Body=b"x")
    reader = {"Resource": "arn:aws:states:::s3:listObjectsV2", "Arguments": {"Bucket": "data", "Prefix": "in/"}}
    arn = await start(sfn, distributed("key", ItemReader={**reader, "ReaderConfig": {"MaxItems": 2}}))

    assert json.loads((await listener.end_of(arn))["detail"]["output"]) == ["in/0", "in/1"]


async def test_an_object_that_is_not_there_fails_the_reader(
    sfn: Client, listener: Listener, functions: Functions, bucket: Any
) -> None:
    arn = await start(sfn, distributed("f", ItemReader=reads("nothing.json", InputType="JSON")))

    detail = (await listener.end_of(arn))["detail"]

    assert (detail["status"], detail["error"]) == ("FAILED", "States.ItemReaderFailed")
    assert "S3.NoSuchKeyException" in detail["cause"]


async def test_children_are_executions_of_their_own(sfn: Client, listener: Listener, functions: Functions) -> None:
    async def picky(event: Any) -> Any:
        if event == 2:
            raise FunctionError("Refused", "not two")
        return event * 10

    functions.handlers["picky"] = picky
    arn = await start(sfn, distributed("picky", Items=[1, 2, 3], ToleratedFailureCount=1))
    await listener.end_of(arn)
    [listed] = (await sfn("list_map_runs", executionArn=arn))["mapRuns"]
    map_run = listed["mapRunArn"]

    children = (await sfn("list_executions", mapRunArn=map_run))["executions"]
    [failed] = (await sfn("list_executions", mapRunArn=map_run, statusFilter="FAILED"))["executions"]
    first = await sfn("list_executions", mapRunArn=map_run, maxResults=2)
    rest = await sfn("list_executions", mapRunArn=map_run, maxResults=2, nextToken=first["nextToken"])

    assert [child["status"] for child in children] == ["SUCCEEDED", "FAILED", "SUCCEEDED"]
    assert first["executions"] + rest["executions"] == children
    described = await sfn("describe_execution", executionArn=failed["executionArn"])
    assert (described["mapRunArn"], described["error"], described["input"]) == (map_run, "Refused", "2")
    assert described["redriveStatus"] == "REDRIVABLE_BY_MAP_RUN"
    machine = await sfn("describe_state_machine_for_execution", executionArn=failed["executionArn"])
    assert (machine["mapRunArn"], machine["label"], machine["name"]) == (map_run, "each", "m/each")
    assert list(json.loads(machine["definition"])["States"]) == ["T"]
    history = (await sfn("get_execution_history", executionArn=children[0]["executionArn"]))["events"]
    assert [history[0]["type"], history[-1]["type"]] == ["ExecutionStarted", "ExecutionSucceeded"]
    parent = (await sfn("get_execution_history", executionArn=arn))["events"]
    assert [event["mapRunStartedEventDetails"] for event in parent if event["type"] == "MapRunStarted"] == [
        {"mapRunArn": map_run}
    ]
    assert len([change for change in listener.changes if change["detail"]["status"] != "RUNNING"]) == 1


async def test_a_running_map_run_is_told(sfn: Client, service: StepFunctions, functions: Functions) -> None:
    begun = asyncio.Event()

    async def hang(_event: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    functions.handlers["hang"] = hang
    arn = await start(sfn, distributed("hang", Items=[1, 2, 3], MaxConcurrency=2))
    await begun.wait()

    [listed] = (await sfn("list_map_runs", executionArn=arn))["mapRuns"]
    described = await sfn("describe_map_run", mapRunArn=listed["mapRunArn"])

    assert (described["status"], described["maxConcurrency"]) == ("RUNNING", 2)
    assert (described["executionCounts"]["running"], described["executionCounts"]["pending"]) == (2, 1)
    assert "stopDate" not in described


async def test_the_limits_of_a_running_map_run_are_changed(
    sfn: Client, service: StepFunctions, listener: Listener, functions: Functions, postgres_url: str
) -> None:
    """More may run at once from then on, also after a restart."""
    released = asyncio.Event()

    async def picky(event: Any) -> Any:
        if event == 1:
            raise FunctionError("Refused", "not one")
        await released.wait()

    functions.handlers["picky"] = picky
    state = distributed("picky", Items=[1, 2, 3, 4], MaxConcurrency=1, ToleratedFailureCount=2)
    arn = await start(sfn, state)
    [listed] = (await sfn("list_map_runs", executionArn=arn))["mapRuns"]
    map_run = listed["mapRunArn"]
    async with asyncio.timeout(10):
        while len(functions.calls) < 2:
            await sfn("describe_map_run", mapRunArn=map_run)

    await sfn("update_map_run", mapRunArn=map_run, maxConcurrency=2)

    described = await sfn("describe_map_run", mapRunArn=map_run)
    assert (described["maxConcurrency"], described["toleratedFailureCount"]) == (2, 2)
    assert described["itemCounts"]["running"] == 2
    await service.stop()
    again = StepFunctions(postgres_url, functions.invoke, listener.take)
    await again.start()
    [live] = again.runner.live.values()
    [recovered] = live.run.map_runs.values()
    assert len(recovered.running) == 2
    await again.stop()


async def test_a_threshold_that_is_already_passed_ends_the_map_run(
    sfn: Client, listener: Listener, functions: Functions
) -> None:
    async def picky(event: Any) -> Any:
        if event == 1:
            raise FunctionError("Refused", "not one")
        await asyncio.Event().wait()

    functions.handlers["picky"] = picky
    arn = await start(sfn, distributed("picky", Items=[1, 2], MaxConcurrency=1, ToleratedFailureCount=1))
    [listed] = (await sfn("list_map_runs", executionArn=arn))["mapRuns"]
    async with asyncio.timeout(10):
        while len(functions.calls) < 2:
            await sfn("describe_map_run", mapRunArn=listed["mapRunArn"])

    await sfn("update_map_run", mapRunArn=listed["mapRunArn"], toleratedFailureCount=0)

    detail = (await listener.end_of(arn))["detail"]
    assert (detail["status"], detail["error"]) == ("FAILED", "States.ExceedToleratedFailureThreshold")
    code, _ = await sfn.error("update_map_run", mapRunArn=listed["mapRunArn"], maxConcurrency=3)
    assert code == "ValidationException"


async def test_what_is_not_there_is_refused(sfn: Client) -> None:
    unknown = "arn:aws:states:eu-central-1:000000000000:mapRun:m/each:7"
    child = "arn:aws:states:eu-central-1:000000000000:execution:m/each:7"

    assert (await sfn.error("describe_map_run", mapRunArn=unknown))[0] == "ResourceNotFound"
    assert (await sfn.error("describe_map_run", mapRunArn="nonsense"))[0] == "InvalidArn"
    assert (await sfn.error("list_executions", mapRunArn=unknown))[0] == "ResourceNotFound"
    assert (await sfn.error("list_executions"))[0] == "ValidationException"
    assert (await sfn.error("describe_execution", executionArn=child))[0] == "ExecutionDoesNotExist"
