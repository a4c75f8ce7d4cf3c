"""Publishing: what is made where, what happens when it is interrupted, and standing down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from statewright.core import names
from statewright.core.runtime import cache
from statewright.data import locks, triggers
from statewright.data.connect import Database, connect

from tests.support.aws_fake import FakeAws, Refusal
from tests.support.graphs import api_trigger, event_trigger, graph, node, schedule_trigger, set_values

Call = Callable[..., Any]


def make(call: Call, *nodes: Any, name: str = "Orders") -> Any:
    return call("workflows", "POST /api/workflows", {"name": name, "graph": graph(*nodes)}).body


def publish(call: Call, workflow: Any, revision: int = 1) -> Any:
    return call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": revision})


def save(call: Call, workflow: Any, *nodes: Any, revision: int = 1) -> Any:
    edit = {
        "name": workflow["name"],
        "description": "",
        "settings": workflow["settings"],
        "graph": graph(*nodes),
        "revision": revision,
    }
    return call("workflows", f"PUT /api/workflows/{workflow['id']}", edit)


def api_routes() -> dict[str, Any]:
    reply = cache.shared().call("HGETALL", names.API_ROUTES_KEY)
    assert isinstance(reply, list)
    flat = [item.decode() for item in reply if isinstance(item, bytes)]
    return {field: json.loads(value) for field, value in zip(flat[::2], flat[1::2], strict=True) if field != "#ready"}


def test_publishing_makes_the_machine_the_alias_and_every_trigger(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), schedule_trigger(), event_trigger(), set_values())

    answer = publish(call, workflow)

    assert answer.status == 200, answer.body
    assert answer.body["version"] == 1
    machine = f"arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-{workflow['id']}"
    assert aws.aliases == {f"{machine}:live": f"{machine}:1"}
    by_key = {trigger["node_key"]: trigger for trigger in answer.body["triggers"]}
    assert {key: trigger["status"] for key, trigger in by_key.items()} == dict.fromkeys(
        ("order", "tick", "record"), "active"
    )
    assert by_key["order"]["url"] == "http://triggers.example/hooks/orders"
    assert by_key["order"]["detail"] == "POST /hooks/orders"

    assert api_routes()["POST orders"] == {
        "instance_id": by_key["order"]["id"],
        "generation": 1,
        "workflow_id": workflow["id"],
        "node_key": "order",
        "version": 1,
        "alias_arn": f"{machine}:live",
        "config": {"method": "POST", "path": "orders"},
        "durability": "standard",
    }
    (schedule,) = aws.schedules.values()
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert schedule["Target"]["Arn"].endswith(":statewright-trigger-schedule")
    assert json.loads(schedule["Target"]["Input"])["scheduled_time"] == "<aws.scheduler.scheduled-time>"
    (mapping,) = aws.mappings.values()
    assert mapping["FunctionName"].endswith(f":statewright-trigger-event:i-{by_key['record']['id']}")
    assert mapping["Topics"] == ["orders"]
    assert cache.shared().call("EXISTS", names.trigger_route_key(by_key["record"]["id"])) == 1

    shown = call("workflows", f"GET /api/workflows/{workflow['id']}").body
    assert (shown["status"], shown["live_version"]) == ("published", 1)
    version = call("workflows", f"GET /api/workflows/{workflow['id']}/versions/1").body
    assert version["live"] is True
    assert version["published_by"] == "ada@example.com"
    assert version["definition"] == json.loads(aws.machines[machine][-1])


def test_a_broken_workflow_is_not_published_and_nothing_is_made(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), set_values(total="{% $nobody %}"))

    answer = publish(call, workflow)

    assert (answer.status, answer.content_type) == (422, "application/problem+json")
    assert answer.body["errors"][0]["node_id"] == "n-prepare"
    assert answer.body["errors"][0]["field"].startswith("config.values")
    assert aws.calls == []


def test_a_stale_revision_is_not_published(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), set_values())

    assert publish(call, workflow, revision=7).status == 409
    assert aws.calls == []


def test_an_unchanged_draft_is_not_a_new_version(call: Call) -> None:
    workflow = make(call, api_trigger(), set_values())

    assert [publish(call, workflow).body["version"] for _ in range(2)] == [1, 1]

    save(call, workflow, api_trigger(), set_values(total=2))
    assert publish(call, workflow, revision=2).body["version"] == 2
    versions = call("workflows", f"GET /api/workflows/{workflow['id']}/versions").body["items"]
    assert [(item["version"], item["live"]) for item in versions] == [(2, True), (1, False)]


@pytest.mark.parametrize(
    "operation", ["CreateStateMachine", "UpdateStateMachineAlias", "CreateStateMachineAlias", "UpdateSchedule"]
)
def test_an_interrupted_publish_is_completed_by_repeating_it(call: Call, aws: FakeAws, operation: str) -> None:
    workflow = make(call, api_trigger(), schedule_trigger(), set_values())
    aws.refuse[operation] = Refusal(400, "AccessDeniedException", "no")

    first = publish(call, workflow)
    assert first.status == 502 or "failed" in {trigger["status"] for trigger in first.body["triggers"]}

    second = publish(call, workflow)
    assert second.body["version"] == 1
    assert {trigger["status"] for trigger in second.body["triggers"]} == {"active"}
    assert len(aws.schedules) == 1


@pytest.mark.parametrize("operation", ["CreateStateMachine", "UpdateStateMachine", "UpdateStateMachineAlias"])
def test_a_refused_publish_leaves_the_live_version_and_its_triggers_alone(
    call: Call, aws: FakeAws, database: Database, operation: str
) -> None:
    workflow = make(call, api_trigger("old"), event_trigger(), set_values())
    publish(call, workflow)

    def everything() -> tuple[Any, ...]:
        shown = call("workflows", f"GET /api/workflows/{workflow['id']}").body
        rows = triggers.list_for(database.connection(), workflow["id"])
        return rows, shown["status"], shown["live_version"], dict(aws.aliases), api_routes(), str(aws.mappings)

    before = everything()
    save(call, workflow, api_trigger("new"), schedule_trigger(), set_values(total=2))
    aws.refuse[operation] = Refusal(400, "AccessDeniedException", "no")

    assert publish(call, workflow, revision=2).status == 502

    assert everything() == before
    assert {row.status for row in before[0]} == {"active"}
    assert publish(call, workflow, revision=2).body["version"] == 2
    assert list(api_routes()) == ["POST new"]


def test_a_trigger_that_cannot_be_started_is_reported_and_the_others_start(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), schedule_trigger(), set_values())
    aws.refuse["CreateSchedule"] = Refusal(400, "ValidationException", "Invalid Schedule Expression")

    answer = publish(call, workflow)

    by_key = {trigger["node_key"]: trigger for trigger in answer.body["triggers"]}
    assert by_key["order"]["status"] == "active"
    assert by_key["tick"]["status"] == "failed"
    assert "Invalid Schedule Expression" in by_key["tick"]["error"]


def test_a_path_that_is_taken_names_the_other_workflow(call: Call, aws: FakeAws) -> None:
    publish(call, make(call, api_trigger(), set_values(), name="First"))
    second = make(call, api_trigger(), set_values(), name="Second")
    calls = len(aws.calls)

    answer = publish(call, second)

    assert answer.status == 422
    (error,) = answer.body["errors"]
    assert (error["code"], error["field"], error["node_id"]) == ("route_taken", "config.path", "n-order")
    assert 'workflow "First"' in error["message"]
    assert len(aws.calls) == calls
    assert len(api_routes()) == 1


def test_two_triggers_may_exchange_their_paths(call: Call) -> None:
    workflow = make(call, api_trigger("a", key="one"), api_trigger("b", key="two"), set_values())
    publish(call, workflow)

    save(call, workflow, api_trigger("b", key="one"), api_trigger("a", key="two"), set_values())
    publish(call, workflow, revision=2)

    assert {field: (route["node_key"], route["generation"]) for field, route in api_routes().items()} == {
        "POST a": ("two", 2),
        "POST b": ("one", 2),
    }


def test_a_trigger_whose_node_is_gone_is_taken_away(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), schedule_trigger(), event_trigger(), set_values())
    publish(call, workflow)

    save(call, workflow, api_trigger(), set_values())
    publish(call, workflow, revision=2)

    assert (aws.schedules, aws.mappings, aws.function_aliases) == ({}, {}, set())
    triggers = call("triggers", f"GET /api/triggers?workflow_id={workflow['id']}").body["items"]
    assert [trigger["node_key"] for trigger in triggers] == ["order"]


def test_another_topic_makes_another_mapping_with_another_group(call: Call, aws: FakeAws) -> None:
    workflow = make(call, event_trigger("orders"), set_values())
    publish(call, workflow)
    (before,) = list(aws.mappings.values())

    save(call, workflow, event_trigger("returns"), set_values())
    publish(call, workflow, revision=2)

    (after,) = aws.mappings.values()
    assert after["Topics"] == ["returns"]
    group = "SelfManagedKafkaEventSourceConfig"
    assert after[group]["ConsumerGroupId"] != before[group]["ConsumerGroupId"]


def test_deactivating_stops_every_trigger_and_frees_the_path(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), schedule_trigger(), event_trigger(), set_values())
    publish(call, workflow)

    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/deactivate")

    assert answer.body["status"] == "inactive"
    assert api_routes() == {}
    assert aws.schedules == {}
    assert [mapping["Enabled"] for mapping in aws.mappings.values()] == [False]
    assert publish(call, make(call, api_trigger(), set_values(), name="Other")).status == 200


def test_a_schedule_whose_dates_have_passed_can_be_published_again_and_switched_off(call: Call, aws: FakeAws) -> None:
    tick = schedule_trigger()
    tick["config"] |= {"start": "2020-01-01T00:00:00Z", "end": "2999-01-01T00:00:00Z"}
    ended = node("ended", "schedule@1", {**tick["config"], "end": "2021-01-01T00:00:00Z"})
    workflow = make(call, tick, ended, set_values())

    answer = publish(call, workflow)

    told = {trigger["node_key"]: (trigger["status"], trigger["error"]) for trigger in answer.body["triggers"]}
    assert told["tick"] == ("active", None)
    assert told["ended"][0] == "failed"
    assert "ended at 2021-01-01T00:00:00+00:00: choose a later end" in told["ended"][1]
    (schedule,) = aws.schedules.values()
    assert "StartDate" not in schedule
    assert call("workflows", f"POST /api/workflows/{workflow['id']}/deactivate").status == 200
    assert aws.schedules == {}


def test_a_trigger_switched_off_by_hand_stays_off_across_publishes(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), schedule_trigger(), set_values())
    triggers = publish(call, workflow).body["triggers"]
    tick = next(trigger for trigger in triggers if trigger["node_key"] == "tick")

    off = call("triggers", f"POST /api/triggers/{tick['id']}/disable")
    assert off.body["status"] == "disabled"
    again = {trigger["node_key"]: trigger["status"] for trigger in publish(call, workflow).body["triggers"]}
    assert again == {"order": "active", "tick": "disabled"}
    assert aws.schedules == {}

    on = call("triggers", f"POST /api/triggers/{tick['id']}/enable")
    assert on.body["status"] == "active"
    assert [schedule["State"] for schedule in aws.schedules.values()] == ["ENABLED"]


def test_a_manual_start_runs_the_live_version(call: Call, aws: FakeAws) -> None:
    workflow = make(call, api_trigger(), set_values())
    start = f"POST /api/workflows/{workflow['id']}/executions"
    assert call("workflows", start, {"payload": {}}).status == 409
    publish(call, workflow)

    answer = call("workflows", start, {"payload": {"body": {"total": 1}}})

    assert answer.status == 202
    ((name, request),) = aws.executions.items()
    assert answer.body == {"id": f"{workflow['id']}.{name}"}
    assert json.loads(request["input"]) == {
        "trigger": {"body": {"total": 1}},
        "trigger_node": "order",
        "instance_id": None,
        "workflow_version": 1,
    }


@pytest.mark.parametrize(
    ("body", "field"), [({"trigger_node": "nobody"}, "trigger_node"), ({"payload": "x" * 300_000}, "payload")]
)
def test_a_manual_start_that_cannot_work_names_the_field(call: Call, body: Any, field: str) -> None:
    workflow = make(call, api_trigger(), set_values())
    publish(call, workflow)

    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/executions", body)

    assert answer.status == 422
    assert [error["field"] for error in answer.body["errors"]] == [field]


def test_only_one_publish_of_a_workflow_at_a_time(call: Call, database: Database) -> None:
    workflow = make(call, api_trigger(), set_values())

    with connect(database._url) as other, locks.alone(other, f"workflow {workflow['id']}"):
        assert publish(call, workflow).status == 409

    assert publish(call, workflow).status == 200


def test_disabled_trigger_nodes_do_not_listen(call: Call) -> None:
    workflow = make(
        call,
        api_trigger(),
        node("off", "api@1", {"method": "GET", "path": "x"}, disabled=True),
        set_values(),
    )

    triggers = publish(call, workflow).body["triggers"]

    assert [trigger["node_key"] for trigger in triggers] == ["order"]


@pytest.mark.parametrize("start", ["tomorrow", "2030-01-31", "2030-01-31T09:00:00"])
def test_a_date_of_a_schedule_must_be_a_moment(call: Call, start: str) -> None:
    tick = schedule_trigger()
    tick["config"]["start"] = start

    answer = publish(call, make(call, tick, set_values()))

    assert answer.status == 422
    assert [error["field"] for error in answer.body["errors"]] == ["config.start"]


EXPRESS = {"durability": "express"}
QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/events"


def express(call: Call, *nodes: Any, name: str = "Orders") -> Any:
    return call("workflows", "POST /api/workflows", {"name": name, "graph": graph(*nodes), "settings": EXPRESS}).body


def test_an_express_workflow_is_a_machine_of_its_own_that_tells_of_itself(call: Call, aws: FakeAws) -> None:
    workflow = express(call, api_trigger(), set_values())

    answer = publish(call, workflow)

    assert answer.status == 200, answer.body
    assert workflow["settings"]["timeout_seconds"] == 300
    machine = f"arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-{workflow['id']}-express"
    assert aws.types == {machine: "EXPRESS"}
    assert aws.aliases == {f"{machine}:live": f"{machine}:1"}
    published = json.loads(aws.machines[machine][0])
    assert published["StartAt"] == "Run"
    told = published["States"]["TellSuccess"]
    assert (told["Resource"], told["Arguments"]["QueueUrl"]) == ("arn:aws:states:::sqs:sendMessage", QUEUE)
    stored = call("workflows", f"GET /api/workflows/{workflow['id']}/versions/1").body["definition"]
    assert "Run" not in stored["States"]
    route = api_routes()["POST orders"]
    assert (route["alias_arn"], route["durability"]) == (f"{machine}:live", "express")


def test_a_workflow_that_another_one_runs_cannot_be_express(call: Call) -> None:
    child = make(call, api_trigger(path="child"), set_values(), name="Child")
    publish(call, child)
    parent = make(call, api_trigger(), runs(child), name="Parent")
    assert publish(call, parent).status == 200

    found = call("workflows", f"POST /api/workflows/{child['id']}/validate", {"settings": EXPRESS}).body["problems"]

    assert [(each["severity"], each["code"], each["field"]) for each in found] == [
        ("error", "run_by_another", "settings.durability")
    ]
    assert '"Parent"' in found[0]["message"]


def test_an_express_workflow_cannot_be_run_by_another(call: Call) -> None:
    child = express(call, api_trigger(path="child"), set_values(), name="Child")
    assert publish(call, child).status == 200
    parent = make(call, api_trigger(), runs(child), name="Parent")

    refused = publish(call, parent)

    assert refused.status == 422
    assert [(each["code"], each["node_id"]) for each in refused.body["errors"]] == [("express_workflow", "n-sub")]


def test_a_start_by_hand_claims_the_run_and_shows_it_at_once(call: Call, aws: FakeAws) -> None:
    workflow = express(call, api_trigger(), set_values())
    publish(call, workflow)

    started = call("workflows", f"POST /api/workflows/{workflow['id']}/executions", {"payload": {}})
    shown = call("executions", f"GET /api/executions/{started.body['id']}")
    cancelled = call("executions", f"POST /api/executions/{started.body['id']}/cancel")

    assert started.status == 202
    assert len(aws.executions) == 1
    assert (shown.status, shown.body["status"], shown.body["express"], shown.body["nodes"]) == (
        200,
        "running",
        True,
        [],
    )
    assert cancelled.status == 409
    assert aws.stopped == []


def test_a_claim_of_a_run_that_must_be_over_shows_none(call: Call) -> None:
    workflow = express(call, api_trigger(), set_values())
    publish(call, workflow)
    started = call("workflows", f"POST /api/workflows/{workflow['id']}/executions", {"payload": {}})

    cache.shared().call("HINCRBY", names.start_key(started.body["id"]), "at", -361_000)

    assert call("executions", f"GET /api/executions/{started.body['id']}").status == 404


def test_a_start_by_hand_is_not_made_again_after_a_lost_answer(call: Call, aws: FakeAws) -> None:
    workflow = express(call, api_trigger(), set_values())
    publish(call, workflow)
    aws.refuse["StartExecution"] = Refusal(500, "InternalFailure")

    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/executions", {"payload": {}})

    assert (answer.status, aws.calls.count("StartExecution"), aws.executions) == (502, 1, {})


def runs(child: Any) -> dict[str, Any]:
    return node("sub", "run_workflow", {"workflow_id": child["id"], "payload": {}, "wait": False}) | {"id": "n-sub"}


def test_a_path_that_another_live_workflow_answers_is_told_before_publishing(call: Call) -> None:
    drawing = graph(api_trigger(path="orders"), set_values())
    first, second = (
        call("workflows", "POST /api/workflows", {"name": name, "graph": drawing}).body for name in ("First", "Second")
    )

    def said(workflow: Any) -> list[tuple[str, str, str]]:
        found = call("workflows", f"POST /api/workflows/{workflow['id']}/validate", {}).body["problems"]
        return [(problem["severity"], problem["code"], problem["field"]) for problem in found]

    before = said(second)
    call("workflows", f"POST /api/workflows/{first['id']}/publish", {"revision": 1})

    assert before == said(first) == []
    assert said(second) == [("warning", "path_taken", "config.path")]
    call("workflows", f"POST /api/workflows/{first['id']}/deactivate", {})
    assert said(second) == []
