"""What a person must hear of: what was given up, functions that fail, an API that answers 5xx."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


class Alarms(Construct):
    """One topic, to which an operator subscribes; one alarm per metric given, going off above zero."""

    def __init__(self, scope: Construct, id: str, *, metrics: Mapping[str, cloudwatch.Metric]) -> None:  # noqa: A002
        super().__init__(scope, id)
        self.topic = sns.Topic(self, "Topic", topic_name="statewright-alarms", enforce_ssl=True)
        for name, metric in metrics.items():
            alarm = cloudwatch.Alarm(
                self,
                name,
                alarm_description=name,
                metric=metric,
                threshold=0,
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                evaluation_periods=1,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(actions.SnsAction(self.topic))


PERIOD = Duration.minutes(5)
