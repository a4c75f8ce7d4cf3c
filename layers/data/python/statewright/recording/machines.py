"""Published versions, parsed and ready to replay; the ones used lately stay in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from statewright.data import secret_fields, versions
from statewright.data.connect import Connection
from statewright.data.versions import Pinned, Version
from statewright.language.engine import Machine
from statewright.language.timeline import large_loops

CAPACITY: Final = 128
"""Machines kept; a definition is at most 1 MB, a usual one 10 kB."""


@dataclass(frozen=True, slots=True)
class PublishedMachine:
    """What a replay of one version needs."""

    workflow_id: str
    version: int
    machine: Machine
    trace: dict[str, Any]
    graph: dict[str, Any]
    secrets: dict[str, secret_fields.SecretPaths]
    """Node key -> where its configuration holds secrets."""
    tasks: frozenset[str]
    """Keys of the nodes that are done by a function, and so leave records in the live context."""
    children: frozenset[str]
    """Keys of the nodes that run another workflow: they leave none, only the history knows what they did."""
    large_loops: frozenset[str]
    """Keys of the loops whose items are executions of their own: of those the run's history tells nothing."""
    stops: frozenset[str]
    """Keys of the nodes that end the run."""


class Machines:
    """A cache by what runs are pinned to. A published version never changes, so nothing is ever stale."""

    def __init__(self) -> None:
        self._known: OrderedDict[Pinned, PublishedMachine] = OrderedDict()

    def get(self, connection: Connection, pinned: Pinned) -> PublishedMachine | None:
        """None for a version that is not in the database."""
        found = self._known.get(pinned)
        if found is None:
            version = versions.find(connection, pinned)
            if version is None:
                return None
            found = self._known[pinned] = _parse(version)
            if len(self._known) > CAPACITY:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(pinned)
        return found


def _parse(version: Version) -> PublishedMachine:
    known = secret_fields.by_definition()
    secrets = {
        node["key"]: known[node["definition"]]
        for node in secret_fields.all_nodes(version.graph)
        if node.get("definition") in known
    }
    machine = Machine.parse(version.definition, "EXPRESS" if version.durability == "express" else "STANDARD")
    return PublishedMachine(
        workflow_id=version.workflow_id,
        version=version.version,
        machine=machine,
        trace=version.trace,
        graph=version.graph,
        secrets=secrets,
        tasks=_nodes_of(version.trace, "task"),
        children=_nodes_of(version.trace, "workflow"),
        large_loops=large_loops(machine, version.trace),
        stops=_nodes_of(version.trace, "stop"),
    )


def _nodes_of(trace: Mapping[str, Any], kind: str) -> frozenset[str]:
    states = trace["states"].values()
    return frozenset(state["node"] for state in states if state.get("output", {}).get("kind") == kind)
