"""Machines of archived workflows and old versions go; whatever is in use stays. On the local Step Functions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from statewright.data import workflows
from statewright.data.connect import Connection
from system.retire_machines import logic
from system.retire_machines.logic import Retired, retire

from tests.support.local_stepfunctions import local_step_functions
from tests.support.sfn import sfn_client

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

WORKFLOW = "11111111-1111-4111-8111-111111111111"
MACHINE = f"arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-{WORKFLOW}"
ROLE = "arn:aws:iam::000000000000:role/machine"
WAIT = {"Type": "Wait", "Seconds": 3600, "End": True}


@pytest.fixture
def client(connection: Connection, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SFNClient]:
    monkeypatch.setenv("STATEWRIGHT_MACHINE_ARN_PREFIX", "arn:aws:states:eu-central-1:000000000000:stateMachine:")
    with local_step_functions(postgres_url) as endpoint, sfn_client(endpoint) as made:
        yield made


def definition(number: int) -> str:
    states = {"W": WAIT | {"Comment": str(number)}}
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": "W", "States": states})


def publish(connection: Connection) -> None:
    """Write version 1 of `WORKFLOW`."""
    connection.execute(
        "INSERT INTO workflows (id, name, status, graph, settings, live_version)"
        " VALUES (%s, 'Orders', 'published', '{}', '{}', 1)",
        (WORKFLOW,),
    )
    connection.execute(
        "INSERT INTO workflow_versions (workflow_id, version, revision, name, graph, settings, definition, trace,"
        " state_machine_version_arn, published_by) VALUES (%s, 1, 1, 'Orders', '{}', '{}', '{}', '{}', %s, 'me')",
        (WORKFLOW, f"{MACHINE}:1"),
    )


@pytest.fixture
def machine(connection: Connection, client: SFNClient) -> str:
    """The machine of a published workflow, with version 1 behind the alias `live`."""
    publish(connection)
    name = f"statewright-{WORKFLOW}"
    client.create_state_machine(name=name, definition=definition(1), roleArn=ROLE, publish=True)
    client.create_state_machine_alias(
        name="live", routingConfiguration=[{"stateMachineVersionArn": f"{MACHINE}:1", "weight": 100}]
    )
    return MACHINE


def after(hours: int) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def names(client: SFNClient) -> list[str]:
    return [item["name"] for item in client.list_state_machines()["stateMachines"]]


def test_the_machine_of_an_archived_workflow_is_deleted_once(
    connection: Connection, client: SFNClient, machine: str
) -> None:
    workflows.set_status(connection, WORKFLOW, "archived")

    assert retire(connection, client, after(0)) == Retired(0, 0)
    assert retire(connection, client, after(2)) == Retired(1, 0)

    assert names(client) == []
    assert retire(connection, client, after(2)) == Retired(0, 0)


def test_the_machine_of_a_workflow_that_is_not_archived_stays(
    connection: Connection, client: SFNClient, machine: str
) -> None:
    workflows.set_status(connection, WORKFLOW, "inactive")

    assert retire(connection, client, after(2)) == Retired(0, 0)
    assert len(names(client)) == 1


def test_a_running_execution_keeps_the_machine(connection: Connection, client: SFNClient, machine: str) -> None:
    """Also one that the database does not know of."""
    workflows.set_status(connection, WORKFLOW, "archived")
    arn = client.start_execution(stateMachineArn=f"{machine}:live")["executionArn"]

    assert retire(connection, client, after(2)) == Retired(0, 0)
    assert client.describe_execution(executionArn=arn)["status"] == "RUNNING"

    client.stop_execution(executionArn=arn)
    assert retire(connection, client, after(2)) == Retired(1, 0)


def test_an_execution_that_is_not_recorded_as_ended_keeps_the_machine(
    connection: Connection, client: SFNClient, machine: str
) -> None:
    """Its end is still to be read off the machine's executions."""
    workflows.set_status(connection, WORKFLOW, "archived")
    connection.execute(
        "INSERT INTO executions (id, workflow_id, version, status, started_at) VALUES (%s, %s, 1, 'running', %s)",
        (f"{WORKFLOW}.one", WORKFLOW, datetime(2026, 11, 23, tzinfo=UTC)),
    )

    assert retire(connection, client, after(2)) == Retired(0, 0)
    assert len(names(client)) == 1


def test_a_machine_that_is_already_gone_is_settled(connection: Connection, client: SFNClient) -> None:
    publish(connection)
    workflows.set_status(connection, WORKFLOW, "archived")

    assert retire(connection, client, after(2)) == Retired(1, 0)
    assert workflows.to_retire(connection, after(2), limit=1) == []


def test_old_versions_go_unless_they_are_used(
    connection: Connection, client: SFNClient, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version 1 has the alias, version 2 a running execution, and the newest three are kept."""
    monkeypatch.setattr(logic, "VERSIONS_KEPT", 3)
    monkeypatch.setattr(logic, "WORTH_A_LOOK", 0)
    for number in range(2, 8):
        client.update_state_machine(stateMachineArn=machine, definition=definition(number), publish=True)
    client.start_execution(stateMachineArn=f"{machine}:2")

    assert retire(connection, client, after(0)) == Retired(0, 2)

    listed = client.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"]
    assert [item["stateMachineVersionArn"] for item in listed] == [f"{machine}:{number}" for number in (7, 6, 5, 2, 1)]
    assert retire(connection, client, after(0)) == Retired(0, 0)


def test_a_workflow_with_few_versions_is_not_asked_about(
    connection: Connection, client: SFNClient, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logic, "VERSIONS_KEPT", 0)
    client.update_state_machine(stateMachineArn=machine, definition=definition(2), publish=True)

    assert retire(connection, client, after(0)) == Retired(0, 0)
