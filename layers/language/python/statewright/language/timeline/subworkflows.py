"""What the history says of a node that ran another workflow, in the terms of the node.

Says in Python what `compiler/emit/subworkflows.py` says in JSONata.
"""

from __future__ import annotations

from typing import Any, Final

from statewright.core.errors import RecursionLimit
from statewright.core.names import execution_id, workflow_id_of
from statewright.language.children import CHILD_FAILED, MAX_DEPTH, TOO_DEEP
from statewright.language.observed import result_of
from statewright.language.timeline.causes import error_name, json_in, message_of

KIND: Final = "workflow"
"""`output.kind` of such a node's state in the trace."""


def given_to(parameters: Any) -> dict[str, Any] | None:
    """The node's configuration as it was when the task was scheduled; None if it was not."""
    if not isinstance(parameters, dict):
        return None
    return {"workflow_id": _workflow_of(parameters), "payload": parameters["Input"]["trigger"]}


def output_of(parameters: Any, answer: Any, *, waits: bool) -> Any:
    """The node's output: the child's result, or without waiting the id of the run."""
    if waits:
        return result_of(answer["Output"]) if isinstance(answer, dict) else None
    return {"execution_id": execution_id(_workflow_of(parameters), parameters["Name"])}


def error_of(name: str, cause: Any, started_with: Any) -> dict[str, str]:
    """The node's error: that of the child where the child failed. `started_with` is the input of the node's own run."""
    if name == "States.QueryEvaluationError":
        depth = started_with.get("depth") if isinstance(started_with, dict) else None
        if isinstance(depth, int) and depth >= MAX_DEPTH:
            return {"name": RecursionLimit.__name__, "message": TOO_DEEP}
        return {"name": "ExpressionFailed", "message": message_of(cause)}
    child = json_in(cause) if name == CHILD_FAILED else {}
    if "Status" not in child:
        return {"name": name, "message": message_of(cause)}
    late = "States.Timeout" if child["Status"] == "TIMED_OUT" else name
    error = child.get("Error") or late
    message = message_of(child["Cause"]) if "Cause" in child else f"the run ended as {child['Status']}"
    return {"name": error_name(error), "message": message}


def _workflow_of(parameters: dict[str, Any]) -> str:
    return workflow_id_of(parameters["StateMachineArn"]) or ""
