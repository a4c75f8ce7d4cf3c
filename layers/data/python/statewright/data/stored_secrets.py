"""Where the secrets come from that a drawing shows as masks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statewright.data import versions
from statewright.data.connect import Connection
from statewright.data.secret_fields import has_unknown_masks, restore_graph
from statewright.data.workflows import Workflow


def restore(connection: Connection, workflow: Workflow, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing with its masks replaced: by the draft's secrets, and where that has none by the live version's.

    So a node that was deleted and came back keeps the secret it was published with. A mask that neither knows is null.
    """
    if workflow.live_version is not None and has_unknown_masks(drawn, workflow.graph):
        live = versions.get(connection, workflow.id, workflow.live_version)
        if live is not None:
            return restore_graph(drawn, workflow.graph, live.graph)
    return restore_graph(drawn, workflow.graph)
