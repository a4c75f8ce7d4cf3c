"""Kafka topics that workflows name: what people who type one are likely to mean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from psycopg.rows import class_row
from statewright.core import catalog
from statewright.data.connect import Connection

MOST_WORKFLOWS: Final = 500
"""Drawings that are looked into, those changed last first: a suggestion is to cost little."""
MOST_TOPICS: Final = 200
_A_TOPIC: Final = "^[a-zA-Z0-9._-]{1,249}$"
"""What Kafka takes as a name: an expression is none."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, and how many workflows that are not archived read or write it, as drafts or live."""

    name: str
    workflows: int


@lru_cache(maxsize=1)
def _places() -> tuple[tuple[str, str], ...]:
    """Where drawings name topics: `name@version` of a definition and the field that has the `topic` widget."""
    known = catalog.load()
    schemas = {item.id: item.config_schema for item in known.triggers} | {
        item.id: item.config_schema for item in known.actions
    }
    return tuple(
        (definition, name)
        for definition, schema in schemas.items()
        for name, field in schema.get("properties", {}).items()
        if field.get("widget") == "topic"
    )


def in_use(connection: Connection) -> list[Topic]:
    """The topics that most workflows name first, then by name."""
    places = _places()
    with connection.cursor(row_factory=class_row(Topic)) as cursor:
        cursor.execute(
            """WITH recent AS (
                   SELECT id, live_version, graph FROM workflows WHERE status <> 'archived'
                   ORDER BY updated_at DESC, id DESC LIMIT %(workflows)s
               ), drawings AS (
                   SELECT id, graph FROM recent
                   UNION ALL
                   SELECT recent.id, v.graph FROM recent
                   JOIN workflow_versions v ON v.workflow_id = recent.id AND v.version = recent.live_version
               ), named AS (
                   SELECT d.id, found #>> '{}' AS name FROM drawings d
                   CROSS JOIN unnest(%(paths)s::text[]) place
                   CROSS JOIN LATERAL jsonb_path_query(d.graph::jsonb, place::jsonpath) found
                   -- Most drawings name none: they need not be taken apart.
                   WHERE d.graph::text ~ %(mentions)s
               )
               SELECT name, count(DISTINCT id)::int AS workflows FROM named WHERE name ~ %(topic)s
               GROUP BY name ORDER BY workflows DESC, name LIMIT %(topics)s""",
            {
                "workflows": MOST_WORKFLOWS,
                "topics": MOST_TOPICS,
                "topic": _A_TOPIC,
                "paths": [
                    f"$.**.nodes[*] ? (@.definition == {json.dumps(definition)}).config.{json.dumps(field)}"
                    for definition, field in places
                ],
                "mentions": "|".join(re.escape(definition) for definition, _ in places),
            },
        )
        return cursor.fetchall()
