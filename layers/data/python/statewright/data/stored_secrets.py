"""Where the secrets come from that a drawing shows as masks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from psycopg.types.json import Json
from statewright.data import versions
from statewright.data.connect import Connection
from statewright.data.secret_fields import losing_secrets, masked_nodes, restore_graph
from statewright.data.withheld_secrets import FORGOTTEN
from statewright.data.workflows import Workflow

KEPT: Final = timedelta(days=7)
"""How long a secret is kept that the draft does not have any more: longer than a page with its undo stays open."""
KEPT_OF_FIELD: Final = 20
"""Secrets kept of one field: while one is typed slowly, each save replaces what was typed so far."""


class _Kept(NamedTuple):
    """A drawing of one secret alone, and the last revision with it."""

    revision: int
    forgotten: bool
    graph: Mapping[str, Any]


def restore(
    connection: Connection, workflow: Workflow, drawn: Mapping[str, Any], as_of: int | None = None
) -> dict[str, Any]:
    """The drawing with its masks replaced: by the draft's secrets, and where that has none by kept ones.

    Kept are those that went from the draft not long ago, with their step or out of their field, and then those of the
    live version. So a step that was deleted and came back, or whose field was cleared and that was taken back, has the
    secret it had, at the address it had. A mask that none knows is null.

    With `as_of`, a revision of the draft, a mask stands for the secret of that revision, whatever was typed since; if
    it is forgotten, for that of the live version, else null.
    """
    masked, lacking = masked_nodes(drawn), masked_nodes(drawn, unless=workflow.graph)
    undone = as_of if as_of is not None and as_of < workflow.revision and masked else None
    if undone is None and not lacking:
        return restore_graph(drawn, workflow.graph)
    rows = _kept(connection, workflow.id, masked, since=0 if lacking or undone is None else undone)
    # The one that went first after that revision is the one that was there.
    meant = [each for each in reversed(rows) if undone is not None and each.revision >= undone]
    kept = [each.graph for each in rows]
    if lacking:
        kept += _removed(connection, workflow.id, lacking)
    live = None
    if workflow.live_version is not None and (lacking or any(each.forgotten for each in meant)):
        live = versions.get(connection, workflow.id, workflow.live_version)
    return restore_graph(
        drawn, workflow.graph, *kept, meant=[each.graph for each in meant], live=live.graph if live else None
    )


def keep_removed(connection: Connection, before: Workflow, graph: Mapping[str, Any]) -> None:
    """Keep the secrets that the draft had `before` and that its new drawing, `graph`, has not."""
    losing = list(losing_secrets(before.graph, graph))
    if not losing:
        return
    nodes = [node_id for node_id, _, _ in losing]
    connection.execute(
        """INSERT INTO kept_secrets (workflow_id, revision, node_id, field, secret)
           SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::json[])""",
        (
            before.id,
            before.revision,
            nodes,
            [".".join(path) for _, path, _ in losing],
            [Json(secret) for _, _, secret in losing],
        ),
    )
    too_many = connection.execute(
        """SELECT workflow_id, node_id, field, revision FROM (
               SELECT *, row_number() OVER (PARTITION BY node_id, field ORDER BY revision DESC) AS place
               FROM kept_secrets WHERE workflow_id = %s AND node_id = ANY(%s)
           ) AS ranked WHERE place = %s""",
        (before.id, nodes, KEPT_OF_FIELD + 1),
    ).fetchall()
    _forget(connection, too_many)


def forget_removed(connection: Connection, now: datetime) -> int:
    """Forget the secrets that went longer ago than `KEPT`; of how many fields, or steps the version before kept."""
    old = connection.execute(
        """SELECT workflow_id, node_id, field, max(revision) FROM kept_secrets
           WHERE removed_at < %s AND secret IS NOT NULL GROUP BY workflow_id, node_id, field""",
        (now - KEPT,),
    ).fetchall()
    _forget(connection, old)
    removed = connection.execute("DELETE FROM removed_secrets WHERE removed_at < %s", (now - KEPT,)).rowcount
    return len(old) + removed


def _forget(connection: Connection, fields: Sequence[tuple[Any, ...]]) -> None:
    """Forget the secrets of each field (workflow, node, field) up to a revision.

    The row of that one stays, and says that they are forgotten: else a later one would be taken for them.
    """
    if not fields:
        return
    connection.execute(
        """WITH last AS (
               SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::integer[])
                   AS of_fields (workflow_id, node_id, field, revision)
           ), gone AS (
               DELETE FROM kept_secrets AS kept USING last
               WHERE (kept.workflow_id, kept.node_id, kept.field) = (last.workflow_id, last.node_id, last.field)
                 AND kept.revision < last.revision
           )
           UPDATE kept_secrets AS kept SET secret = NULL FROM last
           WHERE (kept.workflow_id, kept.node_id, kept.field, kept.revision)
               = (last.workflow_id, last.node_id, last.field, last.revision)""",
        [list(column) for column in zip(*fields, strict=True)],
    )


def _kept(connection: Connection, workflow_id: str, nodes: Collection[str], since: int) -> list[_Kept]:
    """What went from these nodes, `since` a revision, the newest first."""
    rows = connection.execute(
        """SELECT revision, node_id, field, CASE WHEN removed_at >= now() - %s THEN secret END
           FROM kept_secrets WHERE workflow_id = %s AND node_id = ANY(%s) AND revision >= %s
           ORDER BY revision DESC""",
        (KEPT, workflow_id, list(nodes), since),
    ).fetchall()
    return [
        _Kept(revision, secret is None, _drawing(node_id, field, FORGOTTEN if secret is None else secret))
        for revision, node_id, field, secret in rows
    ]


def _drawing(node_id: str, field: str, secret: Any) -> dict[str, Any]:
    config = secret
    for name in reversed(field.split(".")):
        config = {name: config}
    return {"nodes": [{"id": node_id, "config": config}]}


def _removed(connection: Connection, workflow_id: str, nodes: Collection[str]) -> list[Mapping[str, Any]]:
    """Drawings of one deleted step each, as the version before this table has kept them and still may."""
    rows = connection.execute(
        """SELECT node FROM removed_secrets
           WHERE workflow_id = %s AND node_id = ANY(%s) AND removed_at >= now() - %s""",
        (workflow_id, list(nodes), KEPT),
    ).fetchall()
    return [{"nodes": [node]} for (node,) in rows]
