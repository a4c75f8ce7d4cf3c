"""The registry: triggers and actions from the database, logic nodes from the language."""

from __future__ import annotations

from statewright.data import definitions
from statewright.data.connect import Database

from .logic_nodes import LOGIC_NODES
from .models import Definition, DefinitionList

TRIGGER_CATEGORY = "Triggers"


def list_definitions(database: Database) -> DefinitionList:
    """Everything that can be drawn: triggers, logic nodes, actions."""
    stored = [_view(row) for row in definitions.list_all(database.connection())]
    triggers = [item for item in stored if item.kind == "trigger"]
    actions = [item for item in stored if item.kind == "action"]
    return DefinitionList(items=[*triggers, *LOGIC_NODES, *actions])


def _view(row: definitions.Definition) -> Definition:
    spec = row.spec
    return Definition(
        id=row.id,
        kind=row.kind,
        name=spec["name"],
        version=spec["version"],
        title=spec["title"],
        description=spec["description"],
        icon=spec["icon"],
        category=spec.get("category") or TRIGGER_CATEGORY,
        config_schema=spec["config_schema"],
        output_schema=spec.get("output_schema"),
        native=bool(spec.get("native")),
        enabled=row.enabled,
    )
