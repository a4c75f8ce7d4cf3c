"""ResultWriter: the result of a distributed Map, and the files it may be written to.

Source: Step Functions developer guide, "ResultWriter (Map)".
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import orjson
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.states import Writer
from statewright.language.engine.times import format_timestamp
from statewright.language.engine.workflow_run import ChildRun

PUT_OBJECT: Final = "arn:aws:states:::s3:putObject"


class File(NamedTuple):
    """An object to put."""

    key: str
    body: str
    content_type: str


def results(children: Iterable[ChildRun], transformation: str) -> list[Any]:
    """What the children gave, in their order; of one that did not succeed, what DescribeExecution would tell."""
    given: list[Any] = []
    for child in children:
        if transformation == "NONE" or child.status != "SUCCEEDED":
            given.append(described(child))
        elif transformation == "FLATTEN" and isinstance(child.output, list):
            given.extend(child.output)
        else:
            given.append(child.output)
    return given


def described(child: ChildRun) -> dict[str, Any]:
    """A child with the metadata AWS writes."""
    context = child.context
    members: dict[str, Any] = {
        "ExecutionArn": context.execution_id,
        "Input": _text(child.input),
        "InputDetails": {"Included": True},
        "Name": context.execution_name,
    }
    if child.status == "SUCCEEDED":
        members |= {"Output": _text(child.output), "OutputDetails": {"Included": True}}
    if child.error is not None:
        members["Error"] = child.error
    if child.cause is not None:
        members["Cause"] = child.cause
    succeeded = child.status == "SUCCEEDED"
    members |= {
        "RedriveCount": child.redrive_count,
        "RedriveStatus": "NOT_REDRIVABLE" if succeeded else "REDRIVABLE",
        **({"RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven"} if succeeded else {}),
        "StartDate": format_timestamp(child.started_at),
        "StateMachineArn": context.state_machine_id,
        "Status": child.status,
        **({"StopDate": format_timestamp(child.ended_at)} if child.ended_at is not None else {}),
    }
    return members


def files(map_run: MapRun, writer: Writer, bucket: str, folder: str) -> list[File]:
    """The files of a run below `folder`: one for each outcome there was, and last the manifest that names them."""
    groups: dict[str, list[ChildRun]] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
    for child in map_run.children:
        unfinished = "PENDING" if child.status in (None, "ABORTED") else "FAILED"
        groups["SUCCEEDED" if child.status == "SUCCEEDED" else unfinished].append(child)
    written: list[File] = []
    manifest: dict[str, list[dict[str, Any]]] = {}
    suffix, content_type = ("jsonl", "application/jsonl") if writer.lines else ("json", "application/json")
    for outcome, children in groups.items():
        manifest[outcome] = []
        if children:
            given = results(children, writer.transformation)
            body = "".join(_text(entry) + "\n" for entry in given) if writer.lines else _text(given)
            file = File(f"{folder}/{outcome}_0.{suffix}", body, content_type)
            manifest[outcome].append({"Key": file.key, "Size": len(body.encode())})
            written.append(file)
    summary = {"DestinationBucket": bucket, "MapRunArn": map_run.arn, "ResultFiles": manifest}
    return [*written, File(f"{folder}/manifest.json", _text(summary), "application/json")]


def _text(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # integers beyond 64 bits and lone surrogates are JSON, but not for orjson
        return json.dumps(value, separators=(",", ":"))
