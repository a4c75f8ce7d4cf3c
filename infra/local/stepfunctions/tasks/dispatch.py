"""Which module does a task's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.stepfunctions.tasks import functions, nested
from infra.local.stepfunctions.tasks.calls import Failure, Outcome, Submitted, TaskCall
from infra.local.stepfunctions.tasks.functions import InvokeTask
from infra.local.stepfunctions.tasks.nested import NestedExecutions
from infra.local.stepfunctions.tasks.queues import SEND, Queues
from infra.local.stepfunctions.tasks.queues import perform as send

if TYPE_CHECKING:
    from infra.local.stepfunctions.tasks.aws_clients import AwsClients

_AWS: tuple[str, ...] = ("arn:aws:states:::s3:", "arn:aws:states:::aws-sdk:")


def nobody(_answer: Any) -> None:
    """Nobody wants to know."""


class Tasks:
    """Does every task's work. `aws_endpoint` None: there is no AWS emulator, and what needs it fails."""

    def __init__(
        self,
        invoke_task: InvokeTask,
        executions: NestedExecutions,
        aws_endpoint: str | None,
        region: str,
        queues: Queues,
    ) -> None:
        self._invoke_task = invoke_task
        self._executions = executions
        self._aws_endpoint = aws_endpoint
        self._region = region
        self._queues = queues
        self._clients: AwsClients | None = None

    async def perform(self, call: TaskCall, submitted: Submitted = nobody) -> Outcome:
        """Do it, and say what came of it; `submitted` is told when a `.sync` task has begun."""
        resource = call.resource
        if functions.is_function(resource):
            return await functions.invoke(call, self._invoke_task)
        if resource in nested.RESOURCES:
            return await self._executions.perform(call, submitted)
        if resource == SEND:
            return await send(call, self._queues)
        if self._aws_endpoint is not None and resource.startswith(_AWS):
            return await self._perform_on_aws(call, self._aws_endpoint)
        return Failure("States.TaskFailed", f"the local Step Functions does not run {resource}")

    def cancel(self, call: TaskCall) -> None:
        """The answer no longer matters: an execution that a `.sync` task waits for is stopped, the rest goes on."""
        if call.resource in nested.RESOURCES:
            self._executions.cancel(call)

    def stop(self) -> None:
        """Let go of the connections."""
        if self._clients is not None:
            self._clients.stop()

    async def _perform_on_aws(self, call: TaskCall, endpoint: str) -> Outcome:
        # boto3 takes a tenth of a second to import, and few stacks need it
        from infra.local.stepfunctions.tasks import aws_sdk, s3  # noqa: PLC0415
        from infra.local.stepfunctions.tasks.aws_clients import AwsClients  # noqa: PLC0415

        if self._clients is None:
            self._clients = AwsClients(endpoint, self._region)
        if call.resource.startswith(s3.PREFIX):
            return await s3.perform(call, self._clients)
        return await aws_sdk.perform(call, self._clients)
