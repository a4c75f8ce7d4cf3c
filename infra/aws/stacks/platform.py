"""What runs: the functions, what invokes them, and who may sign in."""

from __future__ import annotations

from typing import Any

from aws_cdk import CfnOutput, Duration, Stack, triggers
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct
from statewright.core.catalog import Catalog
from statewright.core.names import EXECUTION_EVENTS, FAILED_EXECUTIONS, REGISTER_WAIT, SYNC_ROUTES, function_name
from statewright.core.specs import Reach

from infra.aws.constructs.alarms import PERIOD, Alarms
from infra.aws.constructs.async_invocations import AsyncInvocations
from infra.aws.constructs.execution_events import ExecutionEvents
from infra.aws.constructs.functions import Backends, Functions
from infra.aws.constructs.grants import Roles
from infra.aws.constructs.http_api import RestApi, Users
from infra.aws.constructs.schedules import MachineRole, ScheduleRole, Schedules, ticks_dropped
from infra.aws.settings import Settings
from infra.aws.stacks.data import DataStack

LONGEST_JOB = Duration.minutes(14)


class PlatformStack(Stack):
    """Every function of the catalog, wired by what its spec says."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        *,
        settings: Settings,
        catalog: Catalog,
        data: DataStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self.users = Users(self, "Users")
        self.api = RestApi(self, "RestApi", users=self.users)
        actions = [action.function for action in catalog.actions if action.function is not None]
        machine_role = MachineRole(self, "Machines", functions=sorted({*actions, REGISTER_WAIT}))
        schedule_role = ScheduleRole(self, "ScheduleRole", jobs=catalog.system)
        self.functions = Functions(
            self,
            "Functions",
            catalog=catalog,
            settings=settings,
            backends=Backends(
                network=data.network,
                database=data.database,
                cache=data.cache,
                streaming=data.streaming,
                mail=data.mail,
                callbacks=data.callbacks,
            ),
            roles=Roles(machine=machine_role.role.role_arn, schedule=schedule_role.role.role_arn),
            api_url=self.api.url,
        )
        self.api.connect(catalog, self.functions.by_name)
        (recorder,) = (job.function for job in catalog.system if job.source == "execution_events")
        (failures,) = (job.function for job in catalog.system if job.source == "failed_executions")
        self.execution_events = self._events("ExecutionEvents", catalog, recorder, EXECUTION_EVENTS, 100)
        self.failed_executions = self._events(
            "FailedExecutions", catalog, failures, FAILED_EXECUTIONS, 10, "FAILED", "TIMED_OUT"
        )
        self._run_at_deployment(catalog)
        Schedules(self, "Schedules", jobs=catalog.system, role=schedule_role)
        answering = {trigger.function for trigger in catalog.triggers} & self.functions.by_name.keys()
        nobody_waits = {
            function_name("trigger", "schedule"),
            SYNC_ROUTES,
            *(job.function for job in catalog.system if job.source == "schedule"),
        }
        self.invocations = AsyncInvocations(
            self,
            "AsyncInvocations",
            functions={name: self.functions.by_name[name] for name in sorted(nobody_waits)},
            roles=self.functions.roles,
        )
        Alarms(
            self,
            "Alarms",
            metrics={
                "StatusChangesGivenUp": _depth(self.execution_events.dead_letters),
                "ErrorWorkflowsGivenUp": _depth(self.failed_executions.dead_letters),
                "InvocationsGivenUp": _depth(self.invocations.dead_letters),
                "TicksDropped": ticks_dropped(PERIOD),
                "RecorderFails": self.functions.by_name[recorder].metric_errors(period=PERIOD),
                **{
                    f"{name}-fails": self.functions.by_name[name].metric_errors(period=PERIOD)
                    for name in sorted(nobody_waits | answering)
                },
                "ApiFails": self.api.api.metric_server_error(period=PERIOD),
            },
        )
        CfnOutput(self, "ApiUrl", value=self.api.url)
        CfnOutput(self, "UserPoolId", value=self.users.pool.user_pool_id)
        CfnOutput(self, "UserPoolClientId", value=self.users.client.user_pool_client_id)

    def _events(
        self,
        id: str,  # noqa: A002
        catalog: Catalog,
        function: str,
        queue: str,
        batch: int,
        *statuses: str,
    ) -> ExecutionEvents:
        return ExecutionEvents(
            self,
            id,
            queue_name=queue,
            batch=batch,
            statuses=statuses,
            consumer=self.functions.by_name[function],
            consumer_role=self.functions.roles[function],
            consumer_timeout=Duration.seconds(catalog.function(function).timeout_seconds),
        )

    def _run_at_deployment(self, catalog: Catalog) -> None:
        """Migrate before a function that uses the database is made or changed, then write the routes that the API
        trigger reads. Functions of an earlier deployment meet the new schema for as long as this takes.

        `sync_routes` itself cannot wait, only its run: the custom resource that runs both is made after both.
        """
        migrates, by_name = function_name("system", "migrate_database"), self.functions.by_name
        after = [
            by_name[function.name]
            for function in catalog.functions
            if Reach.DATABASE in function.reach and function.name in by_name.keys() - {migrates, SYNC_ROUTES}
        ]
        done = triggers.Trigger(
            self, "Run-migrate_database", handler=by_name[migrates], execute_before=[*after], timeout=LONGEST_JOB
        )
        triggers.Trigger(
            self, "Run-sync_routes", handler=by_name[SYNC_ROUTES], execute_after=[done], timeout=LONGEST_JOB
        )


def _depth(queue: sqs.IQueue) -> cloudwatch.Metric:
    return queue.metric_approximate_number_of_messages_visible(period=PERIOD)
