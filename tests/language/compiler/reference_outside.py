"""What comes from outside of the run's own machine, for `reference`: answers, and items as executions of their own."""

from __future__ import annotations

from typing import Any

LARGE_LOOP_FAILED = "States.ExceedToleratedFailureThreshold"
WORKING = ("action", "loop", "wait_for_events", "approval", "run_workflow")
"""Nodes that can fail, or be late."""
_RETRIED = ("RateLimited", LARGE_LOOP_FAILED)


def is_retried(node: Any, error: str | None) -> bool:
    """Whether a node tries again after such an error; of a child's errors none is told from another."""
    return error in _RETRIED or (node["type"] == "run_workflow" and error != "ExpressionFailed")


def way_of(error: str | None, left_by: set[str], on_error: str | None) -> str | None:
    """The handle by which a failure leaves; None if it is nobody's. `left_by`: the handles with edges."""
    if error == "States.Timeout" and "timeout" in left_by:
        return "timeout"
    return "error" if "error" in left_by or on_error == "branch" else None


def answered(node: Any, value: Any) -> tuple[str, Any]:
    """The handle and the output of a node that was answered."""
    if node["type"] == "run_workflow" and node["config"].get("wait") is False:
        return "out", {"execution_id": f"{node['config']['workflow_id']}.child"}
    return value["decision"] if node["type"] == "approval" else "out", value


def width_of(config: Any) -> int:
    """How many items of a loop may be under way at once."""
    return 1 if config.get("mode") == "sequential" else int(config.get("concurrency", 10))


def is_large(config: Any) -> bool:
    """Whether each item of a loop is an execution of its own."""
    return "expected_items" in config and "until" not in config and not _may_stop(config)


def _may_stop(config: Any) -> bool:
    enabled = [one for one in config["body"]["nodes"] if not one["settings"].get("disabled")]
    return any(one["type"] == "stop" or (one["type"] == "loop" and _may_stop(one["config"])) for one in enabled)
