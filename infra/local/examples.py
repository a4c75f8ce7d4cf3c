"""The workflows of `examples/`, created and published through the REST API."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.local.config import DEFAULT_PORT
from infra.local.files import read_json, write_atomically
from infra.local.rest_client import RestClient
from infra.local.servers.kafka import create_topics

_WRITTEN_FOR: Final = f"http://127.0.0.1:{DEFAULT_PORT}"
"""The files call the echo address of a stack on its usual port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One file. `document` is what the REST API takes; `start` says what starts it."""

    name: str
    document: Mapping[str, Any]
    publish: bool
    start: Mapping[str, Any]

    def topics(self) -> Iterator[str]:
        """Kafka topics that its nodes name."""
        for node in self.document["graph"]["nodes"]:
            topic = node.get("config", {}).get("topic")
            if isinstance(topic, str) and not topic.startswith("{%"):
                yield topic

    def curl(self, triggers: str) -> str | None:
        """A command line that starts it; None when HTTP does not."""
        if self.start["kind"] != "http":
            return None
        body = json.dumps(self.start["body"], separators=(",", ":"))
        return f"curl {triggers}/{self.start['path']} --json {shlex.quote(body)}"


def load_examples(root: Path, base: str) -> list[Example]:
    """The examples in the order of their file names, calling the stack at `base`."""
    examples = []
    for path in sorted((root / "examples").glob("*.json")):
        document = json.loads(path.read_text().replace(_WRITTEN_FOR, base))
        about = document.pop("example")
        examples.append(Example(name=path.stem, document=document, publish=about["publish"], start=about["start"]))
    return examples


async def prepare_topics(examples: list[Example], brokers: str) -> None:
    """Make the topics the examples name: the broker forgets its topics when it ends."""
    await asyncio.to_thread(create_topics, brokers, sorted({topic for each in examples for topic in each.topics()}))


async def seed(client: RestClient, examples: list[Example], record: Path) -> dict[str, str]:
    """Create and publish what `record` does not know yet; returns workflow ids by example name.

    An example is made once: one that a person deleted or changed stays as it is.
    """
    known: dict[str, str] = read_json(record) or {}
    for example in examples:
        if example.name not in known:
            known[example.name] = await create(client, example.document, publish=example.publish)
            write_atomically(record, json.dumps(known, indent=2).encode())
    return known


async def create(client: RestClient, document: Mapping[str, Any], *, publish: bool) -> str:
    """Create a workflow, publish it when asked to; returns its id. Raises `StackError` naming what was refused."""
    workflow = await client.post("/api/workflows", document)
    if publish:
        await client.post(f"/api/workflows/{workflow['id']}/publish", {"revision": workflow["revision"]})
    return str(workflow["id"])
