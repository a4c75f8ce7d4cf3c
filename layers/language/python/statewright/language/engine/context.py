"""Who an execution is: what the context object says of it from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionContext:
    """Names of an execution and its state machine; ids are ARNs."""

    execution_id: str
    execution_name: str
    state_machine_id: str
    state_machine_name: str
    role_arn: str = ""
    redrive_count: int = 0

    def machine_data(self) -> dict[str, Any]:
        """`$states.context.StateMachine`."""
        return {"Id": self.state_machine_id, "Name": self.state_machine_name}
