"""State machines, their versions and aliases: in memory, written through to PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson

from infra.local.stepfunctions.arns import Arns, MachineRef
from infra.local.stepfunctions.database import Connection, Database
from infra.local.stepfunctions.definitions import Definition, Definitions, check_definition
from infra.local.stepfunctions.errors import ServiceError, conflict, deleting, no_state_machine, not_found
from infra.local.stepfunctions.requests import Kind
from infra.local.stepfunctions.state_machine import Alias, Route, StateMachine, Target, Version

MAX_VERSIONS: Final = 1_000
MAX_ALIASES: Final = 100


class Machines:
    """All state machines of the account."""

    def __init__(self, database: Database, arns: Arns, clock: Callable[[], int]) -> None:
        self._database = database
        self._arns = arns
        self._clock = clock
        self._by_name: dict[str, StateMachine] = {}
        self._names: dict[int, str] = {}
        self.definitions = Definitions(database)

    async def load(self) -> None:
        """Read what was stored."""
        rows = await self._database.rows(
            "SELECT m.id, m.name, m.type, m.settings::text, m.created_at, m.updated_at, m.last_version,"
            " m.deleting_at IS NOT NULL, m.deleted_at IS NOT NULL, d.id, d.revision_id::text, d.role_arn, d.definition"
            " FROM stack.state_machines m JOIN stack.definitions d ON d.id = m.definition_id"
        )
        versions: dict[int, dict[int, Version]] = {}
        for machine, *values in await self._database.rows(
            "SELECT state_machine_id, version, definition_id, description, created_at FROM stack.state_machine_versions"
        ):
            versions.setdefault(machine, {})[values[0]] = Version(*values)
        aliases: dict[int, dict[str, Alias]] = {}
        for machine, *values in await self._database.rows(
            "SELECT state_machine_id, name, description, created_at, updated_at, version, weight, other_version"
            " FROM stack.state_machine_aliases"
        ):
            name, description, created_at, updated_at, *route = values
            aliases.setdefault(machine, {})[name] = Alias(name, description, Route(*route), created_at, updated_at)
        for id_, name, type_, settings, created_at, updated_at, last, is_deleting, is_deleted, *definition in rows:
            self._names[id_] = name
            if not is_deleted:
                machine = StateMachine(
                    id_,
                    name,
                    type_,
                    orjson.loads(settings),
                    self.definitions.remember(Definition(*definition)),
                    created_at,
                    updated_at,
                    last,
                    versions.get(id_, {}),
                    aliases.get(id_, {}),
                    is_deleting,
                )
                self._by_name[name] = machine

    def all(self) -> list[StateMachine]:
        """By name."""
        return [self._by_name[name] for name in sorted(self._by_name)]

    def name_of(self, machine_id: int) -> str:
        """Name of a machine, deleted ones included."""
        return self._names[machine_id]

    def get(self, ref: MachineRef) -> StateMachine:
        """Raises StateMachineDoesNotExist, for a missing version or alias too."""
        machine = self._by_name.get(ref.name)
        if machine is None:
            raise no_state_machine(self._arns.machine(ref.name))
        if ref.version is not None and ref.version not in machine.versions:
            raise no_state_machine(self._arns.version(ref.name, ref.version))
        if ref.alias is not None and ref.alias not in machine.aliases:
            raise no_state_machine(self._arns.alias(ref.name, ref.alias))
        return machine

    def find(self, name: str) -> StateMachine | None:
        """The machine of this name, if there is one."""
        return self._by_name.get(name)

    def active(self, ref: MachineRef) -> StateMachine:
        """Like `get`; raises StateMachineDeleting, too."""
        machine = self.get(ref)
        if machine.deleting:
            raise deleting(self._arns.machine(machine.name))
        return machine

    def accepts(self, machine_id: int) -> bool:
        """Whether this machine is there and not being deleted."""
        machine = self._by_name.get(self._names[machine_id])
        return machine is not None and machine.id == machine_id and not machine.deleting

    def target(self, ref: MachineRef) -> Target:
        """What a start with this ARN runs; raises StateMachineDoesNotExist or StateMachineDeleting."""
        machine = self.active(ref)
        version = machine.aliases[ref.alias].route.pick() if ref.alias is not None else ref.version
        definition_id = machine.definition.id if version is None else machine.versions[version].definition_id
        return Target(machine, definition_id, version, ref.alias)

    async def create(
        self, name: str, type_: Kind, text: str, role_arn: str, settings: Mapping[str, Any], *, publish: str | None
    ) -> tuple[StateMachine, Version | None]:
        """Create a machine, with a first version described by `publish` if that is not None.

        The same request again gives the same machine; another one with the same name: StateMachineAlreadyExists.
        """
        check_definition(text, type_)
        known = self._by_name.get(name)
        if known is not None:
            if known.deleting:
                raise deleting(self._arns.machine(name))
            same = (known.type, known.definition.text, known.definition.role_arn) == (type_, text, role_arn)
            if not same or _comparable(known.settings) != _comparable(settings):
                arn = self._arns.machine(name)
                raise ServiceError("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")
            return known, known.versions.get(known.last_version) if publish is not None else None
        now = self._clock()
        async with self._database.transaction() as connection:
            definition = await self.definitions.insert(connection, text, role_arn)
            cursor = await connection.execute(
                "INSERT INTO stack.state_machines (name, type, settings, definition_id, created_at, updated_at)"
                " VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
                (name, type_, orjson.dumps(dict(settings)).decode(), definition.id, now, now),
            )
            row = await cursor.fetchone()
            assert row is not None  # noqa: S101 - INSERT ... RETURNING
            machine = StateMachine(row[0], name, type_, settings, definition, now, now)
            version = None
            if publish is not None:
                machine, version = await self._publish(connection, machine, publish)
        self.definitions.remember(definition)
        self._names[machine.id] = name
        self._by_name[name] = machine
        return machine, version

    async def update(
        self,
        machine: StateMachine,
        text: str | None,
        role_arn: str | None,
        settings: Mapping[str, Any],
        *,
        publish: str | None,
    ) -> tuple[StateMachine, Version | None]:
        """A new revision; running executions keep theirs."""
        if text is not None:
            check_definition(text, machine.type)
        now = self._clock()
        definition = machine.definition
        async with self._database.transaction() as connection:
            if text not in (None, definition.text) or role_arn not in (None, definition.role_arn):
                definition = await self.definitions.insert(
                    connection, text or definition.text, role_arn or definition.role_arn
                )
            updated = replace(machine, definition=definition, updated_at=now, settings={**machine.settings, **settings})
            await connection.execute(
                "UPDATE stack.state_machines SET definition_id = %s, settings = %s, updated_at = %s WHERE id = %s",
                (definition.id, orjson.dumps(updated.settings).decode(), now, machine.id),
            )
            version = None
            if publish is not None:
                updated, version = await self._publish(connection, updated, publish)
        self.definitions.remember(definition)
        self._by_name[machine.name] = updated
        return updated, version

    async def publish(self, machine: StateMachine, description: str) -> Version:
        """A version of the machine as it is; the last one again if nothing has changed since."""
        async with self._database.transaction() as connection:
            updated, version = await self._publish(connection, machine, description)
        self._by_name[machine.name] = updated
        return version

    async def begin_deletion(self, machine: StateMachine) -> None:
        """Accept nothing more for it."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE stack.state_machines SET deleting_at = %s WHERE id = %s", (self._clock(), machine.id)
            )
        self._by_name[machine.name] = replace(machine, deleting=True)

    async def delete(self, machine: StateMachine) -> None:
        """Forget the machine, its versions and aliases. Definitions stay for its executions' histories."""
        async with self._database.transaction() as connection:
            now = self._clock()
            await connection.execute("UPDATE stack.state_machines SET deleted_at = %s WHERE id = %s", (now, machine.id))
            for table in ("state_machine_aliases", "state_machine_versions"):
                await connection.execute(_DELETE_ALL[table], (machine.id,))
        self._by_name.pop(machine.name, None)

    async def delete_version(self, machine: StateMachine, number: int) -> None:
        """Raises ConflictException while an alias leads to it. A version that is not there is no error."""
        users = sorted(alias.name for alias in machine.aliases.values() if alias.leads_to(number))
        if users:
            raise conflict(
                f"Version to be deleted must not be referenced by an alias. Current list of aliases: {users}"
            )
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM stack.state_machine_versions WHERE state_machine_id = %s AND version = %s",
                (machine.id, number),
            )
        kept = {key: version for key, version in machine.versions.items() if key != number}
        self._by_name[machine.name] = replace(machine, versions=kept)

    async def put_alias(self, machine: StateMachine, name: str, description: str, route: Route) -> Alias:
        """Create or change an alias."""
        now = self._clock()
        known = machine.aliases.get(name)
        if known is None and len(machine.aliases) >= MAX_ALIASES:
            raise ServiceError("ServiceQuotaExceededException", f"a state machine has at most {MAX_ALIASES} aliases")
        alias = Alias(name, description, route, known.created_at if known else now, now)
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO stack.state_machine_aliases"
                " (state_machine_id, name, description, created_at, updated_at, version, weight, other_version)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (state_machine_id, name) DO UPDATE SET description = excluded.description,"
                " version = excluded.version, weight = excluded.weight, other_version = excluded.other_version,"
                " updated_at = excluded.updated_at",
                (machine.id, name, description, alias.created_at, now, *route),
            )
        self._by_name[machine.name] = replace(machine, aliases={**machine.aliases, name: alias})
        return alias

    async def delete_alias(self, machine: StateMachine, name: str) -> None:
        """Raises ResourceNotFound."""
        if name not in machine.aliases:
            raise not_found(self._arns.alias(machine.name, name))
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM stack.state_machine_aliases WHERE state_machine_id = %s AND name = %s", (machine.id, name)
            )
        kept = {key: alias for key, alias in machine.aliases.items() if key != name}
        self._by_name[machine.name] = replace(machine, aliases=kept)

    async def _publish(
        self, connection: Connection, machine: StateMachine, description: str
    ) -> tuple[StateMachine, Version]:
        last = machine.versions.get(machine.last_version)
        if last is not None and last.definition_id == machine.definition.id:
            return machine, last
        if len(machine.versions) >= MAX_VERSIONS:
            raise ServiceError("ServiceQuotaExceededException", f"a state machine has at most {MAX_VERSIONS} versions")
        version = Version(machine.last_version + 1, machine.definition.id, description, self._clock())
        await connection.execute(
            "INSERT INTO stack.state_machine_versions VALUES (%s, %s, %s, %s, %s)",
            (machine.id, version.number, version.definition_id, description, version.created_at),
        )
        await connection.execute(
            "UPDATE stack.state_machines SET last_version = %s WHERE id = %s", (version.number, machine.id)
        )
        versions = {**machine.versions, version.number: version}
        return replace(machine, versions=versions, last_version=version.number), version


_DELETE_ALL: Final = {
    "state_machine_aliases": b"DELETE FROM stack.state_machine_aliases WHERE state_machine_id = %s",
    "state_machine_versions": b"DELETE FROM stack.state_machine_versions WHERE state_machine_id = %s",
}


def _comparable(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key != "tags"}
