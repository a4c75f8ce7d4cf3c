"""The demo's three runs: one started by HTTP, one by a schedule, one by a Kafka record."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from kafka import KafkaProducer

from infra.local.errors import StackError
from infra.local.examples import Example, create_and_publish
from infra.local.rest_client import RestClient

RUN_SECONDS: Final = 60.0
_SCHEDULED_IN: Final = timedelta(seconds=3)
_PAUSE_SECONDS: Final = 0.1
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: `execution` is the REST API's answer, nodes included."""

    title: str
    started_by: str
    execution: dict[str, Any]

    def node(self, key: str) -> dict[str, Any]:
        """The newest record of a node; empty when it has none."""
        records = [node for node in self.execution["nodes"] if node["key"] == key]
        return records[-1] if records else {}


async def perform(client: RestClient, examples: list[Example], brokers: str) -> list[Run]:
    """Publish three examples, start each, wait for their ends. Raises `StackError` saying what did not happen."""
    by_name = {example.name: example for example in examples}
    return list(
        await asyncio.gather(
            _by_http(client, by_name["order-welcome"]),
            _by_schedule(client, by_name["daily-digest"]),
            _by_record(client, by_name["order-events"], brokers),
        )
    )


async def _by_http(client: RestClient, example: Example) -> Run:
    await create_and_publish(client, example.document)
    start = example.start
    answer = await client.request(start["method"], f"/hooks/{start['path']}", start["body"])
    request = f"{start['method']} /hooks/{start['path']}"
    if answer.status_code != 202:
        raise StackError(f"{request} answered {answer.status_code}: {answer.text[:500]}")
    execution = await _ended(client, answer.json()["execution_id"])
    return Run(title=example.document["name"], started_by=request, execution=execution)


async def _by_schedule(client: RestClient, example: Example) -> Run:
    """The example as it is, but for its time: a moment from now."""
    at = (datetime.now(UTC) + _SCHEDULED_IN).replace(microsecond=0)
    expression = f"at({at:%Y-%m-%dT%H:%M:%S})"
    document = copy.deepcopy(dict(example.document))
    (trigger,) = (node for node in document["graph"]["nodes"] if node["key"] == example.start["node"])
    trigger["config"] |= {"expression": expression, "timezone": "UTC"}
    workflow = await create_and_publish(client, document)
    execution = await _only_run(client, workflow, f"the schedule {expression} to start a run")
    return Run(title=document["name"], started_by=expression, execution=execution)


async def _by_record(client: RestClient, example: Example, brokers: str) -> Run:
    workflow = await create_and_publish(client, example.document)
    start = example.start
    await asyncio.to_thread(_send, brokers, start["topic"], start["key"], start["value"])
    execution = await _only_run(client, workflow, f"the record in {start['topic']} to start a run")
    return Run(title=example.document["name"], started_by=f"record in {start['topic']}", execution=execution)


def _send(brokers: str, topic: str, key: str, value: object) -> None:
    with closing(KafkaProducer(bootstrap_servers=brokers)) as producer:
        producer.send(topic, key=key.encode(), value=json.dumps(value).encode()).get(10)


async def _only_run(client: RestClient, workflow: str, what: str) -> dict[str, Any]:
    async def first() -> str | None:
        items = (await client.get(f"/api/executions?workflow_id={workflow}"))["items"]
        return items[0]["id"] if items else None

    return await _ended(client, await _until(first, what))


async def _ended(client: RestClient, execution: str) -> dict[str, Any]:
    async def end() -> dict[str, Any] | None:
        answer = await client.request("GET", f"/api/executions/{execution}")
        if answer.status_code == 404:
            return None  # accepted; its first status change is still on its way
        if not answer.is_success:
            raise StackError(f"GET /api/executions/{execution} answered {answer.status_code}: {answer.text[:500]}")
        found: dict[str, Any] = answer.json()
        return found if found["status"] != "running" else None

    return await _until(end, f"the run {execution} to end and to be recorded")


async def _until(probe: Callable[[], Awaitable[T | None]], what: str) -> T:
    """The first answer that is not None. Raises `StackError` naming `what` after `RUN_SECONDS`."""
    deadline = asyncio.get_running_loop().time() + RUN_SECONDS
    while (found := await probe()) is None:
        if asyncio.get_running_loop().time() > deadline:
            raise StackError(f"waited {RUN_SECONDS:.0f} s for {what}")
        await asyncio.sleep(_PAUSE_SECONDS)
    return found
