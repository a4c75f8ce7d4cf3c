"""Schedule triggers: one EventBridge schedule each, named after the instance."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from statewright.activation.aws import scheduler
from statewright.activation.routes import route_json
from statewright.core import names
from statewright.data.triggers import TriggerInstance

if TYPE_CHECKING:
    from mypy_boto3_scheduler.type_defs import CreateScheduleInputTypeDef

RETRY_HOURS: Final = 1
"""How long Scheduler goes on trying to deliver a tick."""


def start(instance: TriggerInstance, route: dict[str, Any]) -> dict[str, Any]:
    wanted = _schedule(instance, route, "ENABLED")
    client = scheduler()
    try:
        client.update_schedule(**wanted)
    except client.exceptions.ResourceNotFoundException:
        client.create_schedule(**wanted)
    return {"schedule": wanted["Name"], "route": route}


def pause(instance: TriggerInstance) -> dict[str, Any]:
    route = instance.resource.get("route")
    if route is None:
        return {}
    client = scheduler()
    try:
        client.update_schedule(**_schedule(instance, route, "DISABLED"))
    except client.exceptions.ResourceNotFoundException:
        return {}
    return dict(instance.resource)


def remove(instance: TriggerInstance) -> None:
    client = scheduler()
    try:
        client.delete_schedule(Name=_name(instance), GroupName=_group())
    except client.exceptions.ResourceNotFoundException:
        return


def _name(instance: TriggerInstance) -> str:
    return f"{names.PREFIX}-{instance.id}"


def _group() -> str:
    return os.environ.get("STATEWRIGHT_SCHEDULE_GROUP", "default")


def _schedule(
    instance: TriggerInstance, route: dict[str, Any], state: Literal["ENABLED", "DISABLED"]
) -> CreateScheduleInputTypeDef:
    """The whole schedule: UpdateSchedule replaces everything that it is not told."""
    config = instance.config
    schedule: CreateScheduleInputTypeDef = {
        "Name": _name(instance),
        "GroupName": _group(),
        "ScheduleExpression": config["expression"],
        "ScheduleExpressionTimezone": config.get("timezone") or "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": state,
        "Target": {
            "Arn": os.environ["STATEWRIGHT_FUNCTION_ARN_PREFIX"] + names.function_name("trigger", "schedule"),
            "RoleArn": os.environ["STATEWRIGHT_SCHEDULE_ROLE_ARN"],
            "Input": route_json({**route, "scheduled_time": "<aws.scheduler.scheduled-time>"}).decode(),
            "RetryPolicy": {"MaximumEventAgeInSeconds": RETRY_HOURS * 3600, "MaximumRetryAttempts": 10},
        },
    }
    if config.get("start"):
        schedule["StartDate"] = datetime.fromisoformat(config["start"])
    if config.get("end"):
        schedule["EndDate"] = datetime.fromisoformat(config["end"])
    return schedule
