"""What the `schedule` trigger says about itself."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from statewright.core.specs import Function, Grant, Reach, TriggerSpec


class Config(BaseModel):
    """When the workflow starts. The words are EventBridge Scheduler's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expression: str = Field(
        title="When",
        description="When to start. Precise to the minute.",
        examples=["rate(1 hour)", "cron(0 9 ? * MON-FRI *)", "at(2030-01-31T09:00:00)"],
        pattern=(
            r"^(rate\([1-9][0-9]{0,8} (minute|minutes|hour|hours|day|days)\)"
            r"|cron\(\S+ \S+ \S+ \S+ \S+ \S+\)"
            r"|at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\))$"
        ),
        max_length=256,
        json_schema_extra={"widget": "cron", "pattern_help": "rate(…), cron(…) or at(…), such as rate(1 hour)"},
    )
    timezone: str = Field(
        "UTC",
        title="Time zone",
        description="The place whose clock counts.",
        examples=["Europe/Berlin"],
        pattern=r"^[A-Za-z0-9_+/-]+$",
        max_length=64,
        json_schema_extra={"widget": "timezone", "pattern_help": "the name of a time zone, such as Europe/Berlin"},
    )
    start: datetime | None = Field(
        None, title="Not before", description="No start before this time.", json_schema_extra={"advanced": True}
    )
    end: datetime | None = Field(
        None, title="Not after", description="No start after this time.", json_schema_extra={"advanced": True}
    )


class Output(BaseModel):
    """The tick: the shape of `$trigger`."""

    scheduled_time: str = Field(
        title="Scheduled time", description="When the start was due, in UTC.", examples=["2030-01-31T09:00:00Z"]
    )


SPEC = TriggerSpec(
    name="schedule",
    title="On a schedule",
    description="Start at a fixed time, once or again and again.",
    icon="clock",
    Config=Config,
    Output=Output,
    # Redis: the start of an Express execution is claimed there, and the run before this tick's is known.
    function=Function(
        memory_mb=256,
        timeout_seconds=15,
        reach=(Reach.REDIS,),
        grants=(Grant.START_EXECUTIONS, Grant.DESCRIBE_EXECUTIONS),
    ),
)
