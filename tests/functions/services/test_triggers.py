"""What is listening, and switching it on and off."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from statewright.activation import event
from statewright.core import names
from statewright.core.runtime import cache
from statewright.data import locks, triggers
from statewright.data.connect import Database, connect

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.graphs import api_trigger, event_trigger, graph, schedule_trigger, set_values

Call = Callable[..., Any]


def published(call: Call, *nodes: Any, name: str = "Orders") -> Any:
    """A published workflow of these nodes; `triggers` by the key of their node."""
    workflow = call("workflows", "POST /api/workflows", {"name": name, "graph": graph(*nodes, set_values())}).body
    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": 1})
    assert answer.status == 200, answer.body
    return workflow | {"triggers": {trigger["node_key"]: trigger for trigger in answer.body["triggers"]}}


def listening_paths() -> list[bytes]:
    reply = cache.shared().call("HKEYS", names.API_ROUTES_KEY)
    assert isinstance(reply, list)
    return [field for field in reply if isinstance(field, bytes) and field != b"#ready"]


def test_the_triggers_of_one_workflow_are_listed_with_what_they_listen_to(call: Call) -> None:
    workflow = published(call, api_trigger(secret_header="X-Key", secret="not for the list"), schedule_trigger())
    published(call, api_trigger("other"), name="Other")

    answer = call("triggers", f"GET /api/triggers?workflow_id={workflow['id']}")

    assert answer.status == 200
    assert [(item["node_key"], item["status"], item["detail"]) for item in answer.body["items"]] == [
        ("order", "active", "POST /hooks/orders"),
        ("tick", "active", "rate(5 minutes) Europe/Berlin"),
    ]
    assert answer.body["next_cursor"] is None
    assert "not for the list" not in str(answer.body)


def test_a_schedule_that_may_not_overlap_says_so_to_scheduler_and_shows_its_last_skip(call: Call, aws: FakeAws) -> None:
    workflow = call(
        "workflows",
        "POST /api/workflows",
        {"name": "O", "graph": graph(schedule_trigger(), set_values()), "settings": {"overlap": "skip"}},
    ).body
    (trigger,) = call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": 1}).body["triggers"]

    def listed() -> Any:
        (item,) = call("triggers", f"GET /api/triggers?workflow_id={workflow['id']}").body["items"]
        return item["last_skipped"]

    before = listed()
    told = {"scheduled_time": "2030-01-31T09:00:00Z", "execution_id": f"{workflow['id']}.schedule-x"}
    cache.shared().call("SET", names.last_skip_key(trigger["id"]), json.dumps(told | {"at": 1}))

    assert (before, listed()) == (None, told)
    route = json.loads(aws.schedules[f"statewright-{trigger['id']}"]["Target"]["Input"])
    assert route["overlap"] == "skip"


def test_all_triggers_come_in_pages(call: Call) -> None:
    made = [published(call, api_trigger(f"p{number}"), name=f"W{number}") for number in range(3)]

    first = call("triggers", "GET /api/triggers?limit=2").body
    second = call("triggers", f"GET /api/triggers?limit=2&cursor={first['next_cursor']}").body

    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (2, 1, None)
    listed = {item["workflow_id"] for item in (*first["items"], *second["items"])}
    assert listed == {workflow["id"] for workflow in made}


@pytest.mark.parametrize(
    ("query", "field"), [("cursor=made-up", "cursor"), ("limit=0", "limit"), ("workflow_id=x", "workflow_id")]
)
def test_a_list_that_cannot_be_given_names_the_parameter(call: Call, query: str, field: str) -> None:
    answer = call("triggers", f"GET /api/triggers?{query}")

    assert answer.status == 422
    assert [error["field"] for error in answer.body["errors"]] == [field]


def test_a_trigger_that_is_off_does_not_listen_until_it_is_on_again(call: Call) -> None:
    trigger = published(call, api_trigger())["triggers"]["order"]

    off = call("triggers", f"POST /api/triggers/{trigger['id']}/disable")

    assert (off.status, off.body["status"], listening_paths()) == (200, "disabled", [])
    on = call("triggers", f"POST /api/triggers/{trigger['id']}/enable")
    assert (on.status, on.body["status"], listening_paths()) == (200, "active", [b"POST orders"])


@pytest.mark.parametrize("change", ["enable", "disable"])
def test_an_unknown_trigger_is_not_found(call: Call, change: str) -> None:
    assert call("triggers", f"POST /api/triggers/{uuid.uuid4()}/{change}").status == 404
    assert call("triggers", f"POST /api/triggers/not-an-id/{change}").status == 422


def test_a_trigger_that_failed_says_why_and_can_be_switched_on_again(call: Call, aws: FakeAws) -> None:
    aws.refuse["UpdateSchedule"] = Refusal(400, "ValidationException", "no such time zone")
    trigger = published(call, schedule_trigger())["triggers"]["tick"]
    assert trigger["status"] == "failed"
    assert "no such time zone" in trigger["error"]

    answer = call("triggers", f"POST /api/triggers/{trigger['id']}/enable")

    assert (answer.status, answer.body["status"], answer.body["error"]) == (200, "active", None)
    assert len(aws.schedules) == 1


def test_a_mapping_in_transition_is_tried_again(call: Call, aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event, "TRANSITION_PAUSES", (0.0, 0.0))
    trigger = published(call, event_trigger())["triggers"]["record"]
    aws.refuse["UpdateEventSourceMapping"] = Refusal(400, "ResourceInUseException", "the mapping is being updated")

    answer = call("triggers", f"POST /api/triggers/{trigger['id']}/disable")

    assert (answer.status, answer.body["status"], answer.body["error"]) == (200, "disabled", None)
    assert [mapping["Enabled"] for mapping in aws.mappings.values()] == [False]
    assert aws.calls.count("UpdateEventSourceMapping") == 2


def published_again(call: Call, workflow: Any, *nodes: Any) -> Any:
    """The triggers that publishing these nodes in place of the former ones tells of, by the key of their node."""
    edit = {"name": "Orders", "description": "", "graph": graph(*nodes, set_values()), "revision": 1}
    call("workflows", f"PUT /api/workflows/{workflow['id']}", {**edit, "settings": workflow["settings"]})
    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": 2})
    assert answer.status == 200, answer.body
    return {trigger["node_key"]: trigger for trigger in answer.body["triggers"]}


@pytest.mark.parametrize(
    ("before", "after", "generation"),
    [
        ({}, {"batch_size": 10, "on_invalid": "skip_and_log"}, 1),
        ({"batch_size": 10}, {}, 1),
        ({}, {"topic": "returns"}, 2),
        ({}, {"starting_position": "TRIM_HORIZON"}, 2),
    ],
)
def test_only_other_events_have_other_names(
    call: Call, database: Database, before: Any, after: Any, generation: int
) -> None:
    record = event_trigger()
    workflow = published(call, record | {"config": {**record["config"], **before}})

    told = published_again(call, workflow, record | {"config": {**record["config"], **after}})

    instance = triggers.get(database.connection(), told["record"]["id"])
    assert instance is not None
    assert (instance.generation, instance.config) == (generation, {**record["config"], **after})


def test_a_schedule_whose_end_has_passed_no_longer_fires(call: Call, aws: FakeAws) -> None:
    tick = schedule_trigger()
    workflow = published(call, tick)
    assert len(aws.schedules) == 1

    told = published_again(call, workflow, tick | {"config": {**tick["config"], "end": "2021-01-01T00:00:00Z"}})

    assert told["tick"]["status"] == "failed"
    assert "choose a later end" in told["tick"]["error"]
    assert aws.schedules == {}


def test_a_trigger_that_cannot_be_taken_away_is_told_until_it_is(call: Call, aws: FakeAws) -> None:
    workflow = published(call, api_trigger(), schedule_trigger())
    aws.refuse["DeleteSchedule"] = Refusal(400, "AccessDeniedException", "not yours")

    told = published_again(call, workflow, api_trigger())

    assert (told["order"]["status"], told["tick"]["status"]) == ("active", "failed")
    assert "not yours" in told["tick"]["error"]
    assert "still starts the workflow" in told["tick"]["error"]
    assert len(aws.schedules) == 1
    refused = call("triggers", f"POST /api/triggers/{told['tick']['id']}/enable")
    assert (refused.status, "no longer in the workflow" in refused.body["detail"]) == (409, True)
    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": 2})
    assert [trigger["node_key"] for trigger in answer.body["triggers"]] == ["order"]
    assert aws.schedules == {}


def test_a_trigger_of_an_inactive_workflow_cannot_be_switched_on(call: Call) -> None:
    workflow = published(call, api_trigger())
    call("workflows", f"POST /api/workflows/{workflow['id']}/deactivate")

    answer = call("triggers", f"POST /api/triggers/{workflow['triggers']['order']['id']}/enable")

    assert answer.status == 409
    assert listening_paths() == []


def test_a_path_that_went_to_another_workflow_is_not_taken_back(call: Call, database: Database) -> None:
    trigger = published(call, api_trigger())["triggers"]["order"]
    call("triggers", f"POST /api/triggers/{trigger['id']}/disable")
    database.connection().execute("UPDATE trigger_instances SET route = NULL WHERE id = %s", (trigger["id"],))
    published(call, api_trigger(), name="Successor")

    answer = call("triggers", f"POST /api/triggers/{trigger['id']}/enable")

    assert answer.status == 409
    assert 'workflow "Successor" (trigger order)' in answer.body["detail"]


@pytest.mark.parametrize("change", ["enable", "disable"])
def test_nothing_is_switched_while_its_workflow_is_being_published(call: Call, database: Database, change: str) -> None:
    workflow = published(call, api_trigger())
    trigger = workflow["triggers"]["order"]

    with connect(database._url) as publisher, locks.alone(publisher, f"workflow {workflow['id']}"):
        answer = call("triggers", f"POST /api/triggers/{trigger['id']}/{change}")

    assert answer.status == 409
    assert listening_paths() == [b"POST orders"]
