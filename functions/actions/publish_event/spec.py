"""What `publish_event` says about itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from statewright.core.specs import ActionSpec, Function, Reach


class Config(BaseModel):
    """The record to publish."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str = Field(
        title="Topic",
        description="The Kafka topic that receives the event. It must exist.",
        examples=["orders"],
        pattern=r"^[a-zA-Z0-9._-]{1,249}$",
        json_schema_extra={"widget": "topic", "pattern_help": "a topic's name: letters, digits, ., _ and -"},
    )
    value: JsonValue = Field(
        title="Event",
        description="What the event says, sent as JSON.",
        examples=[{"order_id": "{% $trigger.body.order_id %}", "status": "confirmed"}],
        json_schema_extra={"widget": "json"},
    )
    key: str | None = Field(
        None,
        title="Key",
        description="Events with the same key stay in order, for example a customer's id.",
        examples=["{% $trigger.body.customer_id %}"],
        max_length=1024,
        json_schema_extra={"widget": "template"},
    )
    headers: dict[Annotated[str, Field(min_length=1, max_length=256)], Annotated[str, Field(max_length=8192)]] = Field(
        default_factory=dict,
        title="Headers",
        description="Labels beside the event that readers can filter by.",
        examples=[{"source": "campaign-spring"}],
        max_length=50,
        json_schema_extra={"widget": "key_value", "advanced": True},
    )


class Output(BaseModel):
    """Where the broker stored the event."""

    topic: str = Field(title="Topic")
    partition: int = Field(title="Partition")
    offset: int = Field(title="Offset", description="Position in the partition.")


SPEC = ActionSpec(
    name="publish_event",
    title="Publish an event",
    description="Put an event on a Kafka topic, for other systems or other workflows to react to.",
    icon="broadcast",
    category="Connect",
    Config=Config,
    Output=Output,
    errors=("ProviderUnavailable", "ProviderTimeout", "InvalidInput", "ProviderRejected", "AuthenticationFailed"),
    function=Function(memory_mb=256, timeout_seconds=30, reach=(Reach.KAFKA,)),
)
