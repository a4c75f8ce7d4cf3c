"""The registry: triggers and actions from the database, logic nodes from the language."""

from __future__ import annotations

from typing import Final

from statewright.core import failed_run
from statewright.data import definitions, topics
from statewright.data.connect import Database
from statewright.language.compiler.kinds import LOGIC, LogicKind
from statewright.language.compiler.retries import RETRYING, retry_names

from .models import Definition, DefinitionList, Topic, TopicList

TRIGGER_CATEGORY: Final = "Triggers"


def list_definitions(database: Database) -> DefinitionList:
    """Everything that can be drawn: triggers, logic nodes, actions; and what else a trigger may give."""
    stored = [_stored(row) for row in definitions.list_all(database.connection())]
    triggers = [item for item in stored if item.kind == "trigger"]
    actions = [item for item in stored if item.kind == "action"]
    items = [*triggers, *(_logic(kind) for kind in LOGIC.values()), *actions]
    return DefinitionList(items=items, failed_run=failed_run.SAMPLE)


def list_topics(database: Database) -> TopicList:
    """The Kafka topics that workflows name, those of most workflows first."""
    return TopicList(items=[Topic.model_validate(topic) for topic in topics.in_use(database.connection())])


def _stored(row: definitions.Definition) -> Definition:
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
        errors=_errors(row),
        enabled=row.enabled,
    )


def _logic(kind: LogicKind) -> Definition:
    return Definition(
        id=kind.name,
        kind="logic",
        name=kind.name,
        version=1,
        title=kind.title,
        description=kind.description,
        icon=kind.icon,
        category=kind.category,
        config_schema=dict(kind.config_schema),
        output_schema=dict(kind.output_schema) if kind.output_schema is not None else None,
        native=True,
        errors=list(retry_names(kind.name)) if kind.name in RETRYING else [],
        enabled=True,
    )


def _errors(row: definitions.Definition) -> list[str]:
    """Only what a function does is retried."""
    if row.kind != "action" or row.spec.get("native"):
        return []
    return list(retry_names(row.kind, row.spec.get("errors", ())))
