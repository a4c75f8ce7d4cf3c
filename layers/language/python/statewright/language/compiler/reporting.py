"""An Express machine that tells of itself: the compiled machine, with messages around it that say it began and ended.

Step Functions announces no status changes of Express executions, lists none and keeps no history of them. So the
machine that is published has the compiled one inside of a Parallel, beside a branch that tells of the beginning, and
tells of the end behind it, on the way of a success as on that of a failure. What the workflow does is the same: who
replays or simulates it runs the compiled machine. What no Catch catches (the time limit, `States.DataLimitExceeded`)
is told by nobody: the sweep closes such a run.

A message has the form of a status change (docs/reference/contracts.md, "Status changes").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from statewright.core.names import EXPRESS_REPORT

SEND: Final = "arn:aws:states:::sqs:sendMessage"
ROOM_BYTES: Final = 257_000
"""For input and output in one message: SQS and Step Functions take 262,144 bytes of it all."""
_FEW: Final = 60_000
"""Characters that fit whatever they are: UTF-8 has at most four bytes for each."""
_MOST_CAUSE: Final = 32_000

_SIZE: Final = (
    "$size := function($text) {( $all := $length($text); "
    # percent-encoded, a byte has one character or three, of which `%` is one: so long texts are counted exactly
    f"$all <= {_FEW} ? 4 * $all : ($coded := $encodeUrlComponent($text); "
    "2 * $length($replace($coded, '%', '')) - $length($coded)) )}; "
)


@dataclass(frozen=True, slots=True)
class Reports:
    """Where the messages go, and which version of its workflow the machine is."""

    queue_url: str
    version: int


def reported(definition: Mapping[str, Any], reports: Reports) -> dict[str, Any]:
    """The machine to publish. No node's state has a name with a capital letter, as these have."""
    whole = {name: value for name, value in definition.items() if name not in ("StartAt", "States")}
    inner = {"StartAt": definition["StartAt"], "States": definition["States"]}
    return {
        **whole,
        "StartAt": "Run",
        "States": {
            "Run": {
                "Type": "Parallel",
                "Branches": [_beginning(reports), inner],
                "Output": "{% $states.result[1] %}",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "TellFailure"}],
                "Next": "TellSuccess",
            },
            "TellSuccess": _told("SUCCEEDED", reports) | {"Next": "Succeeded"},
            "Succeeded": {"Type": "Succeed"},
            "TellFailure": _told("FAILED", reports) | {"Next": "Failed"},
            "Failed": {"Type": "Fail", "Error": "{% $states.input.Error %}", "Cause": "{% $states.input.Cause %}"},
        },
    }


def _beginning(reports: Reports) -> dict[str, Any]:
    """The branch that tells of the beginning while the work has begun; it never fails the run."""
    tell = {
        "Type": "Task",
        "Resource": SEND,
        "Arguments": _arguments("RUNNING", reports),
        "TimeoutSeconds": 10,
        "Retry": _RETRY,
        "Catch": [{"ErrorEquals": ["States.ALL"], "Output": {}, "Next": "Untold"}],
        "Output": {},
        "End": True,
    }
    return {"StartAt": "TellStart", "States": {"TellStart": tell, "Untold": {"Type": "Succeed"}}}


_RETRY: Final = [
    {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 1,
        "MaxAttempts": 3,
        "BackoffRate": 2,
        "JitterStrategy": "FULL",
    }
]


def _told(status: str, reports: Reports) -> dict[str, Any]:
    """Tells of the end, and hands on what it was given, whether or not that could be told."""
    next_state = "Succeeded" if status == "SUCCEEDED" else "Failed"
    return {
        "Type": "Task",
        "Resource": SEND,
        "Arguments": _arguments(status, reports),
        "TimeoutSeconds": 10,
        "Retry": _RETRY,
        "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.input %}", "Next": next_state}],
        "Output": "{% $states.input %}",
    }


def _arguments(status: str, reports: Reports) -> dict[str, Any]:
    given = "$given := $states.context.Execution.Input; $in := $size($string($given)); "
    members = [
        "'executionArn': $states.context.Execution.Id",
        "'stateMachineArn': $states.context.StateMachine.Id",
        "'name': $states.context.Execution.Name",
        f"'status': '{status}'",
        f"'workflowVersion': {reports.version}",
        "'startDate': $toMillis($states.context.Execution.StartTime)",
    ]
    if status == "SUCCEEDED":
        given += f"$out := $size($string($states.input)); $left := {ROOM_BYTES} - $out; "
    elif status == "FAILED":
        given += f"$left := {ROOM_BYTES - 4 * _MOST_CAUSE}; "
    else:
        given += f"$left := {ROOM_BYTES}; "
    members.append("'inputDetails': {'included': $in <= $left}")
    parts = ["$in <= $left ? {'input': $given} : {}"]
    if status != "RUNNING":
        members.append("'stopDate': $millis()")
    if status == "SUCCEEDED":
        members.append("'outputDetails': {'included': $left >= 0}")
        parts.append("$left >= 0 ? {'output': $states.input} : {}")
    elif status == "FAILED":
        members.append("'error': $states.input.Error")
        members.append(f"'cause': $substring($states.input.Cause, 0, {_MOST_CAUSE})")
    merged = ", ".join(["{" + ", ".join(members) + "}", *parts])
    return {
        "QueueUrl": reports.queue_url,
        "MessageBody": {"detail-type": EXPRESS_REPORT, "detail": "{% (" + f"{_SIZE}{given}$merge([{merged}])" + ") %}"},
    }
