"""Where the secrets come from that a drawing shows as masks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.types.json import Json
from statewright.data import versions
from statewright.data.connect import Connection
from statewright.data.secret_fields import has_unknown_masks, losing_secrets, restore_graph
from statewright.data.workflows import Workflow

KEPT: Final = timedelta(days=7)
"""How long a secret is kept that was deleted with its step or cleared: longer than a page with its undo stays open."""


def restore(connection: Connection, workflow: Workflow, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing with its masks replaced: by the draft's secrets, and where that has none by kept ones.

    Kept are those that went from the draft not long ago, with their step or out of their field, and then those of the
    live version. So a step that was deleted and came back, or whose field was cleared and that was taken back, has the
    secret it had, at the address it had. A mask that none knows is null.
    """
    if not has_unknown_masks(drawn, workflow.graph):
        return restore_graph(drawn, workflow.graph)
    sources: list[Mapping[str, Any]] = [workflow.graph, *_removed(connection, workflow.id)]
    if workflow.live_version is not None:
        live = versions.get(connection, workflow.id, workflow.live_version)
        if live is not None:
            sources.append(live.graph)
    return restore_graph(drawn, *sources)


def keep_removed(connection: Connection, before: Workflow, graph: Mapping[str, Any]) -> None:
    """Keep the secrets that the draft had `before` and that its new drawing, `graph`, has not."""
    losing = losing_secrets(before.graph, graph)
    if losing:
        connection.execute(
            """INSERT INTO removed_secrets (workflow_id, node_id, node)
               SELECT %s, * FROM unnest(%s::text[], %s::json[])
               ON CONFLICT (workflow_id, node_id, removed_at) DO UPDATE SET node = excluded.node""",
            (before.id, list(losing), [Json(node) for node in losing.values()]),
        )


def forget_removed(connection: Connection, now: datetime) -> int:
    """Delete the secrets that were deleted or cleared longer ago than `KEPT`; of how many steps, each time counted."""
    return connection.execute("DELETE FROM removed_secrets WHERE removed_at < %s", (now - KEPT,)).rowcount


def _removed(connection: Connection, workflow_id: str) -> list[dict[str, Any]]:
    """Drawings of one step each, the one that lost a secret last first."""
    rows = connection.execute(
        """SELECT node FROM removed_secrets WHERE workflow_id = %s AND removed_at >= now() - %s
           ORDER BY removed_at DESC""",
        (workflow_id, KEPT),
    ).fetchall()
    return [{"nodes": [node]} for (node,) in rows]
