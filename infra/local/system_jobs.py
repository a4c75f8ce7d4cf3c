"""The platform's own schedules, as the CDK app makes them on AWS."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from statewright.core.catalog import Catalog

from infra.local.environment import FUNCTION_ARN_PREFIX, SCHEDULE_GROUP, SCHEDULE_ROLE_ARN
from infra.local.rest_json import AwsError
from infra.local.scheduler import Scheduler
from infra.local.scheduler.model import Definition

_GROUP: Final = "statewright-system"


async def schedule_system_jobs(scheduler: Scheduler, catalog: Catalog) -> None:
    """Make the groups, and one schedule for each system function that has one; again at each start is fine."""
    for group in (_GROUP, SCHEDULE_GROUP):
        # The same token makes a repetition no conflict.
        await scheduler.store.create_group(group, token=group, now=datetime.now(UTC))
    for job in catalog.system:
        if job.schedule_expression is None:
            continue
        definition = Definition.model_validate(
            {
                "ScheduleExpression": job.schedule_expression,
                "GroupName": _GROUP,
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {"Arn": f"{FUNCTION_ARN_PREFIX}{job.function}", "RoleArn": SCHEDULE_ROLE_ARN},
            }
        )
        try:
            await scheduler.create(job.function, definition)
        except AwsError as error:
            if error.code != "ConflictException":
                raise
            await scheduler.update(job.function, definition)
