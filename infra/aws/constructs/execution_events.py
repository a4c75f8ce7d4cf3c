"""Status changes of workflow executions: EventBridge, or an Express execution itself -> queue -> record_executions."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct
from statewright.core.names import EXECUTION_EVENTS

from infra.aws.constructs.names import Arns
from infra.aws.constructs.rights import Right, give

BATCH = 100
RECEIVES = 20
"""As many attempts as the local stack makes; then the event is a dead letter and the sweep closes its execution."""


class ExecutionEvents(Construct):
    """Batches of up to 100 changes; only what the function reports as failed comes again."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        consumer: lambda_.Function,
        consumer_role: iam.Role,
        consumer_timeout: Duration,
    ) -> None:
        super().__init__(scope, id)
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            queue_name=f"{EXECUTION_EVENTS}-dead",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=EXECUTION_EVENTS,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(4),
            # Six times the function's own limit, as Lambda's guide asks for.
            visibility_timeout=Duration.seconds(6 * consumer_timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=RECEIVES),
        )
        events.Rule(
            self,
            "StatusChanges",
            description="Status changes of workflow executions",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={"stateMachineArn": events.Match.prefix(Arns.of(self).machine_prefix + "statewright-")},
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.dead_letters)],
        )
        receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
        give(consumer_role, [Right(receive, [self.queue.queue_arn])])
        consumer.add_event_source(
            SqsEventSource(
                self.queue,
                batch_size=BATCH,
                max_batching_window=Duration.seconds(1),
                max_concurrency=5,
                report_batch_item_failures=True,
            )
        )
