"""State machines, their versions and aliases: in memory, written through to PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

import orjson
from statewright.language.engine import DefinitionError, Machine

from infra.local.stepfunctions.arns import Arns, MachineRef
from infra.local.stepfunctions.database import Connection, Database
from infra.local.stepfunctions.errors import ServiceError, conflict, no_state_machine, not_found

MAX_VERSIONS: Final = 1_000
MAX_ALIASES: Final = 100
_PARSED_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Definition:
    """What executions are pinned to. Immutable."""

    id: int
    revision_id: str
    role_arn: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """A published version."""

    number: int
    definition_id: int
    description: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for one version (all of the traffic)."""

    name: str
    description: str
    version: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class StateMachine:
    """A state machine as it is now."""

    id: int
    name: str
    type: str
    settings: Mapping[str, Any]
    definition: Definition
    created_at: int
    updated_at: int
    last_version: int = 0
    versions: Mapping[int, Version] = field(default_factory=dict)
    aliases: Mapping[str, Alias] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What a start addresses: the machine, and the version and alias it came by."""

    machine: StateMachine
    definition_id: int
    version: int | None
    alias: str | None


class Machines:
    """All state machines of the account."""

    def __init__(self, database: Database, arns: Arns, clock: Callable[[], int]) -> None:
        self._database = database
        self._arns = arns
        self._clock = clock
        self._by_name: dict[str, StateMachine] = {}
        self._names: dict[int, str] = {}
        self._definitions: dict[int, Definition] = {}
        self._parsed: dict[int, Machine] = {}

    async def load(self) -> None:
        """Read what was stored."""
        rows = await self._database.rows(
            "SELECT m.id, m.name, m.type, m.settings::text, m.created_at, m.updated_at, m.last_version, m.deleted_at,"
            " d.id, d.revision_id::text, d.role_arn, d.definition"
            " FROM stack.state_machines m JOIN stack.definitions d ON d.id = m.definition_id"
        )
        versions: dict[int, dict[int, Version]] = {}
        for machine, *values in await self._database.rows(
            "SELECT state_machine_id, version, definition_id, description, created_at FROM stack.state_machine_versions"
        ):
            versions.setdefault(machine, {})[values[0]] = Version(*values)
        aliases: dict[int, dict[str, Alias]] = {}
        for machine, *values in await self._database.rows(
            "SELECT state_machine_id, name, description, version, created_at, updated_at"
            " FROM stack.state_machine_aliases"
        ):
            aliases.setdefault(machine, {})[values[0]] = Alias(*values)
        for id_, name, type_, settings, created_at, updated_at, last, deleted_at, *definition in rows:
            self._names[id_] = name
            if deleted_at is None:
                machine = StateMachine(
                    id_,
                    name,
                    type_,
                    orjson.loads(settings),
                    self._remember(Definition(*definition)),
                    created_at,
                    updated_at,
                    last,
                    versions.get(id_, {}),
                    aliases.get(id_, {}),
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

    def target(self, ref: MachineRef) -> Target:
        """What a start with this ARN runs; raises StateMachineDoesNotExist."""
        machine = self.get(ref)
        version = machine.aliases[ref.alias].version if ref.alias is not None else ref.version
        definition_id = machine.definition.id if version is None else machine.versions[version].definition_id
        return Target(machine, definition_id, version, ref.alias)

    async def definition(self, definition_id: int) -> Definition:
        """A definition, read when it is not in memory."""
        known = self._definitions.get(definition_id)
        if known is None:
            rows = await self._database.rows(
                "SELECT id, revision_id::text, role_arn, definition FROM stack.definitions WHERE id = %b", definition_id
            )
            known = self._remember(Definition(*rows[0]))
        return known

    def parsed(self, definition_id: int) -> Machine | None:
        """The machine to run, if it is in memory."""
        return self._parsed.get(definition_id)

    async def parse(self, definition_id: int) -> Machine:
        """The machine to run. Raises DefinitionError if the stored definition is no longer accepted."""
        machine = self._parsed.get(definition_id)
        if machine is None:
            definition = await self.definition(definition_id)
            machine = Machine.parse(orjson.loads(definition.text))
            if len(self._parsed) >= _PARSED_LIMIT:
                self._parsed.pop(next(iter(self._parsed)))
            self._parsed[definition_id] = machine
        return machine

    async def create(
        self, name: str, type_: str, text: str, role_arn: str, settings: Mapping[str, Any], *, publish: str | None
    ) -> tuple[StateMachine, Version | None]:
        """Create a machine, with a first version described by `publish` if that is not None.

        The same request again gives the same machine; another one with the same name: StateMachineAlreadyExists.
        """
        check_definition(text)
        known = self._by_name.get(name)
        if known is not None:
            same = (known.type, known.definition.text, known.definition.role_arn) == (type_, text, role_arn)
            if not same or _comparable(known.settings) != _comparable(settings):
                arn = self._arns.machine(name)
                raise ServiceError("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")
            return known, known.versions.get(known.last_version) if publish is not None else None
        now = self._clock()
        async with self._database.transaction() as connection:
            definition = await _insert_definition(connection, text, role_arn)
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
        self._remember(definition)
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
            check_definition(text)
        now = self._clock()
        definition = machine.definition
        async with self._database.transaction() as connection:
            if text not in (None, definition.text) or role_arn not in (None, definition.role_arn):
                definition = await _insert_definition(
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
        self._remember(definition)
        self._by_name[machine.name] = updated
        return updated, version

    async def publish(self, machine: StateMachine, description: str) -> Version:
        """A version of the machine as it is; the last one again if nothing has changed since."""
        async with self._database.transaction() as connection:
            updated, version = await self._publish(connection, machine, description)
        self._by_name[machine.name] = updated
        return version

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
        users = sorted(alias.name for alias in machine.aliases.values() if alias.version == number)
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
        self._by_name[machine.name] = replace(machine, versions=MappingProxyType(kept))

    async def put_alias(self, machine: StateMachine, name: str, description: str, version: int) -> Alias:
        """Create or change an alias."""
        now = self._clock()
        known = machine.aliases.get(name)
        if known is None and len(machine.aliases) >= MAX_ALIASES:
            raise ServiceError("ServiceQuotaExceededException", f"a state machine has at most {MAX_ALIASES} aliases")
        alias = Alias(name, description, version, known.created_at if known else now, now)
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO stack.state_machine_aliases VALUES (%s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (state_machine_id, name) DO UPDATE SET description = excluded.description,"
                " version = excluded.version, updated_at = excluded.updated_at",
                (machine.id, name, description, version, alias.created_at, now),
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

    def _remember(self, definition: Definition) -> Definition:
        if len(self._definitions) >= _PARSED_LIMIT:
            self._definitions.pop(next(iter(self._definitions)))
        self._definitions[definition.id] = definition
        return definition


_DELETE_ALL: Final = {
    "state_machine_aliases": b"DELETE FROM stack.state_machine_aliases WHERE state_machine_id = %s",
    "state_machine_versions": b"DELETE FROM stack.state_machine_versions WHERE state_machine_id = %s",
}


def check_definition(text: str) -> Machine:
    """Raises InvalidDefinition with every diagnostic, as CreateStateMachine does."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ServiceError(
            "InvalidDefinition", f"Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: {error}'"
        ) from error
    try:
        return Machine.parse(document)
    except DefinitionError as error:
        problems = ", ".join(f"{d.code}: {d.message} at {d.path}" for d in error.diagnostics)
        raise ServiceError("InvalidDefinition", f"Invalid State Machine Definition: '{problems}'") from error


def _comparable(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key != "tags"}


async def _insert_definition(connection: Connection, text: str, role_arn: str) -> Definition:
    revision = str(uuid.uuid4())
    cursor = await connection.execute(
        "INSERT INTO stack.definitions (revision_id, role_arn, definition) VALUES (%s, %s, %s) RETURNING id",
        (revision, role_arn, text),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - INSERT ... RETURNING
    return Definition(row[0], revision, role_arn, text)
