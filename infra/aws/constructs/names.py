"""ARNs of what functions act on, in the account and region of the stack."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Stack
from constructs import Construct
from statewright.core.names import EXECUTION_EVENTS, PREFIX, function_name

SCHEDULE_GROUP = PREFIX
EVENT_TRIGGER = function_name("trigger", "event")


@dataclass(frozen=True, slots=True)
class Arns:
    """Everything is named by rule (`statewright.core.names`), so rights can be given before the things exist.

    Workflows' machines, executions and schedules are made at run time: these are the only wildcards, and each stays
    within Statewright's own names.
    """

    partition: str
    region: str
    account: str
    suffix: str

    @classmethod
    def of(cls, scope: Construct) -> Arns:
        stack = Stack.of(scope)
        return cls(stack.partition, stack.region, stack.account, stack.url_suffix)

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def function(self, name: str) -> str:
        return self._arn("lambda", f"function:{name}")

    @property
    def function_prefix(self) -> str:
        return self._arn("lambda", "function:")

    @property
    def machine_prefix(self) -> str:
        return self._arn("states", "stateMachine:")

    @property
    def machines(self) -> str:
        """Every workflow's machine, its versions and aliases."""
        return self._arn("states", f"stateMachine:{PREFIX}-*")

    @property
    def executions(self) -> str:
        return self._arn("states", f"execution:{PREFIX}-*:*")

    @property
    def children_rule(self) -> str:
        """Step Functions' own rule, by which it learns that an execution has ended that another one waits for."""
        return self._arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")

    @property
    def schedules(self) -> str:
        return self._arn("scheduler", f"schedule/{SCHEDULE_GROUP}/*")

    @property
    def schedule_group(self) -> str:
        return self._arn("scheduler", f"schedule-group/{SCHEDULE_GROUP}")

    @property
    def execution_events(self) -> str:
        """The queue of status changes."""
        return self._arn("sqs", EXECUTION_EVENTS)

    @property
    def execution_events_url(self) -> str:
        """Where that queue takes messages."""
        return f"https://sqs.{self.region}.{self.suffix}/{self.account}/{EXECUTION_EVENTS}"

    @property
    def payload_bucket(self) -> str:
        """Name of the bucket of results that are kept in S3: unique in the world by account and region."""
        return f"{PREFIX}-payloads-{self.account}-{self.region}"

    @property
    def payload_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.payload_bucket}"

    @property
    def payloads(self) -> str:
        """Every object of that bucket."""
        return f"{self.payload_bucket_arn}/*"

    def log_group(self, name: str) -> str:
        return self._arn("logs", f"log-group:{name}")
