"""A run waits for a person and for an event, and goes on when they answer."""

from __future__ import annotations

import json
import re
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


def pending(api: Api, execution_id: str) -> Any:
    return api.get("/waits", status="pending", execution_id=execution_id)["items"] or None


def test_a_mails_link_approves_and_a_callback_gives_an_event(stack: Stack, api: Api) -> None:
    """Given a run that asks by mail, When the mail's link is followed and its form sent, Then the run goes on."""
    path, person = f"w-{uuid.uuid4().hex}", f"{uuid.uuid4().hex}@example.com"
    approval = {"title": "{% 'Refund ' & $order.body.total & '?' %}", "to": ["{% $order.body.manager %}"]}
    api.publish(
        "Approved by mail",
        drawn(
            [
                api_trigger(path),
                node("ask", "approval", approval),
                node("paid", "wait_for_events", {"event": "payment.received", "key": "{% $order.body.manager %}"}),
                node("refused", "set", {"values": {"x": 1}}),
            ],
            "order -> ask",
            "ask.approved -> paid",
            "ask.rejected -> refused",
        ),
    )
    started = httpx.post(f"{stack.url}/hooks/{path}", json={"total": 30, "manager": person}).json()["execution_id"]

    def mail() -> Any:
        listed = httpx.get(f"{stack.url}/_local/mail").json()["items"]
        found = next((each for each in listed if person in json.dumps(each)), None)
        return found and httpx.get(f"{stack.url}/_local/mail/{found['id']}").json()

    text = eventually(mail, "the mail")["text"]
    (link,) = re.findall(r"http://\S+", text)
    shown = httpx.get(link)
    assert (shown.status_code, "Refund 30?" in shown.text) == (200, True)
    assert pending(api, started)[0]["callback_url"] is None, "only those whom the mail was sent to have its link"
    assert httpx.post(link, data={"decision": "approved", "comment": "fine"}).status_code == 200
    assert httpx.post(link, data={"decision": "rejected"}).status_code == 409

    (event,) = eventually(
        lambda: [wait for wait in pending(api, started) or () if wait["event"]] or None, "the event to be waited for"
    )
    assert httpx.post(event["callback_url"], json={"amount": 30}).status_code == 204
    execution = api.ended(started)

    assert (execution["status"], execution["divergences"]) == ("succeeded", []), execution
    nodes = {each["key"]: each for each in execution["nodes"]}
    assert (nodes["ask"]["output"]["by"], nodes["ask"]["output"]["comment"]) == (f"{person} (by link)", "fine")
    assert nodes["paid"]["output"] == {"amount": 30}
    assert link.rpartition(".")[2] not in logs(stack)


def logs(stack: Stack) -> str:
    return "".join(path.read_text(errors="replace") for path in stack.state_dir.rglob("*.log"))


def test_what_a_cancelled_run_waited_for_is_closed(stack: Stack, api: Api) -> None:
    path = f"w-{uuid.uuid4().hex}"
    api.publish(
        "Cancelled",
        drawn(
            [api_trigger(path), node("ask", "approval", {"title": "Go?"}), node("done", "set", {"values": {"x": 1}})],
            "order -> ask",
            "ask.approved -> done",
        ),
    )
    started = httpx.post(f"{stack.url}/hooks/{path}", json={}).json()["execution_id"]
    (wait,) = eventually(lambda: pending(api, started), "the approval to be asked for")
    api.post(f"/executions/{started}/cancel")
    api.ended(started)

    (closed,) = api.get("/waits", status="closed", execution_id=started)["items"]
    assert (closed["id"], closed["callback_url"]) == (wait["id"], None)
    assert httpx.get(wait["callback_url"]).status_code == 410
