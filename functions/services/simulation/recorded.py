"""Executions from PostgreSQL, in the terms of a simulation."""

from __future__ import annotations

from datetime import datetime

from statewright.core import names
from statewright.core.names import Durability
from statewright.core.runtime.arns import execution_arn, machine_arn
from statewright.data.executions import Execution, NodeExecution
from statewright.language.back_test import RecordedRun
from statewright.language.engine import ExecutionContext
from statewright.language.timeline import NodeRun

_STATUS = {"succeeded": "SUCCEEDED", "failed": "FAILED", "timed_out": "TIMED_OUT", "cancelled": "ABORTED"}


def recorded_run(row: Execution, nodes: list[NodeExecution]) -> RecordedRun:
    """One execution that has ended."""
    workflow_id, name = names.split_execution_id(row.id)
    return RecordedRun(
        id=row.id,
        version=row.version,
        status=_STATUS[row.status],
        input=row.input,
        output=row.output,
        error=row.error["name"] if row.error else None,
        started_at=round(row.started_at.timestamp() * 1000),
        nodes=[_node_run(node) for node in nodes],
        context=run_context(workflow_id, name, row.arn),
    )


def run_context(workflow_id: str, name: str, express_arn: str | None = None) -> ExecutionContext:
    """How a machine of this workflow knows the execution `name`; `express_arn`: it is an Express one."""
    durability: Durability = "express" if express_arn else "standard"
    return ExecutionContext(
        execution_id=express_arn or execution_arn(names.execution_id(workflow_id, name)),
        execution_name=name,
        state_machine_id=machine_arn(workflow_id, durability),
        state_machine_name=names.state_machine_name(workflow_id, durability),
    )


def _node_run(node: NodeExecution) -> NodeRun:
    return NodeRun(
        node.key,
        node.iteration,
        node.attempt,
        node.status,  # type: ignore[arg-type]  # the table's check holds the same names
        _milliseconds(node.started_at),
        _milliseconds(node.ended_at),
        node.input,
        node.output,
        node.error,
        node.handle,
    )


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
