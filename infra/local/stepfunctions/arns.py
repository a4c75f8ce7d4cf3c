"""ARNs of state machines, versions, aliases and executions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from infra.local.stepfunctions.errors import invalid_arn

_NAME = r"[0-9A-Za-z_+!@.()=,'-]{1,80}"
_MACHINE: Final = re.compile(
    rf"arn:aws:states:(?P<region>[a-z0-9-]+):(?P<account>\d{{12}}):stateMachine:(?P<name>{_NAME})(?::(?P<qualifier>{_NAME}))?"
)
_EXECUTION: Final = re.compile(
    rf"arn:aws:states:(?P<region>[a-z0-9-]+):(?P<account>\d{{12}}):execution:(?P<machine>{_NAME}):(?P<name>{_NAME})"
)
_LABELLED: Final = rf"(?P<machine>{_NAME})/(?P<label>{_NAME}):(?P<name>{_NAME})"
_MAP_RUN: Final = re.compile(rf"arn:aws:states:(?P<region>[a-z0-9-]+):(?P<account>\d{{12}}):mapRun:{_LABELLED}")
_CHILD: Final = re.compile(rf"arn:aws:states:(?P<region>[a-z0-9-]+):(?P<account>\d{{12}}):execution:{_LABELLED}")


@dataclass(frozen=True, slots=True)
class MachineRef:
    """A parsed state machine ARN: at most one of `version` and `alias` is set."""

    name: str
    version: int | None
    alias: str | None


@dataclass(frozen=True, slots=True)
class Arns:
    """Builds and reads the ARNs of one account and region."""

    region: str
    account: str

    def machine(self, name: str) -> str:
        return f"arn:aws:states:{self.region}:{self.account}:stateMachine:{name}"

    def version(self, name: str, version: int) -> str:
        return f"{self.machine(name)}:{version}"

    def alias(self, name: str, alias: str) -> str:
        return f"{self.machine(name)}:{alias}"

    def execution(self, machine: str, name: str) -> str:
        return f"arn:aws:states:{self.region}:{self.account}:execution:{machine}:{name}"

    def express(self, machine: str, name: str, run_id: str) -> str:
        return f"arn:aws:states:{self.region}:{self.account}:express:{machine}:{name}:{run_id}"

    def read_machine(self, arn: str) -> MachineRef:
        """Raises InvalidArn for anything that is not a state machine, version or alias ARN of here."""
        found = _MACHINE.fullmatch(arn)
        if found is None or (found["region"], found["account"]) != (self.region, self.account):
            raise invalid_arn(arn)
        qualifier = found["qualifier"]
        if qualifier is not None and qualifier.isdigit():
            return MachineRef(found["name"], int(qualifier), None)
        return MachineRef(found["name"], None, qualifier)

    def read_execution(self, arn: str) -> tuple[str, str]:
        """(state machine name, execution name); raises InvalidArn."""
        found = _EXECUTION.fullmatch(arn)
        if found is None or (found["region"], found["account"]) != (self.region, self.account):
            raise invalid_arn(arn)
        return found["machine"], found["name"]

    def check_map_run(self, arn: str) -> None:
        """Raises InvalidArn for anything that is not the ARN of a Map Run."""
        found = _MAP_RUN.fullmatch(arn)
        if found is None or (found["region"], found["account"]) != (self.region, self.account):
            raise invalid_arn(arn)

    def map_runs_of_child(self, arn: str) -> str | None:
        """How the ARNs of the Map Runs begin that may have started this execution; None if none can have."""
        found = _CHILD.fullmatch(arn)
        if found is None:
            return None
        return f"arn:aws:states:{self.region}:{self.account}:mapRun:{found['machine']}/{found['label']}:"
