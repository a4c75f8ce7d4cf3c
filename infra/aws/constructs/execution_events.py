"""Status changes of workflow executions: EventBridge, or an Express execution itself -> queue -> one function."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct

from infra.aws.constructs.names import Arns
from infra.aws.constructs.rights import Right, give

RECEIVES = 20
"""As many attempts as the local stack makes; then the event is a dead letter, and an alarm goes off."""


class ExecutionEvents(Construct):
    """Batches of changes; only what the function reports as failed comes again.

    `statuses`: those of Step Functions that are told, such as `FAILED`; all of them where none are named.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        queue_name: str,
        batch: int,
        statuses: Sequence[str] = (),
        consumer: lambda_.Function,
        consumer_role: iam.Role,
        consumer_timeout: Duration,
    ) -> None:
        super().__init__(scope, id)
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            queue_name=f"{queue_name}-dead",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=queue_name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(4),
            # Six times the function's own limit, as Lambda's guide asks for.
            visibility_timeout=Duration.seconds(6 * consumer_timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=RECEIVES),
        )
        ours = {"stateMachineArn": events.Match.prefix(Arns.of(self).machine_prefix + "statewright-")}
        events.Rule(
            self,
            "StatusChanges",
            description=f"Status changes of workflow executions: {', '.join(statuses) or 'all'}",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail=ours | ({"status": list(statuses)} if statuses else {}),
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.dead_letters)],
        )
        receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
        give(consumer_role, [Right(receive, [self.queue.queue_arn])])
        consumer.add_event_source(
            SqsEventSource(
                self.queue,
                batch_size=batch,
                max_batching_window=Duration.seconds(1),
                max_concurrency=5,
                report_batch_item_failures=True,
            )
        )
