"""Callback links and approval mails: who has the address answers once, and looking at it decides nothing."""

from __future__ import annotations

import base64
import email
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg.types.json import Jsonb
from services.waits import throttle
from services.waits.handler import handler as serve
from statewright.data.connect import Database, connect
from statewright.waiting.links import ExpiredLink, InvalidLink, Links, links
from system.register_wait import mail

from tests.functions.services.conftest import Call
from tests.functions.services.test_waits import Tasks, register, tasks
from tests.support.servers import free_port

__all__ = ["tasks"]
WAIT = "6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"
LINKS = Links("https://x.example/callbacks", b"key")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Page(SimpleNamespace):
    status: int
    headers: dict[str, str]
    body: str


def visit(url: str, form: str | None = None, payload: Any = None, content_type: str | None = None) -> Page:
    """Follow a link as the HTTP API hands it over: forms arrive as base64."""
    path = url.removeprefix("http://api.example")
    kind = content_type or ("application/x-www-form-urlencoded" if form is not None else "application/json")
    body = form if form is not None else json.dumps(payload)
    posts = form is not None or payload is not None
    event = {
        "version": "2.0",
        "routeKey": "ANY /callbacks/{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": kind} if posts else {},
        "requestContext": {"http": {"method": "POST" if posts else "GET", "path": path}, "stage": "$default"},
        "body": (base64.b64encode(body.encode()).decode() if form is not None else body) if posts else None,
        "isBase64Encoded": form is not None,
    }
    answer = serve(event, None)
    headers = {name.lower(): value for name, value in answer.get("headers", {}).items()}
    headers |= {name.lower(): values[0] for name, values in answer.get("multiValueHeaders", {}).items()}
    return Page(status=answer["statusCode"], headers=headers, body=answer.get("body") or "")


def link_of(call: Call, wait_id: str) -> Any:
    (found,) = [item for item in call("waits", "GET /api/waits").body["items"] if item["id"] == wait_id]
    url: Any = found["callback_url"]
    return url


def test_a_link_says_which_wait_it_is_for() -> None:
    url = LINKS.url(WAIT, NOON)

    assert LINKS.wait_id(url.rpartition("/")[2], NOON - timedelta(seconds=1)) == WAIT
    with pytest.raises(ExpiredLink):
        LINKS.wait_id(url.rpartition("/")[2], NOON)


@pytest.mark.parametrize("change", [0, 10, 40, -1])
def test_a_changed_link_is_none(change: int) -> None:
    link = LINKS.url(WAIT, NOON).rpartition("/")[2]
    position = change % len(link)
    changed = link[:position] + ("1" if link[position] != "1" else "2") + link[position + 1 :]
    with pytest.raises(InvalidLink):
        LINKS.wait_id(changed, NOON - timedelta(days=1))
    with pytest.raises(InvalidLink):
        Links(LINKS.base_url, b"another key").wait_id(link, NOON - timedelta(days=1))


def test_looking_decides_nothing_and_the_form_decides_once(database: Database, call: Call, tasks: Tasks) -> None:
    wait_id = register(database, "approval", title="Refund <b>30</b>?", message="For Ada & Bob")
    url = link_of(call, wait_id)

    shown = visit(url)
    assert (shown.status, tasks.answers) == (200, {})
    assert "Refund &lt;b&gt;30&lt;/b&gt;?" in shown.body
    assert "For Ada &amp; Bob" in shown.body
    assert shown.headers["content-type"].startswith("text/html")
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"

    first = visit(url, form="decision=approved&comment=fine+by+me")
    second = visit(url, form="decision=rejected")

    assert (first.status, second.status, visit(url).status) == (200, 409, 409)
    decided = tasks.answers["t-1"]
    assert (decided["decision"], decided["comment"], decided["by"]) == ("approved", "fine by me", "callback link")
    assert call("waits", "GET /api/waits").body["items"][0]["callback_url"] is None


def test_an_events_payload_is_the_json_that_is_sent(database: Database, call: Call, tasks: Tasks) -> None:
    url = link_of(call, register(database))

    assert "curl" in visit(url).body
    assert visit(url, form="amount=3").status == 415
    assert visit(url, payload={"amount": 3}).status == 204
    assert tasks.answers == {"t-1": {"amount": 3}}
    again = visit(url, payload={"amount": 4})
    assert (again.status, again.headers["content-type"]) == (409, "application/problem+json")


@pytest.mark.parametrize(
    ("form", "content_type", "status"),
    [
        ("decision=maybe", None, 422),
        ("comment=x", None, 422),
        ("{", "application/json", 400),
        ("decision=approved", "text/plain", 415),
    ],
)
def test_what_is_no_decision_is_refused(
    database: Database, call: Call, tasks: Tasks, form: str, content_type: str | None, status: int
) -> None:
    url = link_of(call, register(database, "approval", title="Go?"))

    assert visit(url, form=form, content_type=content_type).status == status
    assert tasks.answers == {}


def test_a_foreign_link_and_one_whose_run_is_over_answer_nothing(database: Database, call: Call, tasks: Tasks) -> None:
    wait_id = register(database, "approval", title="Go?")
    url = link_of(call, wait_id)
    tasks.gone.add("t-1")

    assert visit(url[:-1] + ("A" if url[-1] != "A" else "B")).status == 404
    assert visit(links().url(wait_id, NOON - timedelta(days=900))).status == 410
    assert visit(links().url(WAIT, datetime.now(UTC) + timedelta(days=1))).status == 410
    assert visit(url, form="decision=approved").status == 410


class Mailbox:
    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self.reply = "250 OK"
        self.next: list[str] = []
        """Replies before that one, each once."""
        self.asked: Callable[[], None] = lambda: None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.asked()
        reply = self.next.pop(0) if self.next else self.reply
        if reply.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.contents.append(envelope.content)
        return reply


@pytest.fixture
def mailbox(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("STATEWRIGHT_SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
    monkeypatch.setenv("STATEWRIGHT_MAIL_FROM", "Shop <hello@shop.example>")
    monkeypatch.setattr(mail, "PAUSES", (0.0, 0.0))
    yield box
    controller.stop()


def test_an_approval_asks_by_one_mail_whose_link_answers(
    database: Database, call: Call, tasks: Tasks, mailbox: Mailbox
) -> None:
    config: dict[str, Any] = {
        "title": "Refund\n30?",
        "message": "Grüße",
        "to": ["Ada <ada@example.com>", "bob@example.com"],
    }
    wait_id = register(database, "approval", **config)
    assert register(database, "approval", **config) == wait_id

    (content,) = mailbox.contents
    message = email.message_from_bytes(content, policy=default)
    assert message["To"] == "Ada <ada@example.com>, bob@example.com"
    assert message["Subject"] == "Refund 30?"
    text = message.get_content()
    (url,) = re.findall(r"https?://\S+", text)
    assert "Grüße" in text
    assert link_of(call, wait_id) is None, "only those whom the mail was sent to have its link"
    assert visit(url, payload={"decision": "rejected"}).status == 204
    answer = tasks.answers["t-1"]
    assert answer["decision"] == "rejected"
    assert answer["by"] == "Ada <ada@example.com> or bob@example.com (by link)"


@pytest.mark.parametrize("to", [["ada@example.com, eve@example.com"], ["ada@example.com\nBcc: eve@example.com"], "x"])
def test_what_is_no_address_is_shown_and_the_wait_stays(
    database: Database, call: Call, tasks: Tasks, mailbox: Mailbox, to: Any
) -> None:
    register(database, "approval", title="Go?", to=to)

    (listed,) = call("waits", "GET /api/waits?status=pending").body["items"]
    assert listed["mail_error"].startswith("config.to")
    assert mailbox.contents == []


def test_a_mail_that_fails_is_shown_and_sent_by_a_repeated_registration(
    database: Database, call: Call, tasks: Tasks, mailbox: Mailbox
) -> None:
    mailbox.reply = "451 later"
    register(database, "approval", title="Go?", to=["ada@example.com"])
    (listed,) = call("waits", "GET /api/waits?status=pending").body["items"]
    mailbox.reply = "250 OK"
    register(database, "approval", title="Go?", to=["ada@example.com"])

    assert "451 later" in listed["mail_error"]
    assert len(mailbox.contents) == 1
    assert call("waits", "GET /api/waits?status=pending").body["items"][0]["mail_error"] is None


def test_a_mail_that_is_put_off_is_sent_a_moment_later(
    database: Database, call: Call, tasks: Tasks, mailbox: Mailbox
) -> None:
    mailbox.next = ["451 later", "421 busy"]

    register(database, "approval", title="Go?", to=["ada@example.com"])

    assert len(mailbox.contents) == 1
    (listed,) = call("waits", "GET /api/waits?status=pending").body["items"]
    assert listed["mail_error"] is None


def test_no_transaction_is_open_while_the_mail_server_is_spoken_to(
    database: Database, postgres_url: str, mailbox: Mailbox
) -> None:
    """And a second registration at that time sends no second mail."""
    seen: list[int] = []

    def look() -> None:
        mailbox.asked = lambda: None
        with connect(postgres_url) as other:
            query = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            query += " AND datname = current_database()"
            seen.append(other.execute(query).fetchall()[0][0])
        second = database.another()
        mail.ask_by_mail(second, wait_id)
        second.close()

    wait_id = register(database, "approval", title="Go?")
    with database.transaction() as connection:
        to = Jsonb({"config": {"title": "Go?", "to": ["ada@example.com"]}})
        connection.execute("UPDATE wait_states SET invocation = invocation || %s", (to,))
    mailbox.asked = look

    mail.ask_by_mail(database, wait_id)

    assert seen == [0]
    assert len(mailbox.contents) == 1


def test_one_caller_and_one_link_are_kept_from_asking_all_the_time(
    database: Database, call: Call, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PER_LINK", 2)
    monkeypatch.setattr(throttle, "PER_SOURCE", 4)
    url, other = (link_of(call, register(database, "approval", token=token, title="Go?")) for token in ("t-1", "t-2"))

    assert [visit(url).status for _ in range(3)] == [200, 200, 429]
    assert visit(other).status == 200
    assert visit(other).status == 429, "the fifth request of this address"
    assert visit(other, form="decision=approved").status == 429
    assert tasks.answers == {}
