"""The operations on state machines, versions, aliases and tags."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import orjson
from statewright.language.engine import DefinitionError, Machine

from infra.local.stepfunctions import requests
from infra.local.stepfunctions.api_executions import page_token, read_page_token
from infra.local.stepfunctions.errors import ServiceError, conflict, no_state_machine, not_found
from infra.local.stepfunctions.machines import Alias, StateMachine, Version
from infra.local.stepfunctions.requests import MAX_DEFINITION, check_name, parse
from infra.local.stepfunctions.service import StepFunctions

_CONFIGURATIONS: Final = ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")


class MachineOperations:
    """Everything about state machines. Writes are made one after the other."""

    def __init__(self, service: StepFunctions) -> None:
        self._service = service
        self._machines = service.machines
        self._arns = service.arns
        self._writing = asyncio.Lock()

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
        target = self._machines.target(ref)
        machine = target.machine
        definition = await self._machines.definition(target.definition_id)
        version = machine.versions[target.version] if target.version is not None else None
        answer: dict[str, Any] = {
            "stateMachineArn": request.stateMachineArn,
            "name": machine.name,
            "status": "ACTIVE",
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
        """Running executions are stopped, as on AWS. A machine that is not there is no error."""
        request = parse(requests.MachineArn, body)
        ref = self._arns.read_machine(request.stateMachineArn)
        async with self._writing:
            machine = self._machines.find(ref.name)
            if machine is not None:
                await self._machines.delete(machine)
                runner = self._service.runner
                running = [live for live in runner.live.values() if live.row.state_machine_id == machine.id]
                await asyncio.gather(*[runner.stop_execution(live, None, "state machine deleted") for live in running])
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
        return _page(request, "stateMachines", summaries)

    async def publish_state_machine_version(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.PublishVersion, body)
        async with self._writing:
            machine = self._unqualified(request.stateMachineArn)
            if request.revisionId not in (None, machine.definition.revision_id):
                raise conflict(f"The revision of {request.stateMachineArn} is {machine.definition.revision_id}")
            version = await self._machines.publish(machine, request.description)
        return {
            "stateMachineVersionArn": self._arns.version(machine.name, version.number),
            "creationDate": version.created_at / 1000,
        }

    async def list_state_machine_versions(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.MachinePage, body)
        machine = self._unqualified(request.stateMachineArn)
        summaries = [
            {
                "stateMachineVersionArn": self._arns.version(machine.name, version.number),
                "creationDate": version.created_at / 1000,
            }
            for version in sorted(machine.versions.values(), key=lambda version: -version.number)
        ]
        return _page(request, "stateMachineVersions", summaries)

    async def delete_state_machine_version(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.VersionArn, body)
        ref = self._arns.read_machine(request.stateMachineVersionArn)
        async with self._writing:
            machine = self._machines.find(ref.name)
            if machine is not None and ref.version is not None and ref.version in machine.versions:
                await self._machines.delete_version(machine, ref.version)
        return {}

    async def create_state_machine_alias(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.CreateAlias, body)
        async with self._writing:
            machine, version = self._route(request.routingConfiguration)
            known = machine.aliases.get(request.name)
            if known is not None and (known.version, known.description) != (version.number, request.description):
                raise conflict(f"Alias already exists: '{self._arns.alias(machine.name, request.name)}'")
            alias = known or await self._machines.put_alias(machine, request.name, request.description, version.number)
        return {
            "stateMachineAliasArn": self._arns.alias(machine.name, alias.name),
            "creationDate": alias.created_at / 1000,
        }

    async def update_state_machine_alias(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.UpdateAlias, body)
        async with self._writing:
            machine, alias = self._alias(request.stateMachineAliasArn)
            number = alias.version
            if request.routingConfiguration is not None:
                routed, version = self._route(request.routingConfiguration)
                if routed.id != machine.id:
                    raise ServiceError("ValidationException", "an alias leads to versions of its own state machine")
                number = version.number
            description = alias.description if request.description is None else request.description
            alias = await self._machines.put_alias(machine, alias.name, description, number)
        return {"updateDate": alias.updated_at / 1000}

    async def describe_state_machine_alias(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.AliasArn, body)
        machine, alias = self._alias(request.stateMachineAliasArn)
        return {
            "stateMachineAliasArn": request.stateMachineAliasArn,
            "name": alias.name,
            "description": alias.description,
            "routingConfiguration": [
                {"stateMachineVersionArn": self._arns.version(machine.name, alias.version), "weight": 100}
            ],
            "creationDate": alias.created_at / 1000,
            "updateDate": alias.updated_at / 1000,
        }

    async def delete_state_machine_alias(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.AliasArn, body)
        async with self._writing:
            machine, alias = self._alias(request.stateMachineAliasArn)
            await self._machines.delete_alias(machine, alias.name)
        return {}

    async def list_state_machine_aliases(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.MachinePage, body)
        ref = self._arns.read_machine(request.stateMachineArn)
        machine = self._machines.get(ref)
        summaries = [
            {
                "stateMachineAliasArn": self._arns.alias(machine.name, alias.name),
                "creationDate": alias.created_at / 1000,
            }
            for alias in sorted(machine.aliases.values(), key=lambda alias: alias.name)
            if ref.version in (None, alias.version)
        ]
        return _page(request, "stateMachineAliases", summaries)

    async def validate_state_machine_definition(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.ValidateDefinition, body)
        diagnostics: list[dict[str, str]] = []
        try:
            Machine.parse(orjson.loads(request.definition))
        except orjson.JSONDecodeError as error:
            diagnostics = [_diagnostic("ERROR", "INVALID_JSON_DESCRIPTION", str(error), "")]
        except DefinitionError as error:
            diagnostics = [_diagnostic(d.severity, d.code, d.message, d.path) for d in error.diagnostics]
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
            raise ServiceError("ValidationException", f"'{arn}' must name a state machine, without version or alias")
        return self._machines.get(ref)

    def _tagged(self, arn: str) -> StateMachine:
        machine = self._machines.find(self._arns.read_machine(arn).name)
        if machine is None:
            raise not_found(arn)
        return machine

    def _alias(self, arn: str) -> tuple[StateMachine, Alias]:
        ref = self._arns.read_machine(arn)
        machine = self._machines.find(ref.name)
        if machine is None or ref.alias is None or ref.alias not in machine.aliases:
            raise not_found(arn)
        return machine, machine.aliases[ref.alias]

    def _route(self, routes: list[requests.Route]) -> tuple[StateMachine, Version]:
        """The one version that gets all of the traffic: weighted aliases are not needed here."""
        taken = [route for route in routes if route.weight == 100]
        if sum(route.weight for route in routes) != 100:
            raise ServiceError("ValidationException", "the weights of routingConfiguration must add up to 100")
        if len(taken) != 1:
            raise ServiceError("ValidationException", "the local Step Functions routes an alias to one version only")
        arn = taken[0].stateMachineVersionArn
        ref = self._arns.read_machine(arn)
        machine = self._machines.find(ref.name)
        if machine is None or ref.version is None or ref.version not in machine.versions:
            raise not_found(arn) if machine is not None else no_state_machine(arn)
        return machine, machine.versions[ref.version]


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


def _page(request: requests.Page, field: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    first = read_page_token(request.nextToken, 0)
    answer: dict[str, Any] = {field: items[first : first + request.size]}
    if first + request.size < len(items):
        answer["nextToken"] = page_token(first + request.size)
    return answer
