"""What the registry service gives."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from statewright.core.failed_run import FailedRun


class Definition(BaseModel):
    """A kind of node that can be drawn."""

    id: str = Field(description="`<name>@<version>`; the plain name for logic nodes.")
    kind: Literal["trigger", "action", "logic"]
    name: str
    version: int
    title: str
    description: str
    icon: str = Field(description="A Tabler icon name without the `Icon` prefix.")
    category: str
    config_schema: dict[str, Any] = Field(description="JSON Schema of the node's `config`: the property form.")
    output_schema: dict[str, Any] | None
    native: bool = Field(description="Runs inside the state machine, without a function.")
    errors: list[str] = Field(
        description="Names that `settings.retry.on` of such a node may list, those it declares itself first; "
        "empty where a retry has no effect."
    )
    enabled: bool


class DefinitionList(BaseModel):
    items: list[Definition]
    failed_run: FailedRun = Field(description="A sample of what the first trigger of an error workflow gives.")
    next_cursor: str | None = None


class Topic(BaseModel):
    """A Kafka topic that somebody may mean."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    workflows: int = Field(description="How many workflows read or write it, as drafts or live.")


class TopicList(BaseModel):
    items: list[Topic]
    next_cursor: str | None = None
