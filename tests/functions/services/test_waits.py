"""The waits service and `register_wait`: a token is kept, and answering it lets the run go on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from statewright.core import names
from statewright.core.errors import InvalidInput, ProviderUnavailable
from statewright.core.runtime import cache
from statewright.data import waits
from statewright.data.connect import Database
from statewright.data.cursors import Cursor
from system.register_wait.handler import handler

from tests.functions.services.conftest import Call
from tests.support.aws_fake import FakeAws, Refusal
from tests.support.servers import free_port

WORKFLOW = "6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"


class Tasks:
    """Step Functions' side of task tokens."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.gone: set[str] = set()
        self.records: list[str] = []
        """The status in the live context when a run was told."""

    def send_task_success(self, request: dict[str, Any]) -> Any:
        token = request["taskToken"]
        if token in self.gone or token in self.answers:
            raise Refusal(400, "TaskTimedOut", "the task is over")
        self.records.append(record()["status"])
        self.answers[token] = json.loads(request["output"])["Payload"]["output"]
        return {}


@pytest.fixture
def tasks(aws: FakeAws) -> Tasks:
    made = Tasks()
    aws.send_task_success = made.send_task_success  # type: ignore[attr-defined]
    return made


def register(database: Database, kind: str = "wait_for_events", token: str = "t-1", **config: Any) -> str:  # noqa: S107
    del database
    event = {
        "config": config or {"event": "paid", "key": "7"},
        "node": {"id": "n1", "key": "wait", "definition": f"{kind}@1"},
        "execution": {"arn": "arn", "name": "run", "started_at": "2026-01-01T00:00:00Z"},
        "workflow": {"id": WORKFLOW},
        "iteration": "",
        "attempt": 0,
        "token": token,
    }
    return handler(event, SimpleNamespace(aws_request_id="r1"))["wait_id"]


def record() -> dict[str, Any]:
    value = cache.shared().call("HGET", names.live_context_key(f"{WORKFLOW}.run"), "wait||0")
    found: dict[str, Any] = json.loads(value)  # type: ignore[arg-type]
    return found


def test_an_event_completes_every_wait_for_it(database: Database, call: Call, tasks: Tasks) -> None:
    register(database, token="t-1")
    register(database, token="t-2")
    register(database, token="t-3", event="paid", key="8")
    assert record()["status"] == "running"

    answer = call("waits", "POST /api/events", {"event": "paid", "key": "7", "payload": {"amount": 3}})

    assert (answer.status, answer.body) == (200, {"completed": 2})
    assert tasks.answers == {"t-1": {"amount": 3}, "t-2": {"amount": 3}}
    assert (record()["status"], record()["output"]) == ("succeeded", {"amount": 3})
    pending = call("waits", "GET /api/waits?status=pending").body["items"]
    assert [(item["event"], item["key"]) for item in pending] == [("paid", "8")]


def test_an_event_that_came_first_answers_the_first_wait_only(database: Database, call: Call, tasks: Tasks) -> None:
    assert call("waits", "POST /api/events", {"event": "paid", "key": "7", "payload": 1}).body == {"completed": 0}

    register(database, token="t-1")
    register(database, token="t-2")

    assert tasks.answers == {"t-1": 1}


def test_an_event_whose_wait_is_over_is_kept_for_the_next(database: Database, call: Call, tasks: Tasks) -> None:
    call("waits", "POST /api/events", {"event": "paid", "key": "7", "payload": 1})
    tasks.gone.add("t-1")

    register(database, token="t-1")
    register(database, token="t-2")
    register(database, token="t-3")

    assert tasks.answers == {"t-2": 1}


def test_a_wait_that_cannot_be_stored_is_worth_another_attempt(
    database: Database, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as asleep:
        asleep.setenv("STATEWRIGHT_DATABASE_URL", f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
        with pytest.raises(ProviderUnavailable, match="Connection refused"):
            register(database)

    assert (record()["status"], record()["error"]["name"]) == ("failed", "ProviderUnavailable")
    register(database)
    assert record()["status"] == "running"


def test_a_run_that_cannot_be_told_of_its_event_is_told_by_the_next_attempt(
    database: Database, call: Call, aws: FakeAws, tasks: Tasks
) -> None:
    call("waits", "POST /api/events", {"event": "paid", "key": "7", "payload": 1})
    aws.refuse["SendTaskSuccess"] = Refusal(400, "AccessDeniedException", "not yet")

    with pytest.raises(ProviderUnavailable, match="not yet"):
        register(database, token="t-1")
    register(database, token="t-2")

    assert tasks.answers == {"t-2": 1}


def test_a_forged_cursor_names_the_parameter(call: Call) -> None:
    forged = Cursor(datetime(2026, 1, 1, tzinfo=UTC), "no-uuid").encode()

    answer = call("waits", f"GET /api/waits?cursor={forged}")

    assert (answer.status, [error["field"] for error in answer.body["errors"]]) == (422, ["cursor"])


def test_registering_again_is_one_wait(database: Database, call: Call, tasks: Tasks) -> None:
    assert register(database) == register(database)

    assert len(call("waits", "GET /api/waits").body["items"]) == 1
    assert tasks.answers == {}


def test_an_approval_is_answered_once(database: Database, call: Call, tasks: Tasks) -> None:
    wait_id = register(database, "approval", title="Refund 30?", message="Really?")

    (listed,) = call("waits", f"GET /api/waits?status=pending&execution_id={WORKFLOW}.run").body["items"]
    assert (listed["id"], listed["title"], listed["status"]) == (wait_id, "Refund 30?", "pending")
    assert "token" not in listed
    assert call("waits", f"POST /api/waits/{wait_id}/answer", {}).status == 422
    first = call("waits", f"POST /api/waits/{wait_id}/answer", {"decision": "rejected", "comment": "no"})
    second = call("waits", f"POST /api/waits/{wait_id}/answer", {"decision": "approved"})

    assert (first.status, second.status) == (204, 409)
    assert "ada@example.com has answered" in second.body["detail"]
    decided = tasks.answers["t-1"]
    assert (decided["decision"], decided["by"], decided["comment"]) == ("rejected", "ada@example.com", "no")
    assert record()["output"] == decided


def test_a_run_that_no_longer_waits_is_gone(database: Database, call: Call, tasks: Tasks) -> None:
    tasks.gone.add("t-1")
    wait_id = register(database, "approval", title="Go?")

    answers = [call("waits", f"POST /api/waits/{wait_id}/answer", {"decision": "approved"}).status for _ in range(2)]

    assert answers == [410, 410]
    assert record()["status"] == "running"
    assert call("waits", "GET /api/waits?status=closed").body["items"][0]["id"] == wait_id


def test_nobody_waits_longer_than_the_run_may_last(database: Database, call: Call, tasks: Tasks) -> None:
    began = datetime.now(UTC).replace(microsecond=0)
    event = {
        "config": {"title": "Go?"},
        "node": {"id": "n1", "key": "wait", "definition": "approval@1"},
        "execution": {"arn": "arn", "name": "run", "started_at": began.isoformat()},
        "workflow": {"id": WORKFLOW},
        "iteration": "",
        "attempt": 0,
        "token": "t-1",
        "limit_seconds": 3600,
    }

    handler(event, SimpleNamespace(aws_request_id="r1"))

    (listed,) = call("waits", "GET /api/waits?status=pending").body["items"]
    assert datetime.fromisoformat(listed["expires_at"]) == began + timedelta(hours=1)


def test_an_unknown_wait_is_not_found(database: Database, call: Call) -> None:
    assert call("waits", f"POST /api/waits/{WORKFLOW}/answer", {"decision": "approved"}).status == 404


@pytest.mark.parametrize("config", [{"event": "paid"}, {"event": "paid", "key": ""}, {"event": "paid", "key": None}])
def test_a_wait_without_a_key_is_refused(database: Database, config: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match=r"config\.key"):
        register(database, **config)


def test_an_answer_that_was_kept_before_a_crash_is_the_one_that_counts(
    database: Database, call: Call, tasks: Tasks
) -> None:
    """Given an answer that was sent but whose wait was not settled, When another one comes, Then the first counts."""
    wait_id = register(database, "approval", title="Go?")
    with database.transaction() as connection:
        waits.take_answer(connection, wait_id, {"decision": "approved"}, "bob@example.com")
    tasks.answers["t-1"] = {"decision": "approved"}

    answers = [call("waits", f"POST /api/waits/{wait_id}/answer", {"decision": "rejected"}) for _ in range(2)]

    assert [each.status for each in answers] == [409, 409]
    assert "bob@example.com has answered" in answers[0].body["detail"]
    (listed,) = call("waits", "GET /api/waits?status=answered").body["items"]
    assert (listed["id"], listed["answered_by"]) == (wait_id, "bob@example.com")
    assert record()["output"] == {"decision": "approved"}


def test_an_answer_that_could_not_be_told_is_told_by_the_next(
    database: Database, call: Call, tasks: Tasks, aws: FakeAws
) -> None:
    wait_id = register(database, "approval", title="Go?")
    aws.refuse["SendTaskSuccess"] = Refusal(400, "AccessDeniedException", "not now")

    first = call("waits", f"POST /api/waits/{wait_id}/answer", {"decision": "approved"})
    second = call("waits", f"POST /api/waits/{wait_id}/answer", {"decision": "rejected"})

    assert (first.status, second.status) == (503, 409)
    assert tasks.records == ["succeeded"], "a run may be over, and read, as soon as it is told"
    assert tasks.answers["t-1"]["decision"] == "approved"


def test_an_event_for_a_wait_whose_run_is_over_is_held_for_the_next(
    database: Database, call: Call, tasks: Tasks
) -> None:
    register(database, token="t-1")
    tasks.gone.add("t-1")

    assert call("waits", "POST /api/events", {"event": "paid", "key": "7", "payload": 1}).body == {"completed": 0}
    register(database, token="t-2")

    assert tasks.answers == {"t-2": 1}


def test_a_payload_that_no_run_can_take_is_refused_before_it_is_kept(
    database: Database, call: Call, tasks: Tasks
) -> None:
    wait_id = register(database)
    large = "x" * 262_144

    assert call("waits", "POST /api/events", {"event": "paid", "key": "7", "payload": large}).status == 413
    assert call("waits", f"POST /api/waits/{wait_id}/answer", {"payload": large}).status == 413
    assert call("waits", f"POST /api/waits/{wait_id}/answer", {"payload": 1}).status == 204
    assert tasks.answers == {"t-1": 1}
