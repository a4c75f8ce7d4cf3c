"""What becomes of asynchronous invocations that fail: tried again by Lambda, then kept where a person hears of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct
from statewright.core.names import PREFIX

from infra.aws.acknowledge import acknowledge
from infra.aws.constructs.rights import Right, give

RETRIES: Final = 2
"""After 1 and after 2 minutes: all that Lambda offers. Source: Lambda developer guide, "Asynchronous invocation"."""
OLDEST: Final = Duration.hours(1)
"""How long a throttled event waits in Lambda's own queue: as long as Scheduler goes on to hand a tick over."""


class AsyncInvocations(Construct):
    """Scheduler's retry policy ends when Lambda has taken the event: from there on, this is what repeats and keeps it.

    `dead_letters` holds an invocation record (the event, the error) for each event that was given up.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        functions: Mapping[str, lambda_.Function],
        roles: Mapping[str, iam.Role],
    ) -> None:
        """`functions` and their `roles`, by the name of the function."""
        super().__init__(scope, id)
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            queue_name=f"{PREFIX}-async-invocations-dead",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        acknowledge(self.dead_letters, "AwsSolutions-SQS3", "It is itself where failed invocations end")
        for name, function in functions.items():
            give(roles[name], [Right(["sqs:SendMessage"], [self.dead_letters.queue_arn])])
            lambda_.EventInvokeConfig(
                self,
                name,
                function=function,
                max_event_age=OLDEST,
                retry_attempts=RETRIES,
                on_failure=destinations.SqsDestination(self.dead_letters),
            )
