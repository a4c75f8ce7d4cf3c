"""Lambda over the wire: plain boto3 on a real socket, aliases in a real PostgreSQL."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.local.asgi_server import AsgiServer
from infra.local.functions_host.aliases import Aliases
from infra.local.functions_host.host import FunctionHost
from infra.local.functions_host.http_api import LambdaApi
from infra.local.ports import listen, port_of
from infra.local.rest_json import Receive, Scope, Send


async def mappings(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Stands for the event sources: another application below the same address."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"EventSourceMappings": [{"UUID": "one"}]}'})


class Client:
    def __init__(self, endpoint: str) -> None:
        self.boto = boto3.client(
            "lambda",
            endpoint_url=endpoint,
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )

    async def __call__(self, operation: str, **arguments: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await asyncio.to_thread(getattr(self.boto, operation), **arguments)
        return answer

    async def error(self, operation: str, **arguments: Any) -> tuple[int, str]:
        with pytest.raises(self.boto.exceptions.ClientError) as raised:
            await self(operation, **arguments)
        response = raised.value.response
        return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


@pytest.fixture
async def client(host: FunctionHost, postgres_url: str) -> AsyncIterator[Client]:
    aliases = Aliases(postgres_url)
    await aliases.load()
    api = LambdaApi(host, aliases, mappings)
    bound = listen()
    server = AsgiServer(api.app, bound)
    await server.start()
    client = Client(f"http://127.0.0.1:{port_of(bound)}")
    yield client
    client.boto.close()
    await server.stop()
    await api.stop()


async def test_invoke_gives_payload_status_and_version(client: Client) -> None:
    answer = await client("invoke", FunctionName="echo", Payload=b'{"a": 1}')

    assert answer["StatusCode"] == 200
    assert answer["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read())["event"] == {"a": 1}


async def test_a_raised_error_is_a_function_error_with_its_log(client: Client) -> None:
    answer = await client("invoke", FunctionName="misbehave", Payload=b'{"do": "raise"}', LogType="Tail")

    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read())["errorType"] == "RateLimited"
    assert b"[ERROR] RateLimited: slow down" in base64.b64decode(answer["LogResult"])


async def test_an_event_invocation_is_accepted_and_run(client: Client, host: FunctionHost) -> None:
    answer = await client(
        "invoke", FunctionName="misbehave", InvocationType="Event", Payload=b'{"do": "print", "text": "later"}'
    )
    await client("invoke", FunctionName="misbehave", Payload=b'{"do": "pid"}')

    assert answer["StatusCode"] == 202
    assert b"later" in host.log_tail("misbehave")


async def test_a_dry_run_invokes_nothing(client: Client, host: FunctionHost) -> None:
    assert (await client("invoke", FunctionName="echo", InvocationType="DryRun"))["StatusCode"] == 204
    assert host.counters()["echo"].invocations == 0


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        ({"FunctionName": "nobody"}, 404, "ResourceNotFoundException"),
        ({"FunctionName": "echo", "Qualifier": "nobody"}, 404, "ResourceNotFoundException"),
        ({"FunctionName": "echo", "Payload": b"{not json"}, 400, "InvalidRequestContentException"),
        ({"FunctionName": "echo", "Payload": b" " * 6_291_457}, 413, "RequestTooLargeException"),
    ],
)
async def test_a_wrong_invocation_is_refused(client: Client, arguments: dict[str, Any], status: int, code: str) -> None:
    assert await client.error("invoke", **arguments) == (status, code)


async def test_an_alias_lives_and_is_seen_by_the_handler(client: Client, postgres_url: str) -> None:
    created = await client("create_alias", FunctionName="echo", Name="i-1", FunctionVersion="$LATEST")
    arn = "arn:aws:lambda:eu-central-1:000000000000:function:echo:i-1"
    assert created["AliasArn"] == arn
    assert await client.error("create_alias", FunctionName="echo", Name="i-1", FunctionVersion="$LATEST") == (
        409,
        "ResourceConflictException",
    )

    answer = await client("invoke", FunctionName=arn)
    assert json.loads(answer["Payload"].read())["arn"] == arn

    version = (await client("publish_version", FunctionName="echo"))["Version"]
    await client("update_alias", FunctionName="echo", Name="i-1", FunctionVersion=version, Description="now fixed")
    again = Aliases(postgres_url)
    await again.load()
    alias = again.get("echo", "i-1")
    assert alias is not None
    assert (alias.version, alias.description) == ("1", "now fixed")
    assert [item["Name"] for item in (await client("list_aliases", FunctionName="echo"))["Aliases"]] == ["i-1"]

    await client("delete_alias", FunctionName="echo", Name="i-1")
    assert await client.error("get_alias", FunctionName="echo", Name="i-1") == (404, "ResourceNotFoundException")


async def test_functions_are_listed_and_described(client: Client) -> None:
    listed = await client("list_functions")
    one = await client("get_function", FunctionName="echo")
    configuration = await client("get_function_configuration", FunctionName="echo")

    assert [item["FunctionName"] for item in listed["Functions"]] == ["broken", "echo", "misbehave"]
    assert one["Configuration"]["Handler"] == "actions.sample_echo.handler.handler"
    assert (configuration["MemorySize"], configuration["Timeout"]) == (256, 10)


async def test_event_source_mappings_are_answered_by_their_application(client: Client) -> None:
    answer = await client("list_event_source_mappings")

    assert answer["EventSourceMappings"] == [{"UUID": "one"}]
