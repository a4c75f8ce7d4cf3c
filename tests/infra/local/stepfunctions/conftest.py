"""A Step Functions endpoint on a real socket, with a real PostgreSQL and functions the test answers for."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.validate import ParamValidator
from moto.server import ThreadedMotoServer

from infra.local.asgi_server import AsgiServer
from infra.local.functions_host.invocation import FunctionNotFound, Invocation
from infra.local.ports import listen, port_of
from infra.local.stepfunctions.api import StepFunctionsApi
from infra.local.stepfunctions.service import StepFunctions, wall_clock
from infra.local.stepfunctions.status_changes import Change

ROLE = "arn:aws:iam::000000000000:role/machine"
Handler = Callable[[Any], Awaitable[Any]]


class FunctionError(Exception):
    """Raised by a sample function: `kind` is the class Lambda would report."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Functions:
    """Functions by name, and the calls they got."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.calls: list[tuple[str, Any, str | None]] = []

    async def invoke(self, name: str, payload: bytes, qualifier: str | None, request_id: uuid.UUID) -> Invocation:
        """As `FunctionHost.invoke`."""
        event = json.loads(payload)
        if name not in self.handlers:
            raise FunctionNotFound(f"Function not found: {name}")
        self.calls.append((name, event, qualifier))
        try:
            answer, error = await self.handlers[name](event), None
        except FunctionError as raised:
            answer, error = {"errorType": raised.kind, "errorMessage": str(raised)}, "Unhandled"
        return Invocation(json.dumps(answer).encode(), error, str(request_id), 0.0)


class Clock:
    """The time, `ahead` milliseconds later."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return wall_clock() + self.ahead


class Listener:
    """Collects status changes."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._arrived = asyncio.Condition()

    async def take(self, changes: Sequence[Change]) -> None:
        """As `on_status_change`."""
        async with self._arrived:
            self.changes.extend(changes)
            self._arrived.notify_all()

    async def end_of(self, arn: str) -> Change:
        """The change that says that an execution has ended."""

        def found() -> Change | None:
            ended = (
                change
                for change in self.changes
                if change["detail"]["executionArn"] == arn and change["detail"]["status"] != "RUNNING"
            )
            return next(ended, None)

        async with asyncio.timeout(20), self._arrived:
            await self._arrived.wait_for(lambda: found() is not None)
        change = found()
        assert change is not None
        return change


class Client:
    """A plain boto3 client, called off the loop's thread."""

    def __init__(self, endpoint: str) -> None:
        self.boto = boto3.client(
            "stepfunctions",
            endpoint_url=endpoint,
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, inject_host_prefix=False),
        )

    async def __call__(self, operation: str, **arguments: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await asyncio.to_thread(getattr(self.boto, operation), **arguments)
        del answer["ResponseMetadata"]
        model = self.boto.meta.service_model.operation_model(self.boto.meta.method_to_api_mapping[operation])
        if model.output_shape is not None:
            problems = ParamValidator().validate(answer, model.output_shape)
            assert not problems.has_errors(), f"{operation}: {problems.generate_report()}"
        return answer

    async def error(self, operation: str, **arguments: Any) -> tuple[str, str]:
        """(code, message) of the error a call must end with."""
        with pytest.raises(self.boto.exceptions.ClientError) as raised:
            await self(operation, **arguments)
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        error = raised.value.response["Error"]
        return error["Code"], error["Message"]

    async def machine(self, name: str, states: dict[str, Any], **more: Any) -> str:
        """Create a machine that starts at its first state; its ARN."""
        created = await self("create_state_machine", name=name, definition=definition(states, **more), roleArn=ROLE)
        arn: str = created["stateMachineArn"]
        return arn


def definition(states: dict[str, Any], **more: Any) -> str:
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states, **more})


def invoke(function: str, payload: Any, **more: Any) -> dict[str, Any]:
    """A Task state that invokes a function and ends with its payload."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": function, "Payload": payload},
        "Output": "{% $states.result.Payload %}",
        **({} if "Next" in more else {"End": True}),
        **more,
    }


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="session")
def aws_url() -> Iterator[str]:
    """The AWS emulator the local stack uses, in a thread."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(aws_url: str) -> Iterator[Any]:
    """An empty bucket named `data`, as boto3's resource."""
    s3 = boto3.resource(
        "s3",
        endpoint_url=aws_url,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    bucket = s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield bucket
    bucket.objects.delete()
    bucket.delete()
    s3.meta.client.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(
    postgres_url: str, aws_url: str, functions: Functions, listener: Listener, clock: Clock
) -> AsyncIterator[StepFunctions]:
    service = StepFunctions(postgres_url, functions.invoke, listener.take, clock=clock, aws_endpoint=aws_url)
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
async def sfn(service: StepFunctions) -> AsyncIterator[Client]:
    bound = listen()
    server = AsgiServer(StepFunctionsApi(service).app, bound)
    await server.start()
    client = Client(f"http://127.0.0.1:{port_of(bound)}")
    yield client
    client.boto.close()
    await server.stop()
