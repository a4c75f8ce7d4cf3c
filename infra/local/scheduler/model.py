"""What a schedule is: the wire's request, checked, and the frozen value the scheduler works with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal
from statewright.language.schedules.timing import InvalidExpression, Timing, parse

from infra.local.config import ACCOUNT, REGION
from infra.local.invoking import FunctionTarget
from infra.local.rest_json import AwsError

DEFAULT_GROUP = "default"
STATE_MACHINE_ARN = re.compile(r"arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^:\s]{1,80}(?::[A-Za-z0-9_-]+)?")
EARLIEST_START = timedelta(minutes=5)

Name = Annotated[str, Field(pattern=r"^[0-9a-zA-Z\-_.]{1,64}$")]


def invalid(message: str) -> AwsError:
    return AwsError(HTTPStatus.BAD_REQUEST, "ValidationException", message)


class Wire(BaseModel):
    """Named in PascalCase on the wire. What the local scheduler does not do is refused, not ignored."""

    model_config = ConfigDict(alias_generator=to_pascal, extra="forbid", frozen=True)


class RetryPolicy(Wire):
    maximum_event_age_in_seconds: int = Field(default=86400, ge=60, le=86400)
    maximum_retry_attempts: int = Field(default=185, ge=0, le=185)


class DeadLetterConfig(Wire):
    arn: str | None = None


class Target(Wire):
    """A Lambda function or a state machine; `Input` may hold the `<aws.scheduler...>` placeholders."""

    arn: str = Field(min_length=1, max_length=1600)
    role_arn: str = Field(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$", max_length=1600)
    input: str | None = Field(default=None, min_length=1, max_length=262_144)
    retry_policy: RetryPolicy = Field(default_factory=RetryPolicy)
    dead_letter_config: DeadLetterConfig | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if ":lambda:" in self.arn and FunctionTarget.parse(self.arn) is not None:
            return self
        if STATE_MACHINE_ARN.fullmatch(self.arn):
            return self
        raise ValueError("Arn must be that of a Lambda function or of a state machine: no other target runs locally")


class FlexibleTimeWindow(Wire):
    mode: Literal["OFF"] = Field(description="FLEXIBLE only delays: the local scheduler is always on time")


class Definition(Wire):
    """Body of CreateSchedule and UpdateSchedule, which replaces the whole definition."""

    schedule_expression: str = Field(min_length=1, max_length=256)
    schedule_expression_timezone: str = Field(default="UTC", min_length=1, max_length=50)
    target: Target
    flexible_time_window: FlexibleTimeWindow
    group_name: Name = DEFAULT_GROUP
    state: Literal["ENABLED", "DISABLED"] = "ENABLED"
    action_after_completion: Literal["NONE", "DELETE"] = "NONE"
    start_date: float | None = Field(default=None, ge=0, le=253_402_300_799)
    end_date: float | None = Field(default=None, ge=0, le=253_402_300_799)
    description: str = Field(default="", max_length=512)
    kms_key_arn: str | None = Field(default=None, max_length=2048)
    client_token: str | None = Field(default=None, pattern=r"^[a-zA-Z0-9\-_]{1,64}$")

    def check(self, now: datetime) -> None:
        """Raise `ValidationException` for what only a clock or a calendar can tell."""
        try:
            parse(self.schedule_expression, self.schedule_expression_timezone, now)
        except InvalidExpression as error:
            raise invalid(f"Invalid Schedule Expression {self.schedule_expression}: {error}") from error
        start, end = self.starts_at, self.ends_at
        if start is not None and start < now - EARLIEST_START:
            raise invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
        if end is not None and end <= (start or now):
            raise invalid("The EndDate you specify must be later than the StartDate and than now.")

    @property
    def starts_at(self) -> datetime | None:
        return None if self.start_date is None else datetime.fromtimestamp(int(self.start_date), UTC)

    @property
    def ends_at(self) -> datetime | None:
        return None if self.end_date is None else datetime.fromtimestamp(int(self.end_date), UTC)

    def same_times(self, other: Definition) -> bool:
        """Whether both are due at the same times, so that an update need not start over."""
        return (self.schedule_expression, self.schedule_expression_timezone, self.start_date) == (
            other.schedule_expression,
            other.schedule_expression_timezone,
            other.start_date,
        )

    def timing(self, anchor: datetime) -> Timing:
        """When it is due; `anchor` is the first occurrence of a rate without a start date."""
        return parse(self.schedule_expression, self.schedule_expression_timezone, self.starts_at or anchor)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A stored schedule. `next_at` is the next due time, None while disabled or when `completed`."""

    name: str
    definition: Definition
    anchor: datetime
    next_at: datetime | None
    completed: bool
    created_at: datetime
    modified_at: datetime

    @property
    def arn(self) -> str:
        return schedule_arn(self.definition.group_name, self.name)

    def wire(self) -> dict[str, Any]:
        """Body of GetSchedule."""
        body = self.definition.model_dump(exclude_none=True, exclude={"client_token"}, by_alias=True)
        times = {"CreationDate": self.created_at.timestamp(), "LastModificationDate": self.modified_at.timestamp()}
        return {"Arn": self.arn, "Name": self.name, **body, **times}

    def summary(self) -> dict[str, Any]:
        """Item of ListSchedules."""
        return {
            "Arn": self.arn,
            "Name": self.name,
            "GroupName": self.definition.group_name,
            "State": self.definition.state,
            "CreationDate": self.created_at.timestamp(),
            "LastModificationDate": self.modified_at.timestamp(),
            "Target": {"Arn": self.definition.target.arn},
        }


def schedule_arn(group: str, name: str) -> str:
    return f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/{name}"


def group_arn(group: str) -> str:
    return f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{group}"


def first_due(definition: Definition, anchor: datetime, now: datetime) -> datetime | None:
    """The first due time of a definition that starts to apply at `now`.

    A one-time schedule whose time has passed is due at that time, that is at once: whoever asks for a moment that is
    just over wants it late rather than never. It ignores start and end dates, as on AWS.
    """
    timing = definition.timing(anchor)
    if not timing.recurring:
        return timing.next_after(datetime.min.replace(tzinfo=UTC))
    # An occurrence at this very second counts: a rate without a start date begins at once.
    start = max(now.replace(microsecond=0), definition.starts_at or now) - timedelta(seconds=1)
    return _until(definition, timing.next_after(start))


@dataclass(frozen=True, slots=True)
class Turn:
    """What a due schedule does now: fire for `scheduled_at` (None: too old), then wait for `next_at` (None: done)."""

    scheduled_at: datetime | None
    next_at: datetime | None


def turn(definition: Definition, anchor: datetime, due: datetime, now: datetime) -> Turn:
    """Decide for a schedule that was due at `due` (<= `now`).

    Occurrences missed while the stack was down: a one-time schedule always fires; of a recurring one the latest fires,
    if it is younger than the retry policy's maximum event age, for longer AWS would not have retried it either.
    """
    timing = definition.timing(anchor)
    if not timing.recurring:
        return Turn(due, None)
    oldest = now - timedelta(seconds=definition.target.retry_policy.maximum_event_age_in_seconds)
    latest = due if due >= oldest else None
    following = timing.next_after(due if latest else oldest)
    while (following := _until(definition, following)) is not None and following <= now:
        latest = following
        following = timing.next_after(following)
    return Turn(latest, following)


def _until(definition: Definition, due: datetime | None) -> datetime | None:
    ends_at = definition.ends_at
    return None if due is None or (ends_at is not None and due > ends_at) else due
