"""Definitions: what executions are pinned to. Immutable, read from PostgreSQL when they are not in memory."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

import orjson
from statewright.language.engine import DefinitionError, Machine

from infra.local.stepfunctions.database import Connection, Database
from infra.local.stepfunctions.errors import ServiceError
from infra.local.stepfunctions.requests import Kind

_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Definition:
    """One revision of a state machine."""

    id: int
    revision_id: str
    role_arn: str
    text: str


class Definitions:
    """Every definition that a machine, a version or an execution refers to; a few of them in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, Definition] = {}
        self._parsed: dict[int, Machine] = {}

    async def get(self, definition_id: int) -> Definition:
        """A definition."""
        known = self._known.get(definition_id)
        if known is None:
            rows = await self._database.rows(
                "SELECT id, revision_id::text, role_arn, definition FROM stack.definitions WHERE id = %b", definition_id
            )
            known = self.remember(Definition(*rows[0]))
        return known

    def parsed(self, definition_id: int) -> Machine | None:
        """The machine to run, if it is in memory."""
        return self._parsed.get(definition_id)

    async def parse(self, definition_id: int, kind: Kind = "STANDARD") -> Machine:
        """The machine to run. Raises DefinitionError if the stored definition is no longer accepted."""
        machine = self._parsed.get(definition_id)
        if machine is None:
            definition = await self.get(definition_id)
            machine = Machine.parse(orjson.loads(definition.text), kind)
            if len(self._parsed) >= _KEPT:
                self._parsed.pop(next(iter(self._parsed)))
            self._parsed[definition_id] = machine
        return machine

    def remember(self, definition: Definition) -> Definition:
        """Keep it in memory."""
        if len(self._known) >= _KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[definition.id] = definition
        return definition

    async def insert(self, connection: Connection, text: str, role_arn: str) -> Definition:
        """Store another revision, in the caller's transaction."""
        revision = str(uuid.uuid4())
        cursor = await connection.execute(
            "INSERT INTO stack.definitions (revision_id, role_arn, definition) VALUES (%s, %s, %s) RETURNING id",
            (revision, role_arn, text),
        )
        row = await cursor.fetchone()
        assert row is not None  # noqa: S101 - INSERT ... RETURNING
        return Definition(row[0], revision, role_arn, text)


def check_definition(text: str, kind: Kind) -> Machine:
    """Raises InvalidDefinition with every diagnostic, as CreateStateMachine does."""
    try:
        return Machine.parse(read_json(text), kind)
    except DefinitionError as error:
        raise refused(error) from error


def read_json(text: str) -> Any:
    """The document of a definition; raises InvalidDefinition."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ServiceError(
            "InvalidDefinition", f"Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: {error}'"
        ) from error


def refused(error: DefinitionError) -> ServiceError:
    """InvalidDefinition with every diagnostic."""
    problems = ", ".join(f"{d.code}: {d.message} at {d.path}" for d in error.diagnostics)
    return ServiceError("InvalidDefinition", f"Invalid State Machine Definition: '{problems}'")
