"""Routes of the registry service."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from statewright.core.runtime.service import entry, service
from statewright.data.connect import database

from . import logic
from .models import DefinitionList, TopicList

app = service("registry")
handler = entry(app)

OPENAPI_PATH: Final = Path(__file__).with_name("openapi.json")
"""Written by `scripts/build_openapi.py`."""


@app.get(
    "/api/registry/definitions",
    tags=["registry"],
    operation_id="list_definitions",
    summary="List the kinds of nodes that can be drawn",
)
def list_definitions() -> DefinitionList:
    return logic.list_definitions(database())


@app.get(
    "/api/registry/topics",
    tags=["registry"],
    operation_id="list_topics",
    summary="List the Kafka topics that workflows name",
)
def list_topics() -> TopicList:
    return logic.list_topics(database())


@app.get("/api/openapi.json", include_in_schema=False)
def get_openapi() -> Response[Any]:
    return Response(status_code=200, content_type="application/json", body=OPENAPI_PATH.read_text("utf-8"))
