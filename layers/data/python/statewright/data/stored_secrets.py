"""Where the secrets come from that a drawing shows as masks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.types.json import Json
from statewright.data import versions
from statewright.data.connect import Connection
from statewright.data.secret_fields import all_nodes, has_unknown_masks, restore_graph, with_secrets
from statewright.data.workflows import Workflow

KEPT: Final = timedelta(days=7)
"""How long a deleted step's secret is kept: longer than a page with its undo stays open."""


def restore(connection: Connection, workflow: Workflow, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing with its masks replaced: by the draft's secrets, and where that has no such node by kept ones.

    Kept are those of steps deleted from the draft not long ago, and then those of the live version. So a step that was
    deleted and came back has the secret it had, at the address it had. A mask that none knows is null.
    """
    if not has_unknown_masks(drawn, workflow.graph):
        return restore_graph(drawn, workflow.graph)
    sources: list[Mapping[str, Any]] = [workflow.graph, _removed(connection, workflow.id)]
    if workflow.live_version is not None:
        live = versions.get(connection, workflow.id, workflow.live_version)
        if live is not None:
            sources.append(live.graph)
    return restore_graph(drawn, *sources)


def keep_removed(connection: Connection, before: Workflow, graph: Mapping[str, Any]) -> None:
    """Keep the secrets of the steps that the draft had `before` and that its new drawing, `graph`, has not."""
    there = {node.get("id") for node in all_nodes(graph)}
    removed = {node_id: node for node_id, node in with_secrets(before.graph).items() if node_id not in there}
    if removed:
        connection.execute(
            """INSERT INTO removed_secrets AS known (workflow_id, node_id, node)
               SELECT %s, * FROM unnest(%s::text[], %s::json[])
               ON CONFLICT (workflow_id, node_id) DO UPDATE SET node = excluded.node, removed_at = now()""",
            (before.id, list(removed), [Json(node) for node in removed.values()]),
        )


def forget_removed(connection: Connection, now: datetime) -> int:
    """Delete the secrets of steps that were deleted longer ago than `KEPT`; of how many steps."""
    return connection.execute("DELETE FROM removed_secrets WHERE removed_at < %s", (now - KEPT,)).rowcount


def _removed(connection: Connection, workflow_id: str) -> dict[str, Any]:
    rows = connection.execute(
        "SELECT node FROM removed_secrets WHERE workflow_id = %s AND removed_at >= now() - %s",
        (workflow_id, KEPT),
    ).fetchall()
    return {"nodes": [node for (node,) in rows]}
