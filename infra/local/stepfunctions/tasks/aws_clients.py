"""boto3 clients of the local stack's AWS emulator, and the threads that call them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, UnknownServiceError

from infra.local.stepfunctions.tasks.calls import Failure, Outcome

_THREADS: Final = 8
_CONFIG: Final = Config(
    connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 2}, inject_host_prefix=False
)


class AwsClients:
    """Clients by service, made when first needed: importing and loading a service takes a tenth of a second."""

    def __init__(self, endpoint: str, region: str) -> None:
        self._endpoint = endpoint
        self._region = region
        self._clients: dict[str, Any] = {}
        self._threads = ThreadPoolExecutor(_THREADS, "aws-task")

    async def run(self, service: str, work: Callable[[Any], Outcome]) -> Outcome:
        """Give the service's client to `work`, in a thread; what boto3 raises becomes the failure of the task."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, service, work)

    def stop(self) -> None:
        """Start nothing more, and close the connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for client in self._clients.values():
            client.close()

    def _run(self, service: str, work: Callable[[Any], Outcome]) -> Outcome:
        try:
            return work(self._client(service))
        except UnknownServiceError as error:
            return Failure("States.Runtime", str(error))
        except ClientError as error:
            return _failure(self._client(service).meta.service_model.service_id, error)
        except BotoCoreError as error:
            name = _integration_name(self._client(service).meta.service_model.service_id)
            return Failure(f"{name}.SdkClientException", f"{type(error).__name__}: {error}")

    def _client(self, service: str) -> Any:
        client = self._clients.get(service)
        if client is None:
            client = self._clients[service] = boto3.session.Session().client(
                service,
                endpoint_url=self._endpoint,
                region_name=self._region,
                aws_access_key_id="local",
                aws_secret_access_key="local",  # noqa: S106 - what the emulator expects
                config=_CONFIG,
            )
        return client


def _failure(service_id: str, error: ClientError) -> Failure:
    """An error that AWS answered with, as an integration reports it: `S3.NoSuchKeyException`."""
    details, metadata = error.response["Error"], error.response["ResponseMetadata"]
    service = _integration_name(service_id)
    code = details.get("Code", service)
    name = code if code.endswith("Exception") else f"{code}Exception"
    about = f"Service: {service}, Status Code: {metadata['HTTPStatusCode']}, Request ID: {metadata.get('RequestId')}"
    return Failure(f"{service}.{name}", f"{details.get('Message', code)} ({about})")


def _integration_name(service_id: str) -> str:
    """A service as error names spell it: `DynamoDB` is `DynamoDb`, `SQS` is `Sqs`, `Secrets Manager` is one word."""
    return re.sub(r"([A-Z])([A-Z]+)", lambda word: word[1] + word[2].lower(), service_id.replace(" ", ""))
