"""Workflow versions: what was published, never changed afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg.rows import class_row
from psycopg.types.json import Json
from statewright.core.names import Durability
from statewright.data.connect import Connection
from statewright.data.cursors import Cursor, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSummary:
    version: int
    published_at: datetime
    published_by: str
    live: bool
    test_override: str | None
    label: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version. `state_machine_version_arn` is None while its publish is half done.

    `test_override`: why it was published although tests failed.
    """

    workflow_id: str
    version: int
    revision: int
    name: str
    graph: dict[str, Any]
    settings: dict[str, Any]
    definition: dict[str, Any]
    trace: dict[str, Any]
    state_machine_version_arn: str | None
    published_at: datetime
    published_by: str
    tests: list[dict[str, Any]]
    test_override: str | None
    label: str
    note: str

    @property
    def durability(self) -> Durability:
        return durability_of(self.settings)


def durability_of(settings: Mapping[str, Any]) -> Durability:
    """The type of machine that settings of a workflow ask for."""
    return "express" if settings.get("durability") == "express" else "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What a run is pinned to, as its status change names it."""

    workflow_id: str
    state_machine_version_arn: str | None
    claimed_version: int | None
    """The version in the run's input: decides where two versions compiled to the same machine."""


_COLUMNS: Final = (
    "workflow_id::text, version, revision, name, graph, settings, definition, trace, state_machine_version_arn, "
    "published_at, published_by, tests, test_override, label, note"
)


def latest(connection: Connection, workflow_id: str) -> Version | None:
    """The version with the highest number, complete or not."""
    with connection.cursor(row_factory=class_row(Version)) as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM workflow_versions WHERE workflow_id = %s ORDER BY version DESC LIMIT 1",  # noqa: S608
            (workflow_id,),
        )
        return cursor.fetchone()


def time_zone(connection: Connection, workflow_id: str, version: int) -> str | None:
    """IANA name of the zone that a version's times without one are in; None if there is no such version."""
    row = connection.execute(
        "SELECT coalesce(settings->>'timezone', 'UTC') FROM workflow_versions WHERE workflow_id = %s AND version = %s",
        (workflow_id, version),
    ).fetchone()
    return row[0] if row else None


def trigger_names(
    connection: Connection, of: Collection[tuple[str, int]]
) -> dict[tuple[str, int | None, str | None], str]:
    """What versions, given by workflow id and number, call their triggers: (id, number, key) -> name, if it has one."""
    if not of:
        return {}
    rows = connection.execute(
        "SELECT v.workflow_id::text, v.version, node ->> 'key', node ->> 'name' "
        "FROM unnest(%s::uuid[], %s::int[]) AS wanted (workflow_id, version) "
        "JOIN workflow_versions v USING (workflow_id, version), json_array_elements(v.graph -> 'nodes') node "
        "WHERE node ->> 'type' = 'trigger' AND node ->> 'name' <> ''",
        ([workflow_id for workflow_id, _ in of], [version for _, version in of]),
    ).fetchall()
    return {(workflow_id, version, key): name for workflow_id, version, key, name in rows}


def get(connection: Connection, workflow_id: str, version: int) -> Version | None:
    with connection.cursor(row_factory=class_row(Version)) as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM workflow_versions WHERE workflow_id = %s AND version = %s",  # noqa: S608
            (workflow_id, version),
        )
        return cursor.fetchone()


def durabilities(connection: Connection, workflow_id: str) -> list[Durability]:
    """The types of machine that its versions made, complete or not."""
    rows = connection.execute(
        "SELECT DISTINCT coalesce(settings ->> 'durability' = 'express', false) FROM workflow_versions "
        "WHERE workflow_id = %s ORDER BY 1",
        (workflow_id,),
    ).fetchall()
    return ["express" if row[0] else "standard" for row in rows]


def definition_json(connection: Connection, workflow_id: str, version: int) -> str:
    """The definition as the bytes that were compiled. Raises LookupError for an unknown version."""
    row = connection.execute(
        "SELECT definition::text FROM workflow_versions WHERE workflow_id = %s AND version = %s", (workflow_id, version)
    ).fetchone()
    if row is None:
        raise LookupError(f"workflow {workflow_id} has no version {version}")
    return str(row[0])


def prepare(
    connection: Connection,
    *,
    workflow_id: str,
    version: int,
    revision: int,
    name: str,
    graph: dict[str, Any],
    settings: dict[str, Any],
    definition_json: str,
    trace: dict[str, Any],
    published_by: str,
    tests: Sequence[dict[str, Any]] = (),
    test_override: str | None = None,
) -> None:
    """Write the version before its state machine exists. A half-done row of the same number is replaced."""
    connection.execute(
        """INSERT INTO workflow_versions
               (workflow_id, version, revision, name, graph, settings, definition, trace, published_by, tests,
                test_override)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (workflow_id, version) DO UPDATE SET
               revision = excluded.revision, name = excluded.name, graph = excluded.graph,
               settings = excluded.settings, definition = excluded.definition, trace = excluded.trace,
               published_by = excluded.published_by, published_at = now(), tests = excluded.tests,
               test_override = excluded.test_override, label = '', note = ''
           WHERE workflow_versions.state_machine_version_arn IS NULL""",
        (
            workflow_id,
            version,
            revision,
            name,
            Json(graph),
            Json(settings),
            definition_json,
            Json(trace),
            published_by,
            Json(list(tests)),
            test_override,
        ),
    )


def complete(connection: Connection, workflow_id: str, version: int, state_machine_version_arn: str) -> None:
    """Note the state machine version: from here on runs of it can be recorded."""
    connection.execute(
        "UPDATE workflow_versions SET state_machine_version_arn = %s WHERE workflow_id = %s AND version = %s",
        (state_machine_version_arn, workflow_id, version),
    )


def describe(
    connection: Connection, workflow_id: str, version: int, *, label: str | None = None, note: str | None = None
) -> None:
    """Call a version something; None leaves what it was called."""
    connection.execute(
        "UPDATE workflow_versions SET label = coalesce(%s, label), note = coalesce(%s, note) "
        "WHERE workflow_id = %s AND version = %s",
        (label, note, workflow_id, version),
    )


_SUMMARY: Final = """SELECT v.version, v.published_at, v.published_by, v.test_override, v.label, v.note,
                            v.version IS NOT DISTINCT FROM w.live_version AND w.status = 'published' AS live
                     FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id
                     WHERE v.workflow_id = %s AND v.state_machine_version_arn IS NOT NULL"""


def list_page(
    connection: Connection, workflow_id: str, *, limit: int, before: int | None = None
) -> Page[VersionSummary]:
    """Complete versions, newest first; `before` is the version after which the page starts."""
    with connection.cursor(row_factory=class_row(VersionSummary)) as cursor:
        cursor.execute(
            f"{_SUMMARY} AND (%s::int IS NULL OR v.version < %s) ORDER BY v.version DESC LIMIT %s",
            (workflow_id, before, before, limit + 1),
        )
        rows = cursor.fetchall()
    items = rows[:limit]
    following = Cursor(items[-1].published_at, str(items[-1].version)) if len(rows) > limit else None
    return Page(items, following)


def summary(connection: Connection, workflow_id: str, version: int) -> VersionSummary | None:
    """A complete version as it is listed."""
    with connection.cursor(row_factory=class_row(VersionSummary)) as cursor:
        cursor.execute(f"{_SUMMARY} AND v.version = %s", (workflow_id, version))
        return cursor.fetchone()


def crowded(connection: Connection, more_than: int) -> list[str]:
    """Ids of workflows that are not archived and have more versions than that."""
    rows = connection.execute(
        "SELECT v.workflow_id::text FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id "
        "WHERE w.status <> 'archived' GROUP BY v.workflow_id HAVING max(v.version) > %s",
        (more_than,),
    ).fetchall()
    return [row[0] for row in rows]


def find(connection: Connection, pinned: Pinned) -> Version | None:
    """The version a run is pinned to: by the state machine version, or by what its input says without one."""
    with connection.cursor(row_factory=class_row(Version)) as cursor:
        cursor.execute(
            f"""SELECT {_COLUMNS} FROM workflow_versions
                WHERE workflow_id = %(workflow_id)s
                  AND (state_machine_version_arn = %(arn)s OR version = %(claimed)s)
                ORDER BY state_machine_version_arn IS NOT DISTINCT FROM %(arn)s DESC,
                         version IS NOT DISTINCT FROM %(claimed)s DESC, version DESC
                LIMIT 1""",  # noqa: S608 - constants
            {
                "workflow_id": pinned.workflow_id,
                "arn": pinned.state_machine_version_arn,
                "claimed": pinned.claimed_version,
            },
        )
        return cursor.fetchone()
