"""Invoke a handler as Lambda does: a JSON event, a context with a deadline, JSON back."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

REGION = "eu-central-1"
ACCOUNT = "000000000000"


@dataclass
class Context:
    """What handlers read of Lambda's context object."""

    function: str = "statewright-test"
    alias: str = "$LATEST"
    seconds: float = 30.0
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    began: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function}:{self.alias}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.seconds - (time.monotonic() - self.began)) * 1000))


def invoke(handler: Callable[..., Any], event: Mapping[str, Any], context: Context | None = None) -> Any:
    """Call `handler` with the event and give its answer, both through JSON."""
    answer = handler(json.loads(json.dumps(event)), context or Context())
    return json.loads(json.dumps(answer, allow_nan=False))


def action_event(definition: str, config: Any, **changes: Any) -> dict[str, Any]:
    """The payload an action's state sends; each call is another execution unless `name` says which."""
    name = changes.pop("name", f"test-{uuid.uuid4().hex}")
    workflow = changes.pop("workflow_id", "0199f0a0-0000-7000-8000-000000000001")
    machine = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:statewright-{workflow}"
    event = {
        "config": config,
        "node": {"id": "n3", "key": "call", "definition": definition},
        "execution": {"arn": f"{machine}:{name}", "name": name, "started_at": "2030-01-01T00:00:00.000Z"},
        "workflow": {"id": workflow},
        "iteration": "",
        "attempt": 0,
    }
    return event | changes


def execution_id_of(event: Mapping[str, Any]) -> str:
    return f"{event['workflow']['id']}.{event['execution']['name']}"
