"""What `register_wait` refuses; what it keeps is shown with the waits service."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.core.errors import InvalidInput
from statewright.data.connect import Database
from system.register_wait.logic import register

EVENT: dict[str, Any] = {
    "config": {"event": "paid", "key": "7"},
    "node": {"id": "n1", "key": "wait", "definition": "wait_for_events@1"},
    "execution": {"arn": "arn", "name": "run", "started_at": "2026-01-01T00:00:00Z"},
    "workflow": {"id": "6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"},
    "iteration": "",
    "attempt": 0,
    "token": "t-1",
}
NOWHERE = Database("postgresql://nobody@127.0.0.1:1/nothing")
"""Whatever is refused is refused before it is stored."""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"token": ""}, "has no token"),
        ({"node": {"id": "n1", "key": "call", "definition": "api_call@1"}}, "only wait_for_events@1 and approval@1"),
        ({"config": {"event": "paid", "key": "x" * 2_001}}, r"config\.key must be text of 1 to 2,000"),
        ({"config": {"event": "paid", "key": "a\0b"}}, r"config\.key"),
        ({"execution": {"arn": "arn"}}, r"execution\.name"),
    ],
)
def test_what_cannot_be_waited_for_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        register(NOWHERE, EVENT | change, request_id="r1")
