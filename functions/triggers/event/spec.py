"""What the `event` trigger says about itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from statewright.core.specs import Function, Grant, Reach, TriggerSpec


class Config(BaseModel):
    """Which events start the workflow. Each event starts one execution."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str = Field(
        title="Topic",
        description="The Kafka topic to listen to.",
        examples=["orders"],
        pattern=r"^[a-zA-Z0-9._-]{1,249}$",
        json_schema_extra={"widget": "topic", "pattern_help": "a topic's name: letters, digits, ., _ and -"},
    )
    starting_position: Literal["LATEST", "TRIM_HORIZON"] = Field(
        "LATEST",
        title="Start with",
        description="What to do with events that are in the topic before the workflow is published.",
        json_schema_extra={
            "labels": {"LATEST": "Events from now on", "TRIM_HORIZON": "All events the topic still holds"}
        },
    )
    batch_size: int = Field(
        100,
        title="Batch size",
        description="How many events are read at once at most. It does not change what happens, only how fast.",
        ge=1,
        le=1000,
        json_schema_extra={"advanced": True},
    )
    value_schema: dict[str, JsonValue] | None = Field(
        None,
        title="What an event looks like",
        description="What becomes of an event that does not fit is chosen below. Steps are offered these fields.",
        json_schema_extra={"widget": "schema", "describes": "value", "unless": "value_error", "literal": True},
    )
    on_invalid: Literal["pass_as_text", "skip_and_log"] = Field(
        "pass_as_text",
        title="Events that are not as expected",
        description=(
            "Those that are not JSON, or do not fit what an event looks like. A start finds why in "
            "$trigger.value_error, and what is not JSON as $trigger.text."
        ),
        json_schema_extra={
            "labels": {"pass_as_text": "Start all the same", "skip_and_log": "Skip, and note it in the log"},
            "advanced": True,
        },
    )


class Output(BaseModel):
    """The event: the shape of `$trigger`."""

    topic: str = Field(title="Topic")
    partition: int = Field(title="Partition")
    offset: int = Field(title="Offset", description="Position in the partition.")
    timestamp: int = Field(title="Time", description="When it was published, in milliseconds since 1970 UTC.")
    key: str | None = Field(title="Key")
    headers: dict[str, str] = Field(title="Headers", description="The last of repeated names counts.")
    value: JsonValue = Field(title="Event", description="The parsed JSON; null when it is not JSON.")
    text: str | None = Field(None, title="Text", description="The event as text, only when it is not JSON.")
    value_error: str | None = Field(
        None,
        title="Why not as expected",
        description="Of an event that is not JSON or does not fit: what is wrong and where.",
    )


SPEC = TriggerSpec(
    name="event",
    title="When an event arrives",
    description="Start for each event on a Kafka topic.",
    icon="bolt",
    Config=Config,
    Output=Output,
    function=Function(
        memory_mb=512,
        timeout_seconds=60,
        reach=(Reach.REDIS, Reach.KAFKA),
        grants=(Grant.START_EXECUTIONS, Grant.INVOKE_SYSTEM),
    ),
)
