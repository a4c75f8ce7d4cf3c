"""The operations on versions and aliases of state machines."""

from __future__ import annotations

import asyncio
from typing import Any

from infra.local.stepfunctions import requests
from infra.local.stepfunctions.errors import ServiceError, conflict, deleting, no_state_machine, not_found, qualified
from infra.local.stepfunctions.paging import page
from infra.local.stepfunctions.requests import parse
from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.state_machine import Alias, Route, StateMachine


class VersionOperations:
    """Versions are immutable, aliases lead to one or two of them. `writing`: writes are made one after the other."""

    def __init__(self, service: StepFunctions, writing: asyncio.Lock) -> None:
        self._machines = service.machines
        self._arns = service.arns
        self._writing = writing

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
        return page(request, "stateMachineVersions", summaries)

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
            machine, route = self._route(request.routingConfiguration)
            known = machine.aliases.get(request.name)
            if known is not None and (known.route, known.description) != (route, request.description):
                raise conflict(f"Alias already exists: '{self._arns.alias(machine.name, request.name)}'")
            alias = known or await self._machines.put_alias(machine, request.name, request.description, route)
        return {
            "stateMachineAliasArn": self._arns.alias(machine.name, alias.name),
            "creationDate": alias.created_at / 1000,
        }

    async def update_state_machine_alias(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.UpdateAlias, body)
        async with self._writing:
            machine, alias = self._alias(request.stateMachineAliasArn)
            route = alias.route
            if request.routingConfiguration is not None:
                routed, route = self._route(request.routingConfiguration)
                if routed.id != machine.id:
                    raise ServiceError("ValidationException", "an alias leads to versions of its own state machine")
            description = alias.description if request.description is None else request.description
            alias = await self._machines.put_alias(machine, alias.name, description, route)
        return {"updateDate": alias.updated_at / 1000}

    async def describe_state_machine_alias(self, body: bytes) -> dict[str, Any]:
        request = parse(requests.AliasArn, body)
        machine, alias = self._alias(request.stateMachineAliasArn)
        return {
            "stateMachineAliasArn": request.stateMachineAliasArn,
            "name": alias.name,
            "description": alias.description,
            "routingConfiguration": [
                {"stateMachineVersionArn": self._arns.version(machine.name, version), "weight": weight}
                for version, weight in alias.route.weights
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
            if ref.version is None or alias.leads_to(ref.version)
        ]
        return page(request, "stateMachineAliases", summaries)

    def _unqualified(self, arn: str) -> StateMachine:
        ref = self._arns.read_machine(arn)
        if ref.version is not None or ref.alias is not None:
            raise qualified(arn)
        return self._machines.active(ref)

    def _alias(self, arn: str) -> tuple[StateMachine, Alias]:
        ref = self._arns.read_machine(arn)
        machine = self._machines.find(ref.name)
        if machine is None or ref.alias is None or ref.alias not in machine.aliases:
            raise not_found(arn)
        return machine, machine.aliases[ref.alias]

    def _route(self, routes: list[requests.Route]) -> tuple[StateMachine, Route]:
        """The machine and the route that a routingConfiguration describes."""
        if sum(route.weight for route in routes) != 100:
            raise ServiceError("ValidationException", "the weights of routingConfiguration must add up to 100")
        found = [self._version(route.stateMachineVersionArn) for route in routes]
        machine, version = found[0]
        if len(found) == 1:
            return machine, Route(version)
        other_machine, other = found[1]
        if other_machine.id != machine.id or other == version:
            raise ServiceError("ValidationException", "an alias leads to two different versions of one state machine")
        return machine, Route(version, routes[0].weight, other)

    def _version(self, arn: str) -> tuple[StateMachine, int]:
        ref = self._arns.read_machine(arn)
        machine = self._machines.find(ref.name)
        if machine is None:
            raise no_state_machine(arn)
        if machine.deleting:
            raise deleting(arn)
        if ref.version is None or ref.version not in machine.versions:
            raise not_found(arn)
        return machine, ref.version
