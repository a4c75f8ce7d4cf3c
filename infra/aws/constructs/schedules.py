"""Scheduler: the group and role of the trigger schedules, and the platform's own jobs."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct
from statewright.core.catalog import SystemJob
from statewright.core.names import function_name

from infra.aws.constructs.names import SCHEDULE_GROUP, Arns
from infra.aws.constructs.rights import TRACING, Right, give


class ScheduleRole(Construct):
    """What a schedule may do: invoke the schedule trigger and the scheduled system functions."""

    def __init__(self, scope: Construct, id: str, *, jobs: Sequence[SystemJob]) -> None:  # noqa: A002
        super().__init__(scope, id)
        arns = Arns.of(self)
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Stack.of(self).account, "aws:SourceArn": arns.schedule_group}
                },
            ),
        )
        targets = [function_name("trigger", "schedule"), *(job.function for job in jobs if job.source == "schedule")]
        functions = [arns.function(name) for name in targets]
        give(self.role, [Right(["lambda:InvokeFunction"], functions)])


class Schedules(Construct):
    """The group, and one schedule per system job that has an expression."""

    def __init__(self, scope: Construct, id: str, *, jobs: Sequence[SystemJob], role: ScheduleRole) -> None:  # noqa: A002
        super().__init__(scope, id)
        group = scheduler.CfnScheduleGroup(self, "Group", name=SCHEDULE_GROUP)
        arns = Arns.of(self)
        for job in jobs:
            if job.schedule_expression is None:
                continue
            scheduler.CfnSchedule(
                self,
                job.name,
                group_name=group.ref,
                schedule_expression=job.schedule_expression,
                flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
                target=scheduler.CfnSchedule.TargetProperty(
                    arn=arns.function(job.function),
                    role_arn=role.role.role_arn,
                    input="{}",
                    # The next tick does the same work: a missed one is not worth a day of attempts.
                    retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                        maximum_event_age_in_seconds=3600, maximum_retry_attempts=5
                    ),
                ),
            )


def ticks_dropped(period: Duration) -> cloudwatch.Metric:
    """Ticks that Scheduler could not hand to Lambda before their retry policy ended.

    Source: EventBridge Scheduler user guide, "Monitoring with CloudWatch": metrics by schedule group.
    """
    return cloudwatch.Metric(
        namespace="AWS/Scheduler",
        metric_name="InvocationDroppedCount",
        dimensions_map={"ScheduleGroup": SCHEDULE_GROUP},
        statistic="Sum",
        period=period,
    )


class MachineRole(Construct):
    """What a workflow's state machine may do: invoke the actions and `register_wait`, run other workflows, read the
    items of its loops in S3, trace, and as an Express one tell of itself.

    Source: Step Functions developer guide, "Start a new AWS Step Functions state machine from a running execution".
    """

    def __init__(self, scope: Construct, id: str, *, functions: Sequence[str]) -> None:  # noqa: A002
        super().__init__(scope, id)
        arns = Arns.of(self)
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                "states.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
            ),
        )
        invoked = [arns.function(name) for name in functions]
        run_time = "Workflows' machines and executions are made at run time; the names are Statewright's own"
        give(
            self.role,
            [
                Right(["lambda:InvokeFunction"], invoked),
                Right(["states:StartExecution"], [arns.machines], run_time),
                # RedriveExecution: of a large loop's Map Run, when the run that holds it is redriven
                Right(
                    ["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"],
                    [arns.executions],
                    run_time,
                ),
                Right(["s3:GetObject"], [arns.payloads], "Payloads are made at run time, named by workflow and run"),
                Right(["sqs:SendMessage"], [arns.execution_events]),
                Right(["events:PutTargets", "events:PutRule", "events:DescribeRule"], [arns.children_rule]),
                TRACING,
            ],
        )
