"""What a distributed Map reads and writes: its ItemReader's objects and lists, its ResultWriter's files.

Source: Step Functions developer guide, "ItemReader (Map)" and "ResultWriter (Map)".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from infra.local.stepfunctions.tasks.aws_clients import AwsClients
from infra.local.stepfunctions.tasks.calls import Answer, Failure, Outcome, TaskCall

PREFIX: Final = "arn:aws:states:::s3:"
MAX_OBJECT: Final = 64 * 1024 * 1024
"""Bytes of an object that is read: in memory while its Map runs, and in the journal until the run is forgotten."""


async def perform(call: TaskCall, clients: AwsClients) -> Outcome:
    """Read an object, list one page of a bucket, or write an object."""
    work = _OPERATIONS.get(call.resource.removeprefix(PREFIX))
    if work is None or not isinstance(call.arguments, dict):
        return Failure("States.Runtime", f"a distributed Map uses {', '.join(_OPERATIONS)}, not {call.resource}")
    return await clients.run("s3", lambda client: work(client, call.arguments))


def _get(client: Any, arguments: Mapping[str, Any]) -> Outcome:
    answer = client.get_object(**arguments)
    with answer["Body"] as body:
        data: bytes = body.read(MAX_OBJECT + 1)
    where = f"s3://{arguments['Bucket']}/{arguments['Key']}"
    if len(data) > MAX_OBJECT:
        return Failure("S3.ObjectTooLarge", f"{where} has over {MAX_OBJECT} bytes, the most that is read locally")
    try:
        return Answer.of({"Body": data.decode("utf-8-sig")})
    except UnicodeDecodeError as problem:
        return Failure("S3.ObjectNotText", f"{where} is not UTF-8: {problem}")


def _list(client: Any, arguments: Mapping[str, Any]) -> Outcome:
    answer = client.list_objects_v2(**arguments)
    contents = [
        {
            "Etag": item["ETag"],
            "Key": item["Key"],
            "LastModified": int(item["LastModified"].timestamp()),
            "Size": item["Size"],
            "StorageClass": item.get("StorageClass", "STANDARD"),
        }
        for item in answer.get("Contents", [])
    ]
    more = {name: answer[name] for name in ("NextContinuationToken",) if name in answer}
    return Answer.of({"Contents": contents, **more})


def _put(client: Any, arguments: Mapping[str, Any]) -> Outcome:
    client.put_object(**{**arguments, "Body": arguments["Body"].encode()})
    return Answer.of({})


_OPERATIONS: Final[Mapping[str, Callable[[Any, Mapping[str, Any]], Outcome]]] = {
    "getObject": _get,
    "listObjectsV2": _list,
    "putObject": _put,
}
