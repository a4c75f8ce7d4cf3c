"""ARNs of what is made at run time: the state machines of workflows, and their executions.

Nothing else may build these strings; their beginning, with partition, region and account, is in the environment.
"""

from __future__ import annotations

import os

from statewright.core import names
from statewright.core.names import Durability


def machine_arn(workflow_id: str, durability: Durability = "standard") -> str:
    """ARN of a workflow's state machine."""
    return os.environ["STATEWRIGHT_MACHINE_ARN_PREFIX"] + names.state_machine_name(workflow_id, durability)


def alias_arn(workflow_id: str, durability: Durability) -> str:
    """ARN that executions are started on: whatever version is live."""
    return f"{machine_arn(workflow_id, durability)}:{names.LIVE_ALIAS}"


def execution_arn(execution_id: str) -> str:
    """ARN of a Standard execution: that of its machine with another resource type, and its name."""
    workflow_id, name = names.split_execution_id(execution_id)
    return f"{machine_arn(workflow_id).replace(':stateMachine:', ':execution:')}:{name}"
