"""Where the secrets come from that a drawing shows as masks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.types.json import Json
from statewright.data import versions
from statewright.data.connect import Connection
from statewright.data.secret_fields import has_masks, losing_secrets, restore_graph
from statewright.data.workflows import Workflow

KEPT: Final = timedelta(days=7)
"""How long a secret is kept that the draft does not have any more: longer than a page with its undo stays open."""


def restore(
    connection: Connection, workflow: Workflow, drawn: Mapping[str, Any], as_of: int | None = None
) -> dict[str, Any]:
    """The drawing with its masks replaced: by the draft's secrets, and where that has none by kept ones.

    Kept are those that went from the draft not long ago, with their step or out of their field, and then those of the
    live version. So a step that was deleted and came back, or whose field was cleared and that was taken back, has the
    secret it had, at the address it had. A mask that none knows is null.

    With `as_of`, a revision of the draft, a mask stands for the secret of that revision, whatever was typed since.
    """
    undone = as_of is not None and as_of < workflow.revision and has_masks(drawn)
    if not undone and not has_masks(drawn, unless=workflow.graph):
        return restore_graph(drawn, workflow.graph)
    removed = _removed(connection, workflow.id)
    # The one that went first after that revision is the one that was there.
    meant = [graph for revision, graph in reversed(removed) if as_of is not None and revision >= as_of]
    others: list[Mapping[str, Any]] = [graph for _, graph in removed]
    if workflow.live_version is not None:
        live = versions.get(connection, workflow.id, workflow.live_version)
        if live is not None:
            others.append(live.graph)
    return restore_graph(drawn, workflow.graph, *others, meant=meant)


def keep_removed(connection: Connection, before: Workflow, graph: Mapping[str, Any]) -> None:
    """Keep the secrets that the draft had `before` and that its new drawing, `graph`, has not."""
    losing = losing_secrets(before.graph, graph)
    if losing:
        connection.execute(
            """INSERT INTO removed_secrets (workflow_id, revision, node_id, node)
               SELECT %s, %s, * FROM unnest(%s::text[], %s::json[])""",
            (before.id, before.revision, list(losing), [Json(node) for node in losing.values()]),
        )


def forget_removed(connection: Connection, now: datetime) -> int:
    """Delete the secrets that went longer ago than `KEPT`; of how many steps, each time counted."""
    return connection.execute("DELETE FROM removed_secrets WHERE removed_at < %s", (now - KEPT,)).rowcount


def _removed(connection: Connection, workflow_id: str) -> list[tuple[int, dict[str, Any]]]:
    """Drawings of one step each, as it last was with a secret, and in which revision; the newest first."""
    rows = connection.execute(
        """SELECT revision, node FROM removed_secrets WHERE workflow_id = %s AND removed_at >= now() - %s
           ORDER BY revision DESC""",
        (workflow_id, KEPT),
    ).fetchall()
    return [(revision, {"nodes": [node]}) for revision, node in rows]
