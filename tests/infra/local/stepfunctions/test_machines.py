"""State machines, versions, aliases, tags and validation over the wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.status_changes import Change

from .conftest import ROLE, Client, Functions, Listener, definition, invoke

WAIT = {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}


def says(word: str) -> str:
    return definition({"P": {"Type": "Pass", "Output": word, "End": True}})


async def test_a_machine_is_created_described_updated_and_deleted(sfn: Client) -> None:
    arn = await sfn.machine("m", WAIT)
    described = await sfn("describe_state_machine", stateMachineArn=arn)
    assert (described["name"], described["status"], described["type"]) == ("m", "ACTIVE", "STANDARD")
    assert described["definition"] == definition(WAIT)

    updated = await sfn("update_state_machine", stateMachineArn=arn, definition=says("new"))
    again = await sfn("describe_state_machine", stateMachineArn=arn)
    assert again["definition"] == says("new")
    assert again["revisionId"] == updated["revisionId"] != described["revisionId"]

    await sfn("delete_state_machine", stateMachineArn=arn)
    assert (await sfn.error("describe_state_machine", stateMachineArn=arn))[0] == "StateMachineDoesNotExist"
    assert (await sfn("list_state_machines"))["stateMachines"] == []


async def test_creating_twice_is_idempotent_for_the_same_definition_only(sfn: Client) -> None:
    arn = await sfn.machine("m", WAIT)

    assert await sfn.machine("m", WAIT) == arn
    code, _ = await sfn.error("create_state_machine", name="m", definition=says("x"), roleArn=ROLE)
    assert code == "StateMachineAlreadyExists"


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        ({"definition": "{"}, "InvalidDefinition", "JSON"),
        ({"definition": "{}"}, "InvalidDefinition", "States"),
        ({"definition": definition({"P": {"Type": "Pass", "Next": "Nowhere"}})}, "InvalidDefinition", "Nowhere"),
        ({"name": "a b"}, "InvalidName", "a b"),
    ],
)
async def test_a_machine_that_is_wrong_says_how(sfn: Client, arguments: dict[str, str], code: str, part: str) -> None:
    given = {"name": "m", "definition": definition(WAIT), "roleArn": ROLE} | arguments

    found, message = await sfn.error("create_state_machine", **given)

    assert found == code
    assert part in message


async def test_versions_are_immutable_and_pinned_to(sfn: Client, listener: Listener) -> None:
    created = await sfn("create_state_machine", name="m", definition=says("one"), roleArn=ROLE, publish=True)
    machine, first = created["stateMachineArn"], created["stateMachineVersionArn"]
    updated = await sfn("update_state_machine", stateMachineArn=machine, definition=says("two"), publish=True)
    second = updated["stateMachineVersionArn"]
    assert (first, second) == (f"{machine}:1", f"{machine}:2")
    assert (await sfn("publish_state_machine_version", stateMachineArn=machine))["stateMachineVersionArn"] == second

    started = await sfn("start_execution", stateMachineArn=first)
    change = await listener.end_of(started["executionArn"])
    described = await sfn("describe_execution", executionArn=started["executionArn"])

    assert json.loads(described["output"]) == "one"
    assert described["stateMachineVersionArn"] == first == change["detail"]["stateMachineVersionArn"]
    pinned = await sfn("describe_state_machine_for_execution", executionArn=started["executionArn"])
    assert pinned["definition"] == says("one")
    listed = (await sfn("list_state_machine_versions", stateMachineArn=machine))["stateMachineVersions"]
    assert [item["stateMachineVersionArn"] for item in listed] == [second, first]


async def test_an_alias_leads_to_the_version_it_names(sfn: Client, listener: Listener) -> None:
    machine = (await sfn("create_state_machine", name="m", definition=says("one"), roleArn=ROLE, publish=True))[
        "stateMachineArn"
    ]
    await sfn("update_state_machine", stateMachineArn=machine, definition=says("two"), publish=True)

    def route(version: int) -> list[dict[str, Any]]:
        return [{"stateMachineVersionArn": f"{machine}:{version}", "weight": 100}]

    alias = (await sfn("create_state_machine_alias", name="live", routingConfiguration=route(1)))[
        "stateMachineAliasArn"
    ]
    assert alias == f"{machine}:live"

    async def run() -> Any:
        arn = (await sfn("start_execution", stateMachineArn=alias))["executionArn"]
        change = await listener.end_of(arn)
        assert change["detail"]["stateMachineAliasArn"] == alias
        return json.loads(change["detail"]["output"])

    assert await run() == "one"
    await sfn("update_state_machine_alias", stateMachineAliasArn=alias, routingConfiguration=route(2))
    assert await run() == "two"

    described = await sfn("describe_state_machine_alias", stateMachineAliasArn=alias)
    assert described["routingConfiguration"] == route(2)
    assert (await sfn.error("delete_state_machine_version", stateMachineVersionArn=f"{machine}:2"))[0] == (
        "ConflictException"
    )
    await sfn("delete_state_machine_version", stateMachineVersionArn=f"{machine}:1")
    await sfn("delete_state_machine_alias", stateMachineAliasArn=alias)
    assert (await sfn("list_state_machine_aliases", stateMachineArn=machine))["stateMachineAliases"] == []
    assert (await sfn.error("start_execution", stateMachineArn=alias))[0] == "StateMachineDoesNotExist"


async def test_a_deleted_machine_is_gone_when_its_executions_have_ended(
    sfn: Client, listener: Listener, functions: Functions
) -> None:
    """Source: API reference, DeleteStateMachine: executions are terminated on their next state transition."""
    answered = asyncio.Event()

    async def slow(_event: Any) -> Any:
        await answered.wait()

    functions.handlers["slow"] = slow
    machine = await sfn.machine("m", {"T": invoke("slow", {}, Next="W"), **WAIT})
    arn = (await sfn("start_execution", stateMachineArn=machine))["executionArn"]

    await sfn("delete_state_machine", stateMachineArn=machine)

    assert (await sfn("describe_state_machine", stateMachineArn=machine))["status"] == "DELETING"
    assert (await sfn("describe_execution", executionArn=arn))["status"] == "RUNNING"
    for operation, arguments in {
        "start_execution": {},
        "update_state_machine": {"definition": says("x")},
        "publish_state_machine_version": {},
    }.items():
        code, _ = await sfn.error(operation, stateMachineArn=machine, **arguments)
        assert code == "StateMachineDeleting"
    code, _ = await sfn.error("create_state_machine", name="m", definition=says("x"), roleArn=ROLE)
    assert code == "StateMachineDeleting"

    answered.set()
    assert (await listener.end_of(arn))["detail"]["status"] == "ABORTED"
    async with asyncio.timeout(10):
        while (await sfn("list_state_machines"))["stateMachines"]:
            pass
    assert (await sfn("describe_execution", executionArn=arn))["status"] == "ABORTED"
    assert await sfn.machine("m", WAIT) == machine


async def test_a_machine_that_was_being_deleted_is_gone_after_a_restart(
    sfn: Client, service: StepFunctions, postgres_url: str, functions: Functions
) -> None:
    waiting, idle = await sfn.machine("waiting", WAIT), await sfn.machine("idle", WAIT)
    await sfn("start_execution", stateMachineArn=waiting, name="one")
    for arn in (waiting, idle):
        await sfn("delete_state_machine", stateMachineArn=arn)
    await service.stop()

    again = StepFunctions(postgres_url, functions.invoke)
    await again.start()

    assert [(machine.name, machine.deleting) for machine in again.machines.all()] == [("waiting", True)]
    await again.stop()


async def test_an_alias_shares_its_starts_between_two_versions(sfn: Client, listener: Listener) -> None:
    machine = (await sfn("create_state_machine", name="m", definition=says("one"), roleArn=ROLE, publish=True))[
        "stateMachineArn"
    ]
    await sfn("update_state_machine", stateMachineArn=machine, definition=says("two"), publish=True)
    route = [
        {"stateMachineVersionArn": f"{machine}:1", "weight": 50},
        {"stateMachineVersionArn": f"{machine}:2", "weight": 50},
    ]
    alias = (await sfn("create_state_machine_alias", name="live", routingConfiguration=route))["stateMachineAliasArn"]

    started = [(await sfn("start_execution", stateMachineArn=alias))["executionArn"] for _ in range(40)]

    outputs = [json.loads((await listener.end_of(arn))["detail"]["output"]) for arn in started]
    assert set(outputs) == {"one", "two"}
    described = await sfn("describe_state_machine_alias", stateMachineAliasArn=alias)
    assert described["routingConfiguration"] == route
    assert (await sfn.error("delete_state_machine", stateMachineArn=alias))[0] == "ValidationException"
    for version in (1, 2):
        code, _ = await sfn.error("delete_state_machine_version", stateMachineVersionArn=f"{machine}:{version}")
        assert code == "ConflictException"


@pytest.mark.parametrize(
    ("weights", "versions", "part"),
    [((50, 40), (1, 2), "add up to 100"), ((50, 50), (1, 1), "two different versions")],
)
async def test_a_route_that_is_wrong_says_how(
    sfn: Client, weights: tuple[int, int], versions: tuple[int, int], part: str
) -> None:
    machine = (await sfn("create_state_machine", name="m", definition=says("one"), roleArn=ROLE, publish=True))[
        "stateMachineArn"
    ]
    await sfn("update_state_machine", stateMachineArn=machine, definition=says("two"), publish=True)
    route = [
        {"stateMachineVersionArn": f"{machine}:{version}", "weight": weight}
        for version, weight in zip(versions, weights, strict=True)
    ]

    code, message = await sfn.error("create_state_machine_alias", name="live", routingConfiguration=route)

    assert code == "ValidationException"
    assert part in message


async def test_definitions_are_validated_without_being_created(sfn: Client) -> None:
    good = await sfn("validate_state_machine_definition", definition=definition(WAIT))
    bad = await sfn("validate_state_machine_definition", definition=definition({"W": {"Type": "Wait", "End": True}}))

    assert (good["result"], good["diagnostics"]) == ("OK", [])
    assert bad["result"] == "FAIL"
    assert bad["diagnostics"][0]["severity"] == "ERROR"
    assert bad["diagnostics"][0]["location"]


async def test_tags_are_kept(sfn: Client) -> None:
    arn = await sfn.machine("m", WAIT)

    await sfn("tag_resource", resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    await sfn("untag_resource", resourceArn=arn, tagKeys=["a"])

    assert (await sfn("list_tags_for_resource", resourceArn=arn))["tags"] == [{"key": "b", "value": "2"}]


async def test_everything_is_there_after_a_restart(
    sfn: Client, service: StepFunctions, postgres_url: str, functions: Functions
) -> None:
    machine = (await sfn("create_state_machine", name="m", definition=definition(WAIT), roleArn=ROLE, publish=True))[
        "stateMachineArn"
    ]
    route = [{"stateMachineVersionArn": f"{machine}:1", "weight": 100}]
    await sfn("create_state_machine_alias", name="live", routingConfiguration=route)
    await sfn("start_execution", stateMachineArn=f"{machine}:live", name="one")
    await service.stop()
    seen: list[Change] = []

    async def take(changes: Sequence[Change]) -> None:
        seen.extend(changes)

    again = StepFunctions(postgres_url, functions.invoke, take)
    await again.start()

    live = list(again.runner.live.values())
    assert [(run.row.name, run.row.version, run.row.alias) for run in live] == [("one", 1, "live")]
    assert len(again.runner.timers) == 1
    assert again.machines.target(again.arns.read_machine(f"{machine}:live")).version == 1
    await again.stop()
