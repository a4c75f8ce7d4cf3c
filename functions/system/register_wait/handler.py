"""Invoked by a waiting node's state with its task token (docs/reference/contracts.md, "Waits")."""

from __future__ import annotations

from typing import Any

from statewright.core.runtime import telemetry
from statewright.data.connect import database

from .logic import register


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """Answers `{"wait_id"}`; the state itself goes on only when its token is answered."""
    wait_id = register(database(), event, request_id=context.aws_request_id)
    telemetry.logger().info("a node waits", wait=wait_id)
    return {"wait_id": wait_id}
