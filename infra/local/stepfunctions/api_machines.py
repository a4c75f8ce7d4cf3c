"""The operations on state machines and their tags."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import orjson
from statewright.language.engine import DefinitionError, Machine

from infra.local.stepfunctions import requests
from infra.local.stepfunctions.errors import ServiceError, not_found, qualified
from infra.local.stepfunctions.paging import page
from infra.local.stepfunctions.requests import MAX_DEFINITION, check_name, parse
from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.state_machine import StateMachine

_CONFIGURATIONS: Final = ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")


class MachineOperations:
    """Everything about state machines. `writing`: writes are made one after the other."""

    def __init__(self, service: StepFunctions, writing: asyncio.Lock) -> None:
        self._service = service
        self._machines = service.machines
        self._arns = service.arns
        self._writing = writing

    async def create_state_machine(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.CreateStateMachine, body)
        check_name(request.name)
        _check_size(request.definition)
        if request.versionDescription is not None and not request.publish:
            raise ServiceError("ValidationException", "versionDescription is only valid when publish is true")
        settings: dict[str, Any] = _configurations(request)
        settings["tags"] = {tag.key: tag.value for tag in request.tags}
        publish = (request.versionDescription or "") if request.publish else None
        async with self._writing:
            machine, version = await self._machines.create(
                request.name, request.type, request.definition, request.roleArn, settings, publish=publish
            )
        answer: dict[str, Any] = {
            "stateMachineArn": self._arns.machine(machine.name),
            "creationDate": machine.created_at / 1000,
        }
        if version is not None:
            answer["stateMachineVersionArn"] = self._arns.version(machine.name, version.number)
        return answer

    async def update_state_machine(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.UpdateStateMachine, body)
        if request.definition is not None:
            _check_size(request.definition)
        changes = _configurations(request)
        if request.definition is None and request.roleArn is None and not changes:
            raise ServiceError(
                "MissingRequiredParameter", "Either the definition, the role ARN or a configuration must be specified"
            )
        publish = (request.versionDescription or "") if request.publish else None
        async with self._writing:
            machine = self._unqualified(request.stateMachineArn)
            machine, version = await self._machines.update(
                machine, request.definition, request.roleArn, changes, publish=publish
            )
        answer: dict[str, Any] = {
            "updateDate": machine.updated_at / 1000,
            "revisionId": machine.definition.revision_id,
        }
        if version is not None:
            answer["stateMachineVersionArn"] = self._arns.version(machine.name, version.number)
        return answer

    async def describe_state_machine(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.MachineArn, body)
        ref = self._arns.read_machine(request.stateMachineArn)
        machine = self._machines.get(ref)
        number = machine.aliases[ref.alias].route.version if ref.alias is not None else ref.version
        version = machine.versions[number] if number is not None else None
        definition = machine.definition
        if version is not None:
            definition = await self._machines.definitions.get(version.definition_id)
        answer: dict[str, Any] = {
            "stateMachineArn": request.stateMachineArn,
            "name": machine.name,
            "status": "DELETING" if machine.deleting else "ACTIVE",
            "definition": definition.text,
            "roleArn": definition.role_arn,
            "type": machine.type,
            "creationDate": (version.created_at if version else machine.created_at) / 1000,
            "revisionId": definition.revision_id,
            **{name: machine.settings[name] for name in _CONFIGURATIONS if name in machine.settings},
        }
        if version is not None:
            answer["description"] = version.description
        return answer

    async def delete_state_machine(self, body: bytes) -> dict[str, Any]:
        """Accepted; the machine is gone when its executions have ended. One that is not there is no error."""
        request = parse(requests.MachineArn, body)
        ref = self._arns.read_machine(request.stateMachineArn)
        if ref.version is not None or ref.alias is not None:
            raise qualified(request.stateMachineArn)
        async with self._writing:
            machine = self._machines.find(ref.name)
            if machine is not None and not machine.deleting:
                await self._service.delete(machine)
        return {}

    async def list_state_machines(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.Page, body)
        summaries = [
            {
                "stateMachineArn": self._arns.machine(machine.name),
                "name": machine.name,
                "type": machine.type,
                "creationDate": machine.created_at / 1000,
            }
            for machine in self._machines.all()
        ]
        return page(request, "stateMachines", summaries)

    async def validate_state_machine_definition(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.ValidateDefinition, body)
        diagnostics: list[dict[str, str]] = []
        try:
            Machine.parse(orjson.loads(request.definition), request.type)
        except orjson.JSONDecodeError as error:
            diagnostics = [_diagnostic("ERROR", "INVALID_JSON_DESCRIPTION", str(error), "")]
        except DefinitionError as error:
            diagnostics = [_diagnostic(d.severity, d.code, d.message, d.path) for d in error.diagnostics]
        if request.severity == "ERROR":
            diagnostics = [item for item in diagnostics if item["severity"] == "ERROR"]
        limit = request.maxResults or 100
        return {
            "result": "FAIL" if any(item["severity"] == "ERROR" for item in diagnostics) else "OK",
            "diagnostics": diagnostics[:limit],
            "truncated": len(diagnostics) > limit,
        }

    async def list_tags_for_resource(self, body: bytes) -> dict[str, Any]:
        machine = self._tagged(parse(requests.ResourceArn, body).resourceArn)
        return {"tags": [{"key": key, "value": value} for key, value in machine.settings.get("tags", {}).items()]}

    async def tag_resource(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.TagResource, body)
        async with self._writing:
            machine = self._tagged(request.resourceArn)
            tags = {**machine.settings.get("tags", {}), **{tag.key: tag.value for tag in request.tags}}
            await self._machines.update(machine, None, None, {"tags": tags}, publish=None)
        return {}

    async def untag_resource(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.UntagResource, body)
        async with self._writing:
            machine = self._tagged(request.resourceArn)
            tags = {k: v for k, v in machine.settings.get("tags", {}).items() if k not in request.tagKeys}
            await self._machines.update(machine, None, None, {"tags": tags}, publish=None)
        return {}

    def _unqualified(self, arn: str) -> StateMachine:
        ref = self._arns.read_machine(arn)
        if ref.version is not None or ref.alias is not None:
            raise qualified(arn)
        return self._machines.active(ref)

    def _tagged(self, arn: str) -> StateMachine:
        machine = self._machines.find(self._arns.read_machine(arn).name)
        if machine is None:
            raise not_found(arn)
        return machine


def _configurations(request: requests.CreateStateMachine | requests.UpdateStateMachine) -> dict[str, Any]:
    given = {name: getattr(request, name) for name in _CONFIGURATIONS}
    return {name: value for name, value in given.items() if value is not None}


def _check_size(definition: str) -> None:
    size = len(definition.encode("utf-8", "surrogatepass"))
    if size > MAX_DEFINITION:
        raise ServiceError(
            "InvalidDefinition", f"the definition has {size} bytes, at most {MAX_DEFINITION} are allowed"
        )


def _diagnostic(severity: str, code: str, message: str, location: str) -> dict[str, str]:
    return {"severity": severity, "code": code, "message": message, "location": location}
