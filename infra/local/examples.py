"""The workflows of `examples/`, created and published through the REST API."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from infra.local.config import DEFAULT_PORT
from infra.local.errors import StackError
from infra.local.files import read_json, write_atomically
from infra.local.servers.kafka import create_topics

if TYPE_CHECKING:
    from infra.local.rest_client import RestClient

_WRITTEN_FOR: Final = f"http://127.0.0.1:{DEFAULT_PORT}"
"""The files call the echo address of a stack on its usual port."""

SHOWN_FIRST: Final = "order-welcome"
"""The example that newcomers are told how to start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One file. `document` is what the REST API takes; `start` says what starts it; the builder offers it as a template
    under `category`.

    `id` stands for its workflow's id in the examples that run it, and is replaced by the one it is given.
    """

    name: str
    category: Literal["marketing", "operations", "data", "engineering"]
    document: Mapping[str, Any]
    publish: bool
    start: Mapping[str, Any]
    id: str | None = None

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
        address = f"{triggers}/{self.start['path']}"
        return f"curl -X {self.start['method']} {address} -H 'content-type: application/json' -d {shlex.quote(body)}"


def load_examples(root: Path, base: str) -> list[Example]:
    """The examples in the order of their file names, calling the stack at `base`."""
    examples = []
    for path in sorted((root / "examples").glob("*.json")):
        document = json.loads(path.read_text().replace(_WRITTEN_FOR, base))
        about = document.pop("example")
        examples.append(Example(name=path.stem, document=document, **about))
    return examples


async def prepare_topics(examples: list[Example], brokers: str) -> None:
    """Make the topics the examples name: the broker forgets its topics when it ends."""
    await asyncio.to_thread(create_topics, brokers, sorted({topic for each in examples for topic in each.topics()}))


class Seeds:
    """Which examples were made on a state folder. One that a person deleted or changed stays as it is."""

    def __init__(self, examples: list[Example], record: Path, base: str) -> None:
        self._examples = examples
        self._record = record
        self._base = base
        self._known_base, self._made = base, dict[str, str]()
        known = read_json(record)
        if known is not None:
            self._known_base, self._made = known["base"], known["made"]

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do."""
        return not self.missing and self._known_base == self._base

    @property
    def missing(self) -> list[Example]:
        """Those that were not made yet."""
        return [example for example in self._examples if example.name not in self._made]

    async def plant(self, client: RestClient) -> None:
        """Create and publish what is missing, on this address. Raises `StackError` naming what was refused."""
        if self._known_base != self._base:
            for workflow_id in self._made.values():
                await self._move(client, workflow_id)
            self._known_base = self._base
            self._note()
        # an example that others run has to be there before them
        for example in sorted(self.missing, key=lambda each: each.id is None):
            workflow = await client.post("/api/workflows", self._document(example))
            # Noted at once: a publication that is refused must not make another copy at the next start.
            self._made[example.name] = workflow["id"]
            self._note()
            if example.publish:
                await publish(client, workflow)

    def _document(self, example: Example) -> Any:
        """The example's document, running the workflows that the other examples have become."""
        text = json.dumps(example.document)
        for other in self._examples:
            if other.id is not None and other.name in self._made:
                text = text.replace(other.id, self._made[other.name])
        return json.loads(text)

    async def _move(self, client: RestClient, workflow_id: str) -> None:
        """The stack has another port than last time: let the example call that one."""
        path = f"/api/workflows/{workflow_id}"
        workflow = await client.find(path)
        if workflow is None or workflow["status"] == "archived":
            return
        before = json.dumps(workflow["graph"])
        after = before.replace(self._known_base, self._base)
        if before == after:
            return
        kept = {name: workflow[name] for name in ("name", "description", "settings", "revision")}
        changed = await client.put(path, {**kept, "graph": json.loads(after)})
        if workflow["status"] == "published":
            await publish(client, changed)

    def _note(self) -> None:
        noted = {"base": self._known_base, "made": self._made}
        write_atomically(self._record, json.dumps(noted, indent=2).encode())


async def publish(client: RestClient, workflow: Mapping[str, Any]) -> None:
    """Publish a workflow as the API gave it. Raises `StackError` when it, or one of its triggers, was refused."""
    published = await client.post(f"/api/workflows/{workflow['id']}/publish", {"revision": workflow["revision"]})
    for trigger in published["triggers"]:
        if trigger["status"] == "failed":
            raise StackError(f"the trigger {trigger['node_key']} of {workflow['name']} failed: {trigger['error']}")


async def create_and_publish(client: RestClient, document: Mapping[str, Any]) -> str:
    """Make a workflow and publish it; returns its id. Raises `StackError` naming what was refused."""
    workflow = await client.post("/api/workflows", document)
    await publish(client, workflow)
    return str(workflow["id"])
