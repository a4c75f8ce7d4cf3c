"""Schedule triggers: one EventBridge schedule each, named after the instance, and only while it is on.

A schedule that is off is deleted and not disabled: UpdateSchedule wants its dates to lie ahead, so one whose start or
end has passed could not be switched off. A tick that is delivered again after that has the same execution name.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from statewright.activation.routes import route_json
from statewright.core import names
from statewright.core.runtime import aws
from statewright.data.triggers import TriggerInstance

if TYPE_CHECKING:
    from mypy_boto3_scheduler.type_defs import CreateScheduleInputTypeDef

RETRY_HOURS: Final = 1
"""How long Scheduler goes on trying to hand a tick to Lambda. Once Lambda has it, Lambda's own retries count."""


class NothingAhead(Exception):
    """The schedule's end has passed: it would never start anything."""


def start(instance: TriggerInstance, route: dict[str, Any]) -> dict[str, Any]:
    """Raises `NothingAhead`; what was made for an earlier configuration is taken away then."""
    try:
        wanted = _schedule(instance, route)
    except NothingAhead:
        remove(instance)
        raise
    client = aws.scheduler()
    try:
        client.update_schedule(**wanted)
    except client.exceptions.ResourceNotFoundException:
        client.create_schedule(**wanted)
    return {"schedule": wanted["Name"]}


def pause(instance: TriggerInstance) -> dict[str, Any]:
    remove(instance)
    return {}


def remove(instance: TriggerInstance) -> None:
    client = aws.scheduler()
    try:
        client.delete_schedule(Name=_name(instance), GroupName=_group())
    except client.exceptions.ResourceNotFoundException:
        return


def _name(instance: TriggerInstance) -> str:
    return f"{names.PREFIX}-{instance.id}"


def _group() -> str:
    return os.environ.get("STATEWRIGHT_SCHEDULE_GROUP", "default")


def _schedule(instance: TriggerInstance, route: dict[str, Any]) -> CreateScheduleInputTypeDef:
    """The whole schedule: UpdateSchedule replaces everything that it is not told."""
    config = instance.config
    schedule: CreateScheduleInputTypeDef = {
        "Name": _name(instance),
        "GroupName": _group(),
        "ScheduleExpression": config["expression"],
        "ScheduleExpressionTimezone": config.get("timezone") or "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": "ENABLED",
        "Target": {
            "Arn": os.environ["STATEWRIGHT_FUNCTION_ARN_PREFIX"] + names.function_name("trigger", "schedule"),
            "RoleArn": os.environ["STATEWRIGHT_SCHEDULE_ROLE_ARN"],
            "Input": route_json({**route, "scheduled_time": "<aws.scheduler.scheduled-time>"}).decode(),
            "RetryPolicy": {"MaximumEventAgeInSeconds": RETRY_HOURS * 3600, "MaximumRetryAttempts": 10},
        },
    }
    now = datetime.now(UTC)
    start, end = _moment(config.get("start")), _moment(config.get("end"))
    # CreateSchedule refuses a start that is over, which says no more than to begin at once.
    if start is not None and start > now:
        schedule["StartDate"] = start
    if end is not None:
        if end <= now:
            raise NothingAhead(f"the schedule ended at {end.isoformat()}: choose a later end")
        schedule["EndDate"] = end
    return schedule


def _moment(text: str | None) -> datetime | None:
    """A time of the configuration; one without an offset is UTC."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
