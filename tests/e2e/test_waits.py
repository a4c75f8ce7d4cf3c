"""A run waits for a person and for an event, and goes on when they answer."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from tests.support.graphs import api_trigger, drawn, node
from tests.support.stack import Api, Stack, eventually

pytestmark = pytest.mark.stack


def test_an_approval_and_an_event_let_a_run_go_on(stack: Stack, api: Api) -> None:
    path, key = f"w-{uuid.uuid4().hex}", uuid.uuid4().hex
    api.publish(
        "Approved and paid",
        drawn(
            [
                api_trigger(path),
                node("ask", "approval", {"title": "{% 'Refund ' & $order.body.total & '?' %}"}),
                node("paid", "wait_for_events", {"event": "payment.received", "key": "{% $order.body.key %}"}),
                node("done", "set", {"values": {"by": "{% $ask.by %}", "amount": "{% $paid.amount %}"}}),
                node("refused", "set", {"values": {"x": 1}}),
            ],
            "order -> ask",
            "ask.approved -> paid",
            "ask.rejected -> refused",
            "paid -> done",
        ),
    )
    execution_id = httpx.post(f"{stack.url}/hooks/{path}", json={"total": 30, "key": key}).json()["execution_id"]

    def pending() -> Any:
        return api.get("/waits", status="pending", execution_id=execution_id)["items"] or None

    (asked,) = eventually(pending, "the approval to be asked for")
    assert asked["title"] == "Refund 30?"
    api.post(f"/waits/{asked['id']}/answer", {"decision": "approved"})
    eventually(lambda: [wait for wait in pending() or () if wait["event"]] or None, "the event to be waited for")
    receipt = api.post("/events", {"event": "payment.received", "key": key, "payload": {"amount": 30}})
    execution = api.ended(execution_id)

    assert receipt == {"completed": 1}
    assert (execution["status"], execution["divergences"]) == ("succeeded", []), execution
    assert execution["output"]["done"]["amount"] == 30
    nodes = {each["key"]: each for each in execution["nodes"]}
    assert (nodes["ask"]["handle"], nodes["ask"]["output"]["decision"]) == ("approved", "approved")
    assert nodes["refused"]["status"] == "skipped"
