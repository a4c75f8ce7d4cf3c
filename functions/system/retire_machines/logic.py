"""What nobody needs any more: machines of archived workflows, old versions, and secrets that went from drafts long ago.

DeleteStateMachine ends executions that are running, so a machine waits until none is. Step Functions keeps at most
1,000 versions of a machine and deletes none by itself: those behind the newest `VERSIONS_KEPT` go, unless an alias
leads to them or an execution of them runs. Source: Step Functions developer guide, "Quotas".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from statewright.core.runtime.arns import machine_arn
from statewright.data import stored_secrets, versions, workflows
from statewright.data.connect import Connection

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

SETTLED: Final = timedelta(hours=1)
"""After archiving: until then a trigger that was under way may still have started an execution."""
MACHINES_LIMIT: Final = 1_000
"""Machines looked at in one run, those archived first before others."""
VERSIONS_KEPT: Final = 900
VERSIONS_LIMIT: Final = 200
"""Versions of one workflow deleted in one run."""
WORTH_A_LOOK: Final = VERSIONS_KEPT // 2
"""Versions in the database from which on the machine's are listed: it may have more, of publishes that broke off."""


@dataclass(frozen=True, slots=True)
class Retired:
    """How many state machines and versions were deleted, and how many secrets were forgotten."""

    machines: int
    versions: int
    secrets: int = 0


def retire(connection: Connection, client: SFNClient, now: datetime) -> Retired:
    """One run; what it does not get to is done by the next.

    Raises `botocore.exceptions.ClientError` or `psycopg.OperationalError`.
    """
    machines = 0
    for workflow_id in workflows.to_retire(connection, now - SETTLED, limit=MACHINES_LIMIT):
        if not _runs(client, machine_arn(workflow_id, "standard")):
            used = versions.durabilities(connection, workflow_id)
            for durability in used:
                client.delete_state_machine(stateMachineArn=machine_arn(workflow_id, durability))
            workflows.set_machine_deleted(connection, workflow_id)
            machines += len(used)
    pruned = sum(
        _prune(client, machine_arn(workflow_id, durability), lists=durability == "standard")
        for workflow_id in versions.crowded(connection, WORTH_A_LOOK)
        for durability in versions.durabilities(connection, workflow_id)
    )
    return Retired(machines, pruned, stored_secrets.forget_removed(connection, now))


def _runs(client: SFNClient, arn: str) -> bool:
    """Whether an execution of this machine or version runs. One that is gone runs nothing."""
    try:
        page = client.list_executions(stateMachineArn=arn, statusFilter="RUNNING", maxResults=1)
    except client.exceptions.StateMachineDoesNotExist:
        return False
    return bool(page["executions"])


def _prune(client: SFNClient, machine_arn: str, *, lists: bool) -> int:
    """Delete old versions, the oldest first; how many. `lists`: Step Functions lists their executions.

    It lists no Express ones: what 900 newer versions came after has not been started within the last five minutes.
    """
    newest_first = sorted(_versions(client, machine_arn), key=_number, reverse=True)
    old = [arn for arn in newest_first[VERSIONS_KEPT:][::-1] if not (lists and _runs(client, arn))]
    used = _aliased(client, machine_arn) if old else frozenset()
    unused = [arn for arn in old if arn not in used][:VERSIONS_LIMIT]
    for arn in unused:
        client.delete_state_machine_version(stateMachineVersionArn=arn)
    return len(unused)


def _number(version_arn: str) -> int:
    return int(version_arn.rpartition(":")[2])


def _versions(client: SFNClient, machine_arn: str) -> Iterator[str]:
    request: dict[str, Any] = {"stateMachineArn": machine_arn, "maxResults": 1000}
    while True:
        page = client.list_state_machine_versions(**request)
        yield from (item["stateMachineVersionArn"] for item in page["stateMachineVersions"])
        if not page.get("nextToken"):
            return
        request["nextToken"] = page["nextToken"]


def _aliased(client: SFNClient, machine_arn: str) -> frozenset[str]:
    """Versions that an alias leads to: at most 100 aliases, in one page."""
    listed = client.list_state_machine_aliases(stateMachineArn=machine_arn, maxResults=1000)["stateMachineAliases"]
    routes = [
        client.describe_state_machine_alias(stateMachineAliasArn=item["stateMachineAliasArn"])["routingConfiguration"]
        for item in listed
    ]
    return frozenset(route["stateMachineVersionArn"] for configuration in routes for route in configuration)
